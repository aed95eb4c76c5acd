"""Whatever happens, a command ends with one line and exit code 2, and never with a traceback."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from headers.child import Child
from reports.cli import budget
from reports.cli import main as program
from reports.cli.main import COMMANDS

OLD, NEW = "struct s { int a; };\n", "struct s { long a; };\n"
PROGRAM = f"{sys.executable} -m reports.cli"
WORDS = {
    "show": "show old.h",
    "diff": "diff old.h new.h",
    "check": "check old.h new.h",
    "lint": "lint new.h",
    "explain": "explain member-moved",
    "rules": "rules",
    "compare": "compare old.h new.h",
    "case": "case list",
    "gen": "gen python old.h",
    "verify": "verify old.h",
    "snapshot": "snapshot old.h",
    "decode": "decode 0xc008aeba",
    "targets": "targets",
    "cache": "cache",
    "completion": "completion bash",
    "baseline": "baseline --help",
    "": "--help",
    "version": "--version",
    "verbose": "--version -v",
}


def test_every_command_is_here() -> None:
    assert set(COMMANDS) <= set(WORDS)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "old.h").write_text(OLD)
    (tmp_path / "new.h").write_text(NEW)
    return tmp_path


def run(place: Path, shell: str, **environment: str) -> list[tuple[str, int, str]]:
    """All commands, two at a time; `shell` says what becomes of ``$CMD``."""
    own = {k: v for k, v in os.environ.items() if k != "UAPI_DEBUG"} | {
        "PYTHONPATH": os.getcwd(), **environment
    }  # fmt: skip
    found, waiting = [], list(WORDS.values())
    while waiting:
        batch = [waiting.pop() for _ in range(min(2, len(waiting)))]
        processes = [
            subprocess.Popen(
                ["/bin/sh", "-c", shell.replace("$CMD", f"{PROGRAM} {words}")],
                cwd=place, env=own, stderr=subprocess.PIPE, text=True,
            )
            for words in batch
        ]  # fmt: skip
        for words, process in zip(batch, processes, strict=True):
            err = process.communicate(timeout=120)[1]
            found.append((words, process.returncode, err))
    return found


@pytest.mark.parametrize("shell", ["$CMD >&-", "$CMD >/dev/full", "$CMD >&- <&-"])
def test_standard_output_takes_nothing(place: Path, shell: str) -> None:
    for words, code, err in run(place, shell):
        assert code == 2, (words, err)
        assert err.count("\n") == 1, (words, err)
        assert err.startswith("uapi: standard output: "), (words, err)


def test_standard_error_takes_nothing(place: Path) -> None:
    """What would be said there is lost, and gets into no other stream."""
    for closed in ("2>&-", "2>/dev/full"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{PROGRAM} show none.h {closed}"],
            cwd=place, env={**os.environ, "PYTHONPATH": os.getcwd()},
            stdout=subprocess.PIPE, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize(
    "error",
    [KeyError("\x1b[1m"), AssertionError(), OSError(9, "x")],
)
def test_a_mistake_of_ours_is_one_line(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.delenv("UAPI_DEBUG")
    monkeypatch.setattr(program, "_run", fail)
    assert program.main(["show"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(f"uapi: internal error: {type(error).__name__}: ")
    assert "UAPI_DEBUG=1" in err
    assert "\x1b" not in err
    monkeypatch.setenv("UAPI_DEBUG", "1")
    assert program.main(["show"]) == 2
    assert "Traceback (most recent call last)" in capfd.readouterr().err


def test_a_mistake_in_another_process_is_one_line(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import sys\n"
        "from reports.cli import snapshot, main\n"
        "def fail(*_): return {}['secret']\n"
        "snapshot._snapshot = fail\n"
        "sys.argv = ['uapi', 'snapshot', 'old.h', '-t', 'x86_64,i386', '-o', 'd', '-j', '2']\n"
        "from headers import child\n"
        "from reports.cli import workers\n"
        "workers.can_share = lambda: True\n"
        "main.run()\n"
    )
    for value, traces in (("", 0), ("1", 1)):
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=place, env={**os.environ, "PYTHONPATH": os.getcwd(), "UAPI_DEBUG": value},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert "uapi: internal error: KeyError: 'secret' (<string>:3)" in done.stderr
        assert ("Traceback" in done.stderr) == bool(traces)
        assert traces or done.stderr.count("\n") == 1


def test_too_little_memory_is_one_line(place: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{PROGRAM} check old.h new.h"],
        cwd=place, env={**os.environ, "PYTHONPATH": os.getcwd(), "UAPI_MEBIBYTES": "10"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == (
        "uapi: stopped, as it needs more than 10 MiB of memory; "
        "name fewer headers or targets, or set UAPI_MEBIBYTES\n"
    )
    assert done.returncode == 2


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.ENOMEM, "no memory")])
def test_too_little_memory_in_another_process(error: Exception) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(MemoryError):
        Child(fail).result()


@pytest.mark.parametrize(
    "error",
    [
        RecursionError("deep"), MemoryError(), RuntimeError("can't start new thread"),
        OSError(errno.ENOMEM, "no memory"),
    ],
)  # fmt: skip
def test_what_is_too_much_is_one_line(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(program, "_run", fail)
    monkeypatch.setattr(budget, "_limits", contextlib.nullcontext)
    assert budget.kept(lambda: program.main(["show"]), 2) == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("uapi: stopped, as ")
