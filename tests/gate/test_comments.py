"""Comments that decide, from the header to the report."""

from __future__ import annotations

import pytest

from tests.gate.conftest import MOVED

OLD = "struct s {\n\tunsigned int a;\n\tunsigned long long b;\n};\n"
NEW = OLD.replace("a;", "a;\n\tunsigned int pad;")
COMMENT = "/* uapi: allow {} */"


def with_comment(place, words, where="member"):
    comment = COMMENT.format(words)
    if where == "member":
        new = NEW.replace("b;", f"b; {comment}")
    else:
        new = {"before": f"{comment}\n{NEW}", "after": f"{NEW}{comment}\n",
               "above": f"{comment}\n\n{NEW}"}[where]  # fmt: skip
    place.headers(OLD, new)
    done = place.check()
    return done, {rule for _, rule, _, _ in done.found()}


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("member-moved (nobody has it)", "member"),
        ("member-moved (nobody has it)", "before"),
        ("member-moved (nobody has it)", "above"),
        ("member-moved struct s.b (nobody has it)", "after"),
        ("member-moved struct s.* (nobody has it)", "after"),
        ("member-moved [i386] (nobody has it)", "member"),
        ("member-moved until 2999-01-31 (nobody has it)", "member"),
    ],
)
def test_what_hides(place, words, where):
    done, said = with_comment(place, words, where)
    assert (done.code, said & {"member-moved", "suppression-unused"}) == (0, set())
    (suppressed,) = done.report["suppressed"]
    assert suppressed["where"].startswith("linux/x.h:")
    assert suppressed["reason"] == "nobody has it"


@pytest.mark.parametrize(
    ("words", "where", "gate"),
    [
        ("member-moved", "member", "suppression-invalid"),
        ("member-moved ()", "member", "suppression-invalid"),
        ("membr-moved (why)", "member", "suppression-invalid"),
        ("member-moved [i387] (why)", "member", "suppression-invalid"),
        ("member-moved (why)", "after", "suppression-unused"),
        ("record-grown (why)", "member", "suppression-unused"),
        ("member-moved struct t.b (why)", "member", "suppression-unused"),
        ("member-moved [x86_64] (why)", "member", "suppression-unused"),
        ("member-moved until 2020-01-31 (why)", "member", "suppression-expired"),
    ],
)
def test_what_does_not(place, words, where, gate):
    done, said = with_comment(place, words, where)
    assert done.code == 1
    assert said >= {"member-moved", gate}


def test_a_comment_alone_is_looked_at(place):
    place.headers(OLD, OLD.replace("};", "}; /* uapi: allow member-moved (why) */"))
    done = place.check()
    assert (done.code, [rule for _, rule, _, _ in done.found()]) == (0, ["suppression-unused"])
    assert done.report["findings"][0]["new"] == {
        "header": "linux/x.h", "line": 4, "text": "}; /* uapi: allow member-moved (why) */",
        "path": "new/linux/x.h",
    }  # fmt: skip
    assert place.check("--fail-on", "warning").code == 1


def test_a_comment_that_was_there_is_left_alone(place):
    old = OLD.replace("};", "}; /* uapi: allow member-moved (why) */")
    place.headers(old, f"{old}#define NEW 1\n")
    done = place.check()
    assert "suppression-unused" not in {rule for _, rule, _, _ in done.found()}


def test_what_the_gate_says_can_be_turned_off(place):
    place.write("uapi.toml", '[rules]\nsuppression-unused = "off"')
    place.headers(OLD, OLD.replace("};", "}; /* uapi: allow member-moved (why) */"))
    assert place.check().found() == []


def test_a_rule_that_is_off_uses_no_decision(place):
    text = '[rules]\nmember-moved = "off"\n'
    text += '[[allow]]\nrule = "member-moved"\nname = "struct s.b"\nreason = "r"\n'
    place.write("uapi.toml", text)
    place.headers(*MOVED)
    assert {rule for _, rule, _, _ in place.check().found()} <= {"hole-named"}


def test_design_decisions_are_for_the_linter(place):
    place.headers(OLD, f"/* uapi: allow has-flags struct s (old) */\n{OLD}")
    command = ("old", "new", "-t", "i386", "-f", "json")
    assert place.uapi("check", *command).found() == []
    place.write("uapi.toml", '[[allow]]\nrule = "member-moved"\nname = "x"\nreason = "r"')
    done = place.uapi("lint", "new", "-t", "i386", "-f", "json")
    assert "suppression-unused" not in {
        f["rule"] for f in done.report["findings"] if f["new"]["header"] == "uapi.toml"
    }
