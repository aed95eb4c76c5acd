"""Macros that only the kernel has."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.kernel_names import kernel_macros
from abi.rules.rule import lint
from abi.rules.subject import MacroSubject


@lint("no-kernel-only-macro", on="macro", severity="error")
def no_kernel_only_macro(macro: MacroSubject) -> Iterator[Finding]:
    """A macro expands to one that only the kernel defines, such as `BIT()`."""
    declarations = macro.surface.declarations
    own = set(macro.macro.parameters or ())
    for name in kernel_macros(macro.macro.body):
        known = declarations.macro(name), declarations.owner(name)
        if name not in own and known == (None, None) and not declarations.has(f"function {name}"):
            yield macro.finding(f"uses {name}, which programs do not have")
            return
