"""What only C++ reads: ``extern "C"``, whose braces have to match."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.conditions import Branch, Conditions
from abi.header import Header
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.names import is_read
from abi.surface import Surface

_BRACE = re.compile(r"[{}]")
_CXX = "__cplusplus"


def block_changes(pair: HeaderPair) -> Iterator[Change]:
    """Headers that C++ refuses now for their braces."""
    if pair.before is None:
        return
    if _CXX in pair.after.text and _CXX in pair.before.text + pair.rewritten:
        line = _unclosed(pair.after, pair.new)
        if line and not _unclosed(pair.before, pair.old):
            why = 'the braces of `extern "C"` do not match'
            yield Change(ChangeKind.CXX, pair.name, "", why, *pair.places(line))


def _unclosed(header: Header, surface: Surface) -> int:
    """The last line with a brace that only C++ reads, where those do not match; 0 where they do."""
    depth = last = 0
    for branches, braces in _in_cxx(header):
        if is_read(branches, surface, header.name, is_cxx=True) == 1:
            depth += sum(line.count("{") - line.count("}") for line in braces.values())
            last = max(braces)
    return last if depth else 0


def _in_cxx(header: Header) -> Iterator[tuple[tuple[Branch, ...], dict[int, str]]]:
    """The lines with braces that C++ is asked for, by number, with what they stand under."""
    for first, last, branches in Conditions(header).stretches():
        if any(_CXX in branch.names for branch in branches):
            lines = enumerate(header.declaration_lines[first - 1 : last], first)
            braces = {number: line for number, line in lines if _BRACE.search(line)}
            if braces:
                yield branches, braces
