"""Ioctl numbers without direction and size."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MacroSubject

_NAME = re.compile(r"(?:^|_)IOC(?:TL)?_|^[A-Z]*IOC[A-Z]{2}")
_NO_COMMAND = re.compile(
    r"_(?:MAGIC|BASE|TYPE|NR|NUM|NUMBER|MAX\w*|MIN|COUNT|SIZE|LEN|MASK|SHIFT|BITS|VERSION|FLAGS?"
    r"|START|END|FIRST|LAST|CODE|CHAR|OFFSET|RANGE|GROUP)(?:_|$|\d)|^_IOC|IOC\w*FLAG"
)
_LITERAL = re.compile(r"\(?\s*(0[xX][0-9a-fA-F]+)[uUlL]*\s*\)?\s*\Z")


@lint("ioctl-via-macro", on="macro", severity="warning")
def ioctl_via_macro(macro: MacroSubject) -> Iterator[Finding]:
    """An ioctl's number is a bare number: it tells neither direction nor size of its argument."""
    if macro.macro.parameters is not None or not _NAME.search(macro.name):
        return
    found = _LITERAL.match(macro.macro.body)
    if found and not _NO_COMMAND.search(macro.name) and not _is_part(macro):
        yield macro.finding(f"{found[1]} is a bare number; make it with _IO, _IOR, _IOW or _IOWR")


def _is_part(macro: MacroSubject) -> bool:
    """Whether an ioctl is made of it: DRM_IOWR(DRM_COMMAND_BASE + HL_IOCTL_CS, ...)."""
    texts = macro.scope.numbers.candidates.values()
    return any(macro.name in text and "(" in text for text in texts)
