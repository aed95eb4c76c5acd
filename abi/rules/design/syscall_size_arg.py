"""System calls that do not know how large a struct is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ctype import Named, Pointer
from abi.declarations import Record
from abi.rules.finding import Finding
from abi.rules.own_size import tells_own_size
from abi.rules.rule import lint
from abi.rules.subject import PrototypeSubject, RecordSubject
from abi.rules.syscalls import is_syscall

_SIZE = re.compile(r"size|len", re.IGNORECASE)


@lint("syscall-size-arg", on="prototype", severity="warning")
def syscall_size_arg(prototype: PrototypeSubject) -> Iterator[Finding]:
    """A system call takes a struct and not its size."""
    parameters = prototype.declaration.type.parameters if is_syscall(prototype) else ()
    for place, parameter in enumerate(parameters):
        key = _record(parameter.type, prototype)
        if key and not (_has_size(place, prototype) or _tells_size(key, prototype)):
            yield prototype.finding(f"takes {key} and not its size: it can never get a member")
            return


def _has_size(place: int, prototype: PrototypeSubject) -> bool:
    """Whether a parameter is a struct's size: one that stands behind another pointer, as in
    ``char *buf, size_t len``, is the size of that."""
    parameters = prototype.declaration.type.parameters
    sizes = [n for n, parameter in enumerate(parameters) if _SIZE.search(parameter.name)]
    others = [n for n in sizes if n and n - 1 != place and _is_pointer(n - 1, prototype)]
    return len(others) < len(sizes)


def _is_pointer(place: int, prototype: PrototypeSubject) -> bool:
    ctype = prototype.declaration.type.parameters[place].type
    return isinstance(prototype.surface.resolve(ctype), Pointer)


def _record(ctype: object, prototype: PrototypeSubject) -> str:
    """The key of the struct that a parameter points to."""
    surface = prototype.surface
    found = surface.resolve(ctype)  # type: ignore[arg-type]
    pointed = surface.resolve(found.to) if isinstance(found, Pointer) else None
    return pointed.key if isinstance(pointed, Named) and "struct " in pointed.key else ""


def _tells_size(key: str, prototype: PrototypeSubject) -> bool:
    record = prototype.surface.declaration(key)
    return isinstance(record, Record) and tells_own_size(
        RecordSubject(prototype.scope, key, record)
    )
