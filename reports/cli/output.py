"""Where a result goes: whole or not at all."""

from __future__ import annotations

import argparse
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from reports.cli import streams
from reports.formats.visible import harmless

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


_NEVER = (".h", ".toml")
"""What this program reads and does not write: headers, and what people decided."""


def see_output(arguments: argparse.Namespace) -> None:
    """That ``--output`` names nothing that the command reads.

    Raises:
        UapiError: it does.
    """
    output = getattr(arguments, "output", None)
    if not output or not os.path.isfile(output):
        return
    if any(os.path.isfile(path) and os.path.samefile(path, output) for path in _named(arguments)):
        raise UapiError(f"--output {output}: is what is to be read; name another file")
    if output.endswith(_NEVER):
        why = "headers and settings are never written over"
        raise UapiError(f"--output {output}: is there already, and {why}; name another file")


def _named(arguments: argparse.Namespace) -> Iterator[str]:
    """All words of the command line but the output; those of options, too."""
    for name, value in vars(arguments).items():
        if name != "output":
            values = value if isinstance(value, list | tuple) else [value]
            yield from (v for v in values if isinstance(v, str) and "\0" not in v)


def write(text: str, arguments: argparse.Namespace) -> None:
    """Write a finished text to ``--output``, or to standard output.

    Raises:
        UapiError: the file cannot be written; nothing of it is left behind.
    """
    if arguments.output and arguments.output != "-":
        write_file(Path(arguments.output), text, is_painted=wants_color(arguments))
    else:
        streams.put_text(harmless(text, is_painted=wants_color(arguments)))


def _encoding() -> str:
    return sys.stdout.encoding or "utf-8"


def write_file(path: Path, text: str, *, is_painted: bool = False) -> None:
    """Write a file aside and rename it, so that no one sees half of it.

    Raises:
        UapiError: it is a link or something read, or cannot be written.
    """
    data = harmless(text, is_painted=is_painted).encode("utf-8", "replace")
    try:
        kind = _kind(path)
        if kind == stat.S_IFREG or kind is None:
            _write_aside(path, data)
        else:
            _write_special(path, data, kind)
    except OSError as error:
        raise UapiError(f"{path}: cannot be written: {error.strerror}") from None


def _kind(path: Path) -> int | None:
    """What a path is, links not followed; None where there is nothing."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except FileNotFoundError:
        return None


def _write_aside(path: Path, data: bytes) -> None:
    """A new file in the place of an old one, whose permissions it takes over."""
    mode = stat.S_IMODE(os.lstat(path).st_mode) & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:32]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(handle, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _write_special(path: Path, data: bytes, kind: int) -> None:
    """To a device such as /dev/full, a pipe of the shell's, or nothing else."""
    if kind == stat.S_IFLNK and not _is_stream(path):
        where = os.readlink(path)
        raise UapiError(f"{path}: is a link to {where}; not followed, name the file itself")
    with open(os.open(path, os.O_WRONLY | os.O_CLOEXEC), "wb") as file:
        file.write(data)


def _is_stream(path: Path) -> bool:
    """Whether a link is of a kind that is there to be followed: /dev/stdout, /dev/fd/3."""
    return os.path.abspath(path).startswith(("/dev/", "/proc/"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def wants_color(arguments: argparse.Namespace) -> bool:
    """Whether to colour: on a terminal that did not ask for none (no-color.org)."""
    asked = getattr(arguments, "color", "never")
    if asked != "auto":
        return bool(asked == "always")
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
