"""The JSON of a case's report, and its tables by id."""

from __future__ import annotations

import json
from typing import Any


def report_of(uapi: Any, case: str, *options: str) -> dict[str, Any]:
    done = uapi("compare", case, "--format", "json", *options)
    assert (done.code, done.err) == (0, "")
    report: dict[str, Any] = json.loads(done.out)
    return report


def table(report: dict[str, Any], name: str) -> dict[str, Any]:
    found = [b for s in report["sections"] for b in s["blocks"] if b.get("id") == name]
    assert len(found) == 1, name
    block: dict[str, Any] = found[0]
    return block


def rows(report: dict[str, Any], name: str) -> list[list[str]]:
    """The texts of a table, marks of code left out."""
    return [[cell["text"].replace("`", "") for cell in row] for row in table(report, name)["rows"]]


def by_first(report: dict[str, Any], name: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in rows(report, name)}
