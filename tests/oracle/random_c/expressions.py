"""Strategies for integer constant expressions that C defines on every target.

Signed overflow is avoided, since compilers refuse it: operands of ``+ - *``
are unsigned of one type or too narrow to overflow, divisors are small and
positive, and shift counts are below the width of every promoted type.
"""

from __future__ import annotations

from hypothesis import strategies as st

INTEGERS = (
    "_Bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int",
    "unsigned int", "long", "unsigned long", "long long", "unsigned long long",
)  # fmt: skip
UNSIGNED = ("unsigned int", "unsigned long", "unsigned long long")
_NARROW = ("_Bool", "char", "signed char", "unsigned char", "short")
"""Types of which no two values overflow `int` by ``+``, ``-`` or ``*``."""
_SUFFIXES = ("", "", "u", "L", "UL", "ll", "ULL", "lu", "LLU")
_BOUNDARIES = (0, 1, 7, 127, 128, 255, 256, 32767, 65535, 2**31 - 1, 2**31, 2**32 - 1, 2**32,
               2**63 - 1)  # fmt: skip
_CHARACTERS = ("'a'", "'\\0'", "'\\n'", "'\\xff'", "'\\377'", "'\\\\'", "'\\''", "'ab'")
_SIZES = (
    *(f"{ask}({of})" for ask in ("sizeof", "_Alignof") for of in (*INTEGERS, "void *", "double")),
    "sizeof(struct point)", "_Alignof(struct point)", "__builtin_offsetof(struct point, at[1])",
    "__builtin_offsetof(struct point, wide)", "sizeof(int[3])", "sizeof('a')",
    "sizeof(((struct point *)0)->at)", "RED", "GREEN", "BLUE",
)  # fmt: skip
HEAD = """enum colour { RED = -3, GREEN, BLUE = 0x7fffffff };
struct point { char tag; short at[3]; long long wide; };
"""
"""Declarations that expressions use."""


def _literal(value: int, form: str, suffix: str) -> str:
    return (f"0{value:o}" if form == "o" else format(value, form)) + suffix


_VALUES = st.sampled_from(_BOUNDARIES) | st.integers(0, 2**63 - 1)
LITERALS = st.builds(
    _literal, _VALUES, st.sampled_from(["d", "#x", "o", "#b"]), st.sampled_from(_SUFFIXES)
)
_LEAVES = LITERALS | st.sampled_from(_CHARACTERS) | st.sampled_from(_SIZES)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    small = st.integers(0, 31)
    either = st.sampled_from
    return st.one_of(
        st.builds("({0})({1})".format, either(INTEGERS), inner),
        st.builds("({0}({1}))".format, either("~!+"), inner),
        st.builds("(-({0})({1}))".format, either(UNSIGNED + _NARROW), inner),
        st.builds(
            "(({0})({2}) {1} ({0})({3}))".format, either(UNSIGNED), either("+-*"), inner, inner
        ),
        st.builds(
            "(({0})({3}) {1} ({2})({4}))".format,
            either(_NARROW), either("+-*"), either(_NARROW), inner, inner,
        ),
        st.builds("(({0}) {1} ((({2}) & 7) + 1))".format, inner, either("/%"), inner),
        st.builds("((({0})({1})) << {2})".format, either(UNSIGNED), inner, small),
        st.builds("(({0}) >> {1})".format, inner, small),
        st.builds(
            "(({0}) {1} ({2}))".format,
            inner, either(["&", "|", "^", "&&", "||", "<", ">", "<=", ">=", "==", "!="]), inner,
        ),
        st.builds("(({0}) ? ({1}) : ({2}))".format, inner, inner, inner),
    )  # fmt: skip


EXPRESSIONS = st.recursive(_LEAVES, _larger, max_leaves=8)
