"""Both sides of a change, as rules look at them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar, cast

import msgspec

from abi.change import Change, ChangeKind
from abi.ctype import Array
from abi.diagnostic import Location
from abi.difference import told
from abi.header import closure
from abi.ioctl import Ioctl
from abi.layout import Layout
from abi.rules.carriers import Carriers
from abi.rules.conventions import SIZES, Convention, conventions_for
from abi.rules.fates import FOLLOW_MOVES, Event, Fate
from abi.rules.finding import Finding, Place, Verdict, Verdicts
from abi.rules.ioctl_numbers import IoctlNumbers
from abi.rules.record_pair import RecordPair
from abi.surface import Surface

T = TypeVar("T")


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
        *,
        is_cxx: bool = False,
    ) -> None:
        self.changes = changes
        self.old = old
        self.new = new
        self.is_cxx = is_cxx
        """Whether programs in C++ include the headers, as the project says."""
        self.own_conventions = tuple(conventions)
        """Those of the project."""
        self._records: dict[str, RecordPair | None] = {}
        self.numbers = old.once(IoctlNumbers), new.once(IoctlNumbers)
        """The ioctls of both sides."""
        values = [c.subject for c in changes if c.kind in (ChangeKind.VALUE, ChangeKind.NUMBER)]
        values += (one.name for c in changes for one in c.carries if " " not in one.name)
        self.carriers = (
            Carriers(old, self.numbers[0], values), Carriers(new, self.numbers[1], values),
        )  # fmt: skip
        """What carries records to the kernel, on both sides."""
        self._once: dict[object, object] = {}
        self.judged: set[Change] = set()
        """The changes that a finding covers so far, as the judge goes from rule to rule."""

    def once(self, work: Callable[[Pair], T]) -> T:
        """What a function says of the pair, worked out when it is first asked for."""
        if work not in self._once:
            self._once[work] = work(self)
        return cast("T", self._once[work])

    @functools.cached_property
    def by_own(self) -> Mapping[str, list[Change]]:
        """The changes of each key or name, those of its members with it."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.own, []).append(change)
        return found

    @functools.cached_property
    def by_kind(self) -> Mapping[ChangeKind, list[Change]]:
        """The changes of each kind."""
        found: dict[ChangeKind, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.kind, []).append(change)
        return found

    @functools.cached_property
    def by_header(self) -> Mapping[tuple[ChangeKind, str], list[Change]]:
        """The changes of a kind by the header that the subject stands in, the new one if any."""
        found: dict[tuple[ChangeKind, str], list[Change]] = {}
        for change in self.changes:
            place = change.place
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

    def remark(self, change: Change, message: str, verdicts: Verdicts, subject: str) -> Judged:
        """A finding beside the one that another rule makes of the change."""
        return Judged(self.finding(change, message, verdicts, subject=subject).finding, ())

    # What a rule may want to know

    def conventions(self, change: Change) -> tuple[Convention, ...]:
        """How the subsystem lets records grow and names change, as its documents say.

        A convention holds for the thing that its document speaks of: one about the size in an
        ioctl's number for the ioctl's argument, one about a size member for a record that has it.
        """
        place, own = change.place, change.own
        found = conventions_for(place.header if place else "", own, self.own_conventions)
        return tuple(c for c in found if " " not in own or self._is_about(c, own))

    def _is_about(self, convention: Convention, key: str) -> bool:
        if convention.way == "number":  # of the argument: elements of an array are none
            own = (i for i in self.ioctls(key) if not isinstance(i.argument, Array))
            return any(convention.is_for(ioctl.code.type) for ioctl in own)
        record = self.record(key) if convention.way == "member" else None
        return record is None or any(span.path in SIZES for span in record.spans[0])

    def event(self, change: Change, *fates: Fate) -> tuple[RecordPair, Event] | None:
        """The record and what became of the member that a change is about, if it is of `fates`.

        None of what only follows from members that moved.
        """
        record = self.record(change.own)
        found = record.event(change) if record else None
        if record is None or found is None or found.fate not in fates:
            return None
        return None if record.is_moved and found.fate in FOLLOW_MOVES else (record, found)

    def ioctls(self, key: str) -> tuple[Ioctl, ...]:
        """The ioctls whose argument is this record, on the new side."""
        return self.carriers[1].ioctls(key)

    def new_names(self, header: str) -> list[str]:
        """New constants and macros of a header."""
        new = self.by_header.get((ChangeKind.ADDED, header), ()) if header else ()
        return [change.own for change in new if " " not in change.own]

    def texts(self, change: Change) -> tuple[str, str]:
        """What is said before and now. The difference does not look up what one side only has,
        because nobody asks it of most of them."""
        full = told(change, self.old, self.new)
        return full.old, full.new

    def carried_ioctls(self, changes: Iterable[Change]) -> tuple[str, ...]:
        """Ioctls whose number changed because of these changes."""
        names = (carried.name for change in changes for carried in change.carries)
        return tuple(n for n in names if " " not in n and self._is_ioctl(n))

    def _is_ioctl(self, name: str) -> bool:
        return self.new_ioctl(name) is not None

    def old_ioctl(self, name: str) -> Ioctl | None:
        """What a macro or an enumerator said as an ioctl before."""
        return self.carriers[0].ioctl(name)

    def new_ioctl(self, name: str) -> Ioctl | None:
        """What a macro or an enumerator says as an ioctl now."""
        return self.carriers[1].ioctl(name)

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


def worst(*given: Verdict) -> Verdict:
    """The worst of some verdicts; of equal ones the first, whose reason is kept."""
    return max(given, key=lambda verdict: _HARM.index(verdict.value))


_HARM = ("safe", "depends", "breaks")


def verdicts(old_program: Verdict, new_program: Verdict, source: Verdict) -> Verdicts:
    """An old program on a new kernel, a new program on an old kernel, a recompile."""
    return Verdicts(old_program, new_program, source)
