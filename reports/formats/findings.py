"""Words for findings that the formats share."""

from __future__ import annotations

from abi.rules.finding import Finding, Place, Verdict, VerdictValue
from reports.report import Tone

VERDICTS: dict[VerdictValue, tuple[str, Tone]] = {
    "breaks": ("✗ breaks", "bad"), "depends": ("! depends", "warn"), "safe": ("✓ safe", "good"),
}  # fmt: skip
"""A verdict's sign and word, and its tone."""
_REMARKS = {"error": "trap", "warning": "caution", "note": "note"}
_JUDGED = {"error": "breaks", "warning": "depends", "note": "note"}


def word(finding: Finding) -> str:
    """How bad a finding is, in a word: a judged change breaks, a design has a trap."""
    return (_JUDGED if finding.verdicts else _REMARKS)[finding.severity]


def verdicts(finding: Finding) -> list[tuple[str, Verdict]]:
    """Whom a finding is about, and what happens to them."""
    given = finding.verdicts
    if given is None:
        return []
    return [
        ("old program, new kernel", given.old_program_new_kernel),
        ("new program, old kernel", given.new_program_old_kernel),
        ("source", given.source),
    ]


def places(finding: Finding) -> str:
    """Header and line before and after, as far as they are known."""
    old, new = finding.old and _place(finding.old), finding.new and _place(finding.new)
    return f"{old} → {new}" if old and new and old != new else new or old or ""


def _place(place: Place) -> str:
    return f"{place.header}:{place.line}" if place.line else place.header
