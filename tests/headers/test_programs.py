"""The plain name is what a program gets that includes one header: ``linux/`` first, then ``asm/``.

Each row is a tree of a few headers, and what clang says of a program that includes one of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from abi.difference import difference
from abi.evaluate import Value
from abi.surface import Surface
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import Reader, load
from headers.preprocess.engine import choose_engine
from headers.sources.spec import open_source

pytestmark = pytest.mark.usefixtures("gcc")

Headers = dict[str, str]
Meanings = dict[str, tuple[int, str]]
"""Values by name, with the header that says so."""

OWN_BESIDE_GENERIC = {
    "linux/area.h": "#include <asm/area.h>\n",
    "asm/area.h": "#define AREA_ANON 0x0800\n#define AREA_SAME 1\n",
    "asm-generic/area.h": "#include <asm-generic/area-common.h>\n#define AREA_MORE 2\n",
    "asm-generic/area-common.h": "#define AREA_ANON 0x20\n#define AREA_SAME 1\n",
}
TESTED_TOO_EARLY = {
    "asm/bits.h": "#ifndef BITS_H\n#define BITS_H\n#define BITS 32\n#endif\n",
    "linux/types.h": "#include <asm/bits.h>\n",
    "linux/any.h": "#include <linux/types.h>\n#define ANY BITS\n",
    "linux/lock.h": "#include <asm/lock.h>\n",
    "linux/poll.h": "#include <linux/types.h>\n#include <linux/lock.h>\n",
    "asm/lock.h": "#ifndef LOCK_H\n#define LOCK_H\n#if BITS == 32\n#define GETLK 33\n#endif\n"
    "#include <asm-generic/lock.h>\n#endif\n",
    "asm-generic/lock.h": "#ifndef G_LOCK_H\n#define G_LOCK_H\n#include <asm/bits.h>\n"
    "#ifndef GETLK\n#define GETLK 12\n#endif\nstruct lock { char c[GETLK]; };\n#endif\n",
}
TWO_ARCHITECTURES = {
    "x/a32.h": "#ifndef A32\n#define A32\nstruct regs { int a; };\n#define TOP 1\n#define D 1\n"
    "#endif\n",
    "x/b64.h": "#ifndef B64\n#define B64\nstruct regs { long a[2]; };\n#define TOP 2\n#define D 2\n"
    "#endif\n",
    "x/main.h": '#ifdef __i386__\n#include "../x/a32.h"\n#elif defined(__x86_64__)\n'
    '#include "../x/b64.h"\n#endif\n#define ALL sizeof(struct regs)\n',
    **{f"x/program{n}.h": '#include "main.h"\n' for n in range(4)},
    **{f"x/tests{n}.h": f"#ifdef D\nstruct t{n} {{ int a[D]; }};\n#endif\n" for n in range(30)},
}
"""Each header disturbs the others, so that all that include them are read by themselves."""
ROWS: dict[str, tuple[Headers, Meanings]] = {
    "an architecture's own beside what is generic": (
        OWN_BESIDE_GENERIC,
        {
            "AREA_ANON": (0x800, "asm/area.h"),
            "AREA_ANON@asm-generic/area-common.h": (0x20, "asm-generic/area-common.h"),
            "AREA_SAME": (1, "asm/area.h"),
            "AREA_MORE": (2, "asm-generic/area.h"),
        },
    ),
    "a macro that is tested before it is included": (
        TESTED_TOO_EARLY,
        {
            "GETLK": (12, "asm-generic/lock.h"), "BITS": (32, "asm/bits.h"),
            "ANY": (32, "linux/any.h"),
        },
    ),
    "what linux/ defines comes before asm/ and before what else there is": (
        {
            "drm/a.h": "#define A 1\n#define SAME 1\n",
            "asm/a.h": "#define A 2\n#define SAME 1\n",
            "linux/z.h": "#define A 3\n#define SAME 1\n",
        },
        {
            "A": (3, "linux/z.h"), "A@asm/a.h": (2, "asm/a.h"), "A@drm/a.h": (1, "drm/a.h"),
            "SAME": (1, "linux/z.h"),
        },
    ),
    "a wrapper that changes what it includes": (
        {
            "linux/a.h": "#include <asm/a.h>\n",
            "asm/a.h": "#include <asm-generic/a.h>\n#undef A\n#define A 1\n#define B (A + 1)\n",
            "asm-generic/a.h": "#define A 10\n#define C (A + 2)\n",
        },
        {
            "A": (1, "asm/a.h"), "B": (2, "asm/a.h"), "C": (3, "asm-generic/a.h"),
            "A@asm-generic/a.h": (10, "asm-generic/a.h"),
            "C@asm-generic/a.h": (12, "asm-generic/a.h"),
        },
    ),
    "what speaks of a macro that a wrapper has changed": (
        {
            "linux/a.h": "#include <asm/a.h>\n",
            "asm/a.h": "#include <asm-generic/a.h>\n#undef AGAIN\n#define AGAIN 35\n",
            "asm-generic/a.h": "#include <asm-generic/base.h>\n#define BLOCK AGAIN\n"
            "#define TWICE (BLOCK * 2)\n#define OTHER 1\n",
            "asm-generic/base.h": "#define AGAIN 11\n",
        },
        {
            "AGAIN": (35, "asm/a.h"), "BLOCK": (35, "asm-generic/a.h"),
            "TWICE": (70, "asm-generic/a.h"), "OTHER": (1, "asm-generic/a.h"),
            "AGAIN@asm-generic/base.h": (11, "asm-generic/base.h"),
            "BLOCK@asm-generic/a.h": (11, "asm-generic/a.h"),
            "TWICE@asm-generic/a.h": (22, "asm-generic/a.h"),
        },
    ),
    "a header that changes what another one says": (
        {
            "linux/limit.h": "#define LIMIT 1\n#define TWICE (LIMIT * 2)\n",
            "linux/z.h": "#include <linux/limit.h>\n#undef LIMIT\n#define LIMIT 4\n"
            "#define OWN LIMIT\n",
        },
        {
            "LIMIT": (1, "linux/limit.h"), "TWICE": (2, "linux/limit.h"),
            "LIMIT@linux/z.h": (4, "linux/z.h"), "OWN": (4, "linux/z.h"),
        },
    ),
    "one that most others include beside one that none does": (
        {
            "linux/big.h": "#define ORDER 4321\n",
            "linux/little.h": "#define ORDER 1234\n",
            "linux/x.h": "#include <linux/little.h>\n",
            "linux/y.h": "#include <linux/x.h>\n#define Y ORDER\n",
        },
        {
            "ORDER": (1234, "linux/little.h"), "Y": (1234, "linux/y.h"),
            "ORDER@linux/big.h": (4321, "linux/big.h"),
        },
    ),
    "the one of two architectures that is included": (
        TWO_ARCHITECTURES,
        {
            "TOP": (2, "x/b64.h"), "TOP@x/a32.h": (1, "x/a32.h"), "ALL": (16, "x/main.h"),
            "D": (2, "x/b64.h"), "D@x/a32.h": (1, "x/a32.h"),
        },
    ),
    "a header whose includer decides what it says": (
        {
            "linux/b.h": "#define WIDE 1\n#include <asm/a.h>\n",
            "asm/a.h": "#ifdef WIDE\n#define N 64\n#else\n#define N 32\n#endif\n",
        },
        {"N": (64, "asm/a.h"), "N@asm/a.h": (32, "asm/a.h")},
    ),
    "what is needed of a header that is read by itself": (
        {
            **TESTED_TOO_EARLY,
            "linux/user.h": "#define USES (GETLK + 1)\n",
        },
        {"USES": (13, "linux/user.h")},
    ),
}  # fmt: skip


NEEDS_ANOTHER = {
    "linux/any.h": "#define ANY 1\n",
    "asm/abi.h": "#define ABI_OLD 1\n#define ABI_NEW 2\n",
    "asm/other.h": "#include <asm/abi.h>\n",
    "asm/regs.h": "#if _ABI == ABI_NEW\n#define EF 6\n#elif _ABI == ABI_OLD\n#define EF 7\n"
    "#endif\n",
    "linux/abi.h": "#define _ABI ABI_NEW\n",
}
"""asm/regs.h needs what it does not include."""


def write(directory: Path, headers: Headers) -> str:
    for name, text in headers.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(directory)


def read(directory: Path, headers: Headers) -> Surface:
    source = open_source(write(directory, headers))
    return load(source, TARGETS["x86_64"], cache=Cache(enabled=False))


def meaning(name: str, surface: Surface) -> tuple[object, str]:
    found, place = surface.constant(name), surface.declarations.macro_location(name)
    assert place is not None, name
    return found.value if isinstance(found, Value) else found, place.header


@pytest.mark.parametrize("row", ROWS)
def test_the_plain_name_is_what_a_program_gets(row: str, tmp_path: Path) -> None:
    headers, expected = ROWS[row]
    surface = read(tmp_path, headers)
    assert {name: meaning(name, surface) for name in expected} == expected
    known = {name.partition("@")[0] for name in expected}
    more = {n for n in surface.declarations.macros() if n.partition("@")[0] in known}
    assert more == set(expected), "no other meaning"


@pytest.mark.parametrize("row", [row for row in ROWS if "needed" not in row])
def test_what_is_read_for_one_name_is_what_is_read_for_all(row: str, tmp_path: Path) -> None:
    headers, expected = ROWS[row]
    reader = Reader(
        open_source(write(tmp_path, headers)), TARGETS["x86_64"], choose_engine(),
        Cache(enabled=False),
    )  # fmt: skip
    for name in expected:
        few = reader.mentioning([name.partition("@")[0]])
        assert meaning(name, few.surface()) == expected[name]


def test_a_record_that_its_includer_shapes(tmp_path: Path) -> None:
    surface = read(tmp_path, TESTED_TOO_EARLY)
    layout = surface.layout("struct lock")
    assert getattr(layout, "size", None) == 12


def test_enumerators_and_records_of_headers_that_programs_include_come_first(
    tmp_path: Path,
) -> None:
    surface = read(
        tmp_path,
        {
            "linux/a.h": "#include <asm/a.h>\n",
            "asm/a.h": "enum kind { KIND = 1 };\nstruct s { int x; };\ntypedef int word;\n",
            "asm-generic/wrap.h": "#include <asm-generic/a.h>\n",
            "asm-generic/a.h": "enum sort { KIND = 2 };\nstruct s { char x; };\n"
            "typedef char word;\n",
        },
    )
    owners = surface.declarations.enumerators()
    assert (owners["KIND"], owners["KIND@asm-generic/a.h"]) == ("enum kind", "enum sort")
    assert getattr(surface.layout("struct s"), "size", 0) == 4
    assert getattr(surface.layout("struct s@asm-generic/a.h"), "size", 0) == 1
    assert {"typedef word@asm-generic/a.h", "enum sort"} <= set(surface.keys())


def test_a_macro_with_the_name_of_another_headers_enumerator(tmp_path: Path) -> None:
    headers = {
        "linux/A.h": "#define MASK 1\n",
        "linux/a.h": "enum { MASK = 2, OTHER };\n",
    }
    surface = read(tmp_path, headers)
    assert surface.declarations.owner("MASK") == "enum #MASK"
    assert meaning("MASK@linux/A.h", surface) == (1, "linux/A.h")


def test_an_own_value_that_changes_is_a_change(tmp_path: Path) -> None:
    new = {**OWN_BESIDE_GENERIC, "asm/area.h": "#define AREA_ANON 0x1000\n#define AREA_SAME 1\n"}
    old = read(tmp_path / "old", OWN_BESIDE_GENERIC)
    found = difference(old, read(tmp_path / "new", new))
    assert [change.subject for change in found] == ["AREA_ANON"]


def test_what_another_header_redefines_has_not_moved(tmp_path: Path) -> None:
    limit = {"linux/limit.h": "#define LIMIT 1\n", "linux/z.h": "#include <linux/limit.h>\n"}
    new = {**limit, "linux/z.h": "#include <linux/limit.h>\n#undef LIMIT\n#define LIMIT 1\n"}
    again = {**limit, "linux/z.h": "#include <linux/limit.h>\n#undef LIMIT\n#define LIMIT 4\n"}
    old = read(tmp_path / "old", limit)
    assert not list(difference(old, read(tmp_path / "new", new)))
    found = list(difference(old, read(tmp_path / "again", again)))
    assert [change.subject for change in found] == ["LIMIT@linux/z.h"]


def test_a_header_that_needs_others_is_read_after_the_fewest_and_that_is_said(
    tmp_path: Path,
) -> None:
    surface = read(tmp_path, NEEDS_ANOTHER)
    assert meaning("EF", surface) == (6, "asm/regs.h")
    (note,) = [d for d in surface.declarations.diagnostics() if d.header == "asm/regs.h"]
    assert note.level == "note"
    assert "read after asm/abi.h, linux/abi.h: it compares ABI_NEW, ABI_OLD, _ABI" in note.message
    few = Reader(
        open_source(str(tmp_path)), TARGETS["x86_64"], choose_engine(), Cache(enabled=False)
    ).mentioning(["EF"])
    assert meaning("EF", few.surface()) == (6, "asm/regs.h")


@pytest.mark.parametrize(
    "condition", ["defined(ABI_OLD) && ABI_OLD > 0", "!defined ABI_OLD || ABI_OLD", "ABI_OLD(1)"]
)
def test_what_a_condition_only_asks_for_is_not_needed(condition: str, tmp_path: Path) -> None:
    text = f"#if {condition}\n#endif\n#define EF 1\n"
    surface = read(tmp_path, {**NEEDS_ANOTHER, "asm/regs.h": text})
    assert not [d for d in surface.declarations.diagnostics() if "read after" in d.message]
