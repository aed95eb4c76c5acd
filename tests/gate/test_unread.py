"""What cannot be read is never green, never removed, and whatever the files are called."""

from __future__ import annotations

import json

import pytest

from reports.cli.main import main

S = "struct s { int a; };\n"
T = "struct t { int b; };\n"
X = "#define X 1\n"
USES = (
    "#include <linux/ioctl.h>\n#define GET _IOR('t', 1, struct t)\n"
    "#define SIZE sizeof(struct t)\n#define NEXT (E + 1)\n"
)

CUT = {
    "a brace is missing at the end": (S + T, S + "struct t { int b;\n"),
    "a brace is missing at the start": (S + T + X, "struct s { int a;\n" + T + X),
    "a semicolon is missing": (S + T, S.replace(";\n", "\n") + T),
    "an attribute is not closed": (S + T, S + "struct t { int b; } __attribute__((packed);\n"),
    "a bracket too many": (S, S + "};\n"),
    "an unknown type": (S + T, S + "struct t { nowhere_t b; };\n"),
    "a type of C that has no layout here": (S + T, S + "struct t { int b; _Fract c; };\n"),
    "an unknown bound": (S + T, S + "struct t { int b[NOWHERE]; };\n"),
    "a typedef": ("typedef int t_t;\n", "typedef nowhere_t t_t;\n"),
    "a function": ("int f(int a);\n", "int f(nowhere_t a);\n"),
    "a variable": ("extern int v;\n", "extern nowhere_t v;\n"),
    "what is no declaration": (S, S + "nothing(known) @ 7;\n"),
    "a condition without an end": (S + T + X, f"{S}#ifdef NOWHERE\n{T}{X}"),
    "a condition that cannot be decided": (
        "struct s { int a, b; };\n",
        "struct s { int a\n#if NOWHERE(1)\n, b\n#endif\n; };\n",
    ),
    "a comment without an end": (S + T + X, f"{S}/* {T}{X}"),
    "headers that include each other": (S, f'#include "x.h"\n{S}'),
    "an include that is not there": (S, f"#include <linux/nowhere.h>\n{S}"),
    "constants of what is cut off": (
        f"{S}{USES}struct t {{ int b; }};\nenum e {{ E = 3 }};\n",
        f"{S}{USES}struct t {{ int b;\nenum e {{ E = 3 }};\n",
    ),
    "constants of what is not understood": (
        f"{S}{USES}struct t {{ int b; }};\nenum e {{ E = 3 }};\n",
        f"{S}{USES}struct t {{ nowhere_t b; }};\nenum e {{ E = 3 }};\n",
    ),
    "on one target": (
        S + T,
        f"{S}#ifdef __i386__\nstruct t {{ nowhere_t b; }};\n#else\n{T}#endif\n",
    ),
}


def new(place, name, text):
    place.write(name, text)
    return str(place.root / name)


def run(*arguments):
    return main([*arguments, "--quiet"])


@pytest.fixture
def found(capsys):
    """Runs check; its exit code, rules that spoke, and what could not be judged."""

    def check(*arguments):
        capsys.readouterr()
        code = run("check", *arguments, "-t", "x86_64,i386", "-f", "json", "--no-design")
        report = json.loads(capsys.readouterr().out)
        unread = [d["message"] for d in report["diagnostics"] if d["level"] == "error"]
        return code, {(f["rule"], f["subject"]) for f in report["findings"]}, unread

    return check


@pytest.mark.parametrize("names", [("x.h", "x.h"), ("a.h", "b.h")], ids=["same", "other names"])
@pytest.mark.parametrize("what", CUT)
def test_losing_sight_is_neither_a_removal_nor_nothing(place, found, what, names):
    before, after = CUT[what]
    old, later = (
        new(place, f"{side}/linux/{name}", text)
        for side, name, text in zip(("o", "n"), names, (before, after), strict=True)
    )
    code, findings, unread = found(old, later)
    assert (code, bool(unread)) == (3, True)
    assert not any("removed" in rule or "lost" in rule for rule, _ in findings)
    assert run("diff", old, later, "-t", "x86_64,i386") == 3
    assert found(later, old)[0] == 3  # what could not be read before is not new
    assert found(later, later)[0] == 0
    assert run("diff", later, later, "-t", "x86_64,i386") == 0


@pytest.mark.parametrize("what", CUT)
def test_every_command_says_3(place, what):
    path = new(place, "n/linux/x.h", S + "struct more { int m; };\n" + CUT[what][1])
    for command in (["lint"], ["snapshot"], ["gen", "python"], ["compare", path]):
        assert run(*command, path, "-t", "x86_64,i386", "-o", str(place.root / "out")) == 3 or (
            command == ["snapshot"] and run("snapshot", path, "-t", "i386") == 3
        ), command
    assert run("show", path, "-t", "x86_64,i386", "-o", str(place.root / "out")) == 3


def test_an_enumerator_without_a_value(place, found):
    """Its name is there and cannot be used: that is judged, and never safe."""
    old = new(place, "o/x.h", "enum e { A = 1, B };\n")
    later = new(place, "n/x.h", "enum e { A = 1, B = sizeof(nowhere_t) };\n")
    assert found(old, later)[0] == 1
    assert run("diff", old, later) == 3
    assert run("lint", later) == run("snapshot", later) == run("show", later) == 3


def test_of_whole_trees(place, found):
    for side, text in zip(("o", "n"), CUT["a brace is missing at the end"], strict=True):
        new(place, f"{side}/linux/x.h", text)
        new(place, f"{side}/linux/y.h", "struct y { int a; };\n")
    old, later = str(place.root / "o"), str(place.root / "n")
    assert found(old, later)[:2] == (3, set())
    assert found(old, later, "--only", "linux/y.h") == (0, set(), [])
    assert run("diff", old, later, "--only", "linux/y.h") == 0
    assert run("check", old, later, "--allow-unjudged") == 0


def test_what_is_cut_off_goes_on_into_what_is_included(place, found):
    """The header behind an include inside of what has no end is not read, either."""
    for side, end in (("o", "int b; };\n"), ("n", "int b;\n")):
        new(place, f"{side}/linux/x.h", f"struct t {{ {end}#include <linux/y.h>\n")
        new(place, f"{side}/linux/y.h", "struct y { int a; };\n")
    code, findings, _ = found(str(place.root / "o/linux/x.h"), str(place.root / "n/linux/x.h"))
    assert (code, findings) == (3, set())


def test_an_include_that_got_lost_takes_nothing_away(place, found):
    old = new(place, "o/linux/x.h", f"#include <linux/y.h>\n{S}")
    new(place, "o/linux/y.h", T)
    later = new(place, "n/linux/x.h", f"#include <linux/y.h>\n{S}")
    assert found(old, later)[:2] == (3, set())
    code, findings, _ = found(str(place.root / "o"), str(place.root / "n"))
    assert code == 1  # of a whole tree, the header is gone
    assert ("header-removed", "linux/y.h") in findings


def test_a_break_counts_more(place, found):
    old = new(place, "o/a.h", "struct s { int a; int b; };\n" + T)
    later = new(place, "n/b.h", "struct s { int b; int a; };\nstruct t { int b;\n")
    code, findings, unread = found(old, later)
    assert code == 1
    assert unread
    assert ("name-removed", "struct t") not in findings
    assert run("diff", old, later) == 1


def test_what_is_gone_is_gone_beside_what_is_unread(place, found):
    later = new(place, "n/b.h", "struct u { int b;\n")
    code, findings, unread = found(new(place, "o/a.h", S), later)
    assert code == 1
    assert ("name-removed", "struct s") in findings
    assert unread


def test_an_error_directive_is_no_way_to_read_on(place):
    path = new(place, "n/linux/x.h", f'#error "not here"\n{S}')
    for command in ("show", "lint", "snapshot", "verify"):
        assert run(command, path, "-o", str(place.root / "out")) == 3, command


def test_the_sign_of_what_is_not_judged_is_not_green(place, capsys):
    old, later = new(place, "o/a.h", S), new(place, "n/b.h", S + "struct t { int b;\n")
    assert run("check", old, later) == 3
    assert capsys.readouterr().out.startswith("! 1 not judged")
    assert run("diff", old, later) == 3
    assert capsys.readouterr().out.startswith("no difference in what could be read; 1 could not")
    assert run("compare", old, later) == 3
    assert "They declare the same" not in capsys.readouterr().out


def test_a_name_that_is_asked_for(place, capsys):
    path = new(place, "x.h", f"{S}struct t {{ nowhere_t b; }};\nstruct u {{ int c;\n")
    assert run("show", path, "s") == 0
    assert run("show", path, "t") == run("show", path, "t", "-f", "json") == 3
    assert main(["show", path, "u"]) == 3
    assert "u: stands in what could not be read (x.h:3: " in capsys.readouterr().err
    assert run("show", path, "s*") == 3  # nobody knows what else would match
    constants = new(place, "c.h", f"{X}enum e {{ E }};\nstruct u {{ int c;\n")
    assert run("show", constants, "X*") == run("show", constants, "E*") == 3
    assert run("show", constants, "X") == run("show", constants, "E") == 0
    out = str(place.root / "b.py")
    assert run("gen", "python", path, "--type", "s", "-o", out) == 0
    assert run("gen", "python", path, "--type", "t", "-o", out) == 3
    assert run("gen", "python", path, "-o", out) == 3


def test_snapshots_of_several_targets(place):
    path = new(place, "n/x.h", CUT["on one target"][1])
    into = str(place.root / "snapshots")
    assert run("snapshot", path, "-t", "x86_64,arm64", "-o", into) == 0
    assert run("snapshot", path, "-t", "x86_64,i386", "-o", into) == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (S, 0),
        (S + "struct t { int b;\n", 3),
        (S + "struct t { _Complex int c; };\n", 1),
        (f'#error "x"\n{S}', 3),
    ],
    ids=["read", "cut off", "missing", "#error"],
)
def test_verify(place, text, code, clang, gcc):
    path = new(place, "n/x.h", text)
    out = ("-t", "x86_64", "-o", str(place.root / "out"))
    assert run("verify", path, *out) == code


def test_what_no_command_can_open_is_2(place, capsys):
    path = place.root / "x.h"
    path.write_bytes(b"struct s { int a; };\0\n")
    (place.root / "nothing").mkdir()
    for name in (str(path), str(place.root / "nothing")):
        for command in (["show"], ["lint"], ["snapshot"], ["gen", "python"], ["check", name]):
            assert main([*command, name]) == 2
            assert capsys.readouterr().err.count("\n") == 1
