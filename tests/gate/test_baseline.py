"""``uapi baseline``: what it keeps makes a check green, and no more."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from abi.rules.finding import Finding
from reports.cli.baseline_file import Baseline, Entry, entry, read, text
from tests.gate.conftest import MOVED

SCHEMA = Path(__file__).parents[2] / "reports" / "schemas" / "baseline.schema.json"
ARGUMENTS = ("old", "new", "-t", "x86_64,i386", "--no-design")
BROKEN = MOVED[1] + "struct t { unsigned long long c; };\n"
"""More than `MOVED`: a member of another record became wider."""
WIDE = ("struct t { unsigned int c; };\n", "struct t { unsigned long long c; };\n")


def baseline(place, action, *more):
    return place.uapi("baseline", action, *ARGUMENTS, *more)


def entries(place):
    return json.loads((place.root / "uapi-baseline.json").read_text())["entries"]


@pytest.fixture
def kept(place):
    """A place with a baseline."""
    place.headers(MOVED[0] + WIDE[0], MOVED[1] + WIDE[0])
    assert baseline(place, "create", "--reason", "as released").code == 0
    return place


def test_create_then_check_is_green(kept):
    assert [(e["rule"], e["name"], e["targets"]) for e in entries(kept)] == [
        ("member-moved", "struct s.b", ["i386"])
    ]
    done = kept.check()
    assert (done.code, done.serious()) == (0, [])
    (suppressed,) = done.report["suppressed"]
    assert (suppressed["where"], suppressed["reason"]) == ("uapi-baseline.json", "as released")
    assert baseline(kept, "check").code == 0


def test_a_new_break_is_red(kept):
    kept.headers(MOVED[0] + WIDE[0], MOVED[1] + WIDE[1])
    done = kept.check()
    assert done.code == 1
    assert {subject for _, subject in done.serious()} == {"struct t.c"}
    check = baseline(kept, "check")
    assert check.code == 1
    assert "not in it: " in check.err
    assert "struct t.c" in check.err


def test_update_needs_a_reason_and_adds(kept):
    before = entries(kept)
    kept.headers(MOVED[0] + WIDE[0], MOVED[1] + WIDE[1])
    done = baseline(kept, "update")
    assert done.code == 2
    assert "say why with --reason" in done.err
    assert entries(kept) == before
    assert baseline(kept, "update", "--reason", "agreed", "--until", "2999-01-31").code == 0
    assert kept.check().code == 0
    (added,) = [e for e in entries(kept) if e not in before]
    assert (added["reason"], added["until"]) == ("agreed", "2999-01-31")


def test_what_is_not_needed_is_said_and_taken_out(kept):
    kept.headers(MOVED[0] + WIDE[0], MOVED[0] + WIDE[0])
    done = kept.check()
    assert done.serious() == [
        ("suppression-unused", "allow member-moved struct s.b in uapi-baseline.json")
    ]
    assert done.code == 0
    check = baseline(kept, "check")
    assert (check.code, "not needed: member-moved struct s.b" in check.err) == (1, True)
    assert baseline(kept, "update").code == 0
    assert entries(kept) == []


def test_what_was_not_judged_stays(kept):
    before = entries(kept)
    kept.write("new/linux/other.h", "#define OTHER 1\n")
    for more in (("-t", "x86_64"), ("--only", "linux/other.h")):
        assert baseline(kept, "check", *more).code == 0
        assert baseline(kept, "update", *more).code == 0
        assert entries(kept) == before


def test_it_hides_no_other_target(kept):
    assert kept.uapi("check", "old", "new", "-t", "x86_64,i386,m68k", "--no-design").code == 1


def test_a_day_that_is_over(place):
    place.headers(*MOVED)
    yesterday = (datetime.date.today() - datetime.timedelta(1)).isoformat()
    assert baseline(place, "create", "--reason", "r", "--until", yesterday).code == 0
    done = place.check()
    assert done.code == 1
    assert "suppression-expired" in {rule for _, rule, _, _ in done.found()}
    assert baseline(place, "update", "--reason", "again").code == 0
    assert place.check().code == 0


def test_it_is_not_written_over(kept):
    done = baseline(kept, "create", "--reason", "r")
    assert (done.code, "uapi baseline update" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is no baseline"),
        ('{"schema": "x/1", "entries": []}', "is 'x/1'; this uapi reads 'uapi-baseline/1'"),
        ('{"schema": "uapi-baseline/1", "entries": [{"rule": "a"}]}', "is no baseline"),
        ('{"schema": "uapi-baseline/1", "entries": [], "more": 1}', "is no baseline"),
    ],
)
def test_what_is_none(moved, content, says):
    moved.write("uapi-baseline.json", content)
    done = moved.check()
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert says in done.err


def test_an_entry_without_a_reason_hides_nothing(moved):
    broken = Entry("member-moved", "struct s.b", ("i386",), "")
    moved.write("uapi-baseline.json", text([broken]))
    done = moved.check()
    assert done.code == 1
    assert "suppression-invalid" in {rule for _, rule, _, _ in done.found()}


def test_the_file_changes_little_with_little(tmp_path):
    every = [Finding("b", "S", "error", ("i386",), ""), Finding("a", "T", "error", ("arm",), "")]
    written = text(entry(f, "why") for f in every)
    assert written == text(entry(f, "why") for f in reversed(every))
    more = [*every, Finding("a", "U", "error", ("arm",), "")]
    extra = set(text(entry(f, "why") for f in more).split("\n")) - set(written.split("\n"))
    assert len(extra) <= 2
    (tmp_path / "b.json").write_text(written)
    assert text(read(tmp_path / "b.json").entries) == written


def test_targets_of_equal_entries_are_one():
    two = [Entry("r", "S", ("i386",), "why"), Entry("r", "S", ("arm",), "why")]
    assert json.loads(text(two))["entries"] == [
        {"rule": "r", "name": "S", "targets": ["arm", "i386"], "reason": "why"}
    ]


def test_the_schema_is_that_of_the_values():
    """``UAPI_UPDATE_GOLDEN=1`` writes it anew."""
    import os

    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "uapi-baseline/1",
        **msgspec.json.schema(Baseline),
    }
    expected = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UAPI_UPDATE_GOLDEN"):
        SCHEMA.write_text(expected)
    assert SCHEMA.read_text() == expected
    validator = jsonschema.Draft202012Validator(made)
    assert validator.is_valid(json.loads(text([Entry("r", "S", ("i386",), "why")])))
    assert not validator.is_valid({"schema": "uapi-baseline/1", "entries": [{"rule": "r"}]})
