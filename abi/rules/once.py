"""Advice that is the same on several targets, told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from abi.rules.finding import Finding
from abi.rules.policy import ORDER


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """What design rules say of a subject on several targets as one finding each, as severe as the
    worst. Where they say it in other words on some targets, the words are given with these."""
    same: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        apart = () if finding.verdicts is None else (finding,)
        same.setdefault((finding.rule, finding.subject, *apart), []).append(finding)
    return [_joined(group) if len(group) > 1 else group[0] for group in same.values()]


def _joined(group: Sequence[Finding]) -> Finding:
    worst = min(group, key=lambda finding: ORDER.index(finding.severity))
    words: dict[str, list[str]] = {}
    for finding in group:
        words.setdefault(finding.message, []).extend(finding.targets)
    given = [f"{message} ({', '.join(own)})" for message, own in words.items()]
    targets = tuple(dict.fromkeys(name for own in words.values() for name in own))
    message = "; ".join(given) if len(given) > 1 else worst.message
    return msgspec.structs.replace(worst, targets=targets, message=message)
