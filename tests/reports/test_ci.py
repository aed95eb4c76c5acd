"""The files of docs/ci, run in a repository with a branch that breaks something."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BEFORE = "struct demo { unsigned int id; unsigned long long data; };\n#define DEMO_OLD 7\n"
AFTER = "struct demo { unsigned long long data; unsigned int id; };\n"
CONFIG = '[check]\nsource = "include"\ntarget = ["x86_64", "i386"]\n'


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *identity, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A clone whose branch is one commit ahead of the one that it is to be merged into."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    (origin / "include" / "linux").mkdir(parents=True)
    git(origin, "init", "-q", "-b", "main")
    (origin / "include" / "linux" / "demo.h").write_text(BEFORE)
    (origin / "uapi.toml").write_text(CONFIG)
    git(origin, "add", ".")
    git(origin, "commit", "-qm", "before")
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    git(clone, "checkout", "-qb", "topic")
    (clone / "include" / "linux" / "demo.h").write_text(AFTER)
    git(clone, "commit", "-qam", "after")
    return clone


def run(branch: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A step as a CI server runs it, with this uapi."""
    own = {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    environment = os.environ | own | {"XDG_CACHE_HOME": str(branch.parent / "cache")} | more
    whole = f'set -e\nuapi() {{ "$PYTHON" -m reports.cli "$@"; }}\n{script}'
    return subprocess.run(
        ["bash", "-c", whole], cwd=branch, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def commands(path: Path) -> list[str]:
    """The calls of ``uapi check`` in a file, each on one line."""
    text = path.read_text().replace("\\\n", " ")
    return [
        " ".join(found.split())
        for found in re.findall(r"^[ -]*(?:run: )?(uapi check.*)$", text, re.M)
    ]


def test_github(branch, tmp_path):
    gate, summary, scan = commands(ROOT / "docs/ci/github.yml")
    page = tmp_path / "summary.md"
    done = run(branch, gate, BASE="origin/main")
    assert done.returncode == 1, done.stderr
    assert "::error file=include/linux/demo.h,line=1,title=member-moved" in done.stdout
    done = run(branch, f"{summary}\n{scan}", BASE="origin/main", GITHUB_STEP_SUMMARY=str(page))
    assert done.returncode == 0, done.stderr
    assert page.read_text().startswith("### ✗ ")
    results = json.loads((branch / "uapi.sarif").read_text())["runs"][0]["results"]
    assert "member-moved" in {result["ruleId"] for result in results}


def test_gitlab(branch):
    *told, gate = commands(ROOT / "docs/ci/gitlab.yml")
    variables = dict(
        re.findall(r"^    (TELL): (.*)$", (ROOT / "docs/ci/gitlab.yml").read_text(), re.M)
    )
    variables["BASE"] = git(branch, "merge-base", "HEAD", "origin/main")
    done = run(branch, "\n".join(told), **variables)
    assert done.returncode == 0, done.stderr
    issues = json.loads((branch / "uapi-quality.json").read_text())
    assert {"include/linux/demo.h"} == {issue["location"]["path"] for issue in issues}
    assert ET.parse(branch / "uapi-junit.xml").getroot().get("failures") != "0"
    assert (branch / "uapi.html").read_text().startswith("<!DOCTYPE html>")
    assert run(branch, gate, **variables).returncode == 1


def test_pre_commit(branch):
    """pre-commit runs the entry with its arguments, in the repository's root."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    entry = re.search("^  entry: (.*)$", text, re.M)[1]
    arguments = re.search(r"^  args: \[(.*)\]$", text, re.M)[1].replace(",", "")
    assert run(branch, f"{entry} {arguments}").returncode == 0
    (branch / "include" / "linux" / "demo.h").write_text(BEFORE)
    assert run(branch, f"{entry} {arguments}").returncode == 1


def test_the_page(branch):
    done = [run(branch, line) for line in commands(ROOT / "docs/ci.md")]
    assert [d.returncode for d in done] == [1, 0, 0], [d.stderr for d in done]
