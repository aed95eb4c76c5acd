"""One verdict over all that a finding carries, whatever rule speaks.

A rule judges what it is about. What follows from the same change is listed below its finding:
records that embed the changed one, ioctls whose number carries its size. A finding is never
milder than the worst of them: this is the one place that sees to it, after every rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from abi.change import Change, ChangeKind
from abi.layout import Layout
from abi.rules.finding import Finding, Verdict, Verdicts
from abi.rules.pair import Judged, Pair, breaks, depends, worst
from abi.rules.record_pair import RecordPair
from abi.rules.said import of_member
from abi.rules.unknown_number import all_renumbered, refusing, takes_other_sizes, unknown
from abi.surface import Surface
from abi.untagged import own_of

Binary = tuple[Verdict, Verdict]
"""Of an old program on a new kernel, and of a new program on an old kernel."""


def weighed(judged: Judged, pair: Pair) -> Finding:
    """The finding with the worst verdicts of all that it is about and carries."""
    given = judged.finding.verdicts
    if given is None or not judged.covers:
        return judged.finding
    own = _of_bytes(judged.covers)
    binary = given.old_program_new_kernel, given.new_program_old_kernel
    functions = _passing(own, pair)
    harms = [_refused(binary, own, pair), *_harms(judged, own, pair), *_of_calls(functions)]
    old, new = (worst(*(harm[side] for harm in harms)) for side in (0, 1))
    also = dict.fromkeys((*judged.finding.also, *functions))
    verdicts = Verdicts(old, new, given.source)
    return msgspec.structs.replace(judged.finding, verdicts=verdicts, also=tuple(also))


def _passing(own: dict[str, bool], pair: Pair) -> list[str]:
    """Functions that take or give by value what is longer now, or has its members elsewhere."""
    placed = (key for key, is_placed in own.items() if is_placed and pair.record(key))
    found = (name for key in placed for name in pair.carriers[1].passing(key))
    return list(dict.fromkeys(found))


def _of_calls(functions: list[str]) -> Iterator[Binary]:
    if functions:
        why = f"{functions[0]} passes it by value: safe if both ends of the call are built anew"
        yield depends(why), depends(why)


_NOT_OF_BYTES = (
    ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED_HEADER, ChangeKind.TEXT,
    ChangeKind.UNJUDGED, ChangeKind.HEADER_ADDED, ChangeKind.HEADER_REMOVED,
    ChangeKind.INCLUDE_ADDED, ChangeKind.INCLUDE_REMOVED, ChangeKind.ERROR, ChangeKind.WARNING,
    ChangeKind.GUARD_LOST, ChangeKind.GUARD_SHARED, ChangeKind.LIBC_GUARD, ChangeKind.CXX,
    ChangeKind.IN_IF, ChangeKind.HANGS, ChangeKind.REDECLARED, ChangeKind.BODY,
    ChangeKind.INITIAL,
)  # fmt: skip
"""Kinds of what only one side has, or what no kernel sees."""
_PLACES = (ChangeKind.SIZE, ChangeKind.ALIGNMENT, ChangeKind.MEMBER_MOVED)


def _of_bytes(covers: tuple[Change, ...]) -> dict[str, bool]:
    """What a finding is about, and whether it tells that a size or a place is another one."""
    found: dict[str, bool] = {}
    for change in covers:
        if change.kind not in _NOT_OF_BYTES:
            found[change.own] = found.get(change.own, False) or change.kind in _PLACES
    return found


def _refused(binary: Binary, own: dict[str, bool], pair: Pair) -> Binary:
    """The rule's own verdicts, unless all that it speaks of reaches a kernel only by ioctls of
    another number: no kernel reads the other side's bytes then."""
    found = [refusing(key, pair) if " " in key else None for key in own]
    if not found or not all(found) or found[0] is None:
        return binary
    answer = unknown(found[0].name)
    if any(own.values()):
        return answer
    old, new = (b if a.value == "breaks" else a for a, b in zip(binary, answer, strict=True))
    return old, new


def _harms(judged: Judged, own: dict[str, bool], pair: Pair) -> Iterator[Binary]:
    numbers = all_renumbered(pair)
    placed = (key for key, is_placed in own.items() if is_placed or key in numbers)
    for name in dict.fromkeys((*placed, *(c.name for c in judged.finding.carries))):
        if name in numbers:
            tolerant = takes_other_sizes(numbers[name], pair)
            if not (tolerant and _is_argument_of(name, own, pair)):
                yield unknown(name, tolerant)
        elif " " in name:
            yield from _of_record(name, name in own, pair)


def _is_argument_of(name: str, own: dict[str, bool], pair: Pair) -> bool:
    """Whether an ioctl's argument is the record that the finding is about: its rule knows how
    the subsystem takes arguments of another size."""
    return any(name == ioctl.name for key in own if " " in key for ioctl in pair.ioctls(key))


def _of_record(key: str, is_own: bool, pair: Pair) -> Iterator[Binary]:
    record = pair.record(key)
    if record is None:
        return
    stride, distance = _other_stride(record, pair)
    if stride and distance:
        apart = depends(f"{stride}: safe if all go by {distance}, as the header says")
        yield apart, apart
    moved = elsewhere(record) or ("" if distance else stride)
    if moved:
        refused = refusing(key, pair)
        yield unknown(refused.name) if refused else (breaks(moved), breaks(moved))
    elif not is_own and (sizes := _resized(record)):
        told = depends(f"{sizes}: safe if the kernel is told how many bytes the program has")
        yield told, told


def _resized(record: RecordPair) -> str:
    """What is longer or shorter in a record in which nothing moved, in words."""
    if record.is_resized:
        return f"{record.key} has {record.new.size} bytes, not {record.old.size}"
    for row in record.rows:
        a, b = row.spans
        if a is not None and b is not None and a.size != b.size and not record.fills(b, 1):
            return f"{record.key}.{b.path} has {b.size} bytes, not {a.size}"
    return ""


def elsewhere(record: RecordPair) -> str:
    """Which member of a record lies elsewhere, in words; empty if none does."""
    for row in record.moved:
        a, b = row.spans
        if a is not None and b is not None:
            return f"{record.key}.{b.path} moves from {_place(a)} to {_place(b)}"
    return ""


def _place(span: object) -> str:
    bits, offset = getattr(span, "bits", None), getattr(span, "offset", 0)
    return f"bit {bits[0]}" if bits else f"byte {offset}"


def _other_stride(record: RecordPair, pair: Pair) -> tuple[str, str]:
    """What has an array of a record of another size, in words, and the member that tells how far
    apart the elements are, where the array's own words say so; empty if nothing has."""
    if not record.is_resized:
        return "", ""
    if not pair.carriers[0].array_of(record.key):
        return "", ""
    holders = [(name, _told(name, pair)) for name in pair.carriers[1].arrays_of(record.key)]
    if not holders:
        return "", ""
    holder, distance = next((one for one in holders if not one[1]), holders[0])
    sizes = f"{record.new.size} bytes apart, not {record.old.size}"
    return f"the elements of {holder} are {sizes}", distance


def _told(holder: str, pair: Pair) -> str:
    """The member that both sides' comments on an array name as the distance of its elements."""
    key, path = own_of(holder), holder[len(own_of(holder)) + 1 :]
    found = [_distance(of_member(key, path, s), key, s) for s in (pair.old, pair.new)]
    return found[0] if found[0] == found[1] else ""


_DISTANCE = re.compile(
    r"\b(\w+)\s+bytes\s+apart\b|\bstride\s+(?:of|is|in)\s+\W?(\w+)|\b(\w+)\s+bytes\s+each\b"
    r"|\beach\s+(?:\w+\s+)?(?:of|has|is)\s+\W?(\w+)\s+bytes\b"
)


def _distance(text: str, key: str, surface: Surface) -> str:
    """The member of a record that a text calls the distance of elements; empty if none."""
    layout = surface.layout(key)
    names = {path for path, _ in layout.leaves()} if isinstance(layout, Layout) else set()
    words = (
        word for match in _DISTANCE.finditer(" ".join(text.split())) for word in match.groups()
    )
    return next((word for word in words if word in names), "")
