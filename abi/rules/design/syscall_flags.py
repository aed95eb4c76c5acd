"""System calls without flags."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import PrototypeSubject
from abi.rules.syscalls import is_syscall


@lint("syscall-flags", on="prototype", severity="warning")
def syscall_flags(prototype: PrototypeSubject) -> Iterator[Finding]:
    """A system call has no argument for flags."""
    parameters = prototype.declaration.type.parameters
    if is_syscall(prototype) and parameters and not any("flag" in p.name for p in parameters):
        yield prototype.finding("no flags argument: a variant needs another system call")
