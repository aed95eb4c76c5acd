"""A finding's sentence is true of its numbers: it is read back, and held against the layouts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from abi.design.spans import spans
from abi.difference import difference
from abi.layout import Layout
from abi.rules.finding import Finding
from abi.rules.judge import judge
from abi.surface import Surface
from abi.untagged import own_of
from tests.header_trees import UnavailableError, header_tree
from tests.history.errors import surface as tree_surface
from tests.rules.pages import all_pages, surface

KEEPS = re.compile(r"(\S+ \S+) keeps its (\d+) bytes")
MOVED = re.compile(r"moved from byte (\d+) to byte (\d+)")
MOVES = re.compile(r"((?:struct|union|typedef|variable) \S+) moves from byte (\d+) to byte (\d+)")
SIZES = re.compile(r"(?:grew|shrank) from (\d+) to (\d+) bytes")
ALIGNED = re.compile(r"aligned to (\d+) bytes, not to (\d+)")
BEGINS = re.compile(r"begins at byte (\d+), not at byte (\d+)")


def faults(finding: Finding, old: Surface, new: Surface) -> Iterator[str]:
    """What a finding says that is not so."""
    own = own_of(finding.subject)
    before, after = old.layout(own), new.layout(own)
    given = finding.verdicts
    for key, size in KEEPS.findall(finding.message):
        kept = [getattr(side.layout(key), "size", None) for side in (old, new)]
        if kept != [int(size)] * 2:
            yield f"{finding.message}: {kept}"
    if not isinstance(before, Layout) or not isinstance(after, Layout):
        return
    for was, now in SIZES.findall(finding.message):
        if (before.size, after.size) != (int(was), int(now)):
            yield f"{finding.subject}: {finding.message}"
    for now, was in ALIGNED.findall(finding.message):
        if (before.align, after.align) != (int(was), int(now)):
            yield f"{finding.subject}: {finding.message}"
    path = finding.subject[len(own) + 1 :]
    for was, now in MOVED.findall(finding.message):
        yield from _elsewhere(path, int(was), int(now), (before, old), (after, new))
    for now, was in BEGINS.findall(finding.message):
        yield from _elsewhere(path, int(was), int(now), (before, old), (after, new))
    if "gone from a union" in finding.message and not _had_company(path, before, old):
        yield f"{finding.subject}: {finding.message}"
    for verdict in (given.old_program_new_kernel, given.new_program_old_kernel) if given else ():
        for subject, was, now in MOVES.findall(verdict.reason):
            key = own_of(subject)
            sides = (old.layout(key), old), (new.layout(key), new)
            yield from _elsewhere(subject[len(key) + 1 :], int(was), int(now), *sides)


def _elsewhere(path: str, was: int, now: int, old, new) -> Iterator[str]:
    """Unless a member lay at one byte and lies at another; one of another name now may."""
    before, after = (
        {s.path: s.offset for s in spans(layout, surface)} for layout, surface in (old, new)
    )
    if before.get(path, was) != was or after.get(path, now) != now or was == now:
        yield f"{path}: {before.get(path)} to {after.get(path)}, not {was} to {now}"


def _had_company(path: str, layout: Layout, surface: Surface) -> bool:
    every = spans(layout, surface)
    own = [s for s in every if s.path == path]
    return all(any(s.overlaps(o) for s in every if s.path != path) for o in own)


PAGES = [page for page in all_pages() if page.rule.family == "compat"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.id)
def test_pages(page):
    for target in page.targets:
        old, new = (surface(text, target) for text in page.example)
        for finding in judge(difference(old, new), old, new).findings:
            assert list(faults(finding, old, new)) == []


@pytest.mark.parametrize("target", ["x86_64", "i386"])
def test_trees(target):
    try:
        trees = [header_tree(version) for version in ("5.16.2", "7.2.0")]
    except UnavailableError as reason:
        pytest.skip(str(reason))
    old, new = (tree_surface(tree, target) for tree in trees)
    found = judge(difference(old, new), old, new).findings
    assert [fault for finding in found for fault in faults(finding, old, new)] == []


def test_a_false_sentence_is_noticed():
    old, new = (surface(f"struct s {{ int a{more}; }};", "x86_64") for more in ("", ", b"))
    (found,) = judge(difference(old, new), old, new).findings
    assert found.message == "grew from 4 to 8 bytes at its end, by b"
    assert list(faults(found, new, old))
