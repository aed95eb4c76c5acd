"""What the formats share about findings: words, places, groups, identity."""

from __future__ import annotations

import hashlib
import itertools
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from abi.rules.finding import Finding, Place, Severity, Suppressed, Verdict, VerdictValue
from abi.subject_name import parted
from reports.formats import bytebar
from reports.report import Report, Tone
from reports.style import Style

VERDICTS: dict[VerdictValue, tuple[str, Tone]] = {
    "breaks": ("✗ breaks", "bad"), "depends": ("! depends", "warn"), "safe": ("✓ safe", "good"),
}  # fmt: skip
"""A verdict's sign and word, and its tone."""
SIGNS: dict[Severity, tuple[str, Tone]] = {
    "error": ("✗", "bad"), "warning": ("!", "warn"), "note": ("✓", "good"),
}  # fmt: skip
"""How bad the worst finding is, as a sign, and its tone."""
FULL = 10
"""Findings that a person is shown in full at once; of the others, each has a line."""
NOWHERE = "unknown-header"
"""The path of a finding without a place, in formats that need one."""
_REMARKS = {"error": "trap", "warning": "caution", "note": "note"}
_JUDGED = {"error": "breaks", "warning": "depends", "note": "note"}


def is_judgement(report: Report) -> bool:
    """Whether a report is about findings (``check``, ``lint``), not about designs side by side."""
    return report.command in ("check", "lint")


# One finding


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


def verdict_text(finding: Finding) -> str:
    """The verdicts as lines of plain text."""
    return "\n".join(
        f"{whom}: {verdict.value}{verdict.reason and f', {verdict.reason}'}"
        for whom, verdict in verdicts(finding)
    )


def places(finding: Finding) -> str:
    """Header and line before and after, as far as they are known."""
    old, new = finding.old and _place(finding.old), finding.new and _place(finding.new)
    return f"{old} → {new}" if old and new and old != new else new or old or ""


def _place(place: Place) -> str:
    return f"{place.header}:{place.line}" if place.line else place.header


def both_places(finding: Finding) -> list[Place]:
    """Where it was and where it is, once when that is the same."""
    return list(dict.fromkeys(place for place in (finding.old, finding.new) if place))


def place(finding: Finding) -> Place | None:
    """Where a person looks first: on the new side, or where it was."""
    return finding.new or finding.old


def path(place: Place | None) -> str:
    """The file of a place: from the root of the work tree where that is known."""
    return place.path or place.header if place else NOWHERE


def record(finding: Finding) -> str:
    """The key or name that a finding's subject belongs to, without a member."""
    return parted(finding.subject)[0]


def member(finding: Finding) -> str:
    """The member that a finding's subject is, within its record; empty for the record itself."""
    return parted(finding.subject)[1]


def drawing(finding: Finding, style: Style) -> list[str]:
    """The bytes of its record before and after, as far as there is something to see."""
    picture = finding.picture
    return bytebar.draw(picture, style, member(finding)) if picture else []


def drawn(finding: Finding, width: int) -> str:
    """`drawing` as one text, without colour."""
    return "\n".join(drawing(finding, Style(width=width)))


def on_targets(finding: Finding, report: Report) -> str:
    """The targets of a finding in a few words."""
    own = finding.targets
    if _is_everywhere(finding, report):
        return "all targets"
    return ", ".join(own) if len(own) <= 4 else f"{', '.join(own[:3])} and {len(own) - 3} more"


def _is_everywhere(finding: Finding, report: Report) -> bool:
    return len(finding.targets) > 1 and set(finding.targets) == set(report.targets)


def also(finding: Finding) -> list[str]:
    """The other subjects of a change; members of the same record by their names only."""
    start = f"{record(finding)}."
    return [name.removeprefix(start) for name in finding.also]


def carried(finding: Finding) -> list[str]:
    """What follows from a change, as ``struct kvm_run 8 → 16``."""
    return [f"{c.name} {c.old or 'nothing'} → {c.new or 'nothing'}" for c in finding.carries]


def line(finding: Finding, report: Report) -> str:
    """The whole finding in a line, for where there is only a line."""
    where = "" if _is_everywhere(finding, report) else on_targets(finding, report)
    return f"{finding.subject}{where and f' [{where}]'}: {finding.message}"


def identities(found: Sequence[Finding]) -> Iterator[str]:
    """An identity for each, told apart by number where rule and subject are equal."""
    seen: Counter[str] = Counter()
    for finding in found:
        own = finding.identity
        number = seen[own]
        seen[own] += 1
        yield hashlib.sha256(f"{own}\0{number}".encode()).hexdigest() if number else own


# All findings of a report


def serious(report: Report) -> list[Finding]:
    """What breaks or has to be decided."""
    return [finding for finding in report.findings if finding.severity != "note"]


def notes(report: Report) -> list[Finding]:
    """Facts worth knowing."""
    return [finding for finding in report.findings if finding.severity == "note"]


def groups(found: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Neighbours about the same record or name, together."""
    for _, group in itertools.groupby(found, key=record):
        yield list(group)


def by_rule(found: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings of each rule, most first."""
    rules: dict[str, list[Finding]] = {}
    for finding in found:
        rules.setdefault(finding.rule, []).append(finding)
    return sorted(rules.items(), key=lambda item: (-len(item[1]), item[0]))


def counted(found: Iterable[Finding]) -> str:
    """How many of each rule: ``1,204 names-added, 3 hole-named``."""
    return ", ".join(f"{len(own):,} {rule}" for rule, own in by_rule(found))


def suppressed_by(suppressed: Iterable[Suppressed]) -> str:
    """How many each place suppresses: ``1 by linux/kvm.h:7, 3 by uapi.toml``."""
    where = Counter(entry.where for entry in suppressed)
    return ", ".join(f"{count:,} by {name}" for name, count in sorted(where.items()))


def worst(report: Report) -> Severity:
    """How bad the worst finding is; a note where there is none. What could not be judged is never
    good: it is as bad as a warning."""
    severities = {finding.severity for finding in report.findings}
    severities |= {"warning" for d in report.diagnostics if d.level == "error"}
    return next((s for s in ("error", "warning") if s in severities), "note")


def answer(report: Report) -> str:
    """The verdict with its sign."""
    sign, _ = SIGNS[worst(report)]
    return f"{sign} {report.answer[0] if report.answer else 'nothing to report'}"


def some(names: Sequence[str], width: int, lines: int = 2) -> str:
    """As many names as fit into lines of a width, then how many more there are; at least one."""
    best = ""
    for count in range(1, len(names) + 1):
        rest = len(names) - count
        text = ", ".join(names[:count]) + (f" and {rest:,} more" if rest else "")
        if best and len(textwrap.wrap(text, width)) > lines:
            break
        best = text
    return best
