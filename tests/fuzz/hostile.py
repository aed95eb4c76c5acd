"""Runs the program in this process as a user would, and says what no input may bring about."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hypothesis import settings

from reports.cli.main import main
from reports.formats.visible import visible
from tests.fuzz.bounds import bounded, watched

SECRET = "struct nobody_may_read_this { int x; };"
_LINE = re.compile(r"[^\n]+")
_CRASHES = ("Traceback", "internal error", "standard output:")
"""What the program says of its own mistakes."""


def examples(count: int) -> settings:
    """`count` examples in CI, 125 times as many in the deep profile."""
    return settings(max_examples=count * settings.default.max_examples // 2)


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str


def run(folder: Path, *arguments: str) -> Ended:
    """Run the program in a directory, within bounds of time and memory."""
    touched: list[str] = []
    with _streams() as said, watched(folder, touched), contextlib.chdir(folder), bounded():
        try:
            code = main([*arguments])
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 2
        finally:
            gc.enable()  # a short process has no use for it
    assert not touched, touched
    return Ended(code, *said)


@contextlib.contextmanager
def _streams() -> Iterator[list[str]]:
    """Standard output and standard error as files, and what was written to them."""
    said: list[str] = []
    before = sys.stdin, sys.stdout, sys.stderr
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO()), out, err
        try:
            yield said
        finally:
            sys.stdin, sys.stdout, sys.stderr = before
        for file in (out, err):
            file.flush()
            file.buffer.seek(0)
            said.append(file.buffer.read().decode())


def faults(ended: Ended, folder: Path) -> Iterator[str]:
    """What is wrong with how a run ended, whatever it was given."""
    if ended.code not in (0, 1, 2, 3):
        yield f"exit code {ended.code}"
    yield from (f"a crash: {ended.err}" for words in _CRASHES if words in ended.err)
    if ended.code == 2 and not re.fullmatch(r"uapi[^\n]*: [^\n]+\n", ended.err):
        yield f"not one line: {ended.err!r}"
    for line in _LINE.findall(f"{ended.out}\n{ended.err}"):
        if visible(plain := line.replace("\t", " ")) != plain:
            yield f"steers a terminal: {line!r}"
    if "nobody_may_read_this" in ended.out + ended.err:
        yield "read what lies elsewhere"
    if sorted(os.listdir(folder.parent)) != sorted([folder.name, "outside"]):
        yield f"wrote beside: {os.listdir(folder.parent)}"
    if os.listdir(folder.parent / "outside") != ["secret.h"]:
        yield "wrote outside"


def holds(folder: Path, *arguments: str) -> Ended:
    """Run the program, with no fault."""
    ended = run(folder, *arguments)
    found = list(faults(ended, folder))
    assert not found, (arguments, ended.code, found)
    return ended


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """A directory for one example, beside which lies what nobody asked for."""
    with tempfile.TemporaryDirectory(prefix="fuzz-of-uapi-") as above:
        for name in ("outside", "given"):
            Path(above, name).mkdir()
        Path(above, "outside", "secret.h").write_text(SECRET)
        yield Path(above, "given")
