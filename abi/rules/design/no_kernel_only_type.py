"""Types that only the kernel has."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.kernel_names import MAYBE_TYPES, kernel_types
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject, MacroSubject


@lint("no-kernel-only-type", on=("macro", "header"), severity="error")
def no_kernel_only_type(subject: HeaderSubject | MacroSubject) -> Iterator[Finding]:
    """A macro or a declaration uses a type that only the kernel has, such as `u64`."""
    text = _text(subject)
    declarations = subject.surface.declarations
    for name, place in kernel_types(text).items() if text else ():
        if not declarations.has(f"typedef {name}") and declarations.macro(name) is None:
            line = 0 if isinstance(subject, MacroSubject) else place + 1
            message = f"uses {name}, which programs do not have; use __{name}"
            yield subject.finding(message, line=line)
            return


def _text(subject: HeaderSubject | MacroSubject) -> str:
    """What is looked at, if such words are in it at all."""
    if isinstance(subject, MacroSubject):
        body = subject.macro.body
        return body if MAYBE_TYPES.search(body) else ""
    header = subject.header
    return header.declarations if header.has_in_code(MAYBE_TYPES) else ""
