"""The baseline: findings that a project lives with, each with a reason."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from abi.diagnostic import UapiError
from abi.rules.finding import Finding, Place
from abi.rules.suppress import Allow
from headers.regular import SETTINGS, read_regular

SCHEMA = "uapi-baseline/1"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A finding by its identity, which are rule, name (of its subject) and targets."""

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
        baseline = msgspec.json.decode(read_regular(path, SETTINGS), type=Baseline)
    except FileNotFoundError:
        raise UapiError(f"{path}: no such file; 'uapi baseline create' makes one") from None
    except OSError as error:
        raise UapiError(f"{path}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UapiError(f"{path}: is no baseline: {error}") from None
    if baseline.schema != SCHEMA:
        raise UapiError(f"{path}: is '{baseline.schema}'; this uapi reads '{SCHEMA}'")
    return baseline


def text(entries: Iterable[Entry]) -> str:
    """A file's content: one entry a line, in order, so that little changes with little."""
    ordered = sorted(_merged(entries), key=lambda e: (e.rule, e.name, e.reason, e.until))
    lines = [f"    {msgspec.json.encode(entry).decode()}" for entry in ordered]
    body = "[\n" + ",\n".join(lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "schema": "{SCHEMA}",\n  "entries": {body}\n}}\n'


def _merged(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Entries that differ in their targets only are one."""
    found: dict[tuple[str, str, str, str], set[str]] = {}
    for e in entries:
        found.setdefault((e.rule, e.name, e.reason, e.until), set()).update(e.targets)
    return [
        Entry(rule, name, tuple(sorted(targets)), reason, until)
        for (rule, name, reason, until), targets in found.items()
    ]


def entry(finding: Finding, reason: str, until: str = "") -> Entry:
    """What a baseline keeps of a finding."""
    return Entry(finding.rule, finding.subject, finding.targets, reason, until)


def allow(entry: Entry, path: str) -> Allow:
    """An entry as a decision."""
    name = os.path.basename(path)
    return Allow(
        entry.rule, entry.name, entry.reason, name, Place(name, 0, path=path), entry.targets,
        entry.until, is_literal=True,
    )  # fmt: skip


def allows_in(path: str) -> list[Allow]:
    """The decisions of a baseline; none where there is no such file to be read (empty)."""
    return [allow(entry, path) for entry in read(Path(path)).entries] if path else []
