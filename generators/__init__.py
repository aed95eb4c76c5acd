"""Surfaces into bindings: one file a language, one template a language."""
