"""The report of a gate: the verdict, then findings, the worst first."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from abi.diagnostic import Diagnostic
from abi.rules.finding import Finding, Suppressed
from reports.report import Report, Source


class Scope(msgspec.Struct, frozen=True):
    """What was looked at."""

    sources: tuple[Source, ...]
    targets: tuple[str, ...]
    headers: int
    """Headers of the newest source."""
    is_same: bool = False
    """Whether there is nothing to judge at all."""

    @property
    def title(self) -> str:
        names = " → ".join(source.spec for source in self.sources)
        count = len(self.targets)
        targets = self.targets[0] if count == 1 else f"{count} targets"
        return f"{names}, {self.headers:,} header{'s'[: self.headers != 1]}, {targets}"


def build(
    command: str,
    scope: Scope,
    findings: Sequence[Finding],
    suppressed: Sequence[Suppressed],
    unread: Sequence[Diagnostic],
) -> Report:
    """A complete report; `findings` have their severities and their order."""
    answer = verdict(findings, unread, is_change=command != "lint", is_same=scope.is_same)
    return Report(
        command, scope.title, "", (answer,), scope.targets, scope.sources, (),
        tuple(findings), tuple(suppressed), tuple(unread),
    )  # fmt: skip


def verdict(
    findings: Sequence[Finding],
    unread: Sequence[Diagnostic],
    *,
    is_change: bool = True,
    is_same: bool = False,
) -> str:
    """The answer in one line: ``1 break, 2 to decide, 14 safe``."""
    count = dict.fromkeys(("error", "warning", "note"), 0)
    for finding in findings:
        count[finding.severity] += 1
    words = ("break", "to decide", "safe") if is_change else ("error", "warning", "note")
    parts = [_number(n, word) for n, word in zip(count.values(), words, strict=True) if n]
    nothing = "nothing changed" if is_change and is_same else "nothing to report"
    if unread:
        parts.append(f"{len(unread):,} not judged")
    return ", ".join(parts) or nothing


def _number(count: int, word: str) -> str:
    plural = count != 1 and word not in ("to decide", "safe")
    return f"{count:,} {word}{'s' if plural else ''}"
