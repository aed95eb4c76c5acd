"""Headers that do not get along are read by themselves, and nothing of them is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from abi.ctype import Scalar
from abi.evaluate import Value
from abi.layout import Layout
from abi.raw import Raw
from abi.surface import Surface
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.partition import Partition, facts
from headers.sources.spec import open_source


def _surface(directory: Path, **headers: str) -> Surface:
    """The surface of ``linux/NAME.h`` for each name."""
    (directory / "linux").mkdir()
    for name, text in headers.items():
        (directory / "linux" / f"{name}.h").write_text(text)
    return load(open_source(str(directory)), TARGETS["x86_64"], cache=Cache(enabled=False))


def _value(surface: Surface, name: str) -> int:
    found = surface.constant(name)
    assert isinstance(found, Value), found
    return found.value


def _size(surface: Surface, key: str) -> int:
    found = surface.layout(key)
    assert isinstance(found, Layout), found
    return found.size


def test_what_the_text_of_a_header_says() -> None:
    raw = Raw(
        '/* a */ #ifndef _G\n#define _G /* b */\n#include <x.h>\n # if C\n#include "y.h"\n'
        "#define D E \\\n F\nint g;\n#endif\n#error h \\\n#define I\nint g[J];\n#endif\n"
    )
    text = facts(raw)
    assert text.words == {b"int", b"g", b"J"}
    assert {name: body.split() for name, body in text.defines.items()} == {
        b"_G": [], b"D": [b"E", b"F"],
    }  # fmt: skip
    assert (text.tested, text.guard) == ({b"C"}, "_G")
    assert text.tested_behind == {b"_G": 0, b"C": 1}
    assert text.includes == [("x.h", False, True), ("y.h", True, False)]


def test_a_macro_with_two_meanings(tmp_path: Path) -> None:
    surface = _surface(
        tmp_path,
        a="#define SHIFT 1\n#define FLAG (1 << SHIFT)\n#define SAME 7\n",
        b="#define SHIFT 2\n#define FLAG (1 << SHIFT)\n#define SAME 7\n#define B_ONLY FLAG\n",
    )
    values = {name: _value(surface, name) for name in surface.declarations.macros()}
    assert values == {
        "SHIFT": 1, "FLAG": 2, "SAME": 7,
        "SHIFT@linux/b.h": 2, "FLAG@linux/b.h": 4, "B_ONLY": 4,
    }  # fmt: skip
    (note,) = surface.declarations.diagnostics()
    assert (note.level, note.header) == ("note", "linux/b.h")
    assert "SHIFT, FLAG" in note.message


def test_a_struct_with_two_meanings(tmp_path: Path) -> None:
    own = "struct s {{ char c[{n}]; }}; "
    own += "struct holder{n} {{ struct s one; enum e {{ E = {n} }} e; }};"
    surface = _surface(tmp_path, a=own.format(n=4), b=own.format(n=8))
    assert list(surface.keys("struct")) == [
        "struct s", "struct holder4", "struct s@linux/b.h", "struct holder8",
    ]  # fmt: skip
    assert _size(surface, "struct s") == 4
    assert _size(surface, "struct s@linux/b.h") == 8
    assert (_size(surface, "struct holder4"), _size(surface, "struct holder8")) == (8, 12)
    assert surface.enumerators("enum e@linux/b.h")["E@linux/b.h"] == Value(8, Scalar("int"))


def test_a_macro_that_would_change_another_headers_code(tmp_path: Path) -> None:
    surface = _surface(
        tmp_path,
        a="#define bytes octets\n#define A_HAS_IT 1\n",
        b="struct counter { int bytes; };\n#ifdef A_HAS_IT\nstruct never { int x; };\n#endif\n",
    )
    assert list(surface.keys("struct")) == ["struct counter"]
    layout = surface.layout("struct counter")
    assert isinstance(layout, Layout)
    assert [member.name for member in layout.members] == ["bytes"]
    assert set(surface.declarations.macros()) == {"bytes", "A_HAS_IT"}


def test_what_is_included_may_change_the_code(tmp_path: Path) -> None:
    surface = _surface(
        tmp_path,
        a="#define SIZE 4\n",
        b="#include <linux/a.h>\n#ifdef SIZE\nstruct sized { char c[SIZE]; };\n#endif\n",
    )
    assert _size(surface, "struct sized") == 4
    assert surface.declarations.diagnostics() == ()


def test_a_header_that_needs_another_one_first(tmp_path: Path) -> None:
    surface = _surface(
        tmp_path,
        a="typedef unsigned short u_thing;\n#define BASE 0x40\n#define CLASH 1\n",
        b="struct user { u_thing x; };\n#define NEXT (BASE + 1)\n#define CLASH 2\n",
    )
    assert _size(surface, "struct user") == 2
    assert _value(surface, "NEXT") == 0x41
    assert _value(surface, "CLASH@linux/b.h") == 2


def test_an_undefined_macro_stays_with_the_header_that_defines_it(tmp_path: Path) -> None:
    surface = _surface(
        tmp_path,
        a="#define LIMIT 1024\n",
        b="#include <linux/a.h>\n#undef LIMIT\n#define OWN 1\n#undef OWN\n",
    )
    assert list(surface.declarations.macros()) == ["LIMIT"]


@pytest.mark.parametrize("order", [("little", "big"), ("big", "little")])
def test_a_header_for_the_other_byte_order(order: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "asm").mkdir()
    (tmp_path / "asm" / "byteorder.h").write_text(
        f"#ifdef __x86_64__\n#include <linux/{order[0]}.h>\n#else\n"
        f"#include <linux/{order[1]}.h>\n#endif\n"
    )
    surface = _surface(
        tmp_path,
        big="#define BIG 1\n#define ORDER 4321\n",
        little="#define LITTLE 1\n#define ORDER 1234\n",
        word="#include <asm/byteorder.h>\n#ifdef BIG\nstruct s { int x; };\n#else\n"
        "struct s { char x; };\n#endif\n",
    )
    assert _size(surface, "struct s") == (4 if order[0] == "big" else 1)
    assert _value(surface, "ORDER") == (4321 if order[0] == "big" else 1234)
    assert _value(surface, f"ORDER@linux/{order[1]}.h") == (4321 if order[1] == "big" else 1234)


def test_a_header_with_the_guard_of_another_one_is_read_by_itself(tmp_path):
    for name in ("a", "b"):
        text = f"#ifndef A_H\n#define A_H 1\nstruct {name} {{ int a; }};\n#endif\n"
        path = tmp_path / "linux" / f"{name}.h"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    surface = load(open_source(str(tmp_path)), TARGETS["x86_64"])
    assert {"struct a", "struct b"} <= set(surface.keys())


@pytest.mark.parametrize("is_included", [True, False])
def test_one_header_that_all_others_notice_costs_itself(is_included: bool) -> None:
    """What all test is defined by one header, which another one includes, or none does."""
    texts = {f"linux/t{n}.h": "#ifdef EVERYWHERE\n#endif\n" for n in range(50)}
    texts["linux/bad.h"] = "#define EVERYWHERE 1\n"
    texts["linux/a.h"] = "#include <linux/bad.h>\n" if is_included else "int a;\n"
    digests = {name: f"{name} {text}".encode() for name, text in texts.items()}
    partition = Partition(digests, lambda name: Raw(texts[name]))
    expected = {"linux/bad.h", "linux/a.h"} if is_included else {"linux/bad.h"}
    assert partition.apart(tuple(sorted(texts))) == expected
    assert partition.disturbing == dict.fromkeys(expected, "EVERYWHERE")


def test_what_one_header_undefines_is_there_for_others(tmp_path: Path) -> None:
    surface = _surface(
        tmp_path,
        a="#ifndef A_H\n#define A_H\n#define SIZE 4\n#endif\n",
        b="#include <linux/a.h>\n#undef SIZE\n",
        c="#include <linux/a.h>\nstruct c { char c[SIZE]; };\n",
        d="#include <linux/a.h>\n#ifdef SIZE\n#define KNOWN 1\n#endif\n",
    )
    assert (_size(surface, "struct c"), _value(surface, "KNOWN")) == (4, 1)
