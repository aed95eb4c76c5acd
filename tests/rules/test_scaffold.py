"""A new rule is two files, and nothing else has to know of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.scaffold import main

ROOT = Path(__file__).parents[2]
NEEDED = (
    "abi", "headers", "pyproject.toml", "tests/__init__.py", "tests/conftest.py",
    "tests/header_trees.py", "tests/oracle", "tests/rules",
)  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project, as far as rules need it."""
    for name in NEEDED:
        if (ROOT / name).is_dir():
            leave = shutil.ignore_patterns("__pycache__", "cases")
            shutil.copytree(ROOT / name, tmp_path / name, ignore=leave)
        else:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    found = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(folder)}, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def texts(folder: Path) -> dict[Path, bytes]:
    every = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {path: path.read_bytes() for path in every}


@pytest.mark.parametrize("family", ["compat", "design"])
def test_scaffolded_rule(family: str, copy: Path) -> None:
    before = texts(copy)
    written = run(copy, "tests.rules.scaffold", family, "example-scaffolded").split()
    after = texts(copy)
    assert {str(path) for path in after.keys() - before.keys()} == set(written)
    assert len(written) == 2
    assert {path: after[path] for path in before} == before
    pages = f"tests/rules/test_{family}_pages.py"
    said = run(copy, "pytest", "-q", "-p", "no:cacheprovider", pages, "-k", "example-scaffolded")
    assert "passed" in said


@pytest.mark.parametrize("name", ["member-moved", "Member-Moved", "moved", "../moved-away"])
def test_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compat", name]) == 2
    assert name in capsys.readouterr().err
