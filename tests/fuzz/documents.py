"""Files that people write for the program, after somebody broke them."""

from __future__ import annotations

import re
from functools import partial

from hypothesis import strategies as st

CONFIG = """[check]
profile = "binary"
fail-on = "warning"
target = ["x86_64", "i386"]
source = "."
base = "main"
only = ["*.h"]
baseline = "uapi-baseline.json"
design = "note"
cxx = true
allow-unjudged = false

[rules]
member-moved = "note"

[[paths]]
headers = ["x*"]
rules = { record-grown = "off" }

[[conventions]]
way = "size-in-number"
headers = ["*.h"]
reason = "as documented"
names = ["t_*"]

[[allow]]
rule = "member-moved"
name = "struct t_arg.*"
reason = "nobody uses it"
target = ["i386"]
until = 2027-01-31
"""
BASELINE = """{"schema": "uapi-baseline/1",
"entries": [
{"rule": "member-moved",
"name": "struct a.n",
"targets": ["x86_64"],
"reason": "as released",
"until": "2099-01-01"},
{"rule": "record-grown",
"name": "struct a",
"targets": ["x86_64", "i386"],
"reason": "as released"}
]}
"""
TOML = (
    "[" * 50_000, "{a=" * 50_000, "9" * 5_000, "0x" + "f" * 70_000, "1e999999", "nan", "-inf",
    "-9223372036854775809", '"\\u001b[31m"', '"\\u202e"', '"\\u0000"', '"\\ud800"', "2027-02-30",
    '""', "[]", "{}", "[1, [2]]", "true", '"' + "a" * 70_000 + '"', '"' + "*a" * 400 + '"',
    '"[z-a]"', '"["', '"!"', '"../outside/secret.h"', '"../outside"', '"/etc/passwd"',
    '"/dev/zero"', '"-"', '"--help"', '"x.h"', '["all"]', '["x86_64", "nobody"]', '"""\n\n"""',
    "07:32:00", "1979-05-27T07:32:00Z", '"system"', '"`"', '"case:vm-types"',
    '"' + "(" * 5_000 + '"', '"1 << 99999999999"', '"struct "', "[[[]]]", '["\\n"]', "",
    '{"\\u001b" = 1}', '["x", "x", "x"]', '"v1"', '"*"', '"é\u2028"', "1", "-1", "1.5",
    '[["a", "b", "c"]]',
)  # fmt: skip
JSON = (
    "[" * 100_000, '{"a":' * 100_000, "9" * 5_000, "1e999999", "-0", "null", "true", '""', "[]",
    "{}", "nan", '"\\u001b[31m"', '"\\u202e"', '"\\ud800"', '"\\u0000"', '"' + "a" * 70_000 + '"',
    "[1]", "[[]]", '"*"', '"uapi-baseline/2"', '"uapi-baseline/1"', '["x86_64", 1]',
    '"2027-02-30"', '"suppression-unused"', "-1", "18446744073709551616", '"struct s\\n"',
)  # fmt: skip
_LINES = (
    "[check]", "[[allow]]", "[allow]", "[rules]", "[[paths]]", "[[section]]", "[[variant]]",
    "[\"\\u001b\"]", "[" + "a." * 50_000 + "a]", "a." * 50_000 + "a = 1", "= 1", "]", "}", "{",
    '"', "\x1b", "\x00", "#" * 9, "check = 1", "rules = []", "allow = {}", "\ufeff",
    "a = 1\na = 2", "[a]\n[a]", "[section.x]", "x.y.z = 1",
)  # fmt: skip
_PLACES = st.floats(0, 1, exclude_max=True)


def _value(odd: str, where: float, lines: list[str]) -> list[str]:
    """Another value where one stands, after ``=`` or ``:``."""
    holders = [n for n, line in enumerate(lines) if re.search(r"[=:]", line)]
    if not holders:
        return lines
    place = holders[int(where * len(holders))]
    head, mark, rest = re.split(r"([=:])", lines[place], maxsplit=1)
    end = "," if rest.rstrip().endswith(",") else ""
    return [*lines[:place], f"{head}{mark} {odd}{end}", *lines[place + 1 :]]


def _key(odd: str, where: float, lines: list[str]) -> list[str]:
    place = int(where * len(lines))
    changed = re.sub(r"[\w-]+", lambda _: odd, lines[place], count=1) if lines else ""
    return [*lines[:place], changed, *lines[place + 1 :]]


def _insert(odd: str, where: float, lines: list[str]) -> list[str]:
    place = int(where * (len(lines) + 1))
    return [*lines[:place], odd, *lines[place:]]


def _delete(where: float, lines: list[str]) -> list[str]:
    place = int(where * len(lines))
    return lines[:place] + lines[place + 1 :]


def _copy(one: float, other: float, lines: list[str]) -> list[str]:
    return _insert(lines[int(one * len(lines))], other, lines) if lines else lines


def _edits(values: tuple[str, ...]) -> st.SearchStrategy[partial[list[str]]]:
    odd, keys = (
        st.sampled_from(values),
        st.sampled_from(("x", "name", '"\\u001b"', "kind", "", "rules")),
    )
    value = st.builds(lambda text, where: partial(_value, text, where), odd, _PLACES)
    return st.one_of(
        value, value, value,
        st.builds(lambda text, where: partial(_key, text, where), keys, _PLACES),
        st.builds(lambda t, where: partial(_insert, t, where), st.sampled_from(_LINES), _PLACES),
        st.builds(lambda where: partial(_delete, where), _PLACES),
        st.builds(lambda one, other: partial(_copy, one, other), _PLACES, _PLACES),
    )  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, whole: str, values: tuple[str, ...]) -> bytes:
    """The text after one to five edits, sometimes with bytes in it that are none of its."""
    lines = whole.splitlines()
    for edit in draw(st.lists(_edits(values), min_size=1, max_size=5)):
        lines = edit(lines)
    text = "\n".join(lines).encode("utf-8", "surrogatepass")
    if not draw(st.integers(0, 5)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.binary(max_size=4)) + text[place + draw(st.integers(0, 9)) :]
    return text
