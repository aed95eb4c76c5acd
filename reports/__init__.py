"""Reports as values, their formats, and the command line."""
