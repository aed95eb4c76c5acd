"""Problems, as values (in the input) and as errors (in the use of the tool)."""

from __future__ import annotations

from typing import Literal

import msgspec

Level = Literal["error", "warning", "note"]


READ_AFTER = "read after "
"""How the note begins of what a header needs and does not include."""


class UapiError(Exception):
    """The one root of what this project raises on purpose.

    Its text is one line that says what is wrong, where, and what to do. The
    command line prints it and exits with 2; nothing else catches it.
    """


class Location(msgspec.Struct, frozen=True, array_like=True):
    """Where a declaration stands. Never part of a declaration's identity."""

    header: str
    """The header's name as a program includes it, such as ``linux/kvm.h``."""
    line: int
    """Counted from 1; 0 when it is not known."""

    def __str__(self) -> str:
        return f"{self.header}:{self.line}" if self.line else self.header


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """Something in the input that could not be understood, and where."""

    level: Level
    message: str
    header: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.header}:{self.line}: " if self.header else ""
        return f"{place}{self.level}: {self.message}"
