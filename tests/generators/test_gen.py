"""``uapi gen`` as a user meets it."""

from __future__ import annotations

import ctypes
import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reports.cli.main import main

CASE = "case:mem-enc-op/rfc-v4"


def test_a_file_gets_its_stub_beside_it(tmp_path: Path) -> None:
    assert main(["gen", "python", CASE, "-o", str(tmp_path / "sev.py")]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sev.py", "sev.pyi"]
    assert "'python -m sev'" in (tmp_path / "sev.py").read_text()


def test_the_same_input_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for _ in range(2):
        assert main(["gen", "python", CASE, "--target", "all"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("words", "start"), [((), '"""Bindings for case:'), (("--stub",), "# Made")]
)
def test_standard_output_gets_one_file(
    words: tuple[str, ...], start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gen", "python", CASE, *words]) == 0
    assert capsys.readouterr().out.startswith(start)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "sev.pyi"), "name the .py file"),
        (("-o", "missing/sev.py"), "cannot be written"),
        (("--module", "7up"), "not a name that Python can import"),
        (("--type", "kvm_sev_cmb"), "did you mean kvm_sev_cmd"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["gen", "python", "case:mem-enc-op/sev-6.8", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_two_meanings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``NAME@HEADER`` is no name in Python."""
    (tmp_path / "linux").mkdir()
    for name, size in (("a", 4), ("b", 8)):
        text = f"struct s {{ char c[{size}]; }};\n#define SIZE {size}\n"
        (tmp_path / "linux" / f"{name}.h").write_text(text)
    assert main(["gen", "python", str(tmp_path), "--target", "x86_64"]) == 0
    space: dict[str, Any] = {}
    exec(compile(capsys.readouterr().out, "module", "exec"), space)
    assert space["check"]() == []
    assert (space["SIZE"], space["SIZE_linux_b_h"]) == (4, 8)
    assert ctypes.sizeof(space["s"]) == 4
    assert ctypes.sizeof(space["s_linux_b_h"]) == 8


HIDDEN = """enum mode { Q_A = 1, Q_MAX, Q_B };
#define Q_MAX 5
#define Q_B Q_B
enum { MODE_DCB, MODE_CHANNEL, __MODE_MAX };
#define __MODE_MAX (__MODE_MAX - 1)
#define MODE_MAX __MODE_MAX
enum { ONLY_64 = 1 };
#ifdef __x86_64__
#define ONLY_64 2
#endif
struct s { enum mode e; char bytes[Q_MAX]; };
"""
NAMES = ("Q_A", "Q_MAX", "Q_B", "MODE_DCB", "__MODE_MAX", "MODE_MAX", "ONLY_64")


@pytest.mark.parametrize("words", [(), ("--type", "mode")])
@pytest.mark.parametrize("target", ["x86_64", "x86_64,i386"])
def test_an_enumerator_behind_a_macro_of_its_name(
    words: tuple[str, ...], target: str, gcc: str, tmp_path: Path
) -> None:
    (tmp_path / "q.h").write_text(HIDDEN)
    module = tmp_path / "q.py"
    assert (
        main(["gen", "python", str(tmp_path / "q.h"), "-t", target, "-o", str(module), *words]) == 0
    )
    written = runpy.run_path(str(module))
    names = [name for name in NAMES if not words or name.startswith("Q_")]
    asserted = "".join(f'_Static_assert({n} == {int(written[n])}, "{n}");\n' for n in names)
    asked = [gcc, "-x", "c", "-fsyntax-only", "-"]
    subprocess.run(asked, input=HIDDEN + asserted, text=True, check=True)
    assert written["mode"].Q_MAX == 2
    assert written["Q_B"] is written["mode"].Q_B
