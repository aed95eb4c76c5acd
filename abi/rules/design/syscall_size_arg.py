"""System calls that do not know how large a struct is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.ctype import Named, Pointer
from abi.rules.conventions import SIZES
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import PrototypeSubject
from abi.rules.syscalls import is_syscall

_SIZE = re.compile(r"size|len", re.IGNORECASE)


@lint("syscall-size-arg", on="prototype", severity="warning")
def syscall_size_arg(prototype: PrototypeSubject) -> Iterator[Finding]:
    """A system call takes a struct and not its size."""
    parameters = prototype.declaration.type.parameters
    if not is_syscall(prototype) or any(_SIZE.search(p.name) for p in parameters):
        return
    for parameter in parameters:
        key = _record(parameter.type, prototype)
        if key and not _starts_with_size(key, prototype):
            yield prototype.finding(f"takes {key} and not its size: it can never get a member")
            return


def _record(ctype: object, prototype: PrototypeSubject) -> str:
    """The key of the struct that a parameter points to."""
    surface = prototype.surface
    found = surface.resolve(ctype)  # type: ignore[arg-type]
    pointed = surface.resolve(found.to) if isinstance(found, Pointer) else None
    return pointed.key if isinstance(pointed, Named) and "struct " in pointed.key else ""


def _starts_with_size(key: str, prototype: PrototypeSubject) -> bool:
    members = getattr(prototype.surface.declaration(key), "members", None) or ()
    return bool(members) and next(iter(members)).name in SIZES
