"""Constants on both sides of a change: their numbers, their neighbours, and what kind they are.

What kind a constant is decides who is hit when it changes. Values decide; where two kinds look
alike (the last enumerator, and the end of the list), the name does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from abi.change import Change, ChangeKind
from abi.declarations import Enum
from abi.evaluate import Value
from abi.ioctl import IoctlNumber, decode
from abi.rules.pair import Pair
from abi.surface import Surface


class Sort(StrEnum):
    """What a constant is that changed its value."""

    STRING = "string"
    IOCTL = "ioctl"
    SYSCALL = "system call"
    VERSION = "version"
    SAME_BITS = "same bits"
    """The same bits in another type: ``-1`` and ``0xffffffff``."""
    END = "end of a list"
    MASK = "mask"
    SIZE = "size"
    """``sizeof`` of a record, or a number that tells one: ``X_SIZE_VER1``."""
    SHIFTED = "shifted"
    """An enumerator without a value of its own, behind one that came or went."""
    FLAG = "flag"
    LIMIT = "limit"
    DEFAULT = "default"
    NUMBER = "number"


_END = re.compile(
    r"(?:^|_)(?:N?MAX|MAXID|CNT|COUNT|NUMS?|NR|LAST|LASTP1|END|N?BITS|SUPPORTED|TOTAL|MIN|FIRST"
    r"|START|SYSCALLS|LDISCS|ENTRIES)(?:_|$)|MAX$|^NSIG|^__",
    re.I,
)
_START = re.compile(r"(?:^|_)(?:MIN|FIRST|START)(?:_|$)", re.I)
_LIMIT = re.compile(
    r"(?:^|_)(?:MAX\w*|MIN|LIMIT|SIZE\w*|LEN\w*|MAXLEN|END|START|FIRST|LAST|NUM\w*|NR|COUNT|CNT"
    r"|N?BITS|DW|BYTES|WORDS|DEPTH|SHIFT|ORDER|ALIGN\w*)(?:_|$)|MAX$",
    re.I,
)
_MASK = re.compile(
    r"(?:^|_)(?:\w*MASK|ALL|\w*FLAGS|ALL_\w+|SUPP|SUPPORTED|VALID|FEATURES|BITS|RESERVED|CAPS)$",
    re.I,
)
_VERSION = re.compile(
    r"(?:^|_)(?:\w*VERSION|REVISION|MAJOR|MINOR|PATCH\w*|SUBLEVEL|DATE)(?:_|$)", re.I
)
_OF_BITS = re.compile(r"<<|\bBIT|_BIT|\b0[xX]")
_NAME = re.compile(r"\b[A-Za-z_]\w*\b")


def number_of(name: str, surface: Surface) -> int | None:
    """The number of an enumerator or an object-like macro; None where there is none."""
    declarations = surface.declarations
    value: object = surface.enumerator(name) if declarations.owner(name) else None
    if value is None and declarations.macro(name) is not None:
        value = surface.constant(name)
    return value.value if isinstance(value, Value) else None


def is_one_value(old: int | None, new: int | None) -> bool:
    """Whether two numbers are one to a kernel: also ``1 << 31`` and ``1U << 31``, which are equal
    in as many bits as they have."""
    return old is not None and new is not None and (old == new or _same_bits(old, new))


def numbers(change: Change, pair: Pair) -> tuple[int, int] | None:
    """Both numbers of a constant; None unless there are two."""
    old, new = number_of(change.subject, pair.old), number_of(change.subject, pair.new)
    return None if old is None or new is None else (old, new)


def distance(change: Change, pair: Pair) -> int:
    """How far a constant moved."""
    both = numbers(change, pair)
    return both[1] - both[0] if both else 0


def bits_lost(change: Change, pair: Pair) -> int:
    """The bits that a mask does not have any more; of one of free bits, those that it got."""
    old, new = numbers(change, pair) or (0, 0)
    is_free = (old < 0 and new < 0) or bool(re.search(r"RESERVED|UNUSED", change.subject))
    return new & ~old if is_free else old & ~new


def words_of(text: str) -> list[str]:
    """The names in a macro's text."""
    return _NAME.findall(text)


def body(name: str, surface: Surface) -> str:
    """A macro's text; empty for an enumerator."""
    macro = surface.declarations.macro(name)
    return macro.body if macro is not None else ""


def sort_of(change: Change, pair: Pair) -> Sort:
    """What a constant is that has another value now."""
    known = pair.once(_sorts)
    if change.subject not in known:
        known[change.subject] = _sort_of(change, pair)
    return known[change.subject]


def _sorts(pair: Pair) -> dict[str, Sort]:
    """Filled as they are asked for."""
    del pair
    return {}


def _sort_of(change: Change, pair: Pair) -> Sort:
    name, both = change.subject, numbers(change, pair)
    if both is None:
        return Sort.VERSION if _VERSION.search(name) else Sort.STRING
    if pair.old_ioctl(name) or pair.new_ioctl(name) or _are_codes(*both, pair):
        return Sort.IOCTL
    if is_syscall(name):
        return Sort.SYSCALL
    if _VERSION.search(name) and not _MASK.search(name):
        return Sort.VERSION
    if _same_bits(*both):
        return Sort.SAME_BITS
    if is_end(name, pair):
        return Sort.END
    return _of_bits_or_count(name, *both, pair)


def _of_bits_or_count(name: str, old: int, new: int, pair: Pair) -> Sort:
    is_nested = (old & new) in (old, new)
    if is_nested and (is_mask(name, pair) or _is_run_of_bits(name, old, new, pair)):
        return Sort.MASK
    if is_implicit(name, pair.new) and is_implicit(name, pair.old):
        return Sort.SHIFTED
    if "sizeof" in body(name, pair.new) or "SIZE_VER" in name:
        return Sort.SIZE
    if _LIMIT.search(name) and (body(name, pair.new) or "MAX" in name):
        return Sort.LIMIT
    if (_is_bit(old) and (_is_bit(new) or new == 0)) and _is_written_as_bits(name, pair):
        return Sort.FLAG
    return Sort.DEFAULT if "DEFAULT" in name.upper() else Sort.NUMBER


# Kinds


def is_syscall(name: str) -> bool:
    """Whether a macro is the number of a system call; their count is the end of a list."""
    return name.startswith(("__NR_", "__ARM_NR_")) and not name.startswith("__NR_syscalls")


def codes(old: int, new: int, pair: Pair) -> tuple[IoctlNumber, IoctlNumber] | None:
    """Two numbers taken apart as ioctls."""
    before, after = decode(old, pair.old.target), decode(new, pair.new.target)
    return (before, after) if before and after else None


def _are_codes(old: int, new: int, pair: Pair) -> bool:
    """Whether two literals are ioctl numbers: of one type and number, with a size each."""
    both = codes(old, new, pair)
    if both is None:
        return False
    before, after = both
    is_sized = all(code.size > 0 and code.direction != "none" for code in both)
    return is_sized and (before.type, before.nr) == (after.type, after.nr) and before.type > 0x20


def _same_bits(old: int, new: int) -> bool:
    is_signed = (old < 0) != (new < 0)
    return is_signed and any((old - new) % (1 << bits) == 0 for bits in (32, 64))


def is_end(name: str, pair: Pair) -> bool:
    """Whether a constant closes a list, as ``X_MAX`` and ``NUM_X`` do, and moved with it."""
    if not _END.search(name) or is_start(name):
        return False
    owners = pair.old.declarations.owner(name), pair.new.declarations.owner(name)
    if owners[0] and owners[1]:
        old = _numbers(pair.old.enumerators(owners[0]))
        new = _numbers(pair.new.enumerators(owners[1]))
        return bool(_relations(name, new, old))
    return name == "__NR_syscalls" or _is_end_by_text(name, pair)


def is_start(name: str) -> bool:
    """Whether a constant is the first value of a range: ``X_MIN``."""
    return bool(_START.search(name))


def _numbers(values: Mapping[str, object]) -> dict[str, int]:
    found = ((name, getattr(value, "value", None)) for name, value in values.items())
    return {name: number for name, number in found if number is not None}


def _relations(name: str, values: dict[str, int], other: dict[str, int]) -> set[str]:
    """How an enumerator's value follows from those of the others in its enum."""
    own = values.get(name)
    if own is None or name not in other:
        return set()
    moved = other[name] - own
    order = list(values)
    along = {n for n in order if n in other and other[n] - values[n] == moved}
    before = [n for n in order[: order.index(name)] if n not in along]
    real = [values[n] for n in before]
    top, low = max(real, default=-1), min(real, default=0)
    bit = 1 << top.bit_length() if top > 0 else 0
    known = {
        "last": real[-1] if real else -1, "next": real[-1] + 1 if real else 0, "top": top,
        "over": top + 1, "count": len(real), "bit": bit, "ones": bit - 1, "first": low,
        "before": low - 1, "bits": top.bit_length(),
    }  # fmt: skip
    return {what for what, value in known.items() if value == own}


def _is_end_by_text(name: str, pair: Pair) -> bool:
    """For macros: the constant above it, another in its text, or how many names came."""
    old, new = number_of(name, pair.old), number_of(name, pair.new)
    if old is None or new is None:
        return False
    before, after = (_step(name, s) for s in (pair.old, pair.new))
    if before is not None and before == after:
        return True
    words = _NAME.findall(body(name, pair.new))
    if any(number_of(w, pair.new) in (new, new - 1) for w in words if w in pair.by_own):
        return True
    place = pair.new.declarations.macro_location(name)
    added = pair.by_header.get((ChangeKind.ADDED, place.header if place else ""), ())
    return 0 < new - old <= len([c for c in added if " " not in c.own])


def _step(name: str, surface: Surface) -> int | None:
    """How far a macro's value is from that of the constant on a line above it: 0 or 1."""
    own, above = number_of(name, surface), _above(name, surface)
    value = number_of(above, surface) if above else None
    return own - value if own is not None and value is not None and own - value in (0, 1) else None


def _above(name: str, surface: Surface) -> str:
    """The constant that the header defines last above a macro."""
    place = surface.declarations.macro_location(name)
    header = surface.headers.get(place.header) if place else None
    if place is None or header is None:
        return ""
    for line in reversed(header.lines[max(0, place.line - 12) : place.line - 1]):
        words = _NAME.findall(line.partition("define")[2] or line)
        if words and not line.lstrip().startswith(("*", "/")):
            return str(words[0])
    return ""


def is_mask(name: str, pair: Pair) -> bool:
    """Whether a constant stands for several bits: it is put together from others by ``|``, or
    its name says so."""
    old, new = body(name, pair.old), body(name, pair.new)
    is_joined = any("|" in text and _NAME.search(text.replace("UL", "")) for text in (old, new))
    return is_joined or bool(_MASK.search(name))


def is_implicit(name: str, surface: Surface) -> bool:
    """Whether an enumerator has no value of its own: it is the one before plus 1."""
    key = surface.declarations.owner(name)
    declaration = surface.declaration(key) if key else None
    found = declaration.enumerators if isinstance(declaration, Enum) else None
    return any(e.name == name and e.value is None for e in found or ())


def _is_bit(value: int) -> bool:
    return value > 0 and value & (value - 1) == 0


def _is_written_as_bits(name: str, pair: Pair) -> bool:
    texts = body(name, pair.old), body(name, pair.new)
    return any(_OF_BITS.search(text) for text in texts) or bool(
        re.search(r"(?:^|_)(?:F|FL|FLAGS?|CAP|CAN|HAS)(?:_|$)", name)
    )


def _is_run_of_bits(name: str, old: int, new: int, pair: Pair) -> bool:
    """Whether a number is written as a run of four bits or more, ``0xfff0``, and is no limit."""
    texts = body(name, pair.old), body(name, pair.new)
    in_hex = all(re.fullmatch(r"[\s(]*0[xX][0-9a-fA-F]+\w*[\s)]*", text) for text in texts)
    are_runs = all(v > 0 and _is_bit(v + (v & -v)) and v.bit_count() >= 4 for v in (old, new))
    return in_hex and are_runs and not re.search(r"(?:^|_)MAX", name)
