"""Trees that differ in few headers: what is read of them gives what the whole trees give."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from abi.change import Change
from abi.difference import difference, told
from headers.cache import Cache
from headers.load import Reader, read_both
from headers.narrow import narrowed
from headers.sources.mention import HeaderTexts
from headers.sources.spec import open_source
from reports.cli.judged import judged
from tests.headers import edits

# What one header packs, a whole tree packs in all that it reads behind it.
EDITS = {what: edit for what, edit in edits.EDITS.items() if "packed" not in what}


def changes(old: Reader, new: Reader) -> list[Change]:
    read_both(old, new)
    surfaces = old.surface(), new.surface()
    return [told(change, *surfaces) for change in difference(*surfaces)]


def edited(old: Path, new: Path, edit: edits.Edit, choice: random.Random) -> Path:
    """A tree of which one header is edited."""
    shutil.copytree(old, new)
    path = choice.choice(sorted(new.rglob("*.h")))
    path.write_text("\n".join(edit(path.read_text().split("\n"), choice)))
    return new


def readers(old: Path, new: Path) -> tuple[Reader, Reader]:
    edits.forget()
    return edits.reader_of(open_source(str(old))), edits.reader_of(open_source(str(new)))


@pytest.mark.parametrize("what", EDITS)
@pytest.mark.parametrize("seed", range(2))
def test_one_header_is_edited(
    what: str, seed: int, headers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headers.narrow.SHARE", 2)
    new = edited(headers, tmp_path / "new", EDITS[what], random.Random(f"{what} {seed}"))
    assert changes(*narrowed(*readers(headers, new))) == changes(*readers(headers, new))


IOCTLS = {
    "an ioctl more": edits.insert("#define UAPI_TEST_IOCTL _IOW('x', 7, struct WORD)"),
    "a number again": edits.insert("#define UAPI_TEST_NR _IO(0xAE, 0x80)"),
    "a macro": EDITS["a macro that has another meaning"],
    "a type": EDITS["another type"],
}


@pytest.mark.parametrize("what", IOCTLS)
@pytest.mark.parametrize("seed", range(2))
def test_rules_say_the_same(
    what: str, seed: int, headers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headers.narrow.SHARE", 2)
    new = edited(headers, tmp_path / "new", IOCTLS[what], random.Random(f"{what} {seed}"))
    few = judged(*readers(headers, new), Cache(enabled=False), (), design=True)
    monkeypatch.setattr("headers.narrow.SHARE", 10_000)
    assert judged(*readers(headers, new), Cache(enabled=False), (), design=True) == few


Tree = Callable[[str, dict[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    def write(name: str, texts: dict[str, str]) -> Path:
        place = tmp_path / name / "linux"
        place.mkdir(parents=True)
        for n in range(40):  # the others
            (place / f"other{n}.h").write_text(f"struct other{n} {{ int i; }};\n")
        for header, text in texts.items():
            (place / f"{header}.h").write_text(text)
        return tmp_path / name

    return write


def read_of(old: Path, new: Path) -> tuple[set[str], list[tuple[str, str]]]:
    """The headers that are read, and what differs."""
    pair = narrowed(*readers(old, new))
    found = [(change.kind.value, change.subject) for change in changes(*pair)]
    return set(pair[1].names), found


INNER = {"inner": "struct inner { int i; };\n", "late": "struct late { struct inner i; };\n"}
GUARDED = "#ifndef INNER\n#define INNER\nstruct inner {{ {} }};\n#endif\n"


def test_what_does_not_differ_is_not_read(tree: Tree) -> None:
    old = tree("old", {"a": "#define A 1\n", "b": "#define B A\n", "c": "#define C 1\n"})
    new = tree("new", {"a": "#define A 2\n", "b": "#define B A\n", "c": "#define C 1\n"})
    assert read_of(old, new) == ({"linux/a.h", "linux/b.h"}, [("value", "A"), ("value", "B")])


def test_what_includes_it_and_what_speaks_of_that_is_read(tree: Tree) -> None:
    texts = {
        "outer": "#include <linux/inner.h>\nstruct outer { struct inner i; };\n",
        "far": "#include <linux/outer.h>\n#define SIZE sizeof(struct outer)\n",
    }
    old = tree("old", {"inner": GUARDED.format("int i;"), **texts})
    new = tree("new", {"inner": GUARDED.format("long l;"), **texts})
    names, found = read_of(old, new)
    assert names == {"linux/inner.h", "linux/outer.h", "linux/far.h"}
    assert ("size", "struct inner") in found


def test_a_header_that_needs_another_one_is_read_with_all(tree: Tree) -> None:
    texts = {"types": "", "base": "typedef unsigned char byte;\n"}
    old = tree("old", {**texts, "needy": "struct needy { byte b; };\n"})
    new = tree("new", {**texts, "needy": "struct needy { byte b[2]; };\n"})
    names, found = read_of(old, new)
    assert len(names) > 40
    assert found == [("size", "struct needy"), ("member retyped", "struct needy.b")]


def test_headers_that_come_and_go(tree: Tree) -> None:
    old, new = tree("old", {"a": "#define A 1\n"}), tree("new", {"b": "#define A 1\n"})
    assert changes(*narrowed(*readers(old, new))) == changes(*readers(old, new))
    empty = tree("empty", {})
    assert changes(*narrowed(*readers(empty, new))) == changes(*readers(empty, new))
    assert changes(*narrowed(*readers(new, empty))) == changes(*readers(new, empty))


def test_much_that_differs_is_read_whole(tree: Tree) -> None:
    old, new = tree("old", {}), tree("new", {f"other{n}": "" for n in range(20)})
    pair = readers(old, new)
    assert narrowed(*pair) == pair


def test_an_include_behind_a_comment_is_one(tmp_path):
    (tmp_path / "linux").mkdir()
    (tmp_path / "linux/s.h").write_text("struct s { int a; };\n")
    for number, text in enumerate(
        ("/* c */ #include <linux/s.h>", "#/**/include /**/ <linux/s.h>")
    ):
        (tmp_path / f"linux/a{number}.h").write_text(f"{text}\n")
    names = ("linux/a0.h", "linux/a1.h", "linux/s.h")
    assert HeaderTexts(names, (tmp_path,)).with_includers({"linux/s.h"}) == names
