"""Which new constant has the value of one that is gone, and means something else by it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from abi.change import Change, ChangeKind
from abi.rules.constants import body, is_one_value, number_of
from abi.rules.families import macros_of
from abi.rules.pair import Pair
from abi.rules.removals import header_of
from abi.surface import Surface

_ALIKE = 0.5
_LOW = 0xFFFFFFFF
"""The bits in which numbers that are one to a kernel agree, whatever their type."""
_NO_MEANING = re.compile(
    r"(?:^|_)(?:N?MAX|MIN|CNT|COUNT|NUM\w*|NR|LAST|FIRST|START|END|SIZE\w*|LEN\w*|LIMIT|BITS?|MASK|SHIFT"
    r"|VERSION|DEFAULT|NONE|UNSPEC|UNUSED|RESERVED|RSVD|PAD\d*|INVALID|DEPRECATED|OBSOLETE|ALL"
    r"|SUPPORTED)(?:_|\d|$)|^__|MAX$",
    re.IGNORECASE,
)
"""Of ends, bounds, masks and values that mean nothing: two such may be equal by chance."""

_OF_MASK = re.compile(r"(?<=_)MASK_(?=\w)")
"""In the name of one bit: ``X_REQ_MASK_SLOTS`` is a bit of the member ``mask``, and no mask."""

_BIT = re.compile(r"<<|\b_?BIT|\b0[xX]")
"""How flags are written: ``1 << 4``, ``0x10``."""


def successor(change: Change, pair: Pair) -> Change | None:
    """The new constant of the same enum, or a flag of the same family, that has the value of one
    that is gone, and is not the same word in another form."""
    value = None if " " in change.subject else number_of(change.subject, pair.old)
    if value is None or pair.old_ioctl(change.subject) or _means_nothing(change.subject, value):
        return None
    added = pair.once(_added).get((header_of(change), value & _LOW), ())
    near = [c for c in added if c not in pair.judged and _is_of(value, c, pair)]
    near = [c for c in near if not _means_nothing(c.subject, value)]
    if not near or any(is_renamed(change.subject, c.subject, pair) for c in near):
        return None
    return next((c for c in near if _are_kin(change.subject, c.subject, pair)), None)


def _added(pair: Pair) -> Mapping[tuple[str, int], list[Change]]:
    """The new constants by their header and the low bits of their value, in the headers that lost
    one."""
    gone = {header_of(c) for c in pair.by_kind.get(ChangeKind.REMOVED, ()) if " " not in c.subject}
    found: dict[tuple[str, int], list[Change]] = {}
    for header in sorted(gone):
        for change in pair.by_header.get((ChangeKind.ADDED, header), ()):
            value = None if " " in change.subject else number_of(change.subject, pair.new)
            if value is not None:
                found.setdefault((header, value & _LOW), []).append(change)
    return found


def _is_of(value: int, change: Change, pair: Pair) -> bool:
    return is_one_value(value, number_of(change.subject, pair.new))


def _means_nothing(name: str, value: int) -> bool:
    is_bit = value > 0 and value & (value - 1) == 0
    return _NO_MEANING.search(_OF_MASK.sub("", name) if is_bit else name) is not None


def _are_kin(old: str, new: str, pair: Pair) -> bool:
    """Whether two constants stand in one enum, are flags of one family of macros, or are a macro
    and an enumerator of one family."""
    owners = pair.old.declarations.owner(old), pair.new.declarations.owner(new)
    if all(owners):
        return owners[0] == owners[1] or _share_enumerators(owners[0], owners[1], pair)
    sides = (old, pair.old), (new, pair.new)
    are_flags = all(_BIT.search(body(name, side)) for name, side in sides)
    prefix = _prefix([old, new])
    if any(owners) or are_flags:
        return _is_family(old, prefix) and not _is_numbered(new, prefix, pair)
    return _is_next_word(old, prefix) and _is_in_list(new, prefix, pair)


def _is_numbered(name: str, prefix: str, pair: Pair) -> bool:
    """Whether a macro stands in a list of its own, of numbers and not of bits: ``X_OP_READ 1``,
    ``X_OP_WRITE 2``, ``X_OP_BOTH 3``, beside a flag ``X_PEEK``."""
    word, is_of_more, _ = name.removeprefix(prefix).partition("_")
    if not is_of_more or pair.new.declarations.owner(name) is not None:
        return False
    home = pair.new.declarations.homes().get(name, "")
    every = (n for n in macros_of(home, pair.new) if n.startswith(f"{prefix}{word}_"))
    values = (number_of(n, pair.new) for n in every)
    return any(value is not None and value & (value - 1) for value in values)


def _is_in_list(name: str, prefix: str, pair: Pair) -> bool:
    """Whether macros with which one stands in a list are there on both sides, with values of their
    own: ``CMD_RUN 0``, ``CMD_STOP 2``."""
    home = pair.new.declarations.homes().get(name, "")
    every = [n for n in macros_of(home, pair.new) if _is_next_word(n, prefix)]
    if name not in every:
        return False
    beside = [n for n in every if n != name]
    values = [(number_of(n, pair.old), number_of(n, pair.new)) for n in (*beside, name)]
    own = values.pop()[1]
    kept = [new for old, new in values if old == new and new is not None]
    return bool(kept) and own not in kept and len(set(kept)) == len(kept)


def _is_next_word(name: str, prefix: str) -> bool:
    rest = name.removeprefix(prefix)
    return bool(prefix) and rest != name and "_" not in rest


def _is_family(name: str, prefix: str) -> bool:
    """Whether the words with which two macros begin are those of a family: two, or all but the
    last one. ``KVM_`` alone is none."""
    rest = name.removeprefix(prefix)
    return bool(prefix) and (prefix.count("_") > 1 or "_" not in rest)


def _share_enumerators(old: str | None, new: str | None, pair: Pair) -> bool:
    """Whether two enums are one: an untagged one is named by its first enumerator, which may be
    the one that is gone."""
    names = pair.old.enumerators(old or "").keys(), pair.new.enumerators(new or "").keys()
    is_one = bool(names[0] & names[1]) or bool(_prefix([*names[0], *names[1]]))
    return is_one and bool(old and new and " #" in old and " #" in new)


def is_renamed(old: str, new: str, pair: Pair) -> bool:
    """Whether two names say the same but for the family's common words, and for spelling."""
    one, other = _tail(old, new, pair.old), _tail(new, old, pair.new)
    words, others = set(one.split("_")), set(other.split("_"))
    if not one or not other or words <= others or others <= words:
        return True
    alike = 2 * len(words & others) / (len(words) + len(others))
    return alike >= _ALIKE or difflib.SequenceMatcher(None, one, other).ratio() >= 0.6


def _tail(name: str, other: str, side: Surface) -> str:
    """What a name says besides the words with which all names of its enum begin, or, of macros,
    those of both."""
    owner = side.declarations.owner(name)
    family = list(side.enumerators(owner)) if owner else []
    prefix = _prefix(family if len(family) > 1 else [name, other])
    return name.removeprefix(prefix).strip("_").lower()


def _prefix(names: Sequence[str]) -> str:
    """The words with which all names begin, with the sign behind them; empty if there are none."""
    low, high = min(names), max(names)  # what these two begin with, all others do
    common = next((low[:n] for n in range(len(low)) if low[n] != high[n : n + 1]), low)
    return common[: common.rfind("_") + 1]
