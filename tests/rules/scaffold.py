"""Begin a rule: ``python -m tests.rules.scaffold compat|design ID``.

Writes the two files that a rule consists of. They work as they are, on a
struct called ``example``: run the tests, then make them say what is meant.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import abi.rules
from abi.rules.registry import names
from tests.rules.pages import SECTIONS

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")

_DESIGN = '''"""What it is about, in a few words."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject


@lint("{id}", on="record", severity="warning")
def {stem}(record: RecordSubject) -> Iterator[Finding]:
    """A record is called example."""
    if record.name == "struct example":
        yield record.finding("says what is wrong with it, and what that does to programs")
'''

_COMPAT = '''"""What it is about, in a few words."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule


@rule("{id}", on=ChangeKind.SIZE, instead_of=("record-grown",))
def {stem}(change: Change, pair: Pair) -> Iterator[Judged]:
    """A record called example has another size."""
    if change.own == "struct example":
        yield pair.finding(
            change,
            f"was {{change.old}} and is {{change.new}}",
            verdicts(
                breaks("what happens to an old program on a new kernel"),
                safe("what happens to a new program on an old kernel"),
                safe("whether a recompile builds, and means the same"),
            ),
            covers=pair.by_own[change.own],
        )
'''

_EXAMPLES = {
    "design": (
        "```c\nstruct example { int member; };\n```\n\n"
        "```findings x86_64\n{id} struct example warning\n```",
        "```c\nstruct other { int member; };\n```",
    ),
    "compat": (
        "```c old\nstruct example { int member; };\n```\n\n"
        "```c new\nstruct example { int member, added; };\n```\n\n"
        "```findings x86_64\n{id} struct example breaks safe safe\n```",
        "```c old\nstruct other { int member; };\n```\n\n"
        "```c new\nstruct other { int member, added; };\n```",
    ),
}
"""A page's example, and what is not reported: the nearest look-alike that is harmless."""

_WORDS = {
    "What it catches": "One or two sentences: what there is to see in a header.",
    "Why it breaks": "What a program or a kernel does wrong then.",
    "Why it matters": "What will be regretted, and by whom.",
    "What to do instead": "What a patch should do.",
    "References": "* A kernel document, or a commit with its subject",
}


def main(arguments: list[str]) -> int:
    """Write the files; 2 where that cannot be."""
    parser = argparse.ArgumentParser(prog="python -m tests.rules.scaffold", description=__doc__)
    parser.add_argument("family", choices=sorted(SECTIONS))
    parser.add_argument("id", help="in kebab-case, such as member-moved; never one that was")
    given = parser.parse_args(arguments)
    if not _ID.fullmatch(given.id):
        return _refuse(f"{given.id}: an id is two or more small words with - between them")
    if given.id in names():
        return _refuse(f"{given.id}: there is such a rule")
    for path in write(Path(abi.rules.__path__[0]), given.family, given.id):
        print(path)
    return 0


def write(folder: Path, family: str, name: str) -> list[Path]:
    """The rule and its page, below the folder of all rules."""
    stem = folder / family / name.replace("-", "_")
    code = _DESIGN if family == "design" else _COMPAT
    texts = {".py": code.format(id=name, stem=stem.name), ".md": _page(family, name)}
    for suffix, text in texts.items():
        stem.with_suffix(suffix).write_text(text, encoding="utf-8")
    return [stem.with_suffix(suffix) for suffix in texts]


def _page(family: str, name: str) -> str:
    example, silent = _EXAMPLES[family]
    words = {**_WORDS, "Example": example.replace("{id}", name), "Not reported": silent}
    return f"# {name}\n" + "".join(f"\n## {t}\n\n{words[t]}\n" for t in SECTIONS[family])


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
