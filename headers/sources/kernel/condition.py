"""What is known of a preprocessor condition, when only a few names are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_TOKEN = re.compile(rb"\s*(?:(\w+)|(\|\||&&|==|!=|<=|>=|[<>!()]))")
_NAME = re.compile(rb"\s*(\w+)")
_MOST_DEPTH = 50
_MOST_TEXT = 4096
"""Bytes of a line that unifdef reads."""

Known = int | None
"""A value, or that it depends on other names."""


def named(text: bytes, names: Mapping[bytes, Known], *, is_defined: bool) -> tuple[Known, bool]:
    """Whether ``#ifdef`` (or ``#ifndef``) holds, and whether nothing else follows."""
    found = _NAME.match(text)
    is_whole = not text[found.end() if found else 0 :].strip()
    if not found or found[1] not in names or not is_whole:
        return None, is_whole
    return int((names[found[1]] is not None) is is_defined), True


def value(text: bytes, names: Mapping[bytes, Known]) -> tuple[Known, bool]:
    """What the condition of ``#if`` is, and whether it was understood to its end.

    A name in `names` that is None is not defined. Nothing is known of a
    condition without any name, because such a line is somebody's decision.
    """
    if len(text) > _MOST_TEXT:
        return None, False
    reader = _Reader(text, names)
    try:
        known = reader.binary(0)
    except _NotUnderstoodError:
        return None, False
    is_whole = not text[reader.position :].strip()
    return (known if is_whole and reader.has_name else None), is_whole


class _NotUnderstoodError(Exception):
    pass


def _either(left: Known, right: Known) -> Known:
    if left or right:
        return 1
    return None if left is None or right is None else 0


def _both(left: Known, right: Known) -> Known:
    if left == 0 or right == 0:
        return 0
    return None if left is None or right is None else 1


def _strict(compare: Callable[[int, int], bool]) -> Callable[[Known, Known], Known]:
    def apply(left: Known, right: Known) -> Known:
        return None if left is None or right is None else int(compare(left, right))

    return apply


_LEVELS: tuple[dict[bytes, Callable[[Known, Known], Known]], ...] = (
    {b"||": _either},
    {b"&&": _both},
    {b"==": _strict(lambda a, b: a == b), b"!=": _strict(lambda a, b: a != b)},
    {
        b"<": _strict(lambda a, b: a < b),
        b">": _strict(lambda a, b: a > b),
        b"<=": _strict(lambda a, b: a <= b),
        b">=": _strict(lambda a, b: a >= b),
    },
)


class _Reader:
    """Recursive descent over a condition; unifdef knows no arithmetic, so neither does this."""

    def __init__(self, text: bytes, names: Mapping[bytes, Known]) -> None:
        self.text = text
        self.names = names
        self.position = 0
        self.depth = 0
        self.has_name = False

    def peek(self) -> bytes:
        found = _TOKEN.match(self.text, self.position)
        return (found[1] or found[2]) if found else b""

    def take(self) -> bytes:
        found = _TOKEN.match(self.text, self.position)
        if not found:
            raise _NotUnderstoodError
        self.position = found.end()
        return found[1] or found[2]

    def binary(self, level: int) -> Known:
        if level == len(_LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while operator := _LEVELS[level].get(self.peek()):
            self.take()
            left = operator(left, self.binary(level + 1))
        return left

    def unary(self) -> Known:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise _NotUnderstoodError
        known = self._unary(self.take())
        self.depth -= 1
        return known

    def _unary(self, token: bytes) -> Known:
        if token == b"!":
            known = self.unary()
            return None if known is None else int(not known)
        if token == b"(":
            known = self.binary(0)
            self._close()
            return known
        if token[:1].isdigit():
            return _number(token)
        if not token[:1].isalpha() and token[:1] != b"_":
            raise _NotUnderstoodError
        self.has_name = True
        return self._defined() if token == b"defined" else self._name(token)

    def _defined(self) -> Known:
        name = self.take()
        is_in_parentheses = name == b"("
        if is_in_parentheses:
            name = self.take()
            self._close()
        return int(self.names[name] is not None) if name in self.names else None

    def _name(self, name: bytes) -> Known:
        if name in self.names:
            return self.names[name] or 0
        if self.peek() == b"(":
            self._arguments()
        return None

    def _arguments(self) -> None:
        level = 0
        for position in range(self.position, len(self.text)):
            character = self.text[position : position + 1]
            level += (character == b"(") - (character == b")")
            if character == b")" and not level:
                self.position = position + 1
                return
        raise _NotUnderstoodError

    def _close(self) -> None:
        if self.take() != b")":
            raise _NotUnderstoodError


def _number(token: bytes) -> int:
    """An integer as strtol reads it: with a base, up to the first other character."""
    found = re.match(rb"0[xX][0-9a-fA-F]+|[0-9]+", token[:20])
    digits = found[0] if found else b"0"
    if digits[:2] in (b"0x", b"0X"):
        return int(digits, 16)
    octal = re.match(rb"0[0-7]*", digits)
    return int(octal[0], 8) if octal else int(digits)
