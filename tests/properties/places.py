"""Places that carry a change of a record: who embeds it, and which ioctls are about it.

In the texts, ``DECLARED`` is the inner record with its tag, ``IN`` its name, ``BODY`` the
record without a tag, ``IOC(...)`` an ioctl with this argument, and ``@`` a prefix.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tests.properties.kinds import Shape

_INNER = "IN: {m}"


class Place(NamedTuple):
    """A header around the inner thing, and what a compiler is asked about it."""

    text: str
    asked: tuple[str, ...] = ()
    """``type: paths``, of which ``{m}`` is each member of the inner thing; or the name of an
    ioctl, called if it has parameters."""
    other: str = ""
    """A second header, which the first one includes."""

    @property
    def has_ioctl(self) -> bool:
        return "IOC(" in self.text

    @property
    def is_one_call(self) -> bool:
        """Whether all of it reaches a kernel by the one ioctl, and by nothing else."""
        is_whole = "IOC(struct @out)" in self.text or "@out" not in self.text
        return self.has_ioctl and is_whole and "sizeof(IN)" not in self.text


def _tagged(text: str, *asked: str) -> Place:
    return Place(f"DECLARED;\n{text}", (_INNER, *asked))


def _untagged(text: str, *asked: str) -> Place:
    return Place(text, ("BODY: {m}", *asked))


_HELD = "struct @out { IN i; __u32 tail; };\n"
_OUT = "struct @out: i.{m} tail"
_GET = "#define @GET IOC({})\n".format

EMBEDDED = {
    "held": _tagged(_HELD, _OUT),
    "held, held in an argument": _tagged(_HELD + _GET("struct @out"), _OUT, "@GET"),
    "held and an argument": _tagged(_HELD + _GET("IN"), _OUT, "@GET"),
    "held last": _tagged("struct @out { __u32 head; IN i; };\n", "struct @out: head i.{m}"),
    "held last in an argument": _tagged(
        "struct @out { __u32 head; IN i; };\n" + _GET("struct @out"),
        "struct @out: head i.{m}",
        "@GET",
    ),
    "array": _tagged(
        "struct @out { __u32 n; IN v[2]; __u32 tail; };\n", "struct @out: n v[1].{m} tail"
    ),
    "flexible array": _tagged(
        "struct @out { __u32 n; IN v[]; };\n" + _GET("struct @out"), "struct @out: n v[1]", "@GET"
    ),
    "two levels": _tagged(
        "struct @mid { IN i; };\nstruct @out { struct @mid m; __u32 tail; };\n",
        "struct @mid: i.{m}",
        "struct @out: m.i.{m} tail",
    ),
    "two levels in an argument": _tagged(
        "struct @mid { __u8 k; IN i[2]; };\nstruct @out { struct @mid m; __u32 tail; };\n"
        + _GET("struct @out"),
        "struct @mid: i[1].{m}",
        "struct @out: m.i[1].{m} tail",
        "@GET",
    ),
    "union arm": _tagged(
        "struct @out { union { IN i; __u32 other; } u; __u32 tail; };\n",
        "struct @out: u.i.{m} u.other tail",
    ),
    "union arm beside a larger one": _tagged(
        "struct @out { union { IN i; __u64 other[8]; }; __u32 tail; };\n" + _GET("struct @out"),
        "struct @out: i.{m} other tail",
        "@GET",
    ),
    "typedef": _tagged(
        "typedef IN @in_t;\nstruct @out { @in_t i; __u32 tail; };\n" + _GET("@in_t"),
        _OUT,
        "@GET",
    ),
    "typedef of an array": _tagged(
        "typedef IN @in_t[2];\nstruct @out { @in_t i; __u32 tail; };\n",
        "struct @out: i[1].{m} tail",
    ),
    "another header": Place(
        _HELD + _GET("struct @out"), (_INNER, _OUT, "@GET"), other="DECLARED;\n"
    ),
}
NUMBERED = {
    "argument": _tagged(_GET("IN"), "@GET"),
    "array as an argument": _tagged(_GET("IN[3]"), "@GET"),
    "enumerator": _tagged("enum { @GET = IOC(IN) };\n", "@GET"),
    "enumerator of a tagged enum": _tagged(
        _HELD + "enum @calls { @NONE, @GET = IOC(struct @out) };\n", _OUT, "@GET"
    ),
    "parameter": _tagged("#define @GET(n) IOC(IN[n])\n", "@GET(2)"),
    "unused parameter": _tagged("#define @GET(n) IOC(IN)\n", "@GET(2)"),
    "parameter and a size": _tagged(
        "#define @SZ(n) ((n) * sizeof(IN))\n#define @GET(n) IOC(char[@SZ(n)])\n", "@GET(2)"
    ),
    "another name": _tagged(_GET("IN") + "#define @SAME @GET\n", "@GET", "@SAME"),
}
SIZED = {
    "bound by its size": _tagged(
        "struct @out { __u8 raw[sizeof(IN)]; __u32 tail; };\n" + _GET("struct @out"),
        "struct @out: tail",
        "@GET",
    ),
    "bound by a macro of its size": _tagged(
        "#define @LEN (sizeof(IN) + 4)\nstruct @out { __u8 raw[@LEN]; __u32 tail; };\n",
        "struct @out: tail",
    ),
    "bound by an enumerator of its size": _tagged(
        "enum { @LEN = sizeof(IN) };\nstruct @out { __u8 raw[@LEN]; __u32 tail; };\n",
        "struct @out: tail",
    ),
    "size written out": _tagged("#define @GET IOC(char[sizeof(IN)])\n", "@GET"),
    "macro around": _tagged("#define @RW(t) IOC(t)\n#define @GET @RW(IN)\n", "@GET"),
    "parameter of the number": _tagged(
        "#define @GET(n) (n) + IOC(IN)\n#define @FIRST @GET(1)\n", "@GET(2)"
    ),
}
ASIDE = {
    "pointer": _tagged("struct @out { IN *p; __u32 tail; };\n", "struct @out: tail"),
    "pointer in an argument": _tagged(
        "struct @out { IN *p; __u32 tail; };\n" + _GET("struct @out"), "struct @out: tail", "@GET"
    ),
}
_MEMBERS_OF = "__typeof__({}): {{m}}".format
UNTAGGED = {
    "untagged element": _untagged(
        "struct @out { __u32 n; BODY slot[4]; __u32 tail; };\n", "struct @out: n slot[1].{m} tail"
    ),
    "untagged element in an argument": _untagged(
        "struct @out { __u32 n; BODY slot[4]; };\n" + _GET("struct @out"),
        "struct @out: n slot[1].{m}",
        "@GET",
    ),
    "untagged member": _untagged(
        "struct @out { __u32 n; BODY i; __u32 tail; };\n", "struct @out: n i.{m} tail"
    ),
    "untagged pointee": _untagged(
        "struct @out { __u32 n; BODY *p; __u32 tail; };\n",
        "struct @out: n tail",
        _MEMBERS_OF("*((struct @out *)0)->p"),
    ),
    "untagged element of an untagged element": _untagged(
        "struct @out { struct { __u32 k; BODY slot[2]; } row[3]; __u32 tail; };\n",
        "struct @out: row[1].k row[2].slot[1].{m} tail",
    ),
    "typedef of untagged": _untagged(
        "typedef BODY @in_t;\nstruct @out { @in_t i; __u32 tail; };\n" + _GET("@in_t"),
        "@in_t: {m}",
        _OUT,
        "@GET",
    ),
    "typedef of a pointer to untagged": _untagged("typedef BODY *@p_t;\n", _MEMBERS_OF("*(@p_t)0")),
    "typedef of an array of untagged": _untagged(
        "typedef BODY @v_t[2];\nstruct @out { @v_t i; __u32 tail; };\n",
        _MEMBERS_OF("(*(@v_t *)0)[0]"),
        "struct @out: i[1].{m} tail",
    ),
    "callback of untagged": _untagged(
        "struct @out { int (*call)(BODY *p); __u32 tail; };\n", "struct @out: tail"
    ),
    "variable of untagged": _untagged("extern BODY @ob;\n", _MEMBERS_OF("@ob")),
    "parameter of untagged": _untagged("int @run(BODY *p);\n"),
}
PLACES: dict[str, Place] = {**EMBEDDED, **NUMBERED, **SIZED, **ASIDE, **UNTAGGED}


def paths(asked: str, members: dict[str, Shape]) -> Iterator[tuple[str, Shape]]:
    """Paths that a row asks about, and what can be asked of each."""
    for path in asked.split():
        if "{m}" in path:
            yield from ((path.format(m=name), shape) for name, shape in members.items())
        else:
            yield path, "plain"
