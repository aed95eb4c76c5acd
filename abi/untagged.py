"""Records without a tag that lie behind something: an array's elements, a pointer's target.

The members of ``struct { … } u;`` belong to the record around it, and are among its leaves.
Those of ``struct { … } slot[4];`` or ``struct { … } *p;`` do not lie at one place, so that the
record without a tag is one of its own. It is named by what leads to it: ``struct ring.slot[]``
is an element of the array or what the pointer points to, ``struct ops.get(2)[]`` is what the
second parameter of a callback points to, and ``typedef p_t[]`` what a typedef's pointer does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from abi.ctype import Array, CType, Function, InlineRecord, Named, Pointer, Qualified
from abi.declarations import Declaration, Member, Prototype, Record, Typedef, Variable

_INNER = re.compile(r".*(?:\[\]|\(\d*\))(?=\.|\Z)")
_STEP = re.compile(r"\[\]|\(\d*\)")
_LAST = re.compile(r"(?:\[\]|\(\d*\))+\Z")


def is_inner(key: str) -> bool:
    """Whether a key is that of a record without a tag behind something."""
    return key.endswith(("[]", ")"))


@functools.lru_cache(maxsize=1 << 15)
def own_of(subject: str) -> str:
    """The key or the name that a subject belongs to, without a member: ``struct kvm_sev_cmd`` of
    ``struct kvm_sev_cmd.data``, ``struct ring.slot[]`` of ``struct ring.slot[].addr``."""
    inner = _INNER.match(subject) if "]" in subject or ")" in subject else None
    if inner:
        return inner[0]
    name, at, rest = subject.partition("@")  # NAME@linux/x.h: what one header says
    return f"{name}@{rest.partition('.h')[0]}.h" if at else name.partition(".")[0]


def outermost(key: str) -> str:
    """The key of the declaration in which a record without a tag stands."""
    if not is_inner(key):
        return key
    return own_of(_STEP.split(key, maxsplit=1)[0])


def around(key: str) -> str:
    """The key of the record, typedef, prototype or variable in which a record without a tag stands
    directly: ``struct out.row[]`` of ``struct out.row[].slot[]``."""
    return own_of(_LAST.sub("", key))


def written(key: str) -> str:
    """The path that leads to a record without a tag, as a program names its members: without the
    steps."""
    return _STEP.sub("", key[len(outermost(key)) :]).lstrip(".")


class _Inner(NamedTuple):
    """A record without a tag, and how it lies where it is: as an array's element, or elsewhere,
    behind an address or as a parameter."""

    record: Record
    is_element: bool
    is_elsewhere: bool


def behind(ctype: CType) -> Iterator[tuple[str, Record]]:
    """The records without a tag behind a type, each with the steps that lead there.

    A record that a type itself is has no steps and is left out. Typedefs are not followed:
    what is behind one is its own.
    """
    return ((steps, found.record) for steps, found in _behind(ctype).items() if steps)


def _behind(ctype: CType) -> dict[str, _Inner]:
    """The same with the record that a type itself is."""
    return dict(_walk(ctype, "", False, False))


def _walk(
    ctype: CType, steps: str, is_element: bool, is_elsewhere: bool
) -> Iterator[tuple[str, _Inner]]:
    match ctype:
        case InlineRecord(record):
            yield steps, _Inner(record, is_element, is_elsewhere)
        case Qualified(inner, _):
            yield from _walk(inner, steps, is_element, is_elsewhere)
        case Pointer(Function() as function):
            yield from _walk(function, steps, False, True)
        case Pointer(inner):
            yield from _walk(inner, f"{steps}[]", False, True)
        case Array(inner, _):
            yield from _walk(inner, f"{steps}[]", True, is_elsewhere)
        case Function(returns, parameters):
            yield from _walk(returns, f"{steps}()", False, True)
            for number, parameter in enumerate(parameters, 1):
                yield from _walk(parameter.type, f"{steps}({number})", False, True)


def own_type(declaration: Declaration | None) -> CType | None:
    """The type of what is no record or enum: a typedef, a prototype, a variable."""
    return declaration.type if isinstance(declaration, Typedef | Prototype | Variable) else None


def itself(declaration: Declaration | None) -> Record | None:
    """The record that a declaration is, or that a typedef or a variable without a tag names."""
    if isinstance(declaration, Record):
        return declaration
    found = own_type(declaration)
    while isinstance(found, Qualified):
        found = found.type
    return found.record if isinstance(found, InlineRecord) else None


def hollow(key: str, declaration: Declaration | None) -> Declaration | None:
    """A declaration with references in the place of the records without a tag behind something,
    so that what it says itself can be told from what they say."""
    if isinstance(declaration, Record):
        return _hollow_record(f"{key}.", declaration)
    if isinstance(declaration, Typedef | Variable):
        return msgspec.structs.replace(declaration, type=_hollow(key, "", declaration.type))
    return declaration


def _hollow_record(prefix: str, record: Record) -> Record:
    if record.members is None:
        return record
    members = (
        msgspec.structs.replace(m, type=_hollow(f"{prefix}{m.name or ''}", "", m.type))
        for m in record.members
    )
    return msgspec.structs.replace(record, members=tuple(members))


def _hollow(path: str, steps: str, ctype: CType) -> CType:
    match ctype:
        case InlineRecord(record) if not steps:
            prefix = path if path.endswith(".") else f"{path}."
            return InlineRecord(_hollow_record(prefix, record))
        case InlineRecord():
            return Named(f"{path}{steps}")
        case Array(of, count):
            return Array(_hollow(path, f"{steps}[]", of), count)
        case Qualified(inner, qualifiers):
            return Qualified(_hollow(path, steps, inner), qualifiers)
        case _:
            return ctype


def find(key: str, declaration: Declaration | None) -> Record | None:
    """The record without a tag of a key, in the declaration that `outermost` names."""
    found = _found(key, declaration)
    return found[0] if found else None


def is_element(key: str, declaration: Declaration | None) -> bool:
    """Whether a record without a tag is an array's element, and not just behind a pointer."""
    found = _found(key, declaration)
    return found is not None and found.is_element


def is_elsewhere(key: str, declaration: Declaration | None) -> bool:
    """Whether a record without a tag lies behind an address, also as an element of an array."""
    found = _found(key, declaration)
    return found is not None and found.is_elsewhere


def _found(key: str, declaration: Declaration | None) -> _Inner | None:
    rest = key[len(outermost(key)) :]
    whole, ctype = itself(declaration), own_type(declaration)
    found = _Inner(whole, False, False) if whole else None
    for part in rest.split("."):
        name, steps = _parted(part)
        if name:
            member = _member(found.record, name) if found else None
            if member is None:
                return None
            ctype = member.type
        inner = _behind(ctype).get(steps) if ctype else None
        if inner is None and (name or steps):
            return None
        found = inner or found
    return found


def _parted(part: str) -> tuple[str, str]:
    match = _LAST.search(part)
    steps = match[0] if match else ""
    return part[: len(part) - len(steps)], steps


def _member(record: Record, name: str) -> Member | None:
    """A member by name; those of records without a name belong to the one around them."""
    for member in record.members or ():
        if member.name == name:
            return member
        if member.name is None and (inner := _behind(member.type).get("")):
            found = _member(inner.record, name)
            if found is not None:
                return found
    return None
