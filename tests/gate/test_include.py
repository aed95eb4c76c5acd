"""What ``--include`` names is looked into and not judged."""

from __future__ import annotations

import json

import pytest

from abi.header import Header
from reports.cli.main import main

LICENSE = "/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */\n"
TYPES = "typedef unsigned int __u32;\nstruct wart { void *p; long l; };\n#define WART(x) x << 1\n"
CLEAN = "#include <linux/types.h>\nstruct a { __u32 x; };\n"


def guarded(text: str, name: str) -> str:
    return f"{LICENSE}#ifndef _{name}_H\n#define _{name}_H\n{text}#endif\n"


@pytest.fixture
def uapi(tmp_path, monkeypatch, capsys):
    """Writes headers and runs a command on them: its exit code, rules and subjects, and text."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tree/linux").mkdir(parents=True)
    (tmp_path / "tree/linux/types.h").write_text(guarded(TYPES, "TYPES"))

    def run(command: str, headers: dict[str, str], form: str = "json"):
        for name, text in headers.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(guarded(text, path.stem.upper()))
        code = main([*command.split(), "-t", "x86_64", "-f", form, "-q"])
        out = capsys.readouterr().out
        found = json.loads(out)["findings"] if form == "json" else []
        return code, [(f["rule"], f["subject"]) for f in found], out

    return run


@pytest.mark.parametrize("source", ["proposal.h", "own/linux/a.h", "own/a.h"])
def test_a_proposal_that_includes_a_tree_can_pass(uapi, source):
    assert uapi(f"lint {source} -I tree", {source: CLEAN})[:2] == (0, [])


def test_a_directory_is_judged_and_not_what_it_includes(uapi):
    assert uapi("lint own -I tree", {"own/linux/a.h": CLEAN})[:2] == (0, [])
    code, found, _ = uapi(
        "lint own -I tree", {"own/linux/b.h": CLEAN.replace("a { __u32", "b { long")}
    )
    assert (code, found) == (1, [("no-long-member", "struct b.x")])


def test_a_header_is_not_judged_for_the_one_beside_it(uapi):
    headers = {"own/linux/a.h": CLEAN, "own/linux/types.h": TYPES}
    assert uapi("lint own/linux/a.h", headers)[1] == []
    assert uapi("lint own/linux/types.h", headers)[1] != []


def test_what_is_included_no_more_is_no_break_of_its_names(uapi):
    headers = {"old/linux/a.h": CLEAN, "new/linux/a.h": "struct a { unsigned int x; };\n"}
    for one, other, word in (("old", "new", "removed"), ("new", "old", "added")):
        code, found, _ = uapi(f"check {one} {other} -I tree --no-design", headers)
        assert (code, found) == (0, [(f"include-{word}", "linux/a.h")])
    _, _, out = uapi("diff old new -I tree", headers, "terminal")
    assert "wart" not in out


def test_what_moved_into_the_tree_is_not_gone(uapi):
    own = "#define LIMIT 3\nstruct wart { void *p; long l; };\n"
    headers = {"old/linux/a.h": own, "new/linux/a.h": "#include <linux/types.h>\n#define LIMIT 3\n"}
    _, found, _ = uapi("check old new -I tree --no-design", headers)
    assert ("name-removed", "struct wart") not in found
    _, found, _ = uapi("check new old -I tree --no-design", headers)
    assert "name-removed" not in dict(found)


def test_what_is_removed_of_the_source_itself_is_said(uapi):
    headers = {"old/linux/a.h": CLEAN, "new/linux/a.h": "#include <linux/types.h>\n"}
    code, found, _ = uapi("check old new -I tree", headers)
    assert (code, found) == (1, [("name-removed", "struct a")])


@pytest.mark.parametrize("before", ["/* basic types */ ", "/* two\n lines */\t", "/**/# /**/"])
def test_an_include_may_stand_behind_a_comment(uapi, before):
    text = CLEAN.replace("#", before if "#" in before else f"{before}#", 1)
    assert list(Header("a.h", text).includes) == ["linux/types.h"]
    assert uapi("lint own -I tree", {"own/linux/a.h": text})[:2] == (0, [])
    headers = {"old/linux/a.h": CLEAN, "new/linux/a.h": text}
    assert uapi("check old new -I tree", headers)[:2] == (0, [])


def test_a_terminal_shows_whole_subjects(uapi):
    _, _, out = uapi("lint q.h", {"q.h": "struct a { __u32 x; };\n"}, "terminal")
    assert "self-contained   q.h:__u32" in out


def test_advice_is_given_once_for_several_targets(uapi, capsys):
    text = "struct p { char a; int b; long long c; void *d; } __attribute__((packed));\n"
    uapi("lint q.h", {"q.h": text})
    main(["lint", "q.h", "-t", "x86_64,i386,m68k", "-f", "json", "-q"])
    found = [(f["rule"], f["subject"]) for f in json.loads(capsys.readouterr().out)["findings"]]
    assert len(found) == len(set(found))
    assert ("no-packed", "struct p") in found
