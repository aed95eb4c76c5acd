"""System calls among the functions that headers declare."""

from __future__ import annotations

from abi.rules.subject import PrototypeSubject


def is_syscall(prototype: PrototypeSubject) -> bool:
    """Whether a function is a system call: it has a number, or the kernel's name for one."""
    name = prototype.name.partition(" ")[2]
    if prototype.declaration.inline:
        return False
    number = prototype.surface.declarations.macro(f"__NR_{name.removeprefix('sys_')}")
    return name.startswith("sys_") or number is not None
