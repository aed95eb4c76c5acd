"""Where a header's text defines types: in C++, not everywhere."""

from __future__ import annotations

import re

import msgspec

from abi.header import Header

_ATTRIBUTE = r"__attribute__\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)"
_KINDS = ("struct", "union", "enum")
_TOKEN = re.compile(
    "|".join(
        rf"{kind}(?<!\w{kind})(?!\w)(?:\s*{_ATTRIBUTE})*\s*([A-Za-z_]\w*)?\s*([{{:])?"
        for kind in _KINDS
    )
    + r"|extern\s*\"C\"\s*\{|\{|\}"
)
"""Each alternative begins with a character of its own: so it is found several times as fast."""
_RECORDS = ("struct", "union")
_NO_MEMBER = re.compile(rf"(?:\s*{_ATTRIBUTE})*\s*;")


class Tag(msgspec.Struct, frozen=True):
    """A ``struct``, ``union`` or ``enum`` in a header's text."""

    kind: str
    name: str
    """Empty for one without a tag."""
    line: int
    behind: str
    """The brace of its members or enumerators, the colon of a bit-field or an enum's type, or
    nothing."""


class _Open(msgspec.Struct):
    """A brace that is not closed yet."""

    kind: str
    has_tag: bool
    inner: list[Tag]
    """The types that are defined directly in it."""


def in_anonymous_records(header: Header) -> list[Tag]:
    """Types that a header defines, under any condition, where an anonymous record may only have
    members ([class.union.anon])."""
    return _Walk(header).in_anonymous


class _Walk:
    """A walk over the braces of a header."""

    def __init__(self, header: Header) -> None:
        self.in_anonymous: list[Tag] = []
        """Types that are defined in a record that has neither a tag nor a member's name."""
        self._open: list[_Open] = []
        self._read(header.declarations)

    def _read(self, code: str) -> None:
        line, at = 1, 0
        for token in _TOKEN.finditer(code):
            line, at = line + code.count("\n", at, token.start()), token.start()
            kind = next((kind for kind in _KINDS if token[0].startswith(kind)), "")
            if kind:
                name, behind = (token[n] or token[n + 2] or token[n + 4] or "" for n in (1, 2))
                self._enter(Tag(kind, name, line, behind))
            elif token[0] == "}":
                self._leave(is_anonymous=_NO_MEMBER.match(code, token.end()) is not None)
            else:
                self._open.append(_Open("", True, []))  # of a function, or extern "C"

    def _enter(self, tag: Tag) -> None:
        if tag.behind == "{":
            if self._open:
                self._open[-1].inner.append(tag)
            self._open.append(_Open(tag.kind, bool(tag.name), []))

    def _leave(self, *, is_anonymous: bool) -> None:
        closed = self._open.pop() if self._open else None
        if closed is None or not self._open or self._open[-1].kind not in _RECORDS:
            return
        if is_anonymous and not closed.has_tag and closed.kind in _RECORDS:
            self.in_anonymous += (t for t in closed.inner if t.name or t.kind == "enum")
