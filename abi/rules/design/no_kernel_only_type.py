"""Types that only the kernel has."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.kernel_names import kernel_types
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject, MacroSubject


@lint("no-kernel-only-type", on=("macro", "header"), severity="error")
def no_kernel_only_type(subject: HeaderSubject | MacroSubject) -> Iterator[Finding]:
    """A macro or a declaration uses a type that only the kernel has, such as `u64`."""
    declarations = subject.surface.declarations
    if isinstance(subject, MacroSubject):
        found = kernel_types(subject.macro.body) if "(" in subject.macro.body else {}
    else:
        found = kernel_types(subject.header.declarations)
    for name, place in found.items():
        if not declarations.has(f"typedef {name}") and declarations.macro(name) is None:
            line = 0 if isinstance(subject, MacroSubject) else place + 1
            message = f"uses {name}, which programs do not have; use __{name}"
            yield subject.finding(message, line=line)
            return
