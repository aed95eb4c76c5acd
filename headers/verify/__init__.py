"""A surface checked against a compiler that is installed."""
