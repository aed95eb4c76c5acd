"""Compatibility rules: what a change does to programs and kernels that exist."""
