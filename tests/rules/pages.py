"""A rule's page as a test: its examples, and what must be found in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from abi.difference import difference
from abi.rules.finding import Finding
from abi.rules.judge import judge
from abi.rules.registry import page, rules
from abi.rules.review import review
from abi.rules.rule import Rule
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source
from tests.oracle.judge import surface_of

SECTIONS = {
    "compat": (
        "What it catches", "Why it breaks", "Example", "Not reported", "What to do instead",
        "References",
    ),
    "design": (
        "What it catches", "Why it matters", "Example", "Not reported", "What to do instead",
        "References",
    ),
}  # fmt: skip
_BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Page:
    """The texts of a page: old and new of a compat rule, and of a design rule that asks both."""

    rule: Rule
    titles: tuple[str, ...]
    example: tuple[str, str]
    silent: tuple[str, str]
    targets: tuple[str, ...]
    expected: tuple[str, ...]


@cache
def read(rule: Rule) -> Page:
    """Take a page apart."""
    title, *parts = re.split(r"^## ", page(rule), flags=re.MULTILINE)
    assert title.strip() == f"# {rule.id}"
    sections = {p.partition("\n")[0].strip(): p.partition("\n")[2] for p in parts}
    example = list(_BLOCK.findall(sections["Example"]))
    ((targets, expected),) = [(a, text) for kind, a, text in example if kind == "findings"]
    return Page(
        rule,
        tuple(sections),
        _pair(example),
        _pair(_BLOCK.findall(sections["Not reported"])),
        tuple(targets.split(",")),
        tuple(sorted(expected.strip().splitlines())),
    )


def _pair(blocks: list[tuple[str, str, str]]) -> tuple[str, str]:
    """Both texts; that of several headers (``c old linux/a.h``) has a line before each."""
    found: dict[str, str] = {}
    for kind, attribute, text in blocks:
        if kind == "c":
            side, _, header = attribute.partition(" ")
            found[side] = found.get(side, "") + (f"@ {header}\n" if header else "") + text
    return found.get("old", ""), found["new"] if "new" in found else found[""]


def compared(texts: tuple[str, str], targets: tuple[str, ...]) -> list[Finding]:
    """What the compat rules find between two texts, for each target."""
    return [found for target in targets for found in _compared(*texts, target)]


def reviewed(texts: tuple[str, str], targets: tuple[str, ...], *chosen: Rule) -> list[Finding]:
    """What design rules, all unless some are chosen, find in a text; the old one is its base."""
    old, new = texts
    return [
        found
        for target in targets
        for found in review(
            surface(new, target), None, chosen or None, surface(old, target) if old else None
        )
    ]


@cache
def surface(text: str, target: str) -> Surface:
    if not text.startswith("@ "):
        return surface_of(text, TARGETS[target])
    return load(open_source(os.fspath(_tree(text)), []), TARGETS[target])


@cache
def _tree(text: str) -> Path:
    """A directory with the headers of a text, which lives as long as the tests run."""
    folder = TemporaryDirectory()
    _FOLDERS.append(folder)
    for part in re.split(r"^@ ", text, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        path = Path(folder.name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    return Path(folder.name)


_FOLDERS: list[TemporaryDirectory[str]] = []


@cache
def _compared(old: str, new: str, target: str) -> tuple[Finding, ...]:
    before, after = surface(old, target), surface(new, target)
    return tuple(judge(difference(before, after), before, after).findings)


def lines(found: list[Finding], targets: tuple[str, ...]) -> tuple[str, ...]:
    """Findings as a page writes them: ``rule subject [targets] old new source``."""
    merged: dict[str, list[str]] = {}
    for finding in found:
        merged.setdefault(_line(finding), []).extend(finding.targets)
    return tuple(sorted(_with_targets(line, own, targets) for line, own in merged.items()))


def _line(finding: Finding) -> str:
    given = finding.verdicts
    words = [finding.severity]
    if given is not None:
        three = given.old_program_new_kernel, given.new_program_old_kernel, given.source
        words = [verdict.value for verdict in three]
    return "\t".join([f"{finding.rule} {finding.subject}", " ".join(words)])


def _with_targets(line: str, own: list[str], targets: tuple[str, ...]) -> str:
    where = "" if tuple(own) == targets else f" [{','.join(own)}]"
    return line.replace("\t", f"{where} ")


def all_pages() -> Iterator[Page]:
    for family in ("compat", "design"):
        yield from map(read, rules(family))
