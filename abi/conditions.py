"""Under which conditions a line of a header stands, and what is known of them.

C11 6.10.1. What is known is one of three things: a condition holds, does not hold, or hangs on a
name of which nothing is known: one that a program may define, or the C library does.
"""

from __future__ import annotations

import ast
import bisect
import functools
import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from abi.header import Header
from abi.raw import Condition

Known = int | None
"""A value; None where it hangs on what is not known."""
Lookup = Callable[[str], "Known | Undefined"]
"""What a name is: a value, not defined, or None where nothing is known of it."""

_DEFINED = re.compile(r"\bdefined\s*(?:\(\s*(\w+)\s*\)|(\w+))")
_WORD = re.compile(r"\b[A-Za-z_]\w*")
_NUMBER = re.compile(r"\b(0[xX][0-9a-fA-F]+|\d+)[uUlL]+\b")
_OCTAL = re.compile(r"\b0(?=\d)")
_CALL = re.compile(r"\b([A-Za-z_]\w*)\s*\([^()]*\)")


class Undefined(msgspec.Struct, frozen=True):
    """What a name is that is not defined: 0, and not ``defined``."""


class Branch(msgspec.Struct, frozen=True):
    """A condition, and whether the lines in question are read where it holds or where not."""

    text: str
    """As behind ``#if``: ``defined(X)``, ``__BITS_PER_LONG == 32``."""
    is_wanted: bool = True

    @property
    def names(self) -> frozenset[str]:
        return names_in(self.text)


def names_in(text: str) -> frozenset[str]:
    """The names in a condition, or in several."""
    return frozenset(_WORD.findall(text)) - {"defined"}


class Conditions:
    """Of one header: the branches that each of its lines stands in, the outermost first.

    The include guard is left out.
    """

    def __init__(self, header: Header) -> None:
        turning = header.raw.turning
        guard = header.raw.guard
        self._guard = turning[0].opens if turning and guard.name and guard.is_defined else None
        self._lines = [0, *(d.line for d in turning)]
        self._behind = [None, *(d.behind for d in turning)]
        self._branches = functools.cache(self._found)

    def at(self, line: int) -> tuple[Branch, ...]:
        """The branches that a line stands in, counted from 1; those that a directive there ends or
        opens are not told apart."""
        return self._branches(self._behind[bisect.bisect_right(self._lines, line) - 1])

    def change_within(self, first: int, last: int) -> bool:
        """Whether a directive from one line to another opens, turns or ends a condition."""
        at = bisect.bisect_right
        return at(self._lines, first) != at(self._lines, last)

    def stretches(self) -> Iterator[tuple[int, int | None, tuple[Branch, ...]]]:
        """The first and the last line from each conditional directive to the next (None: the
        header's last), and the branches that these lines stand in."""
        ends = [*(line - 1 for line in self._lines[2:]), None]
        for first, last, behind in zip(self._lines[1:], ends, self._behind[1:], strict=False):
            yield first, last, self._branches(behind)

    def _found(self, condition: Condition | None) -> tuple[Branch, ...]:
        """The branches of a condition and of all around it."""
        stack = condition.stack() if condition else ()
        return tuple(branch for part in stack for branch in self._of_group(part.group()))

    def _of_group(self, parts: tuple[Condition, ...]) -> Iterator[Branch]:
        """Those before the last part do not hold; a guard says nothing."""
        for part in parts:
            if part.keyword != "else" and part is not self._guard:
                branch = _branch(part.keyword, " ".join(part.text.split()))
                is_last = part is parts[-1]
                yield branch if is_last else _turned(branch)


def _turned(branch: Branch) -> Branch:
    return msgspec.structs.replace(branch, is_wanted=not branch.is_wanted)


def _branch(keyword: str, text: str) -> Branch:
    keyword = keyword.removeprefix("el")
    if keyword == "if":
        return Branch(text)
    return Branch(f"defined({text.split(maxsplit=1)[0] if text else ''})", keyword == "ifdef")


# What is known


def known(branches: Iterable[Branch], lookup: Lookup) -> Known:
    """Whether all of some branches are read."""
    found: Known = 1
    for branch in branches:
        value = condition_value(branch.text, lookup)
        if value is not None and bool(value) is not branch.is_wanted:
            return 0
        found = None if value is None else found
    return found


def condition_value(text: str, lookup: Lookup) -> Known:
    """The value of a condition, with what is known of its names."""
    try:
        tree = ast.parse(_as_python(text, lookup).strip(), mode="eval")
        return _value(tree.body)
    except (SyntaxError, ValueError, RecursionError, ZeroDivisionError, OverflowError):
        return None


def _as_python(text: str, lookup: Lookup) -> str:
    """A condition in words of Python; ``None`` for what is not known."""

    def is_defined(match: re.Match[str]) -> str:
        found = lookup(match[1] or match[2])
        return "None" if found is None else str(int(not isinstance(found, Undefined)))

    def value(match: re.Match[str]) -> str:
        if match[0] in ("None", "and", "or", "not"):
            return match[0]
        found = lookup(match[0])
        return "0" if isinstance(found, Undefined) else str(found)

    text = _NUMBER.sub(r"\1", _DEFINED.sub(is_defined, text))
    text = _OCTAL.sub("0o", _CALL.sub("None", text))
    text = text.replace("&&", " and ").replace("||", " or ").replace("/", "//")
    text = re.sub(r"!(?!=)", " not ", text)
    return _WORD.sub(value, text)


_SIGNS: dict[type, Callable[[int, int], int]] = {
    ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b, ast.Mod: lambda a, b: a % b,
    ast.LShift: lambda a, b: a << min(b, 64), ast.RShift: lambda a, b: a >> b,
    ast.BitAnd: lambda a, b: a & b, ast.BitOr: lambda a, b: a | b, ast.BitXor: lambda a, b: a ^ b,
    ast.Eq: lambda a, b: a == b, ast.NotEq: lambda a, b: a != b, ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b, ast.Gt: lambda a, b: a > b, ast.GtE: lambda a, b: a >= b,
}  # fmt: skip


def _value(node: ast.expr) -> Known:
    match node:
        case ast.Constant(value=value) if value is None or isinstance(value, int):
            return value
        case ast.BoolOp(op=ast.And(), values=values):
            return _all(list(map(_value, values)))
        case ast.BoolOp(values=values):
            return _not(_all([_not(_value(value)) for value in values]))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _not(_value(operand))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            found = _value(operand)
            return None if found is None else -found
        case ast.BinOp(left=left, op=sign, right=right):
            return _both(_value(left), sign, _value(right))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _both(_value(left), sign, _value(right))
        case _:
            raise ValueError(node)


def _both(left: Known, sign: ast.AST, right: Known) -> Known:
    return None if left is None or right is None else int(_SIGNS[type(sign)](left, right))


def _all(values: list[Known]) -> Known:
    if 0 in values:
        return 0
    return None if None in values else 1


def _not(value: Known) -> Known:
    return None if value is None else int(not value)
