"""Headers that need another one before them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from abi.ctype import CType, Named
from abi.rules.finding import Finding
from abi.rules.member_types import element_of
from abi.rules.reached import STAND_IN, is_complete, reach
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject, RecordSubject

_BASIC = re.compile(
    r"__(?<!\w__)(?:[us](?:8|16|32|64)|[lb]e(?:16|32|64))\b"
    r"|u(?<!\wu)int(?:8|16|32|64)_t\b|i(?<!\wi)nt(?:8|16|32|64)_t\b"
)
"""Each alternative begins with a letter of its own: so it is found many times as fast."""
_TYPES = {"linux/types.h", "asm/types.h", "asm-generic/types.h", "asm-generic/int-ll64.h"}


@lint("self-contained", on=("header", "record"), severity="warning")
def self_contained(subject: HeaderSubject | RecordSubject) -> Iterator[Finding]:
    """A header uses a type of another header that it does not include."""
    if isinstance(subject, HeaderSubject):
        yield from _basic(subject)
        return
    for path, placed in subject.leaves if subject.home else ():
        home = _home(element_of(placed.type), subject)
        if home and _is_missing(home, subject):
            yield subject.of_member(path, f"its type is of <{home}>, which is not included")
            return


def _is_missing(home: str, record: RecordSubject) -> bool:
    """Whether the record's header does not include another, as far as all that it includes is at
    hand."""
    own = record.home
    is_reached = home == own or home in reach(own, record.surface)
    return not is_reached and is_complete(own, record)


def _basic(header: HeaderSubject) -> Iterator[Finding]:
    """Where not even the basic types are included."""
    text = header.header
    if (
        not _TYPES.isdisjoint(text.includes)
        or _TYPES & reach(header.name, header.surface)
        or not is_complete(header.name, header)
    ):
        return
    for line, name in text.lines_with(_BASIC):
        if not re.search(rf"(?:typedef|define)\b[^;\n]*\b{name}\b", text.code):
            home = "linux/types.h" if name.startswith("__") else "stdint.h"
            message = f"{name} is of <{home}>, which is not included"
            yield header.finding(message, f"{header.name}:{name}", line)
            return


def _home(ctype: CType, record: RecordSubject) -> str:
    """The header that has the type of a member; empty where it needs none."""
    if not isinstance(ctype, Named) or _is_basic(ctype.key):
        return ""
    return record.scope.home_of(ctype.key).removeprefix(STAND_IN)


@functools.cache
def _is_basic(key: str) -> bool:
    return _BASIC.fullmatch(key.rpartition(" ")[2]) is not None
