"""Where the lines of findings lie, for those who click on them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from abi.rules.finding import Finding
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
        located = replace(place, path=found[key])
        yield replace(finding, **{"new" if finding.new else "old": located})


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
    return [*(os.path.relpath(root) for root in (*own, *tree.roots)), *kernel, "include/uapi", "."]
