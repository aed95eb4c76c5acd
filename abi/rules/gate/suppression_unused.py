"""See ``suppression_unused.md``."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import about_decisions
from abi.rules.suppress import Decision


@about_decisions("suppression-unused", on="unused")
def suppression_unused(decision: Decision) -> Iterator[Finding]:
    """A decision about findings that there are none of."""
    targets = ", ".join(decision.targets[:4]) + (", …" if len(decision.targets) > 4 else "")
    near = f"; there is one about {decision.near}" if decision.near else ""
    yield decision.finding(f"nothing on {targets} matches '{decision.words}'; take it out{near}")
