"""The three streams of a process: any of them may be closed, full, or a terminal that obeys."""

from __future__ import annotations

import contextlib
import os
import sys

from abi.diagnostic import UapiError


def open_all() -> None:
    """Give a process its streams that was started without some of them.

    Else the next file that is opened would become one. Nothing is read from
    such a standard input, what is said on such a standard error is lost, and
    writing to such a standard output fails.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            _fill(number, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: SIM115


def _fill(number: int, mode: int) -> None:
    handle = os.open(os.devnull, mode)
    if handle != number:
        os.dup2(handle, number)
        os.close(handle)


def say(text: str) -> None:
    """A line on standard error that begins with our name."""
    say_line(f"uapi: {text}")


def say_line(text: str) -> None:
    """A line on standard error, whatever is in it; nothing can be done where that fails."""
    from reports.formats.visible import visible

    with contextlib.suppress(OSError, ValueError):
        print(visible(text), file=sys.stderr, flush=True)


def put(data: bytes) -> None:
    """Bytes on standard output, all of them.

    Raises:
        BrokenPipeError: the reader went away.
        UapiError: they cannot be written.
    """
    try:
        rest = memoryview(data)
        while rest:  # unbuffered (python -u), a pipe may take a part only
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UapiError(f"standard output: {error.strerror}") from None


def put_text(text: str) -> None:
    """The same of a text; a character that the stream's encoding has not is a question mark."""
    put(text.encode(sys.stdout.encoding or "utf-8", "replace"))


def give_up() -> None:
    """Nothing more can be written to standard output, not even at the end."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
