"""The findings of the last run in a directory, for ``uapi explain F-…``."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os

import msgspec

from abi.diagnostic import UapiError
from abi.rules.finding import Finding
from headers.cache import Cache
from reports.cli.options import cache_of
from reports.report import Report

_KIND = "reports"
_KEPT = 5000


def remember(report: Report, arguments: argparse.Namespace) -> None:
    """Keep the findings, those that were decided about too."""
    every = [*report.findings, *(entry.finding for entry in report.suppressed)]
    with contextlib.suppress(OSError):  # the directory is gone
        cache_of(arguments).put(_KIND, _key(), every[:_KEPT])


def recall(name: str) -> list[Finding]:
    """The findings with a name: one, or some that are the same but for their targets.

    Raises:
        UapiError: there is none.
    """
    decoder = msgspec.msgpack.Decoder(list[Finding])
    kept = Cache().get(_KIND, _key(), decoder)
    if kept is None:
        raise UapiError(f"{name}: no check of this directory is remembered; run 'uapi check' here")
    found = [finding for finding in kept if finding.id == name]
    if not found:
        raise UapiError(f"{name}: the last check of this directory has no such finding")
    return found


def _key() -> str:
    return hashlib.sha256(os.fsencode(os.getcwd())).hexdigest()
