"""What tells a kernel how large a program's record is, when a record grew."""

from __future__ import annotations

from abi.change import Change
from abi.rules.conventions import SIZES
from abi.rules.elements import element_of, listed
from abi.rules.finding import Verdict
from abi.rules.pair import Pair, breaks, depends, safe
from abi.rules.record_pair import RecordPair
from abi.untagged import is_inner

_BY_NAME = "an old kernel takes what it knows; 0 in the new members must mean the old behaviour"


def growth(change: Change, record: RecordPair, pair: Pair) -> tuple[Verdict, Verdict]:
    """Verdicts on a record that grew at its end: an old program, a new program. What embeds it,
    and what carries its size, is weighed later (`abi.rules.carried`)."""
    told = size_told(change, pair)
    if told:
        beside = _beside(change.own, pair)
        if beside:
            apart = depends(f"{beside}: safe if the kernel does not go from one to the next there")
            return apart, apart
        return safe(told), safe(_BY_NAME)
    named = size_named(record)
    if named:
        return (
            depends(f"safe if {named} tells a new kernel how large the program's record is"),
            depends(f"safe if an old kernel goes by {named}, and takes or refuses what is longer"),
        )
    return _of_unsized(change, record, pair)


def _beside(key: str, pair: Pair) -> str:
    """How the kernel may find a record where nothing tells its size, besides the way in which its
    size is told, in words; empty if there is none."""
    holders = pair.carriers[1].pointers(key)
    return f"{holders[0]} has its address" if holders else listed(key, pair)


def _of_unsized(change: Change, record: RecordPair, pair: Pair) -> tuple[Verdict, Verdict]:
    """Where nothing tells the kernel how large a program's record is."""
    words = element_of(record.key, pair)
    if words:
        why = f"{words}: the kernel goes from one to the next by its own size"
        return breaks(why), breaks(why)
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


def size_told(change: Change, pair: Pair) -> str:
    """What tells the kernel a record's size, by a convention; empty if nothing does."""
    return next((c.reason for c in pair.conventions(change) if c.way != "fixed"), "")


def size_named(record: RecordPair) -> str:
    """The first member, where its name says that it may be the record's size: a hint only, as
    ``size`` may be that of the guest's memory as well."""
    first = record.spans[0][0] if record.spans[0] else None
    return f"`{first.name}`" if first is not None and first.name in SIZES else ""


def _is_indexed(record: RecordPair, pair: Pair, change: Change) -> bool:
    """Whether a macro gives members by ``offsetof``: ``KVM_REG_RISCV_CSR_REG(name)``."""
    header = pair.new.headers.get(change.new_place.header) if change.new_place else None
    return header is not None and f"offsetof({record.key}," in header.code.replace("( ", "(")


def _room(change: Change, pair: Pair) -> str:
    """A record of the same header that embeds it and is as large as before; empty if there is
    none, or if another one is not."""
    if is_inner(change.own):  # an element, or what lies behind a pointer
        return ""
    holders = pair.carriers[1].embedders(change.own)
    same = [key for key in holders if key not in pair.by_own]
    carried = {carried.name for c in pair.by_own[change.own] for carried in c.carries}
    return same[0] if same and not carried.intersection(holders) else ""
