"""What a person names, into trees of header files."""
