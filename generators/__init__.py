"""Surfaces into bindings: one file a language, one template a language."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from generators.view import View

LANGUAGES = {
    "python": "generators.python",
}
"""The module that writes each language; imported when it does."""


class Generator(Protocol):
    """What the module of a language offers."""

    SUFFIXES: tuple[str, ...]
    """Of the files it writes, the one that was asked for first: ``.py``, ``.pyi``."""

    def generate(self, view: View, module: str) -> dict[str, str]:
        """The texts of a binding by suffix; `module` is the name it will be used under."""


def generator(language: str) -> Generator:
    """The generator of one of `LANGUAGES`."""
    return cast(Generator, importlib.import_module(LANGUAGES[language]))
