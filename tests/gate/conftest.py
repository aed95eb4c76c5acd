from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict:
        return json.loads(self.out)

    def found(self) -> list[tuple[str, str, str, list[str]]]:
        return [
            (f["severity"], f["rule"], f["subject"], f["targets"]) for f in self.report["findings"]
        ]

    def serious(self) -> list[tuple[str, str]]:
        """Rule and subject of what is no note."""
        return [(rule, subject) for level, rule, subject, _ in self.found() if level != "note"]


class Place:
    """A directory with sources ``old`` and ``new``, and the program run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def headers(self, old: str, new: str, name: str = "linux/x.h") -> None:
        self.write(f"old/{name}", old)
        self.write(f"new/{name}", new)

    def uapi(self, *arguments: str, cwd: str = ".", **environment: str) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "reports.cli", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=self.root / cwd,
            env={**os.environ, "PYTHONPATH": os.getcwd(), "COLUMNS": "80", **environment},
            timeout=300,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def check(self, *arguments: str) -> Result:
        """`uapi check` of old and new as JSON, without what is said of the design."""
        command = ("check", "old", "new", "-t", "x86_64,i386", "-f", "json", "--no-design")
        return self.uapi(*command, *arguments)

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        command = ["git", *who, "-c", "init.defaultBranch=main", *arguments]
        subprocess.run(command, cwd=self.root, check=True, capture_output=True)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


MOVED = (
    "struct s { unsigned int a; unsigned long long b; };\n",
    "struct s { unsigned int a; unsigned int pad; unsigned long long b; };\n",
)
"""What moves a member on i386 only."""


@pytest.fixture
def moved(place: Place) -> Place:
    place.headers(*MOVED)
    return place
