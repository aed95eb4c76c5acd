"""Where the lines of findings lie, for those who click on them."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from abi.rules.finding import Finding, Place
from abi.target import TARGETS
from headers.sources.tree import Tree


def with_paths(findings: Iterable[Finding], tree: Tree) -> Iterator[Finding]:
    """The findings with the files that their new places lie in, as seen from here."""
    found: dict[tuple[str, str], str] = {}
    for finding in findings:
        place = finding.new or finding.old
        if place is None or place.path:
            yield finding
            continue
        key = place.header, _architecture(finding, place.header)
        if key not in found:
            found[key] = _path(*key, tree)
        located = replace(place, path=found[key], line=_line(place, found[key]))
        yield replace(finding, **{"new" if finding.new else "old": located})


def _line(place: Place, path: str) -> int:
    """The line of the file: a kernel installs its headers without some of their lines."""
    lines = _lines(path) if path and place.text else ()
    same = [n for n, line in enumerate(lines, 1) if line == place.text]
    return min(same, key=lambda n: abs(n - place.line), default=place.line)


@functools.cache
def _lines(path: str) -> tuple[str, ...]:
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    return tuple(line.strip()[:200] for line in text.split("\n"))


def _architecture(finding: Finding, header: str) -> str:
    """The kernel's name of the architecture that a header of ``asm/`` belongs to."""
    if not header.startswith("asm/") or not finding.targets:
        return ""
    return TARGETS[finding.targets[0]].headers


def _path(header: str, architecture: str, tree: Tree) -> str:
    """A file below the current directory; empty where there is none of that name."""
    for root in _roots(architecture, tree):
        path = os.path.normpath(os.path.join(root, header))
        if not path.startswith("..") and os.path.isfile(path):
            return path
    return ""


def _roots(architecture: str, tree: Tree) -> Sequence[str]:
    own = [root for name, root in tree.by_architecture if name == architecture]
    kernel = [f"arch/{architecture}/include/uapi"] if architecture else []
    return [
        *(os.path.relpath(root) for root in (*own, *tree.roots, *tree.include)),
        *kernel,
        "include/uapi",
        ".",
    ]
