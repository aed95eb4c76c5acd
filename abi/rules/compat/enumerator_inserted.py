"""Enumerators were put before others."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import Sort, sort_of
from abi.rules.enums import EnumPair, enum_pair
from abi.rules.finding import Verdicts
from abi.rules.globs import is_like
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.rule import rule

_BY_NAME: tuple[tuple[str, str, str], ...] = (
    ("linux/snmp.h", "LINUX_MIB_XFRM*", "/proc/net/xfrm_stat"),
    ("linux/snmp.h", "LINUX_MIB_TLS*", "/proc/net/tls_stat"),
    ("linux/snmp.h", "LINUX_MIB_*", "/proc/net/netstat"),
    ("linux/snmp.h", "TCP_MIB_*", "/proc/net/snmp"),
    ("linux/snmp.h", "UDP_MIB_*", "/proc/net/snmp"),
)
"""Enumerators, by header and name, that the kernel hands to programs by name only, in a file: they
count the places of an array inside the kernel (net/ipv4/proc.c, net/xfrm/xfrm_proc.c,
net/tls/tls_proc.c). Not so ``IPSTATS_MIB_*`` and ``ICMP6_MIB_*``, whose arrays netlink carries."""


@rule("enumerator-inserted", on=ChangeKind.VALUE, instead_of=("value-changed",))
def enumerator_inserted(change: Change, pair: Pair) -> Iterator[Judged]:
    """Enumerators came before others that have no value of their own, and shift them."""
    enum = enum_pair(change.subject, pair)
    if enum is None or sort_of(change, pair) is not Sort.SHIFTED:
        return
    if not enum.added_before(change.subject) and not enum.is_reordered:
        return
    others = [c for c in enum.shifted(pair) if c != change]
    yield pair.finding(
        change,
        f"{_cause(enum, change.subject)}: {change.old} became {change.new}",
        _verdicts(change),
        also=[c.subject for c in others],
        covers=others,
    )


def _verdicts(change: Change) -> Verdicts:
    file = _file(change)
    if file:
        why = f"programs read it by name, in {file}: no number reaches them"
        return verdicts(safe(why), safe(why), safe("it means the same by name"))
    return verdicts(
        breaks("the number that it was built with means something else"),
        breaks("an old kernel means something else by the new number, or nothing"),
        depends("it means the same by name; numbers that are kept in files do not"),
    )


def _file(change: Change) -> str:
    header = change.new_place.header if change.new_place else ""
    for where, names, file in _BY_NAME:
        if header == where and is_like(change.subject, names):
            return file
    return ""


def _cause(enum: EnumPair, name: str) -> str:
    added = enum.added_before(name)
    return f"behind {added[0]}, which is new" if added else "the enumerators have another order"
