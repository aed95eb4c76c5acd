"""A tree that changes while it is read, and a process that is ended: nothing wrong stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from abi.diagnostic import UapiError
from abi.layout import Layout
from abi.target import TARGETS
from headers import load, partition, read, split
from headers.cache import Cache
from headers.sources import state
from headers.sources.spec import open_source

SMALL, LARGE = "struct s { int x; };\n", "struct s { int x, y; };\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for memory in (split.KNOWN, read.PARTS, partition.KNOWN):
        memory.clear()
    place = tmp_path / "tree"
    (place / "linux").mkdir(parents=True)
    (place / "linux" / "a.h").write_text("#include <linux/s.h>\n")
    (place / "linux" / "s.h").write_text(SMALL)
    return place


def _size(tree: Path) -> int:
    layout = load.load(open_source(str(tree)), TARGETS["x86_64"], cache=Cache()).layout("struct s")
    assert isinstance(layout, Layout)
    return layout.size


def _rewrite(tree: Path) -> None:
    (tree / "linux" / "s.h").write_text(LARGE)


def _replace(tree: Path) -> None:
    (tree / "linux" / "new").write_text(LARGE)
    (tree / "linux" / "new").rename(tree / "linux" / "s.h")


def _remove(tree: Path) -> None:
    (tree / "linux" / "s.h").unlink()


@pytest.mark.parametrize("change", [_rewrite, _replace, _remove])
@pytest.mark.parametrize("step", ["_partition", "run_engine"])
@pytest.mark.parametrize("settled", [0, state.SETTLED])
def test_a_header_changes_while_it_is_read(
    change: Callable[[Path], None],
    step: str,
    settled: int,
    tree: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(state, "SETTLED", settled)
    honest = getattr(read, step)

    def meanwhile(*arguments: object) -> object:
        change(tree)
        return honest(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(read, step, meanwhile)
        with pytest.raises(UapiError, match=r"s\.h: (changed while it was|cannot be) read"):
            _size(tree)
    (tree / "linux" / "s.h").write_text(LARGE)
    assert _size(tree) == 8
    (tree / "linux" / "s.h").write_text(SMALL)
    assert _size(tree) == 4


def _processes(place: Path) -> list[int]:
    """Processes that use a directory for temporary files."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if os.fsencode(place) in environment:
                found.append(int(entry.name))
    return found


@pytest.mark.parametrize("targets", ["x86_64", "x86_64,arm64,i386"])
@pytest.mark.parametrize("source", ["directory", "archive"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_who_is_ended_leaves_nothing(
    number: signal.Signals, source: str, targets: str, tmp_path: Path
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    bomb = "#define A0(x) x\n" + "".join(
        f"#define A{n}(x) A{n - 1}(x) A{n - 1}(x)\n" for n in range(1, 60)
    )
    (tmp_path / "linux").mkdir()
    (tmp_path / "linux" / "x.h").write_text(f"{bomb}struct x {{ int y[A59(0)]; }};\n")
    if source == "archive":
        subprocess.run(["tar", "-cf", "x.tar", "linux"], cwd=tmp_path, check=True)
    said = "x.tar" if source == "archive" else "."
    process = subprocess.Popen(
        [sys.executable, "-m", "reports.cli", "snapshot", said, "-t", targets, "--no-cache",
         "-j", "2", "-o", "out"],
        stderr=subprocess.DEVNULL, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.getcwd(), "TMPDIR": str(place)},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not list(place.glob("uapi-*/errors")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    assert process.wait(60) == 128 + number
    assert list(place.iterdir()) == []
    while _processes(place) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _processes(place) == []
