"""``#error`` and ``#warning``: what a program meets that includes a header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from abi.change import Change, ChangeKind
from abi.conditions import Branch, Conditions, Known
from abi.header import Header
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.names import is_read
from abi.surface import Surface

_MAYBE = re.compile(r"#[ \t]*(?:error|warning)\b")


class Refusal(msgspec.Struct, frozen=True):
    """An ``#error`` or a ``#warning``, and whether C and C++ programs meet it: None where they
    decide that."""

    keyword: str
    text: str
    line: int
    branches: tuple[Branch, ...]
    in_c: Known
    in_cxx: Known

    @property
    def said(self) -> str:
        """As it stands in the header."""
        return f"#{self.keyword} {self.text}".rstrip()


def refusals(header: Header, surface: Surface) -> Iterator[Refusal]:
    """All that a header has."""
    found = [d for d in header.raw.reading if d.keyword in ("error", "warning")]
    conditions = Conditions(header)
    for directive in found:
        branches, name = conditions.at(directive.line), header.name
        in_c, in_cxx = (is_read(branches, surface, name, is_cxx=cxx) for cxx in (False, True))
        if in_c != 1 and _was_met(header.name, directive.line, surface):
            in_c = in_cxx = 1 if in_c == 0 else in_c
        text = " ".join(directive.rest.split())
        yield Refusal(directive.keyword, text, directive.line, branches, in_c, in_cxx)


def _was_met(header: str, line: int, surface: Surface) -> bool:
    """Whether the preprocessor came by: a macro may be tested before it is defined."""
    found = surface.declarations.met()  # the preprocessor's problems are known without reading
    return any((problem.header, problem.line) == (header, line) for problem in found)


def refusal_changes(pair: HeaderPair) -> Iterator[Change]:
    """What programs meet now and did not before."""
    if not _MAYBE.search(pair.after.text) or "#" not in pair.rewritten:
        return
    met = list(refusals(pair.before, pair.old)) if pair.before else []
    for found in refusals(pair.after, pair.new):
        in_c, in_cxx = _met_before(found, met)
        places = pair.places(found.line)
        if _rank(found.in_c) > in_c:
            kind = ChangeKind.ERROR if found.keyword == "error" else ChangeKind.WARNING
            yield Change(kind, pair.name, "", found.said, *places)
        elif _rank(found.in_cxx) > max(in_c, in_cxx) and found.keyword == "error":
            yield Change(ChangeKind.CXX, pair.name, "", f"says {found.said}", *places)


def _met_before(found: Refusal, met: Iterable[Refusal]) -> tuple[int, int]:
    """How surely C and C++ programs met the same before: in other words, or under other conditions;
    where they met any ``#error`` whatever they do, another one is nothing new."""
    same = [
        one for one in met
        if one.keyword == found.keyword
        and (one.text == found.text or one.branches == found.branches or not one.branches)
    ]  # fmt: skip
    in_c = max((_rank(one.in_c) for one in same), default=0)
    return in_c, max((_rank(one.in_cxx) for one in same), default=0)


def _rank(value: Known) -> int:
    return 1 if value is None else 2 * bool(value)
