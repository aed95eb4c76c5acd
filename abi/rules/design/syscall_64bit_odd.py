"""64-bit arguments that need a padding register."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Scalar
from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import PrototypeSubject
from abi.rules.syscalls import is_syscall


@lint("syscall-64bit-odd", on="prototype", severity="note")
def syscall_64bit_odd(prototype: PrototypeSubject) -> Iterator[Finding]:
    """A system call's 64-bit argument is not in a pair of registers on 32-bit targets."""
    words = 0
    for parameter in prototype.declaration.type.parameters if is_syscall(prototype) else ():
        ctype = prototype.surface.resolve(parameter.type)
        is_wide = isinstance(ctype, Scalar) and "long long" in ctype.name
        if is_wide and words % 2:
            message = f"{parameter.name} is 64 bits wide in an odd place: arm and mips pad it"
            yield prototype.finding(message)
            return
        words += 2 if is_wide else 1
