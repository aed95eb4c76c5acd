"""Comparison reports: N variants of one interface, laid side by side."""
