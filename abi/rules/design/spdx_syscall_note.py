"""Headers that bind programs to the GPL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_SPDX = re.compile(r"SPDX-License-Identifier:\s*([^*\n]+)")
_FREE = re.compile(r"\b(?:MIT|BSD-\d-Clause|ISC|Apache-2\.0|CC0-1\.0|Zlib|X11|Linux-OpenIB)\b")


@lint("spdx-syscall-note", on="header", severity="warning")
def spdx_syscall_note(header: HeaderSubject) -> Iterator[Finding]:
    """A header's license has no exception for programs, or is not stated."""
    found = _SPDX.search(header.header.text[:2000])
    if found is None and not header.header.only_includes:
        yield header.finding("has no SPDX-License-Identifier", line=1)
    elif found and "Linux-syscall-note" not in found[1] and not _FREE.search(found[1]):
        yield header.finding(f"is {found[1].strip()} without Linux-syscall-note", line=1)
