"""What tells a kernel how large a program's record is, when a record grew."""

from __future__ import annotations

from collections.abc import Iterable

from abi.difference import Change
from abi.rules.finding import Verdict
from abi.rules.pair import Pair, breaks, depends, safe
from abi.rules.record_pair import RecordPair

_SIZES = ("argsz", "size", "usize", "struct_size", "sz", "len", "length")
_BY_NAME = "an old kernel takes what it knows; 0 in the new members must mean the old behaviour"


def growth(
    change: Change, record: RecordPair, pair: Pair, covered: Iterable[Change]
) -> tuple[Verdict, Verdict]:
    """Verdicts on a record that grew at its end: an old program, a new program."""
    covered = tuple(covered)
    told = _told(change, record, pair)
    if told is not None:
        return told
    holders = [r for r in pair.carried_records(covered) if _moves_members(r, pair)]
    if holders:
        why = f"it is embedded in {holders[0]}, whose members move"
        return breaks(why), breaks(why)
    numbers = pair.carried_ioctls(covered)
    if numbers:
        return (
            breaks(f"{numbers[0]} has another number now: an old program's is unknown (ENOTTY)"),
            safe(f"an old kernel does not know the new number of {numbers[0]} (ENOTTY)"),
        )
    if _is_fixed(change, pair):
        return (
            breaks("the kernel reads or writes past the end of the program's record"),
            breaks("an old kernel leaves the new members as they were"),
        )
    return (
        depends("safe if the kernel is told how many bytes the program has"),
        depends("safe if an old kernel takes or refuses a longer record"),
    )


def _told(change: Change, record: RecordPair, pair: Pair) -> tuple[Verdict, Verdict] | None:
    """Where the size is told, by a convention or by the record itself."""
    for convention in pair.conventions(change):
        if convention.way != "fixed":
            return safe(convention.reason), safe(_BY_NAME)
    if _is_indexed(record, pair):
        why = "programs reach its members by offsetof, one by one"
        return safe(why), safe("an old kernel refuses an index that it does not know")
    first = record.spans[0][0] if record.spans[0] else None
    if first is not None and first.name in _SIZES:
        return safe(f"`{first.name}` tells how large the program's record is"), safe(_BY_NAME)
    return None


def _is_indexed(record: RecordPair, pair: Pair) -> bool:
    """Whether a macro gives members by ``offsetof``: ``KVM_REG_RISCV_CSR_REG(name)``."""
    declarations = pair.new.declarations
    words = f"offsetof({record.key}"
    for name in declarations.macros():
        macro = declarations.macro(name)
        if macro is not None and macro.parameters and words in macro.body.replace("( ", "("):
            return True
    return False


def _moves_members(key: str, pair: Pair) -> bool:
    record = pair.record(key)
    return record is not None and bool(record.moved)


def _is_fixed(change: Change, pair: Pair) -> bool:
    return any(c.way == "fixed" for c in pair.conventions(change))
