"""The macros that the compilers of a target predefine alike: ``python -m tests.oracle.predefined``
writes abi/predefined_table.py from those that are installed.

A target of which no two compilers are installed keeps what the table has, or what its only
compiler says that is not said of other targets by that compiler, too.
"""

from __future__ import annotations

import functools
import re
import subprocess
import sys
import textwrap
from pathlib import Path

from abi.predefined_table import PREDEFINED
from abi.target import TARGETS, Target
from headers.verify.compiler import Compiler, compilers_for

TABLE = Path(__file__).parents[2] / "abi" / "predefined_table.py"
_MACRO = re.compile(r"^#define (\w+)(?: (.*))?$", re.MULTILINE)
_INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|\d+)([uU]?[lL]{0,2})")
_OF_ONE = re.compile(
    r"__(?:clang|llvm|GNUC|GCC|VERSION|GXX|OPTIMIZE|NO_|PRAGMA|STDC|GNUG|SSP)\w*|__(?:PIC|pic|PIE|pie|CET)__"
)
"""Of one compiler, one version of it, the language, or how a distribution builds programs."""


def compilers(target: Target) -> list[Compiler]:
    return compilers_for(target, "")


@functools.cache
def said(command: tuple[str, ...]) -> dict[str, str]:
    """The object-like macros that a compiler predefines with -std=gnu11, and not without it."""
    found, bare = (_asked(command, *options) for options in ((), ("-undef",)))
    return {n: v for n, v in found.items() if n not in bare and not _OF_ONE.fullmatch(n)}


def _asked(command: tuple[str, ...], *options: str) -> dict[str, str]:
    words = [word for word in command if word != "-undef" and not word.startswith("-D")]
    done = subprocess.run(
        [*words, *options, "-E", "-dM", "-x", "c", "/dev/null"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(_MACRO.findall(done.stdout))


def meaning(value: str) -> object:
    """What a definition means: an integer with its type, or its words."""
    whole = _INTEGER.fullmatch(value)
    if whole is None:
        return value.split()
    digits, suffix = whole.groups()
    return int(digits, 8 if digits[0] == "0" and digits.isdigit() else 0), suffix.lower()


def agreed(target: Target) -> dict[str, str] | None:
    """What all compilers of a target predefine, in gcc's words; None where there are no two."""
    every = [said(compiler.command) for compiler in compilers(target)]
    kinds = {compiler.is_gcc for compiler in compilers(target)}
    if kinds != {True, False}:
        return None
    every.sort(key=lambda macros: "__SIZEOF_FLOAT80__" in macros)
    first, *others = every
    return {
        name: value for name, value in first.items()
        if all(name in o and meaning(o[name]) == meaning(value) for o in others)
    }  # fmt: skip


def of_one(target: Target, everywhere: set[str]) -> dict[str, str]:
    """What the only compiler of a target says of it: what compilers say everywhere, or its own."""
    for compiler in compilers(target):
        other = compilers(TARGETS["x86_64"] if target.name != "x86_64" else TARGETS["arm"])
        common = set().union(*(said(c.command) for c in other if c.is_gcc == compiler.is_gcc))
        found = said(compiler.command)
        return {n: v for n, v in found.items() if n in everywhere or n not in common}
    return PREDEFINED.get(target.name, {})


def table() -> dict[str, dict[str, str]]:
    """Of all targets."""
    found = {name: agreed(target) for name, target in TARGETS.items()}
    everywhere = set().union(*(macros for macros in found.values() if macros))
    return {
        name: of_one(TARGETS[name], everywhere) if macros is None else macros
        for name, macros in found.items()
    }


def _text(found: dict[str, dict[str, str]]) -> str:
    every = [macros for macros in found.values() if macros]
    shared = [name for name in found["x86_64"] if len({str(m.get(name)) for m in every}) == 1]
    groups = {"": {name: found["x86_64"][name] for name in sorted(shared)}}
    for target, macros in found.items():
        groups[target] = {n: macros[n] for n in sorted(macros) if n not in shared}
    parts = [_HEAD]
    for target, macros in groups.items():
        words = "; ".join(f"{name}={value}" for name, value in macros.items())
        lines = textwrap.wrap(words, 86, break_long_words=False, break_on_hyphens=False)
        spelled = (line.replace('"', '\\"') for line in lines)
        quoted = "\n".join(f'        "{line} "' for line in spelled)
        parts.append(
            f'    "{target}": (\n{quoted}\n    ),\n' if quoted else f'    "{target}": "",\n'
        )
    return "".join([*parts, _TAIL])


_HEAD = '''"""What gcc and clang predefine alike with -std=gnu11, by target; generated: do not edit.

``python -m tests.oracle.predefined`` makes this of the compilers that are installed.
"""

from __future__ import annotations

_TEXTS = {
'''
_TAIL = '''}
"""Of all targets, and of each its own."""


def _read(text: str) -> dict[str, str]:
    words = (word.strip().partition("=") for word in text.split(";") if word.strip())
    return {name: value for name, _, value in words}


PREDEFINED: dict[str, dict[str, str]] = {
    target: {**_read(_TEXTS[""]), **_read(text)} for target, text in _TEXTS.items() if target
}
'''


def main() -> int:
    """Write the table."""
    TABLE.write_text(_text(table()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
