"""The baseline: findings that a project lives with, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from abi.diagnostic import UapiError
from abi.rules.finding import Finding
from abi.rules.suppress import Allow

SCHEMA = "uapi-baseline/1"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A finding by its identity: rule, subject and targets."""

    rule: str
    name: str
    targets: tuple[str, ...]
    reason: str
    until: str = ""


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    schema: str
    entries: tuple[Entry, ...]


def read(path: Path) -> Baseline:
    """A baseline from its file.

    Raises:
        UapiError: it cannot be read, or is none.
    """
    try:
        baseline = msgspec.json.decode(path.read_bytes(), type=Baseline)
    except OSError as error:
        raise UapiError(f"{path}: cannot be read: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise UapiError(f"{path}: is no baseline: {error}") from None
    if baseline.schema != SCHEMA:
        raise UapiError(f"{path}: is '{baseline.schema}'; this uapi reads '{SCHEMA}'")
    return baseline


def text(entries: Iterable[Entry]) -> str:
    """A file's content, in an order that makes small differences."""
    ordered = sorted(entries, key=lambda e: (e.rule, e.name, e.targets))
    data = msgspec.json.encode(Baseline(SCHEMA, tuple(ordered)))
    return msgspec.json.format(data).decode() + "\n"


def entry(finding: Finding, reason: str) -> Entry:
    """What a baseline keeps of a finding."""
    return Entry(finding.rule, finding.subject, finding.targets, reason)


def allows(baseline: Baseline, where: str) -> list[Allow]:
    """The entries as decisions; a name is meant literally."""
    return [
        Allow(e.rule, _literal(e.name), e.reason, where, e.targets, e.until)
        for e in baseline.entries
    ]


def _literal(name: str) -> str:
    return name.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
