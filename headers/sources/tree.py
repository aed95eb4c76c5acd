"""A tree: header files that can be included, for any target. Read-only."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Protocol

import msgspec

from abi.diagnostic import Diagnostic
from abi.target import Target

UAPI_DIRECTORIES = (
    "linux", "asm", "cxl", "drm", "fwctl", "misc", "mtd", "rdma", "regulator",
    "scsi", "sound", "video", "xen", "asm-generic",
)  # fmt: skip
"""Where the kernel installs headers, in the order in which they are read.

Programs include ``linux/`` first of all, and get the architecture's own ``asm/`` by it;
``asm-generic/`` comes last, so that the architecture's own declaration stands where both have one.
"""

_ONE_ARCHITECTURE_HAS = {
    "arc": "page.h", "arm": "unistd-oabi.h", "arm64": "sve_context.h", "hexagon": "registers.h",
    "m68k": "bootinfo.h", "mips": "sgidefs.h", "powerpc": "cputable.h", "s390": "chpid.h",
    "sparc": "psrcompat.h", "x86": "ldt.h",
}  # fmt: skip
"""A header of ``asm/`` that no other architecture has, in Linux 5.16 to 7.2."""

_OTHER_NAMES = {"arm64": "aarch64", "s390": "s390x"}
"""Directory names that differ from the kernel's name of the architecture."""


class Exports(Protocol):
    """What a kernel's source exports, for one architecture at a time and when it is asked for."""

    def architectures(self) -> tuple[str, ...]:
        """The kernel's names of the architectures that there are."""

    def roots(self, architecture: str) -> tuple[Path, ...]:
        """Directories with an architecture's headers; what all share, if there is no such one."""

    def notes(self, architecture: str) -> list[Diagnostic]:
        """What of them is not as the kernel's build would install it."""


class Tree(msgspec.Struct, frozen=True):
    """Where headers are looked for.

    `roots` hold ``linux/kvm.h`` and the like. A tree of several architectures
    has `by_architecture`: the root that holds each one's ``asm/``. `only` lists
    the headers to read, where the source is not the whole tree.
    """

    spec: str
    roots: tuple[Path, ...]
    by_architecture: tuple[tuple[str, Path], ...] = ()
    only: tuple[str, ...] = ()
    text: str | None = None
    """The text of a header that is no file (standard input); its name is ``only[0]``."""
    exports: Exports | None = None
    """Of a kernel's source; its directories come before `roots`."""
    include: tuple[Path, ...] = ()
    """Directories in which included headers are looked for last; they are no part of the source."""
    defines: tuple[tuple[str, str], ...] = ()
    """Macros that the program has defined before it includes a header, with what they stand for."""
    before: tuple[str, ...] = ()
    """Headers that the program includes before any other."""
    notes: tuple[str, ...] = ()
    """What the source has and is not read, such as links in an archive; for people."""

    def search_path(self, target: Target) -> tuple[Path, ...]:
        """Include directories for a target, the architecture's own first."""
        return self._own(target) + self.include

    def _own(self, target: Target) -> tuple[Path, ...]:
        """Those of the source itself."""
        if self.exports is not None:
            return self.exports.roots(target.headers) + self.roots
        own = tuple(root for name, root in self.by_architecture if name == target.headers)
        return own + self.roots

    def diagnostics(self, target: Target) -> list[Diagnostic]:
        """What to say of the source itself, whatever is asked of its headers."""
        found = [Diagnostic("note", f"{self.spec}: {note}") for note in self.notes]
        if self.exports is not None:
            found += self.exports.notes(target.headers)
            found += [_not_installed(n, target) for n in self.only if not self._has(n, target)]
        return found

    def _has(self, name: str, target: Target) -> bool:
        return any((root / name).is_file() for root in self.search_path(target))

    def is_included(self, name: str, target: Target) -> bool:
        """Whether a header is only found where included headers are looked for."""
        if not self.include or name in self.only:
            return False
        return not any((root / name).is_file() for root in self._own(target))

    def has_architecture(self, target: Target) -> bool:
        """Whether the tree has this target's own ``asm/`` headers, as far as can be told."""
        if self.exports is not None:
            return target.headers in self.exports.architectures()
        if self.by_architecture:
            return any(name == target.headers for name, _ in self.by_architecture)
        found = self.architecture()
        return found in ("", target.headers)

    def architecture(self) -> str:
        """Which architecture's ``asm/`` a plain tree holds; empty when it does not show."""
        if self.exports is not None:
            return ", ".join(self.exports.architectures())
        for name, header in _ONE_ARCHITECTURE_HAS.items():
            if any((root / "asm" / header).is_file() for root in self.roots + self.include):
                return name
        return ""

    def headers(self, target: Target) -> tuple[str, ...]:
        """Headers to read for a target, as a program includes them, in reading order."""
        if self.only:
            return self.only
        search = self._own(target)
        found = [n for d in UAPI_DIRECTORIES for root in search for n in _below(root, d)]
        if not (found and any((root / _OF_A_C_LIBRARY).is_file() for root in search)):
            found += [name for root in search for name in self._others(root)]
        return tuple(dict.fromkeys(found))

    def _others(self, root: Path) -> list[str]:
        """Headers of a root that lie where the kernel installs none, sorted."""
        architectures = {path for _, path in self.by_architecture}
        laid_down = {f"asm-{name}" for name, _ in self.by_architecture}
        with os.scandir(root) as entries:
            every = sorted(entries, key=lambda entry: entry.name)
        own = [e.name for e in every if e.name.endswith(".h") and e.is_file()]
        folders = (e for e in every if e.is_dir(follow_symlinks=False))
        for folder in folders:
            is_apart = folder.name.startswith(".") or root / folder.name in architectures
            is_apart = is_apart or folder.name in laid_down
            if folder.name not in UAPI_DIRECTORIES and not is_apart:
                own += _below(root, folder.name)
        return own


_OF_A_C_LIBRARY = "stdio.h"
"""Beside it, as in /usr/include, stand headers of libraries, which are no user API of Linux."""


def _not_installed(name: str, target: Target) -> Diagnostic:
    return Diagnostic("error", f"this kernel does not install it for {target.headers}", name)


def _below(root: Path, directory: str) -> list[str]:
    """Headers below a directory of a root, as a program includes them, sorted."""
    top = os.path.join(root, directory)
    skipped = len(os.path.join(root, ""))
    return sorted(
        f"{folder}/{file}"[skipped:]
        for folder, _, files in os.walk(top.rstrip("/"))
        for file in files
        if file.endswith(".h")
    )


SHARED = "any-linux-any"
"""The directory, in a tree of several architectures, of what they share."""


def root_of_header(name: str) -> str:
    """The directory from which programs include a header: ``i`` for ``i/linux/kvm.h``."""
    parts = name.split("/")[:-1]
    while not set(UAPI_DIRECTORIES).isdisjoint(parts[-2:]):
        parts.pop()
    return "/".join(parts)


def kernel_around(root: str) -> tuple[str, str] | None:
    """The top of the kernel that a directory would belong to, and which architecture's it is.

    >>> kernel_around("k/arch/x86/include/uapi"), kernel_around("include/uapi")
    (('k', 'x86'), ('', ''))
    """
    found = re.fullmatch(r"(?:(.*?)/)??(?:arch/([^/]+)/)?include/uapi", root)
    return (found[1] or "", found[2] or "") if found else None


def architecture_directories(directory: Path) -> tuple[tuple[str, Path], ...]:
    """``x86-linux-any`` and its siblings, as in Zig's libc headers; () elsewhere."""
    names = {_OTHER_NAMES.get(name, name): name for name in _ONE_ARCHITECTURE_HAS}
    found = []
    for path in sorted(directory.glob("*-linux-any")):
        name = path.name.removesuffix("-linux-any")
        if name != "any" and (path / "asm").is_dir():
            found.append((names.get(name, name), path))
    return tuple(found)
