"""``uapi.toml``: what it may say, what it means, and that its schema says the same."""

from __future__ import annotations

import datetime
import json
import os
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest

from abi.diagnostic import UapiError
from reports.cli.config import Config, find, read
from tests.gate.conftest import MOVED

SCHEMA = Path(__file__).parents[2] / "reports" / "schemas" / "config.schema.json"

GOOD = """
[check]
profile = "strict"
fail-on = "warning"
target = ["x86_64", "i386", "64bit"]
source = "include/uapi"
base = "origin/main"
only = ["linux/kvm*.h"]
baseline = "abi/baseline.json"
design = "off"
cxx = true
allow-unjudged = true

[rules]
member-moved = "error"
names-added = "off"

[[paths]]
headers = ["drm/*"]
profile = "binary"
rules = { record-grown = "note" }

[[conventions]]
way = "argument"
headers = ["linux/x.h"]
names = ["struct x_*"]
reason = "the call takes the size"
source = "Documentation/x.rst"

[[allow]]
rule = "member-moved"
name = "struct s.*"
target = ["i386"]
reason = "nobody has it"
until = 2027-01-31
"""

BAD = [
    ('profile = "strict"', "unknown key 'profile'; it belongs below [check]"),
    ("[chek]\n", "unknown key 'chek'; did you mean 'check'?"),
    ('[check]\nprofil = "strict"', "check: unknown key 'profil'; did you mean 'profile'?"),
    ("[check]\nzzz = 1", "check: unknown key 'zzz'; known are profile, fail-on, target"),
    ('[check]\nprofile = "loose"', "check.profile: 'loose' is none of binary, source, strict"),
    ('[check]\nfail-on = "all"', "check.fail-on: 'all' is none of error, warning, note, never"),
    ('[check]\ntarget = "i386"', 'check.target: this has to be a list such as ["…"], not a string'),
    ('[check]\ntarget = ["i387"]', "[check]: unknown target 'i387'; did you mean i386"),
    (
        "[check]\nallow-unjudged = 1",
        "check.allow-unjudged: this has to be true or false, not a number",
    ),
    ("check = 1", "check: this has to be a table, not a number"),
    ('[rules]\nmember-move = "off"', "[rules]: there is no rule 'member-move'; did you mean"),
    (
        '[rules]\nmember-moved = "of"',
        "rules: member-moved: 'of' is none of error, warning, note, off",
    ),
    ("[rules]\nmember-moved = 1", "rules: this has to be"),
    ('[[paths]]\nrules = { x = "off" }', "[[paths]] number 1: 'headers' is missing"),
    ('[[paths]]\nheaders = ["a"]\nheader = 1', "[[paths]] number 1: unknown key 'header'; did you"),
    (
        '[[paths]]\nheaders = ["a"]\nrules = { x = "off" }',
        "[[paths]] number 1: there is no rule 'x'",
    ),
    (
        '[[paths]]\nheaders = ["a"]\nprofile = "x"',
        "[[paths]] number 1, profile: 'x' is none of binary, source, strict",
    ),
    (
        '[[conventions]]\nway = "size"\nheaders = ["a"]\nreason = "r"',
        "[[conventions]] number 1, way: 'size' is none of number, argument, member",
    ),
    ('[[allow]]\nrule = "member-moved"\nname = "a"', "[[allow]] number 1: 'reason' is missing"),
    (
        '[[allow]]\nrule = "member-moved"\nname = "a"\nreason = " "',
        "[[allow]] number 1: the reason is empty",
    ),
    (
        '[[allow]]\nrule = "member-moved"\nname = ""\nreason = "r"',
        "[[allow]] number 1: the name is empty",
    ),
    ('[[allow]]\nrule = "moved"\nname = "a"\nreason = "r"', "[[allow]] number 1: there is no rule"),
    (
        '[[allow]]\nrule = "suppression-unused"\nname = "a"\nreason = "r"',
        "[[allow]] number 1: suppression-unused cannot be allowed",
    ),
    (
        '[[allow]]\nrule = "member-moved"\nname = "a"\nreason = "r"\nuntil = "soon"',
        "[[allow]] number 1, until: this has to be a day such as 2027-01-31",
    ),
    (
        '[[allow]]\nrule = "member-moved"\nname = "a"\nreason = "r"\nuntil = 5',
        "[[allow]] number 1, until: this has to be a day such as 2027-01-31, not a number",
    ),
    (
        '[[allow]]\nrule = "member-moved"\nname = "a"\nreason = "r"\ntarget = ["i387"]',
        "[[allow]] number 1: unknown target 'i387'",
    ),
    (
        '[[allow]]\nrule = "member-moved"\nname = "a"\nreason = "r"\n'
        '[[allow]]\nrule = "member-moved"\nname = "a"\nreason = "r"\nuntill = 1',
        "[[allow]] number 2: unknown key 'untill'; did you mean 'until'?",
    ),
    ("[check", "is no TOML"),
]
NOT_OF_THE_SCHEMA = ("there is no rule", "unknown target", "is empty", "cannot be", "is no TOML")


def written(tmp_path, text):
    path = tmp_path / "uapi.toml"
    path.write_text(text)
    return path


def validator():
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text()))
    checker = jsonschema.FormatChecker()
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()), format_checker=checker)


def plain(value):
    """TOML's days as JSON Schema sees them."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def test_good(tmp_path):
    project = read(written(tmp_path, GOOD))
    assert project.check.fail_on == "warning"
    (allow,) = project.allows()
    assert (allow.targets, allow.until, allow.place.line) == (("i386",), "2027-01-31", 30)
    validator().validate(plain(tomllib.loads(GOOD)))


@pytest.mark.parametrize(("text", "says"), BAD, ids=[says[:40] for _, says in BAD])
def test_bad(tmp_path, text, says):
    path = written(tmp_path, text)
    with pytest.raises(UapiError) as error:
        read(path)
    assert str(error.value).startswith(f"{path}: ")
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    if not any(words in says for words in NOT_OF_THE_SCHEMA):
        assert list(validator().iter_errors(plain(tomllib.loads(text))))


def test_the_schema_is_that_of_the_values():
    """``UAPI_UPDATE_GOLDEN=1`` writes it anew."""
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "uapi.toml",
        **msgspec.json.schema(Config),
    }
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UAPI_UPDATE_GOLDEN"):
        SCHEMA.write_text(text)
    assert SCHEMA.read_text() == text


def test_not_text(tmp_path):
    path = tmp_path / "uapi.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UapiError, match="is no TOML"):
        read(path)


def test_found_up_to_the_top_of_the_repository(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    written(tmp_path, "")
    assert find(tmp_path / "a" / "b") == tmp_path / "uapi.toml"
    (tmp_path / "a" / ".git").mkdir()
    assert find(tmp_path / "a" / "b") is None


# What it means to a check


def with_config(place, text):
    place.write("uapi.toml", text)
    return place.check()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 1),
        ('[check]\nfail-on = "never"', 0),
        ('[check]\nonly = ["linux/x.h"]', 1),
        ('[rules]\nmember-moved = "warning"', 0),
        ('[rules]\nmember-moved = "off"', 0),
        ('[[paths]]\nheaders = ["linux/*"]\nrules = { member-moved = "note" }', 0),
        ('[[paths]]\nheaders = ["drm/*"]\nrules = { member-moved = "note" }', 1),
        ('[[allow]]\nrule = "member-moved"\nname = "struct s.b"\nreason = "r"', 0),
        ('[[allow]]\nrule = "member-moved"\nname = "struct s.*"\nreason = "r"', 0),
        ('[[allow]]\nrule = "member-moved"\nname = "*"\nreason = "r"\ntarget = ["32bit"]', 0),
        ('[[allow]]\nrule = "member-moved"\nname = "*"\nreason = "r"\ntarget = ["arm"]', 1),
        ('[[allow]]\nrule = "member-moved"\nname = "*"\nreason = "r"\nuntil = 2020-01-31', 1),
        ('[[allow]]\nrule = "member-moved"\nname = "*"\nreason = "r"\nuntil = 2999-01-31', 0),
    ],
)
def test_meaning(moved, text, code):
    assert with_config(moved, text).code == code


def test_a_header_that_there_is_not(moved):
    done = with_config(moved, '[check]\nonly = ["linux/y.h"]')
    assert done.code == 2
    assert "linux/y.h: no such header" in done.err


def test_targets_unless_the_command_line_names_some(place):
    place.headers(*MOVED)
    place.write("uapi.toml", '[check]\ntarget = ["i386"]')
    assert place.uapi("check", "old", "new", "--no-design").code == 1
    assert place.uapi("check", "old", "new", "--no-design", "-t", "x86_64").code == 0


def test_the_profile(place):
    place.headers("struct s { int a; };\n#define GONE 1\n", "struct s { int a; };\n")
    assert with_config(place, '[check]\nprofile = "binary"').code == 0
    assert with_config(place, "").code == 1
    binary = '[check]\nprofile = "strict"\n[[paths]]\nheaders = ["linux/x.h"]\nprofile = "binary"'
    assert with_config(place, binary).code == 0


def test_a_convention_changes_a_verdict(place):
    place.headers("struct s { int a; };\n", "struct s { int a; int b; };\n")

    def grown(text):
        (found,) = [f for f in with_config(place, text).report["findings"] if "grown" in f["rule"]]
        return found["severity"], found["verdicts"]["old_program_new_kernel"]

    assert grown("")[0] == "warning"
    convention = '[[conventions]]\nway = "{}"\nheaders = ["linux/*"]\nreason = "udata has a length"'
    severity, verdict = grown(convention.format("argument"))
    assert (severity, verdict) == ("note", {"value": "safe", "reason": "udata has a length"})
    assert grown(convention.format("fixed"))[0] == "error"
    assert grown(convention.format("argument") + '\nnames = ["struct t"]')[0] == "warning"


def test_paths_are_relative_to_the_file(place):
    place.write("inc/linux/x.h", MOVED[0])
    place.write("sub/file", "")
    place.git("init", "-q")
    place.git("add", "-A")
    place.git("commit", "-qm", "first")
    place.write("inc/linux/x.h", MOVED[1])
    place.write("uapi.toml", '[check]\nsource = "inc"\nbaseline = "sub/b.json"\ntarget = ["i386"]')
    made = place.uapi("baseline", "create", "--reason", "why", "--base", "main", cwd="sub")
    assert (made.code, (place.root / "sub" / "b.json").is_file()) == (0, True)
    for folder in (".", "sub", "inc/linux"):
        done = place.uapi("check", "-f", "json", "--base", "main", "--no-design", cwd=folder)
        assert (done.code, done.report["summary"]["suppressed"]) == (0, 1)
