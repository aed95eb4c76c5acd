"""See ``suppression_invalid.md``."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import about_decisions
from abi.rules.suppress import Decision


@about_decisions("suppression-invalid", on="invalid")
def suppression_invalid(decision: Decision) -> Iterator[Finding]:
    """A decision that cannot hold: without a reason, or about a rule that there is not."""
    yield decision.finding(f"'{decision.words}' does not hold: {decision.flaw}")
