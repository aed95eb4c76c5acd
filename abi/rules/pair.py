"""Both sides of a change, as rules look at them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from abi.ctype import Named
from abi.diagnostic import Location
from abi.difference import Change, ChangeKind
from abi.header import closure
from abi.ioctl import Ioctl, ioctl_of
from abi.layout import Layout
from abi.rules.conventions import Convention, conventions_for
from abi.rules.finding import Finding, Place, Verdict, Verdicts
from abi.rules.record_pair import RecordPair
from abi.surface import Surface


class Judged(msgspec.Struct, frozen=True):
    """A finding, and the changes that need no other."""

    finding: Finding
    covers: tuple[Change, ...]


class Pair:
    """The old and the new surface of one target, and all that changed between them."""

    def __init__(
        self,
        changes: Sequence[Change],
        old: Surface,
        new: Surface,
        conventions: Sequence[Convention] = (),
    ) -> None:
        self.changes = changes
        self.old = old
        self.new = new
        self._conventions = tuple(conventions)
        self._records: dict[str, RecordPair | None] = {}
        self.judged: set[Change] = set()
        """The changes that a finding covers so far, as the judge goes from rule to rule."""

    @functools.cached_property
    def by_own(self) -> Mapping[str, list[Change]]:
        """The changes of each key or name, those of its members with it."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.own, []).append(change)
        return found

    @functools.cached_property
    def by_header(self) -> Mapping[tuple[ChangeKind, str], list[Change]]:
        """The changes of a kind by the header that the subject stands in, the new one if any."""
        found: dict[tuple[ChangeKind, str], list[Change]] = {}
        for change in self.changes:
            place = change.new_place or change.old_place
            found.setdefault((change.kind, place.header if place else ""), []).append(change)
        return found

    def left(self, kind: ChangeKind, header: str) -> list[Change]:
        """The changes of a kind in a header that no finding covers yet."""
        return [c for c in self.by_header.get((kind, header), ()) if c not in self.judged]

    def record(self, key: str) -> RecordPair | None:
        """A record that both sides define and lay out."""
        if key not in self._records:
            layouts = self.old.layout(key), self.new.layout(key)
            a, b = layouts
            both = isinstance(a, Layout) and isinstance(b, Layout)
            self._records[key] = (
                RecordPair(key, (a, b), self.old, self.new, self.by_own.get(key, ()))
                if both and isinstance(a, Layout) and isinstance(b, Layout) else None
            )  # fmt: skip
        return self._records[key]

    def finding(
        self,
        change: Change,
        message: str,
        verdicts: Verdicts,
        *,
        subject: str = "",
        also: Iterable[str] = (),
        covers: Iterable[Change] = (),
        picture: bool = False,
    ) -> Judged:
        """What a rule says of a change. `covers` are other changes that it explains as well.

        `subject` is that of the change unless given; with `picture` the bytes of the record
        are drawn before and after.
        """
        covered = tuple(dict.fromkeys((change, *covers)))
        carries = dict.fromkeys(carried for c in covered for carried in c.carries)
        record = self.record(change.own) if picture else None
        finding = Finding(
            "", subject or change.subject, "note", (self.new.target.name,), message, verdicts,
            _place(change.old_place), _place(change.new_place), tuple(also), tuple(carries),
            record.picture() if record else None,
        )  # fmt: skip
        return Judged(finding, covered)

    # What a rule may want to know

    def conventions(self, change: Change) -> tuple[Convention, ...]:
        """How the subsystem lets records grow and names change, as its documents say."""
        place = change.new_place or change.old_place
        return conventions_for(place.header if place else "", change.own, self._conventions)

    def ioctls(self, key: str, surface: Surface | None = None) -> tuple[Ioctl, ...]:
        """The ioctls whose argument is this record (on the new side, unless told)."""
        surface = surface or self.new
        tag = key.partition(" ")[2].partition("@")[0]
        found = (
            ioctl_of(name, surface.declarations.expression(name), surface)
            for name in surface.declarations.macros_mentioning(tag)
        )
        return tuple(i for i in found if i is not None and _is(i.argument, key))

    def carried_ioctls(self, changes: Iterable[Change]) -> tuple[str, ...]:
        """Ioctls whose number changed because of these changes."""
        names = (carried.name for change in changes for carried in change.carries)
        return tuple(n for n in names if " " not in n and self._is_ioctl(n))

    def carried_records(self, changes: Iterable[Change]) -> tuple[str, ...]:
        """Records that changed only because of these changes: they embed the record."""
        names = (carried.name for change in changes for carried in change.carries)
        return tuple(n for n in names if n.startswith(("struct ", "union ")))

    def _is_ioctl(self, name: str) -> bool:
        declarations = self.new.declarations
        if declarations.macro(name) is None:
            return False
        return ioctl_of(name, declarations.expression(name), self.new) is not None

    def old_ioctl(self, name: str) -> Ioctl | None:
        """What a macro said as an ioctl before."""
        return _ioctl(name, self.old)

    def new_ioctl(self, name: str) -> Ioctl | None:
        """What a macro says as an ioctl now."""
        return _ioctl(name, self.new)

    @functools.cached_property
    def headers(self) -> tuple[frozenset[str], frozenset[str]]:
        """The headers of both sides, by name."""
        return frozenset(self.old.headers.names()), frozenset(self.new.headers.names())

    def still_reaches(self, header: str, other: str) -> bool:
        """Whether a program that includes `header` gets `other` with it now."""
        return other in self._reach(header)

    @functools.lru_cache(maxsize=512)  # noqa: B019 - a pair lives as long as its run
    def _reach(self, header: str) -> frozenset[str]:
        return closure(header, self.new.headers)

    def comment_near(self, place: Location | None, *, old: bool = False) -> str:
        """The comments around a line: those before the declaration, and those of the line."""
        if place is None:
            return ""
        header = (self.old if old else self.new).headers.get(place.header)
        if header is None:
            return ""
        lines = header.lines[max(0, place.line - 40) : place.line + 2]
        return "\n".join(lines)


def _is(argument: object, key: str) -> bool:
    return isinstance(argument, Named) and argument.key == key


def _ioctl(name: str, surface: Surface) -> Ioctl | None:
    if surface.declarations.macro(name) is None:
        return None
    return ioctl_of(name, surface.declarations.expression(name), surface)


def _place(location: Location | None) -> Place | None:
    return None if location is None else Place(location.header, location.line)


# Verdicts in words


def breaks(reason: str = "") -> Verdict:
    """It does not work any more, or does something else."""
    return Verdict("breaks", reason)


def safe(reason: str = "") -> Verdict:
    """It works as before, or is refused with an error."""
    return Verdict("safe", reason)


def depends(reason: str) -> Verdict:
    """The headers do not decide it; `reason` says what does."""
    return Verdict("depends", reason)


def verdicts(old_program: Verdict, new_program: Verdict, source: Verdict) -> Verdicts:
    """An old program on a new kernel, a new program on an old kernel, a recompile."""
    return Verdicts(old_program, new_program, source)
