"""What lints say of headers that maintainers accepted, and what a person says of that."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from abi.rules.finding import Finding
from abi.rules.review import review
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source
from tests.header_trees import header_tree

SINCE, UNTIL = "5.16.2", "7.2.0"
_SHARED = "any-linux-any"
TABLE = Path(__file__).with_name("accepted.tsv")


class Row(NamedTuple):
    """A finding that a person has read: whether it is right, and why."""

    header: str
    rule: str
    subject: str
    is_true: bool
    why: str


def new_headers(trees) -> frozenset[str]:
    """The headers that came between two releases, of all subsystems."""
    before, after = (_names(Path(trees(version)) / _SHARED) for version in (SINCE, UNTIL))
    return frozenset(after - before)


def _names(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*.h")}


@cache
def _said(headers: frozenset[str], tree: Path) -> tuple[Finding, ...]:
    surface = load(open_source(str(tree)), TARGETS["x86_64"])
    return tuple(review(surface, own=headers))


def said(trees) -> list[Finding]:
    """The errors and warnings, which a person has to do something about."""
    found = _said(new_headers(trees), Path(trees(UNTIL)))
    return [finding for finding in found if finding.severity != "note"]


def table() -> list[Row]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [Row(h, rule, subject, word == "true", why) for h, rule, subject, word, why in rows]


if __name__ == "__main__":
    for finding in said(header_tree):
        home = finding.new.header if finding.new else ""
        print(home, finding.rule, finding.subject, finding.message, sep="\t")
