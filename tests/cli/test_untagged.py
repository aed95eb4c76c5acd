"""What lies behind a record without a tag is seen, as deep as it goes, with gcc's offsets."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import files

import jsonschema
import pytest

from abi.inner import inner_keys
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source
from reports.cli.main import main

TEXT = """
struct ring { unsigned n; struct { unsigned char addr; unsigned long len; } slot[4]; };
struct ptr { int k; struct { unsigned a; union { int x; struct { char c; long long s; } y[2]; } u; } *p; };
struct deep { struct { struct { struct { short z; int last : 3; } (*in)[2]; } mid[3]; } top[2][2]; };
struct held { struct { struct { int h; } row[2]; } named; struct { struct { long g; } grid[2]; }; };
struct ops { int (*get)(int, struct { char q; long r; } *); };
typedef struct { char m; long w; } *p_t;
typedef struct { short v; long w; } v_t[2];
typedef union { int i; struct { char t; int f; } parts[2]; } whole_t;
extern struct { char o; long b; } ob;
extern struct { char e; long d; } arr[3];
extern const struct { char e; long d; } *const pointer;
int fn(struct { char first; long second; } *x);
"""  # noqa: E501
INNER = {
    "struct ring.slot[]": ("((struct ring *)0)->slot[0]", ("addr", "len")),
    "struct ptr.p[]": ("*((struct ptr *)0)->p", ("a", "u.x", "u.y")),
    "struct ptr.p[].u.y[]": ("((struct ptr *)0)->p->u.y[0]", ("c", "s")),
    "struct deep.top[][]": ("((struct deep *)0)->top[0][0]", ("mid",)),
    "struct deep.top[][].mid[]": ("((struct deep *)0)->top[0][0].mid[0]", ("in",)),
    "struct deep.top[][].mid[].in[][]": ("(*((struct deep *)0)->top[0][0].mid[0].in)[0]", ("z",)),
    "struct held.named.row[]": ("((struct held *)0)->named.row[0]", ("h",)),
    "struct held.grid[]": ("((struct held *)0)->grid[0]", ("g",)),
    "struct ops.get(2)[]": ("", ("q", "r")),
    "typedef p_t[]": ("*(p_t)0", ("m", "w")),
    "typedef v_t[]": ("(*(v_t *)0)[0]", ("v", "w")),
    "typedef whole_t.parts[]": ("((whole_t *)0)->parts[0]", ("t", "f")),
    "variable arr[]": ("arr[0]", ("e", "d")),
    "variable pointer[]": ("*pointer", ("e", "d")),
    "function fn(1)[]": ("", ("first", "second")),
}
"""Keys, what a program writes for the record (nothing names a parameter's), members."""


@pytest.fixture
def header(tmp_path):
    path = tmp_path / "x.h"
    path.write_text(TEXT)
    return str(path)


@pytest.mark.parametrize(("name", "flag"), [("x86_64", "-m64"), ("i386", "-m32")])
def test_keys_and_layouts(header, name, flag, gcc):
    surface = load(open_source(header), TARGETS[name])
    assert [k for key in surface.keys() for k in inner_keys(key, surface)] == list(INNER)
    asked = []
    for key, (written, members) in INNER.items():
        layout = surface.layout(key)
        places = {path: placed.offset for path, placed in layout.leaves()}
        assert set(members) <= set(places), key
        if written:
            asked.append(f"_Static_assert(sizeof({written}) == {layout.size}, {json.dumps(key)});")
            asked += (
                f"_Static_assert(__builtin_offsetof(__typeof__({written}), {member}) == "
                f"{places[member]}, {json.dumps(f'{key} {member}')});"
                for member in members
            )
    text = TEXT + "\n".join(asked)
    command = [gcc, flag, "-w", "-fsyntax-only", "-x", "c", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def names_in(value):
    """All names of members anywhere in a snapshot."""
    if isinstance(value, dict):
        own = {value["name"]} if "offset" in value or "bit_offset" in value else set()
        return own.union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


MEMBERS = frozenset((
    "n", "addr", "len", "slot", "k", "a", "u", "x", "y", "c", "s", "p", "z", "last", "in", "mid",
    "top", "h", "row", "named", "g", "grid", "q", "r", "m", "w", "v", "t", "f", "parts", "i", "o",
    "b", "e", "d", "first", "second", "get",
))  # fmt: skip


def test_snapshot(header, capsys):
    assert main(["snapshot", header, "-t", "x86_64"]) == 0
    data = json.loads(capsys.readouterr().out)
    schema = files("reports").joinpath("schemas/snapshot.schema.json").read_text()
    jsonschema.Draft202012Validator(json.loads(schema)).validate(data)
    assert names_in(data) - {None} == MEMBERS
    (element,) = data["types"]["struct ring"]["members"][1]["behind"]
    assert element["steps"] == "[]"
    places = {m["name"]: (m["offset"], m["size"]) for m in element["members"]}
    assert (element["size"], places) == (16, {"addr": (0, 1), "len": (8, 8)})
    assert data["functions"]["fn"]["behind"][0]["steps"] == "(1)[]"


def test_show(header, capsys):
    assert main(["show", header, "-t", "x86_64,i386"]) == 0
    text = capsys.readouterr().out
    assert not {name for name in MEMBERS if f" {name}" not in text and f"*{name}" not in text}
    ring = text[text.index("struct ring") : text.index("struct ptr")]
    lines = [" ".join(line.split()) for line in ring.splitlines()]
    assert "+0 1 unsigned char addr" in lines
    assert "+1 7 ░░ hole +1" not in lines
    assert any(line.startswith("+8 8 unsigned long len") and "+4" in line for line in lines)


def swapped(text, old, new):
    assert text.count(old) == 1, old
    return text.replace(old, new)


EDITS = {
    "an array's elements": ("unsigned char addr; unsigned long len;", "unsigned long len, addr;"),
    "behind a pointer": ("unsigned a; union", "unsigned b; union"),
    "deeper": ("short z;", "int z;"),
    "in a member of an untagged record": ("int h;", "long h;"),
    "in an unnamed record": ("long g;", "int g;"),
    "a callback's parameter": ("char q; long r;", "long r; char q;"),
    "a typedef of a pointer": ("char m; long w;", "long w; char m;"),
    "a typedef of an array": ("short v; long w;", "long w; short v;"),
    "a typedef of a record": ("char t; int f;", "int f; char t;"),
    "a variable": ("char o; long b;", "long b; char o;"),
    "an array of them": ("arr[3]", "arr[3][2]"),
    "a function's parameter": ("char first; long second;", "long second; char first;"),
}


@pytest.mark.parametrize("what", EDITS)
def test_a_difference_is_seen(header, tmp_path, capsys, what):
    new = tmp_path / "new.h"
    new.write_text(swapped(TEXT, *EDITS[what]))
    assert main(["diff", header, str(new), "-t", "x86_64"]) == 1
    assert main(["check", header, str(new), "-t", "x86_64", "--fail-on", "note"]) == 1
    capsys.readouterr()
    assert main(["compare", header, str(new), "-t", "x86_64"]) == 0
    assert "They declare the same" not in capsys.readouterr().out
    assert main(["compare", header, header, "-t", "x86_64"]) == 0
    assert "They declare the same" in capsys.readouterr().out


def test_compare_shows_what_a_record_leads_to(header, tmp_path, capsys):
    new = tmp_path / "new.h"
    new.write_text(swapped(TEXT, *EDITS["an array's elements"]))
    for types in ([], ["--type", "ring"], ["--type", "struct ring.slot[]"]):
        assert main(["compare", header, str(new), "-t", "x86_64", "-f", "markdown", *types]) == 0
        text = capsys.readouterr().out
        table = text[text.index("What becomes of each member", text.rindex("byte by byte")) :]
        assert "addr" in table
        assert "moved" in table


def test_what_cannot_be_laid_out_behind_something(tmp_path, capsys):
    path = tmp_path / "x.h"
    path.write_text("struct s { struct { int a[NOWHERE]; } *p; };\n")
    for command in ("show", "lint --fail-on never", "snapshot", "gen python"):
        assert main([*command.split(), str(path)]) == 3, command
    assert "struct s.p[] has no layout" in capsys.readouterr().err
