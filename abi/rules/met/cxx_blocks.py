"""What only C++ reads or refuses in code: ``extern "C"`` that is not closed, and ``void *`` that
becomes another pointer without a cast in an inline function (C++17 7.11, [conv.ptr])."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.conditions import Branch, Conditions
from abi.ctype import CType, Function, Pointer, Scalar, unqualified
from abi.declarations import Prototype
from abi.header import Header
from abi.outline import bodies
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.inline_bodies import may_define_functions
from abi.rules.met.names import is_read
from abi.surface import Surface

_BRACE = re.compile(r"[{}]")
_CXX = "__cplusplus"
_WORDS = r"(?:(?:const|volatile|struct|union|enum|unsigned|signed)\s+)*\w+(?:\s+(?:int|char|long))?"


def block_changes(pair: HeaderPair) -> Iterator[Change]:
    """Headers that C++ refuses now for their braces, and functions for what they convert."""
    if pair.before is None:
        return
    if _CXX in pair.after.text and _CXX in pair.before.text + pair.rewritten:
        line = _unclosed(pair.after, pair.new)
        if line and not _unclosed(pair.before, pair.old):
            why = 'the braces of `extern "C"` do not match'
            yield Change(ChangeKind.CXX, pair.name, "", why, *pair.places(line))
    is_near = any(word in pair.rewritten_code for word in ("void", "return", "="))
    if is_near and "void" in pair.after.text and may_define_functions(pair.after):
        yield from _conversions(pair)


def _unclosed(header: Header, surface: Surface) -> int:
    """The last line with a brace that only C++ reads, where those do not match; 0 where they do."""
    depth = last = 0
    for branches, braces in _in_cxx(header):
        if is_read(branches, surface, header.name, is_cxx=True) == 1:
            depth += sum(line.count("{") - line.count("}") for line in braces.values())
            last = max(braces)
    return last if depth else 0


def _in_cxx(header: Header) -> Iterator[tuple[tuple[Branch, ...], dict[int, str]]]:
    """The lines with braces that C++ is asked for, by number, with what they stand under."""
    for first, last, branches in Conditions(header).stretches():
        if any(_CXX in branch.names for branch in branches):
            lines = enumerate(header.declaration_lines[first - 1 : last], first)
            braces = {number: line for number, line in lines if _BRACE.search(line)}
            if braces:
                yield branches, braces


def _conversions(pair: HeaderPair) -> Iterator[Change]:
    after = list(_converting(pair.after, pair.new))
    before = _converting(pair.before, pair.old) if pair.before and after else ()
    known = {(key, name) for key, name, _ in before}
    for key, name, line in after:
        if (key, name) not in known and pair.old.declarations.has(key):
            why = f"`{name}` is a `void *` and becomes another pointer without a cast"
            yield Change(ChangeKind.CXX, key, "", why, *pair.places(line))


def _converting(header: Header, surface: Surface) -> Iterator[tuple[str, str, int]]:
    """Functions of a header, with a parameter that is a ``void *`` and is converted, and the first
    line."""
    for body in bodies(header):
        declaration = surface.declaration(body.key) if body.key.startswith("function ") else None
        if isinstance(declaration, Prototype):
            text = header.declarations[body.start : body.end]
            names = [p.name for p in declaration.type.parameters if _is_void(p.type, surface)]
            for name in names:
                if name and _converts(name, text, declaration.type, surface):
                    yield body.key, name, body.first


def _is_void(ctype: CType, surface: Surface) -> bool:
    found = unqualified(ctype)
    return isinstance(found, Pointer) and unqualified(found.to) == Scalar("void")


def _converts(name: str, text: str, function: Function, surface: Surface) -> bool:
    """Whether a body makes another pointer of a name: where one is declared, or returned."""
    own = re.escape(name)
    declared = rf"\b(?!void\b){_WORDS}\s*\*+\s*\w+\s*=\s*{own}\s*[;,+]"
    is_other = isinstance(function.returns, Pointer) and not _is_void(function.returns, surface)
    returned = rf"\breturn\s+{own}\s*;"
    return bool(re.search(declared, text) or (is_other and re.search(returned, text)))
