"""Headers that are read alone: in one run of a preprocessor, and yet as if each had its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from abi.diagnostic import UapiError
from abi.target import TARGETS
from headers.preprocess import run
from headers.preprocess.engine import Alone, Engine, Request, choose_engine, confinement
from headers.split import Unit

pytestmark = pytest.mark.usefixtures("gcc")
LIMITED = "#ifndef {0}_H\n#define {0}_H\n{1}\n#endif\n"


@pytest.fixture(params=["cc", "pcpp"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return choose_engine(request.param)


def request_of(tree: Path, alone: dict[str, tuple[str, ...]], *headers: str) -> Request:
    tree.mkdir(exist_ok=True)
    search = (tree, tree, tree)  # the first and the last are where our stand-ins lie else
    others = tuple(Alone(name, macros) for name, macros in alone.items())
    return Request(headers, search, TARGETS["x86_64"], alone=others, files=files_of(tree))


def files_of(tree: Path) -> tuple[str, ...]:
    return tuple(map(str, tree.iterdir()))


def run_engine(request: Request, engine: Engine) -> run.Run:
    with confinement(request, engine) as confined:
        return run.run_engine(request, engine, confined)


def said(unit: Unit | None) -> tuple[list[str], dict[str, str], list[int]]:
    """Declarations, macros and packings; what the target itself defines is left out."""
    assert unit is not None
    macros = {n: m.body for n, m in unit.macros().items() if m.header}
    return [" ".join(p.code.split()) for p in unit.pieces], macros, [p.pack for p in unit.pieces]


def check_as_if_alone(request: Request, engine: Engine) -> None:
    """Hold every unit of a request against a run that has only its headers."""
    found = run_engine(request, engine)
    for alone in request.alone:
        own = Request((alone.header,), request.search, request.target, files=request.files)
        expected = run_engine(own, engine)
        assert said(found.alone[alone.header][0]) == said(expected.unit)
        met = [p for p in found.alone[alone.header][1] if p.level != "note"]
        assert met == expected.problems
    rest = Request(request.headers, request.search, request.target, files=request.files)
    assert said(found.unit) == said(run_engine(rest, engine).unit)


def write(tree: Path, **texts: str) -> None:
    for name, text in texts.items():
        (tree / f"{name}.h").write_text(LIMITED.format(name.upper(), text))


def test_each_forgets_what_was_before(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path,
        shared="struct shared { int x; };\n#define SHARED 1",
        a="#include <shared.h>\n#define SIZE 4\n#pragma pack(1)\nstruct a { char c[SIZE]; };",
        b="#include <shared.h>\n#ifdef SIZE\n#error leaked\n#endif\nstruct b { char c; int i; };",
        c="#include <shared.h>\n#define SIZE 8\nstruct c { char c[SIZE]; };",
    )
    own = {n: (f"{n.upper()}_H", "SHARED_H", "SHARED", "SIZE") for n in "abc"}
    request = request_of(tmp_path, {"a.h": own["a"], "b.h": own["b"]}, "c.h")
    monkeypatch.setattr(run, "_one_by_one", None)  # one run is enough
    found = run_engine(request, engine)
    assert said(found.alone["b.h"][0])[0] == [
        "struct shared { int x; };",
        "struct b { char c; int i; };",
    ]
    assert said(found.unit)[0] == ["struct shared { int x; };", "struct c { char c[8]; };"]
    check_as_if_alone(request, engine)


@pytest.mark.parametrize(
    "text",
    ["#define UNFORESEEN 1", "#undef __x86_64__", "#undef LATER\n#define LATER 2"],
)
def test_what_nobody_foresaw_disturbs_no_other(tmp_path: Path, engine: Engine, text: str) -> None:
    write(
        tmp_path,
        a=f"{text}\nstruct a {{ int x; }};",
        b="#if defined UNFORESEEN || !defined __x86_64__ || defined LATER\nstruct wrong;\n#endif\n"
        "struct b { int x; };",
    )
    check_as_if_alone(request_of(tmp_path, {"a.h": ("A_H",)}, "b.h"), engine)
    check_as_if_alone(request_of(tmp_path, {"a.h": ("A_H",), "b.h": ("B_H",)}), engine)


def test_one_that_cannot_be_read_costs_itself(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "a.h").write_text("#include <nowhere.h>\n")
    write(tmp_path, b="struct b { int x; };", c="struct c { int x; };")
    request = request_of(tmp_path, {"a.h": (), "b.h": ("B_H",)}, "c.h")
    found = run_engine(request, engine)
    unit, problems = found.alone["a.h"]
    assert unit is None
    assert [p.message for p in problems if "left out" in p.message and "nowhere.h" in p.message]
    assert said(found.alone["b.h"][0])[0] == ["struct b { int x; };"]
    assert said(found.unit)[0] == ["struct c { int x; };"]


def test_what_is_wrong_is_said_of_the_one_that_it_is_wrong_with(tmp_path: Path) -> None:
    write(
        tmp_path,
        shared="#ifdef A\n#error with A\n#endif",
        a="#define A 1\n#include <shared.h>\nstruct a { int x; };",
        b="#include <shared.h>\nstruct b { int x; };",
    )
    macros = ("A_H", "B_H", "SHARED_H", "A")
    request = request_of(tmp_path, {"a.h": macros, "b.h": macros}, "shared.h")
    found = run_engine(request, choose_engine("cc"))
    assert [p.message for p in found.alone["a.h"][1]] == ["#error with A"]
    assert found.alone["b.h"][1] == found.problems == []


def test_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.h").write_text("#include <nowhere.h>\n")
    with pytest.raises(UapiError, match="nowhere"):
        run_engine(request_of(tmp_path, {}, "a.h"), choose_engine("cc"))


def test_one_that_disturbs_the_others_is_the_only_one_with_a_run_of_its_own(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"a{n}" for n in range(20)]
    write(tmp_path, bad="#undef __x86_64__", **{n: f"struct {n} {{ int x; }};" for n in names})
    alone = {"bad.h": ("BAD_H",)} | {f"{n}.h": (f"{n.upper()}_H",) for n in names}
    request = request_of(tmp_path, alone, "a0.h")
    runs: list[Request] = []
    real = run.preprocess
    monkeypatch.setattr(run, "preprocess", lambda r, *rest: runs.append(r) or real(r, *rest))
    found = run_engine(request, engine)
    assert len(runs) == 3
    assert set(found.alone) == set(alone)
    notes = {name: [p.message for p in own] for name, (_, own) in found.alone.items() if own}
    assert list(notes) == ["bad.h"]
    assert "would disturb the others" in notes["bad.h"][0]
