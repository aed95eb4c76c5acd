"""See ``suppression_expired.md``."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import about_decisions
from abi.rules.suppress import Decision


@about_decisions("suppression-expired", on="over")
def suppression_expired(decision: Decision) -> Iterator[Finding]:
    """A decision whose last day is over."""
    yield decision.finding(f"'{decision.words}' was meant until {decision.allow.until}")
