"""What is right and wrong: rules that map changes, or one surface, to findings."""
