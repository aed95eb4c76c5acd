from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest


class Result(NamedTuple):
    code: int
    out: str
    err: str


Uapi = Callable[..., Result]


def runner(directory: Path) -> Uapi:
    """Runs the program in a directory, as a user would: through a pipe."""

    def run(*arguments: str, stdin: str | bytes = b"", **environment: str) -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "reports.cli", *arguments],
            input=data,
            capture_output=True,
            cwd=directory,
            env={**os.environ, "PYTHONPATH": os.getcwd(), "COLUMNS": "80", **environment},
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def uapi(tmp_path: Path) -> Uapi:
    """The program, in a directory of the test's own."""
    return runner(tmp_path)


@pytest.fixture
def header(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a header file."""

    def write(text: str, name: str = "x.h") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write
