"""What holds on some targets only: each is judged by itself, and what all say is said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from abi.rules.finding import Finding
from reports.compare.subject import names


def merged(found: Iterable[Finding]) -> list[Finding]:
    """Findings that are equal on several targets as one, with all of these."""
    targets: dict[Finding, dict[str, None]] = {}
    for finding in found:
        own = targets.setdefault(replace(finding, targets=()), {})
        own |= dict.fromkeys(finding.targets)
    return [replace(finding, targets=tuple(own)) for finding, own in targets.items()]


class Said(NamedTuple):
    """An answer: what is said of all targets or of the first, and what others say instead."""

    answer: tuple[str, ...]
    further: tuple[str, ...] = ()


def said(whole: Sequence[str], alone: Sequence[Sequence[str]], targets: Sequence[str]) -> Said:
    """An answer for all targets: what is not true of each says where it is.

    `whole` is said of all targets together, the first of which is the one that
    pictures show; `alone` of each by itself.
    """
    if len(targets) < 2:
        return Said(tuple(whole))
    answer = tuple(_on(sentence, alone, targets) for sentence in whole)
    rest = dict.fromkeys(s for own in alone for s in own if s not in whole)
    return Said(answer, tuple(_on(sentence, alone, targets) for sentence in rest))


def _on(sentence: str, alone: Sequence[Sequence[str]], targets: Sequence[str]) -> str:
    """A sentence, with the targets that say so where only some do."""
    where = [target for target, own in zip(targets, alone, strict=True) if sentence in own]
    if len(where) in (0, len(targets)):
        return sentence
    is_word = sentence[1:2].islower()  # no name, such as KVM_RUN
    return f"On {names(where)}: {sentence[0].lower() if is_word else sentence[0]}{sentence[1:]}"
