"""Headers of the C library."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject

_COMPILER = ("stddef.h", "stdarg.h", "limits.h", "float.h", "stdbool.h")
_LIBC = ("sys", "net", "netinet", "arpa", "bits", "gnu", "rpc")


@lint("no-libc-include", on="header", severity="warning")
def no_libc_include(header: HeaderSubject) -> Iterator[Finding]:
    """A header includes one of the C library."""
    for name, line in header.header.includes.items():
        if _is_libc(name) and not _is_own(name, header):
            message = f"<{name}> belongs to the C library, which kernel headers do without"
            yield header.finding(message, f"{header.name}:{name}", line)


def _is_libc(name: str) -> bool:
    folder, _, _ = name.rpartition("/")
    return folder.partition("/")[0] in _LIBC or (not folder and name not in _COMPILER)


def _is_own(name: str, header: HeaderSubject) -> bool:
    """Whether the source has it: by this name, or beside the header."""
    beside = posixpath.join(posixpath.dirname(header.name), name)
    return any(header.surface.headers.get(path) is not None for path in (name, beside))
