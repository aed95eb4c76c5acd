"""No control or direction character of an input reaches an output as itself, in any format."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from reports.cli.main import main
from reports.formats.visible import harmless

STEERS = (
    *map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u061c", "\u200e", "\u200f", "\u2028",
    "\u2029", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)),
)  # fmt: skip
SOME = "\x1b[31m\x1b]0;title\x07\x9b2J\x7f\u202e\u2066\u200f\u061c\u2028"
FORBIDDEN = re.compile("[{}]".format("".join(re.escape(c) for c in STEERS if c not in "\n\t")))
NAME = f"linux/e{SOME}vil.h"
TEXT = f"""\
/* a comment {SOME} */
#define WORDS "a string {SOME}"
#define KIND 1{{0}}
enum colour {{{{ RED{{0}}, GREEN }}}}; // {SOME}
/* uapi: allow member-moved ({SOME}) */
struct s {{{{ {{1}}; int flags; /* {SOME} */ }}}};
#define S_IOC _IOW('s', 1, struct s)
struct broken {{{{ int a{SOME}; }}}};
#include <linux/missing{SOME}.h>
#error {SOME} is wrong
"""
COMMANDS = {
    "show OLD": ("terminal", "json"),
    "show OLD s WORDS colour": ("terminal", "json"),
    "show OLD nothing": (),
    "diff OLD NEW": ("terminal", "json"),
    "check OLD NEW": (
        "terminal", "markdown", "html", "json", "sarif", "junit", "github", "gitlab",
    ),
    "check OLD NEW --notes": ("terminal",),
    "lint NEW": ("terminal", "markdown", "html", "json", "sarif", "junit", "github", "gitlab"),
    "compare OLD NEW --type s": ("terminal", "markdown", "html", "json"),
    "snapshot OLD": (),
    "gen python OLD": (),
    "show OLD/NAME": ("terminal",),
    "explain RULE": (),
    "show RULE": (),
    "check OLD OLD/RULE": (),
    "show OLD -t RULE": (),
    "show OLD --engine RULE": (),
    "show OLD -o OLD/RULE/x": (),
    "decode RULE": (),
    "RULE": (),
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hostile")
    for name, parts in (("OLD", ("0", "int x")), ("NEW", ("1", "char x[8]"))):
        header = place / f"{name}{SOME}" / NAME
        header.parent.mkdir(parents=True)
        text = "#include <linux/ioctl.h>\n" + TEXT.format(*parts)
        header.write_text(text, encoding="utf-8")
        bad = header.with_name(f"bad{SOME}.h")
        bad.write_text(f"struct {{ int {SOME}\n", encoding="utf-8")
    return place


def spelled(word: str) -> str:
    word = word.replace("NAME", NAME).replace("RULE", f"what{SOME}")
    return re.sub("(OLD|NEW)", lambda found: found[1] + SOME, word)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_format_obeys(
    command: str, place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    words = [spelled(word) for word in command.split()]
    for form in COMMANDS[command] or ("",):
        more = ["-f", form] if form else []
        more += ["--color", "always"] if form == "terminal" else []
        main([*words, *more])
        out, err = capfd.readouterr()
        painted = re.sub(r"\x1b\[(0|1|2|31;1|32|33)m", "", out) if form == "terminal" else out
        for text in (painted, err):
            found = FORBIDDEN.search(text)
            around = text[max(0, found.start() - 60) : found.end() + 20] if found else ""
            assert not found, (command, form, around)
        if form in ("json", "sarif", "gitlab"):
            json.loads(out)
        assert "Traceback" not in err


def test_a_file_gets_the_same(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    for command, form in (("check OLD NEW", "html"), ("check OLD NEW", "markdown")):
        main([*map(spelled, command.split()), "-f", form, "-o", str(tmp_path / form)])
        assert not FORBIDDEN.search((tmp_path / form).read_text(encoding="utf-8"))


@pytest.mark.parametrize("sign", STEERS)
def test_each_character_is_spelled(sign: str) -> None:
    said = harmless(f"a{sign}b")
    assert not FORBIDDEN.search(said)
    assert json.loads(f'"{said}"', strict=False) == f"a{sign}b"


def test_other_text_stays() -> None:
    text = "a\tb\n\u00e4\u20ac\U0001f600 ░ – …"
    assert harmless(text) is text
    assert harmless("\x1b[31;1mred\x1b[0m", is_painted=True) == "\x1b[31;1mred\x1b[0m"
    assert harmless("\x1b[31;1mred\x1b[2J", is_painted=True) == "\x1b[31;1mred\\u001b[2J"
    assert harmless(os.fsdecode(b"\xff\x1b")) == "\ufffd\\u001b"
