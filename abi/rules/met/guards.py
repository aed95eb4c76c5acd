"""Include guards: what keeps a header from being read twice, and what makes it lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

import msgspec

from abi.change import Change, ChangeKind
from abi.conditions import Conditions
from abi.header import Header
from abi.outline import bodies
from abi.raw.directive import CONDITIONS
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.names import is_read
from abi.surface import Surface

_NO_GUARDS = frozenset(("__KERNEL__", "__ASSEMBLY__", "__ASSEMBLER__", "__cplusplus"))


class Guard(msgspec.Struct, frozen=True):
    """The macro that the first condition of a header asks for, and whether it is defined behind."""

    name: str
    works: bool


def guard(header: Header) -> Guard:
    """How a header is kept from being read twice; without a name where nothing is tried."""
    found = header.raw.guard
    if found.is_once:
        return Guard("", works=True)
    if found.name in _NO_GUARDS:
        return Guard("", works=False)
    return Guard(found.name, works=found.is_defined)


def cannot_be_repeated(header: Header) -> bool:
    """Whether a header declares what may be declared once only: records, enums, bodies."""
    return "{" in header.text and any(not b.key.startswith("variable ") for b in bodies(header))


def guard_changes(pair: HeaderPair) -> Iterator[Change]:
    """A guard that does not work any more, and one that is another header's."""
    if "#" not in pair.rewritten or _is_alike(pair):
        yield from _loose_changes(pair)
        return
    now = guard(pair.after)
    was = guard(pair.before) if pair.before else None
    is_lost = not now.works and (was.works if was else bool(now.name))
    if is_lost and cannot_be_repeated(pair.after):
        told = f"asks for {now.name} and does not define it" if now.name else "has no include guard"
        yield Change(ChangeKind.GUARD_LOST, pair.name, "", told, *pair.places(1))
        return
    if now.works:
        yield from _loose_changes(pair)
    if now.name and now.works and (was is None or was.name != now.name):
        others = [
            other for other in sharing(pair.new).get(now.name, ())
            if other != pair.name and not _shared(now.name, pair.name, other, pair.old)
        ]  # fmt: skip
        if others:
            others.sort(key=lambda other: pair.old.headers.get(other) is None)
            yield Change(ChangeKind.GUARD_SHARED, pair.name, now.name, others[0], *pair.places(1))


def _loose_changes(pair: HeaderPair) -> Iterator[Change]:
    """Of a guard that is there and does not keep all of its header from being read twice now."""
    if not (_CONDITION.search(pair.rewritten) or _may_be_apart(pair.after.text)):
        return
    why = _loose(pair.after, pair.new)
    if (
        why
        and cannot_be_repeated(pair.after)
        and not (pair.before and _loose(pair.before, pair.old))
    ):
        yield Change(ChangeKind.GUARD_LOST, pair.name, "", why, *pair.places(1))


_CONDITION = re.compile(r"#[ \t]*(?:if|el|endif|undef)")


def _may_be_apart(text: str) -> bool:
    """Whether something with braces may stand before the first condition, or behind the last."""
    return "{" in text[text.rfind("#endif") :] or "{" in text[: max(0, text.find("#if"))]


def _loose(header: Header, surface: Surface) -> str:
    """Why a guard does not keep all of a header from being read twice; empty where it does."""
    name, every = guard(header).name, header.directives
    opening = next((n for n, d in enumerate(every) if d.keyword in CONDITIONS), None)
    if not name or opening is None:
        return ""
    if any(d.keyword == "undef" and d.rest == name for d in every):
        return f"undefines {name}, its include guard"
    end = next((d for d in every[opening:] if d.keyword == "endif" and d.within is None), None)
    first, last = every[opening].line, end.line if end else len(header.lines)
    conditions = Conditions(header)
    if _defines_nowhere(name, header, conditions, surface):
        return f"defines {name}, its include guard, under a condition"
    apart = header.code_lines[: first - 1] + header.code_lines[last:]
    if "{" not in "".join(apart):
        return ""
    bare = (b for b in bodies(header) if not first < b.first < last and not conditions.at(b.first))
    key = next((b.key for b in bare if b.key and not b.key.startswith("variable ")), "")
    return f"declares {key} outside of its include guard {name}" if key else ""


def _defines_nowhere(name: str, header: Header, conditions: Conditions, surface: Surface) -> bool:
    """Whether no program comes by where a guard is defined."""
    found = [d for d in header.directives if d.keyword == "define" and d.rest.split()[:1] == [name]]
    return all(
        is_read(conditions.at(d.line), surface, header.name, is_cxx=False) == 0 for d in found
    )


def _is_alike(pair: HeaderPair) -> bool:
    """Whether both sides begin with the same guard, which is defined behind: most do."""
    now = guard(pair.after)
    return pair.before is not None and now.works and bool(now.name) and guard(pair.before) == now


def _shared(name: str, header: str, other: str, surface: Surface) -> bool:
    return {header, other} <= set(sharing(surface).get(name, ()))


def sharing(surface: Surface) -> Mapping[str, list[str]]:
    """The headers of a source by their guard, where several have one."""
    found = _SHARING.get(surface)
    if found is None:
        every: dict[str, list[str]] = {}
        for name in surface.headers.names():
            header = surface.headers.get(name)
            asked = header.raw.guard.name if header else ""
            if asked:
                every.setdefault(asked, []).append(name)
        found = {name: list(_guarded(name, own, surface)) for name, own in every.items()
                 if len(own) > 1}  # fmt: skip
        _SHARING[surface] = found
    return found


def _guarded(name: str, headers: list[str], surface: Surface) -> Iterator[str]:
    for found in map(surface.headers.get, headers):
        if found is not None and guard(found) == Guard(name, works=True):
            yield found.name


_SHARING: WeakKeyDictionary[Surface, Mapping[str, list[str]]] = WeakKeyDictionary()
"""Asked of few surfaces: those that have a new header, or a new guard."""
