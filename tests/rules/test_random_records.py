"""Random records before and after: every change is judged, and what moved is never safe."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from abi.design.spans import is_filler
from abi.difference import difference
from abi.layout import Layout
from abi.rules.judge import judge
from abi.rules.reach import place_of
from abi.surface import Surface
from abi.target import TARGETS
from tests.oracle.judge import surface_of

_NAMES = ("a", "b", "c", "d", "pad", "reserved", "flags", "len")
_TYPES = (
    "char", "unsigned char", "short", "int", "unsigned", "unsigned long long", "long", "void *",
    "struct in", "enum e",
)  # fmt: skip
_HEAD = "struct in { int x; char y; }; enum e { E };\n"


@st.composite
def members(draw: st.DrawFn, depth: int = 1) -> list[str]:
    """Members of a record, as C declares them."""
    names = draw(st.lists(st.sampled_from(_NAMES), unique=True, min_size=1, max_size=5))
    found = [_member(draw, name, depth) for name in names]
    if draw(st.integers(0, 4)) == 0:
        found.append(draw(st.sampled_from(["int tail[];", "char tail[0];", "short tail[1];"])))
    return found


def _member(draw: st.DrawFn, name: str, depth: int) -> str:
    shape = draw(st.integers(0, 7))
    kind = draw(st.sampled_from(_TYPES))
    if shape == 0:
        return f"{kind} {name}[{draw(st.integers(1, 4))}];"
    if shape == 1:
        return f"unsigned {name} : {draw(st.integers(1, 20))};"
    if shape == 2 and depth:
        inner = draw(members(depth=0))
        record = draw(st.sampled_from(["struct", "union"]))
        plain = [m.replace("tail[]", "tail[2]").replace("tail[0]", "tail[2]") for m in inner]
        # Members of an anonymous record share the names of those around it: they get one.
        return f"{record} {{ {' '.join(plain)} }} {name};"
    return f"{kind} {name};"


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """A record before and after: another one, or the same with a few edits."""
    before = draw(members())
    after = list(before)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(after)))
        edit = draw(st.integers(0, 3))
        if edit == 0 or place == len(after):
            after.insert(place, _member(draw, draw(st.sampled_from(("new", "pad9", "x"))), 1))
        elif edit == 1 and len(after) > 1:
            del after[place]
        else:
            after[place] = draw(members())[0]
    kinds = draw(st.sampled_from(["struct", "struct", "union"]))
    packed = [draw(st.sampled_from(["", "", "__attribute__((packed))"])) for _ in "ab"]
    return (
        f"{_HEAD}{kinds} r {{ {' '.join(_once(before))} }} {packed[0]};",
        f"{_HEAD}{kinds} r {{ {' '.join(_once(after))} }} {packed[1]};",
    )


def _once(declared: list[str]) -> list[str]:
    """No name twice, and a flexible array only at the end."""
    found: dict[str, str] = {}
    for text in declared:
        name = text.rstrip(";").split(" : ")[0].split("[")[0].rpartition(" ")[2]
        name = text.rpartition("}")[2].strip(" ;") if "}" in text else name
        if name == "tail":
            continue
        found.setdefault(name, text)
    tails = [text for text in declared if " tail[" in text and "}" not in text]
    return [*found.values(), *tails[-1:]]


@given(pairs(), st.sampled_from(["x86_64", "i386", "s390x"]))
def test_every_change_is_judged(texts: tuple[str, str], target: str) -> None:
    old, new = (surface_of(text, TARGETS[target]) for text in texts)
    judged = judge(difference(old, new), old, new)
    assert "change-not-judged" not in {finding.rule for finding in judged.findings}
    breaks = [f for f in judged.findings if f.verdicts and f.verdicts.old_program_new_kernel.value]
    binary = {f.verdicts.old_program_new_kernel.value for f in breaks if f.verdicts}
    source = {f.verdicts.source.value for f in breaks if f.verdicts}
    for key in ("struct r", "union r"):
        moved, gone = _moved_and_gone(key, old, new)
        assert not moved or "breaks" in binary, (moved, judged.findings)
        assert not gone or "breaks" in source, (gone, judged.findings)


def _moved_and_gone(key: str, old: Surface, new: Surface) -> tuple[list[str], list[str]]:
    """Members with a name of their own that lie elsewhere, and those that cannot be named."""
    before, after = old.layout(key), new.layout(key)
    if not isinstance(before, Layout) or not isinstance(after, Layout):
        return [], []
    moved, gone = [], []
    now = dict(after.leaves())
    for path, placed in before.leaves():
        if is_filler(path.rpartition(".")[2]) or not placed.size:
            continue
        found = place_of(path, after, new)
        if found is not None and path not in now:
            continue  # a record has that name now
        if found is None:
            gone.append(path)
        elif found[0] != placed.offset:
            moved.append(path)
    return moved, gone
