"""Measures that compare variants of one interface. Pure functions over surfaces."""
