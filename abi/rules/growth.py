"""What tells a kernel how large a program's record is, when a record grew."""

from __future__ import annotations

from collections.abc import Iterable

from abi.change import Change
from abi.rules.finding import Verdict
from abi.rules.pair import Pair, breaks, depends, safe
from abi.rules.record_pair import RecordPair

SIZES = ("argsz", "size", "usize", "struct_size", "sz", "len", "length")
"""Names of a first member that tells how large its record is."""

_BY_NAME = "an old kernel takes what it knows; 0 in the new members must mean the old behaviour"


def growth(
    change: Change, record: RecordPair, pair: Pair, covered: Iterable[Change]
) -> tuple[Verdict, Verdict]:
    """Verdicts on a record that grew at its end: an old program, a new program."""
    covered = tuple(covered)
    told = size_told(change, record, pair)
    if told:
        return safe(told), safe(_BY_NAME)
    return around(covered, pair) or _of_unsized(change, record, pair)


def around(covered: Iterable[Change], pair: Pair) -> tuple[Verdict, Verdict] | None:
    """Verdicts where what embeds a record of another size, or carries its size, decides."""
    covered = tuple(covered)
    moved = moved_holder(covered, pair)
    if moved:
        why = f"it is embedded in {moved}, whose members move"
        return breaks(why), breaks(why)
    numbers = pair.carried_ioctls(covered)
    if numbers:
        return (
            breaks(f"{numbers[0]} has another number now: an old program's is unknown (ENOTTY)"),
            safe(f"an old kernel does not know the new number of {numbers[0]} (ENOTTY)"),
        )
    return None


def _of_unsized(change: Change, record: RecordPair, pair: Pair) -> tuple[Verdict, Verdict]:
    """Where nothing tells the kernel how large a program's record is."""
    if not pair.ioctls(change.own):
        if _is_indexed(record, pair, change):
            why = "programs reach its members by offsetof, one by one"
            return safe(why), safe("an old kernel refuses an index that it does not know")
        room = _room(change, pair)
        if room:
            return (
                safe(f"it lies in {room}, which has room: its size and members are as before"),
                depends(f"an old kernel leaves the new members of {room} as they were"),
            )
    if any(c.way == "fixed" for c in pair.conventions(change)):
        return (
            breaks("the kernel reads or writes past the end of the program's record"),
            breaks("an old kernel leaves the new members as they were"),
        )
    return (
        depends("safe if the kernel is told how many bytes the program has"),
        depends("safe if an old kernel takes or refuses a longer record"),
    )


def size_told(change: Change, record: RecordPair, pair: Pair) -> str:
    """What tells the size, by a convention or by the record itself; empty if nothing does."""
    for convention in pair.conventions(change):
        if convention.way != "fixed":
            return convention.reason
    first = record.spans[0][0] if record.spans[0] else None
    if first is not None and first.name in SIZES:
        return f"`{first.name}` tells how large the program's record is"
    return ""


def _is_indexed(record: RecordPair, pair: Pair, change: Change) -> bool:
    """Whether a macro gives members by ``offsetof``: ``KVM_REG_RISCV_CSR_REG(name)``."""
    header = pair.new.headers.get(change.new_place.header) if change.new_place else None
    return header is not None and f"offsetof({record.key}," in header.code.replace("( ", "(")


def moved_holder(covered: Iterable[Change], pair: Pair) -> str:
    """A record that embeds the changed one and whose members move for it, or an array of it."""
    for key in pair.carried_records(covered):
        record = pair.record(key)
        if record is not None and (record.moved or _has_other_stride(record)):
            return key
    return ""


def _has_other_stride(record: RecordPair) -> bool:
    """Whether an array in the record has larger or smaller elements than before."""
    found = (row.spans for row in record.rows)
    return any(
        a and b and a.type == b.type and "[" in a.type and a.size != b.size for a, b in found
    )


def _room(change: Change, pair: Pair) -> str:
    """A record of the same header that embeds it and is as large as before; empty if there is
    none, or if another one is not."""
    home = change.new_place.header if change.new_place else ""
    holders = pair.embedders(change.own, home)
    same = [key for key in holders if key not in pair.by_own]
    carried = {carried.name for c in pair.by_own[change.own] for carried in c.carries}
    return same[0] if same and not carried.intersection(holders) else ""
