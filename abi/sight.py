"""Losing sight of something is not its having changed.

Where a part of a source could not be read, such as what stands behind a brace
that is missing, nobody knows what it declares. A name that seems to be gone,
or new, and that stands in such a text is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from abi.change import Change, ChangeKind
from abi.declarations import Enum
from abi.diagnostic import Diagnostic
from abi.expression import Unevaluated
from abi.header import closure
from abi.inner import inner_keys
from abi.surface import Surface
from abi.untagged import itself


class Lost(msgspec.Struct, frozen=True):
    """A text that could not be read, and why."""

    header: str
    line: int
    """Where it begins; 0: the whole header."""
    why: str
    text: str | None = None
    """None: all of the header from there on."""
    is_absent: bool = False
    """Whether the header is included and not there at all."""

    def __str__(self) -> str:
        place = f"{self.header}:{self.line}" if self.line else self.header
        return f"{place}: {self.why}"


def unread(surface: Surface) -> list[Diagnostic]:
    """All of a surface that could not be read, or not be laid out: nothing may be said of it."""
    errors = [d for d in surface.declarations.diagnostics() if d.level == "error"]
    return [*errors, *without_meaning(surface, surface.keys())]


def without_meaning(surface: Surface, keys: Iterator[str] | Sequence[str]) -> Iterator[Diagnostic]:
    """Records without a layout and enumerators without a value, of those that are understood."""
    for key in keys:
        for what, reason in _without_meaning(surface, key):
            place = surface.declarations.location(key)
            where = (place.header, place.line) if place else ("", 0)
            yield Diagnostic("error", f"{what}: {reason}", *where)


def _without_meaning(surface: Surface, key: str) -> Iterator[tuple[str, str]]:
    declaration = surface.declaration(key)
    if isinstance(declaration, Enum):
        for name, value in surface.enumerators(key).items():
            if isinstance(value, Unevaluated):
                yield f"{name} has no value", value.reason
        return
    record = itself(declaration)
    own = [key] if record is not None and record.members is not None else []
    for one in (*own, *inner_keys(key, surface)):
        layout = surface.layout(one)
        if isinstance(layout, Unevaluated):
            yield f"{one} has no layout", layout.reason


def lost_name(name: str, surface: Surface) -> Lost | None:
    """The text that could not be read and has a name in it, if there is one."""
    word = re.compile(rf"\b{re.escape(name.rpartition(' ')[2])}\b")
    lost = _distinct(surface.declarations.lost)
    return next((one for one in lost if word.search(_text(one, surface))), None)


def sighted(changes: list[Change], old: Surface, new: Surface) -> list[Change]:
    """The changes, where sight was not lost; what may only seem to have changed is not judged."""
    changes = [_without_value(change, old, new) for change in changes]
    if not (old.declarations.lost or new.declarations.lost):
        return changes
    texts = tuple(list(_distinct(side.declarations.lost)) for side in (old, new))
    seen = {change: _sight(change, old, new, texts) for change in changes}
    blurred = {change.own: lost for change, lost in seen.items() if lost and _is_of_member(change)}
    found: dict[Change, None] = {}
    for change in changes:
        lost = seen[change] or blurred.get(change.own)
        found[change if lost is None else _unjudged(change, *lost)] = None
    return list(found)


_NAME = re.compile(r"'([^']+)'")


def _without_value(change: Change, old: Surface, new: Surface) -> Change:
    """A constant that has no value where what it speaks of was not read, says so."""
    if change.kind is not ChangeKind.UNJUDGED or " " in change.subject:
        return change
    before, after = _unread_reason(change.old, old), _unread_reason(change.new, new)
    return msgspec.structs.replace(change, old=before, new=after)


def _unread_reason(text: str, surface: Surface) -> str:
    if not text.startswith("no value"):
        return text
    for name in _NAME.findall(text):
        keys = (name, f"typedef {name}")
        is_read = all(surface.declaration(k) for k in keys if surface.declarations.has(k))
        if not is_read or lost_name(name, surface) is not None:
            return f"not read ('{name}' is not)"
    return text


_GONE = frozenset((ChangeKind.REMOVED, ChangeKind.MEMBER_REMOVED))
_NEW = frozenset((ChangeKind.ADDED, ChangeKind.MEMBER_ADDED))
_Sight = tuple[bool, Lost]
"""Whether the new side lost it, and what that has lost."""


def _is_of_member(change: Change) -> bool:
    return change.kind in (ChangeKind.MEMBER_REMOVED, ChangeKind.MEMBER_ADDED)


def _distinct(lost: Sequence[Lost]) -> Iterator[Lost]:
    """Without rests of headers that are parts of one before: an #if without end costs one each."""
    first: dict[str, int] = {}
    for one in lost:
        is_rest = one.text is None and not one.is_absent
        if not is_rest or one.line < first.get(one.header, one.line + 1):
            yield one
        if is_rest:
            first[one.header] = min(one.line, first.get(one.header, one.line))


def _sight(
    change: Change, old: Surface, new: Surface, texts: tuple[list[Lost], ...]
) -> _Sight | None:
    """The text in which what seems to be gone, or new, may stand on the other side."""
    is_gone = change.kind in _GONE
    if not is_gone and change.kind not in _NEW:
        return _half_included(change, old, new)
    other, own = (new, old) if is_gone else (old, new)
    for lost in texts[is_gone]:
        if _may_declare(lost, change, other, own):
            return is_gone, lost
    return None


def _half_included(change: Change, old: Surface, new: Surface) -> _Sight | None:
    """A header that is included where something changed, and is there on one side only.

    What it says decides what the other one says, so that nobody knows what that would say.
    """
    sides = ((old, new, change.old_place), (new, old, change.new_place))
    for own, other, place in sides:
        for lost in own.declarations.lost if place else ():
            there = other.headers.get(lost.header) if lost.is_absent else None
            if place and there and lost.header in closure(place.header, own.headers):
                word = change.subject.partition("@")[0].partition(".")[0].rpartition(" ")[2]
                if word in there.text or _is_same(place.header, own, other):
                    return own is new, lost
    return None


def _is_same(header: str, one: Surface, other: Surface) -> bool:
    texts = [s.headers.get(header) for s in (one, other)]
    return all(texts) and len({text.text for text in texts if text}) == 1


def _may_declare(lost: Lost, change: Change, surface: Surface, other: Surface) -> bool:
    if lost.is_absent:
        place = change.place
        is_there = place is not None and place.header == lost.header
        return is_there and lost.header not in other.headers.names()
    return _declaring(change, other).search(_text(lost, surface)) is not None


def _declaring(change: Change, surface: Surface) -> re.Pattern[str]:
    """What a text must have that declares the subject of a change."""
    name, _, member = change.subject.partition("@")[0].partition(".")
    kind, _, word = name.rpartition(" ")
    if member:
        return re.compile(rf"\b{re.escape(member.rpartition('.')[2])}\b")
    if kind in ("struct", "union", "enum"):
        return re.compile(rf"\b{kind}\s+{re.escape(word)}\b")
    before = r"#\s*define\s+" if surface.declarations.has_macro(name) else r"\b"
    return re.compile(rf"{before}{re.escape(word)}\b")


def _text(lost: Lost, surface: Surface) -> str:
    if lost.text is not None:
        return lost.text
    header = surface.headers.get(lost.header)
    lines = header.text.splitlines() if header else []
    return "\n".join(lines[max(lost.line - 1, 0) :])


def _unjudged(change: Change, is_gone: bool, lost: Lost) -> Change:
    texts = ("declared", f"not read ({lost})") if is_gone else (f"not read ({lost})", "declared")
    places = change.old_place, change.new_place
    return Change(ChangeKind.UNJUDGED, change.own, *texts, *places)
