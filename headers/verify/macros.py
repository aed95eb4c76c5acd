"""Macros that a compiler knows after some headers."""

from __future__ import annotations

import re

from headers.verify.compiler import Compiler, CompilerError

_DIRECTIVE = re.compile(
    r"^#(?:define (?P<name>\w+)(?P<parameters>\()?(?P<body>[^\n]*)|undef (?P<undefined>\w+)"
    r'|(?:line)? \d+ "(?P<file>(?:[^"\\\n]|\\.)*)")',
    re.MULTILINE,
)
_NO_FILE = {"", "<built-in>", "<command-line>", "<command line>"}


def definitions(compiler: Compiler) -> tuple[dict[str, str], set[str]]:
    """Object-like macros with a body that hold at the end, with their files; and undefined ones."""
    done = compiler.run("", "-E", "-dD")
    if done.returncode:
        raise CompilerError(done.stderr)
    found: dict[str, str] = {}
    undefined: set[str] = set()
    file = ""
    for match in _DIRECTIVE.finditer(done.stdout):
        if match["file"] is not None:
            file = match["file"]
        elif match["undefined"]:
            undefined.add(match["undefined"])
            found.pop(match["undefined"], None)
        elif match["parameters"] or not match["body"].strip():
            found.pop(match["name"], None)
        elif file not in _NO_FILE:
            found[match["name"]] = file
    return found, undefined - found.keys()
