"""One name with a meaning in each of two headers: a change of either is judged, and only it."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared, lines

ONE, OTHER = "struct s { int a, b; };", "struct s { int b, a; };"
APART = "struct s { long z[3]; };"
REORDERED = "members-reordered {}.a breaks breaks depends"
CHANGED = "value-changed {} breaks breaks depends"
X, Y = "#define X {}", "enum e {{ X = {} }};"
ROWS = {
    "both said the same, and the first one does not": (
        (ONE, ONE), (OTHER, ONE), REORDERED.format("struct s"),
    ),
    "and the second one does not": (
        (ONE, ONE), (ONE, OTHER), REORDERED.format("struct s@linux/b.h"),
    ),
    "both changed alike": ((ONE, ONE), (OTHER, OTHER), REORDERED.format("struct s")),
    "they were two things, and the first one changed": (
        (ONE, APART), (OTHER, APART), REORDERED.format("struct s"),
    ),
    "and the second one changed": (
        (APART, ONE), (APART, OTHER), REORDERED.format("struct s@linux/b.h"),
    ),
    "and the second one is as the first now": (
        (OTHER, ONE), (OTHER, OTHER), REORDERED.format("struct s@linux/b.h"),
    ),
    "and the first one as the second": (
        (ONE, OTHER), (OTHER, OTHER), REORDERED.format("struct s"),
    ),
    "what embeds it": (
        (ONE, f"{ONE}\nstruct t {{ struct s s; }};"),
        (ONE, f"{OTHER}\nstruct t {{ struct s s; }};"),
        REORDERED.format("struct s@linux/b.h"),
        "member-retyped struct t.s breaks breaks breaks",
    ),
    "a macro in the first": (
        (X.format(1), X.format(1)), (X.format(2), X.format(1)), CHANGED.format("X"),
    ),
    "a macro in the second": (
        (X.format(1), X.format(1)), (X.format(1), X.format(2)), CHANGED.format("X@linux/b.h"),
    ),
    "macros that were two things": (
        (X.format(1), X.format(2)), (X.format(2), X.format(2)), CHANGED.format("X"),
    ),
    "an enumerator in the first": (
        (Y.format(1), Y.format(1)), (Y.format(2), Y.format(1)), CHANGED.format("X"),
    ),
    "an enumerator in the second": (
        (Y.format(1), Y.format(1)), (Y.format(1), Y.format(2)), CHANGED.format("X@linux/b.h"),
    ),
    "a typedef in the second": (
        ("typedef int t;", "typedef int t;"), ("typedef int t;", "typedef float t;"),
        "typedef-changed typedef t@linux/b.h breaks breaks depends",
    ),
}  # fmt: skip


def _said(old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    """What is found in headers linux/0.h, linux/a.h, linux/b.h, as many as there are from the
    right."""
    texts = (
        "".join(
            f"@ linux/{name}.h\n{text}\n"
            for name, text in zip("0ab"[-len(own) :], own, strict=True)
            if text
        )
        for own in (old, new)
    )
    one, other = texts
    return list(lines(compared((one, other), ("x86_64",)), ("x86_64",)))


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    old, new, *found = ROWS[name]
    assert _said(old, new) == sorted(found)


@pytest.mark.parametrize("text", [ONE, X.format(1), Y.format(1)])
def test_another_header_takes_the_plain_name(text):
    other = text.replace("1", "3").replace("int", "long")
    assert _said(("", text, ""), (other, text, "")) == ["header-added linux/0.h safe safe safe"]
    (found,) = _said((other, text, ""), ("", text, ""))
    assert found.startswith("header-removed linux/0.h ")
