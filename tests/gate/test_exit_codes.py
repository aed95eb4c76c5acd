"""0 nothing to report, 1 findings, 2 could not run, 3 could not be judged."""

from __future__ import annotations

import pytest

from tests.gate.conftest import MOVED

SAFE = "struct s { unsigned int a, b; };\n"
UNREAD = "struct t { unknown_t a; };\n"


def only_line(err):
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


def test_nothing_changed(place):
    place.headers(SAFE, SAFE)
    done = place.uapi("check", "old", "new")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("✓ nothing changed ")


def test_comments_and_white_space_are_no_change(place):
    place.headers(SAFE, f"/* new words */\n\n{SAFE}".replace(" a, b", "\n\ta,\tb"))
    assert place.check().code == 0


def test_what_is_safe_is_0(place):
    place.headers(SAFE, f"{SAFE}#define NEW 1\n")
    done = place.check()
    assert done.code == 0
    assert done.report["summary"]["safe"] > 0


def test_a_break_is_1(moved):
    done = moved.check()
    assert done.code == 1
    assert ("error", "member-moved", "struct s.b", ["i386"]) in done.found()


def test_a_break_on_another_target_is_0(moved):
    assert moved.uapi("check", "old", "new", "-t", "x86_64", "--no-design").code == 0


@pytest.mark.parametrize(
    ("limit", "code"), [("note", 1), ("warning", 0), ("error", 0), ("never", 0)]
)
def test_fail_on_a_note(place, limit, code):
    place.headers(SAFE, f"{SAFE}#define NEW 1\n")
    assert place.check("--fail-on", limit).code == code


def test_fail_on_never(moved):
    assert moved.check("--fail-on", "never").code == 0


def test_what_could_not_be_judged_is_3(place):
    place.headers(SAFE, SAFE + UNREAD)
    done = place.check()
    assert done.code == 3
    (unread,) = [d for d in done.report["diagnostics"] if d["level"] == "error"]
    assert (unread["header"], unread["line"]) == ("linux/x.h", 2)
    assert place.check("--allow-unjudged").code == 0


def test_a_break_counts_more_than_what_could_not_be_judged(place):
    place.headers(MOVED[0], MOVED[1] + UNREAD)
    assert place.check().code == 1
    assert place.check("--fail-on", "never").code == 3


def test_what_could_not_be_read_and_did_not_change_is_no_matter(place):
    place.headers(UNREAD + SAFE, f"{UNREAD}\n/* more */\n{SAFE}")
    assert place.check().code == 0


def test_a_removed_header_is_judged(place):
    place.headers(SAFE, SAFE)
    place.write("old/linux/gone.h", "struct gone { int a; };\n")
    done = place.check()
    assert done.code == 1
    assert any("gone" in subject for _, _, subject, _ in done.found())
    assert place.check("--only", "linux/gone.h").code == 1
    assert place.check("--only", "linux/x.h").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "old"], "old: no such"),
        (["check", "old", "new", "--base", "x"], "three sources"),
        (["check"], "no git repository"),
        (["check", "old", "nowhere"], "nowhere"),
        (["check", "old", "new", "--only", "linux/y.h"], "did you mean 'linux/x.h'?"),
        (["check", "old", "new", "--only", "x.h"], "did you mean 'linux/x.h'?"),
        (["check", "old", "new", "--only", "zzz"], "as a program includes it"),
        (["check", "old", "new", "-t", "i387"], "did you mean i386"),
        (["check", "old", "new", "--profile", "loose"], "invalid choice"),
        (["check", "old", "new", "--config", "none.toml"], "none.toml: cannot be read"),
        (["check", "old", "new", "--baseline", "none.json"], "none.json: no such file"),
        (["check", "old", "new", "-o", "nowhere/x"], "nowhere/x: cannot be written"),
        (["diff", "old", "new", "--only", "linux/y.h"], "did you mean 'linux/x.h'?"),
        (["lint", "old", "--only", "linux/y.h"], "did you mean 'linux/x.h'?"),
        (["lint", "nowhere"], "nowhere"),
        (["explain", "member-move"], "did you mean 'member-moved'?"),
        (["explain", "qqqq"], "see 'uapi rules'"),
        (["explain", "F-000000"], "run 'uapi check'"),
        (["baseline", "check", "old", "new"], "uapi baseline create"),
        (["baseline", "create", "old", "new", "--until", "soon"], "2027-01-31"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_2(place, arguments, says):
    place.headers(SAFE, SAFE)
    if arguments == ["check", "old"]:
        (place.root / "old" / "linux" / "x.h").rename(place.root / "new" / "linux" / "y.h")
        (place.root / "old" / "linux").rmdir()
        (place.root / "old").rmdir()
    done = place.uapi(*arguments, XDG_CACHE_HOME=str(place.root / "cache"))
    assert done.code == 2
    assert says in only_line(done.err)
    assert done.out == ""


def test_only_takes_the_path_in_a_kernel(moved):
    assert moved.check("--only", "include/uapi/linux/x.h").code == 1
    assert moved.check("--only", "linux/*.h").code == 1


def test_a_terminal_of_ascii(moved):
    done = moved.uapi("check", "old", "new", "-t", "i386", "--ascii")
    assert done.code == 1
    assert done.out.isascii()
    assert max(map(len, done.out.split("\n"))) <= 80
