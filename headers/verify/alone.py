"""Programs that include one header each, as a compiler reads them.

The compiler has its own predefined macros, and no header but those of the search path. What
it says depends on no other header, and on nothing that uapi has made of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from headers.processors import available
from headers.sources.scan import name_below, scan
from headers.verify.compiler import Compiler, CompilerError

_LINE = re.compile(
    r"^(?:#define (?P<name>[\w$]+)(?P<parameters>\([^)\n]*\))?[ \t]*(?P<body>[^\n]*)"
    r"|#undef (?P<undefined>\S+)"
    r'|# \d+ "(?P<file>(?:[^"\\\n]|\\.)*)"[^\n]*'
    r'|uapi_value "(?P<asked>[\w$]+)" ?(?P<value>[^\n]*))\n?',
    re.MULTILINE,
)
_DEFINED = re.compile(r"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(?![\w(])", re.MULTILINE)
_ASSERTED = re.compile(
    r"^<stdin>:(\d+):\d+: note: expression evaluates to '(\S+) == ", re.MULTILINE
)
_VARIES = re.compile(r"([(,]\s*)\.\.\.")
_NOT_ASKED = re.compile(r"^(?!<stdin>:)[^\n:]+:\d+:\d+: (?:fatal )?error: ([^\n]*)", re.MULTILINE)
_TAG = re.compile(r"\b(struct|union|enum)\s+([A-Za-z_]\w*)\s*\{")
_ENUM = re.compile(r"\benum\b[^{};()]*\{([^{}]*)\}")
_ENUMERATOR = re.compile(r"(?:^|,)\s*([A-Za-z_]\w*)")
_NESTED = re.compile(r"\([^()]*\)")


class Meaning(NamedTuple):
    """What a macro is: the header that defines it, and what it says, without white space."""

    home: str
    text: str


class Program(NamedTuple):
    """What a program gets that includes one header."""

    files: tuple[str, ...]
    """The headers that it reads."""
    macros: dict[str, Meaning]
    values: dict[str, str]
    """What macros of the header itself stand for in the end."""
    code: str
    """What the header itself declares, without white space."""
    names: tuple[str, ...]
    """Tags with a body, and enumerators, of the header itself."""
    refused: str
    """Why the compiler does not read it; empty when it does."""


def programs(
    compiler: Compiler,
    headers: Sequence[str],
    search: Sequence[Path],
    before: Mapping[str, Sequence[str]],
) -> dict[str, Program]:
    """A program for each header, and the headers that it needs `before` that."""
    roots = list(map(os.fspath, search))

    def one(header: str) -> Program:
        asked = "".join(
            f'#ifdef {name}\nuapi_value "{name}" {name}\n#endif\n'
            for name in _defined_in(header, search)
        )
        own = including((*before.get(header, ()), header), compiler, search)
        done = own.run(asked, "-E", "-dD", "-w")
        refused = (done.stderr.partition("error: ")[2] or done.stderr).partition("\n")[0]
        return _program(done.stdout, header, roots, refused if done.returncode else "")

    with ThreadPoolExecutor(available()) as pool:
        return dict(zip(headers, pool.map(one, headers), strict=True))


def including(headers: Sequence[str], compiler: Compiler, search: Sequence[Path]) -> Compiler:
    """The compiler for a program that includes headers, which may read what they include."""
    head = "".join(f"#include <{name}>\n" for name in headers)
    return compiler._replace(head=head, files=tuple(scan(headers, tuple(search)).seen))


def _defined_in(header: str, search: Sequence[Path]) -> list[str]:
    """Macros without parameters that the text of a header may define."""
    paths = (root / header for root in search)
    path = next(filter(Path.is_file, paths), None)
    text = path.read_text(encoding="utf-8", errors="replace") if path else ""
    return list(dict.fromkeys(_DEFINED.findall(text)))


def _program(text: str, header: str, roots: Sequence[str], refused: str) -> Program:
    files: dict[str, str] = {}
    macros: dict[str, Meaning] = {}
    values: dict[str, str] = {}
    code: list[str] = []
    file, last = "", 0
    for found in _LINE.finditer(text):
        if file == header:
            code.append(text[last : found.start()])
        last = found.end()
        if found["file"] is not None:
            file = files.setdefault(found["file"], _include_name(found["file"], roots))
        elif found["undefined"]:
            macros.pop(found["undefined"], None)
        elif found["asked"]:
            values[found["asked"]] = found["value"]
        else:
            macros[found["name"]] = Meaning(file, said(found["parameters"], found["body"]))
    own = "".join(code)
    names = tuple(dict.fromkeys(_names(own)))
    read = tuple(dict.fromkeys(filter(None, files.values())))
    known = {name: meaning for name, meaning in macros.items() if meaning.home}
    return Program(read, known, values, "".join(own.split()), names, refused)


def said(parameters: str | None, body: str) -> str:
    """What a macro says, without white space and without how C writes that arguments vary.

    >>> said("(a, ...)", "f(a, ## __VA_ARGS__)"), said("(args...)", "f(args)")
    ('(a,__VA_ARGS__)f(a,##__VA_ARGS__)', '(args)f(args)')
    """
    named = _VARIES.sub(r"\1__VA_ARGS__", parameters or "").replace("...", "")
    return "".join(f"{named}{body}".split())


def _names(code: str) -> Iterator[str]:
    yield from (f"{kind} {tag}" for kind, tag in _TAG.findall(code))
    for body in _ENUM.findall(code):
        plain = body
        while "(" in plain and (inner := _NESTED.sub(" ", plain)) != plain:
            plain = inner
        yield from _ENUMERATOR.findall(plain)


def _include_name(path: str, roots: Sequence[str]) -> str:
    """A file as programs include it; empty for the compiler's own and for standard input."""
    name = name_below(path, roots)
    return "" if name == path else name


def numbers(compiler: Compiler, expressions: Sequence[str]) -> dict[str, int]:
    """The values of those expressions that are integer constants, in one run of clang.

    Raises:
        CompilerError: the head cannot be compiled.
    """
    first = compiler.head.count("\n") + 1
    asked = "".join(
        f'_Static_assert((unsigned long long)~~({e}) == 0x1p99, "");\n'
        f'_Static_assert((({e}) < 0 ? 1LL : 0LL) == 2LL, "");\n'
        for e in expressions
    )
    # A name that clang thinks was meant is not what the program says.
    options = ("-w", "-fsyntax-only", "-ferror-limit=0", "-fno-spell-checking")
    done = compiler.run(asked, *options)
    wrong = _NOT_ASKED.search(done.stderr)
    if wrong:
        raise CompilerError(wrong[1])
    told = {int(line) - first: int(value) for line, value in _ASSERTED.findall(done.stderr)}
    return {
        e: told[2 * n] - ((1 << 64) if told[2 * n + 1] else 0)
        for n, e in enumerate(expressions)
        if 2 * n in told and 2 * n + 1 in told
    }
