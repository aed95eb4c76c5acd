"""Where a result goes: whole or not at all."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from reports.cli import streams

if TYPE_CHECKING:
    from reports.report import Report
    from reports.style import Style


def render(report: Report, arguments: argparse.Namespace) -> str:
    """A report in the format that was asked for."""
    import importlib

    from reports.cli.main import tool_version

    if arguments.format == "terminal":
        from reports.formats import terminal

        notes = getattr(arguments, "notes", False)
        return terminal.render(report, style(arguments), notes=notes)
    module = importlib.import_module(f"reports.formats.{arguments.format}")
    return str(module.render(report, tool=f"uapi {tool_version()}"))


def style(arguments: argparse.Namespace) -> Style:
    """How text for a terminal is to look."""
    from reports.style import Style, terminal_width

    return Style(wants_color(arguments), wants_ascii(arguments), terminal_width())


def write(text: str, arguments: argparse.Namespace) -> None:
    """Write a finished text to ``--output``, or to standard output.

    Raises:
        UapiError: the file cannot be written; nothing of it is left behind.
    """
    if arguments.output and arguments.output != "-":
        write_file(Path(arguments.output), text)
    else:
        streams.put_text(text)


def _encoding() -> str:
    return sys.stdout.encoding or "utf-8"


def write_file(path: Path, text: str) -> None:
    """Write a file aside and rename it, so that no one sees half of it."""
    if path.exists() and not path.is_file():  # a device such as /dev/full or /dev/null
        _write_device(path, text)
        return
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise UapiError(f"{path}: cannot be written: {error.strerror}") from None


def _write_device(path: Path, text: str) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UapiError(f"{path}: cannot be written: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def wants_color(arguments: argparse.Namespace) -> bool:
    """Whether to colour: on a terminal that did not ask for none (no-color.org)."""
    if arguments.color != "auto":
        return bool(arguments.color == "always")
    return (
        not arguments.output
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def wants_ascii(arguments: argparse.Namespace) -> bool:
    """Whether only ASCII can be shown: asked for, or by the terminal's encoding."""
    if arguments.ascii:
        return True
    if arguments.output:
        return False
    try:
        "─░▸✗".encode(_encoding())
    except (UnicodeEncodeError, LookupError):
        return True
    return False
