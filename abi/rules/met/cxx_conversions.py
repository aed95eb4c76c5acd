"""What C converts in inline functions and C++ does not: ``void *`` to another pointer, and a number
to an enum (C++17 7.11, [conv.ptr]; 10.2, [dcl.enum])."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from abi.change import Change, ChangeKind
from abi.ctype import CType, Function, Named, Pointer, Scalar
from abi.declarations import Prototype
from abi.evaluate import NotConstantError
from abi.header import Header
from abi.layout import Layout
from abi.outline import bodies
from abi.rules.met.header_pair import HeaderPair
from abi.rules.met.inline_bodies import may_define_functions
from abi.surface import Surface

_WORDS = (
    r"(?:(?:const|volatile|struct|union|enum|unsigned|signed)\s+){0,6}\w+(?:\s+(?:int|char|long))?"
)
_LOCAL = re.compile(rf"\b(?!return\b)({_WORDS})\s*\*\s*(?:const\s+)?(\w+)\s*[=;,]")
_CALL = re.compile(r"\b(\w+)\s*\(((?:[^()]|\([^()]*+\))*+)\)")
_MORE = r"(?:\s*[-+]\s*\w+)?"
_STATEMENT = re.compile(r"(?!\s*#)[^;]*(?:return\b|[=(])[^;]*;")
_NUMBER = r"\d\w*"


class Conversion(msgspec.Struct, frozen=True):
    """A function that converts something, and how C++ sees that."""

    key: str
    reason: str
    line: int


def conversion_changes(pair: HeaderPair) -> Iterator[Change]:
    """Functions of a header that convert what they did not."""
    is_near = any(map(_STATEMENT.match, pair.rewritten_code.split("\n")))
    if pair.before is None or not is_near or not may_define_functions(pair.after):
        return
    code = pair.before.declarations, pair.after.declarations
    before = conversions(pair.before, pair.old, code[1])
    known = {(found.key, found.reason) for found in before}
    for found in conversions(pair.after, pair.new, code[0]):
        if (found.key, found.reason) not in known:
            yield Change(ChangeKind.CXX, found.key, "", found.reason, *pair.places(found.line))


def conversions(header: Header, surface: Surface, other: str) -> Iterator[Conversion]:
    """All that the functions of a header convert and C++ does not: the first of each function that
    is not the same in the code of the other side."""
    for body in bodies(header):
        text = header.declarations[body.start : body.end]
        is_own = body.key.startswith("function ") and text not in other
        declaration = surface.declaration(body.key) if is_own else None
        if isinstance(declaration, Prototype):
            reason = _converted(text, declaration.type, surface)
            if reason:
                yield Conversion(body.key, reason, body.first)


def _converted(text: str, function: Function, surface: Surface) -> str:
    if _is_enum(function.returns, surface):
        numbers = [p.name for p in function.parameters if _is_integer(p.type, surface)]
        found = re.search(rf"\breturn\s+({'|'.join((_NUMBER, *numbers))})\s*;", text)
        return f"`{found[1]}` is a number and becomes an enum without a cast" if found else ""
    sources = [*_names(text, function, surface), *_members(function, surface)]
    sources += [rf"{name}\s*\([^;]{{0,400}}\)" for name in _giving(text, surface)]
    if not sources:
        return ""
    source = rf"((?:{'|'.join(sources)}){_MORE})"
    name = _found(source, text, function, surface)
    return f"`{name}` is a `void *` and becomes another pointer without a cast" if name else ""


def _found(source: str, text: str, function: Function, surface: Surface) -> str:
    """What becomes another pointer: where one is declared, assigned, returned or passed."""
    patterns = [rf"\b(?!void\b){_WORDS}\s*\*+\s*\w+\s*=\s*{source}\s*[;,]"]
    pointers = [p.name for p in function.parameters if _is_other(p.type, surface) and p.name]
    pointers += [name for words, name in _LOCAL.findall(text) if words.split()[-1] != "void"]
    if pointers:
        patterns.append(rf"(?<![\w.>*])(?:{'|'.join(map(re.escape, pointers))})\s*=\s*{source}\s*;")
    if _is_other(function.returns, surface):
        patterns.append(rf"\breturn\s+{source}\s*;")
    matches = (re.search(pattern, text) for pattern in patterns)
    first = next((match[1] for match in matches if match), "")
    return first or next(_passed(source, text, surface), "")


def _passed(source: str, text: str, surface: Surface) -> Iterator[str]:
    for name, inside in _CALL.findall(text):
        called = surface.declaration(f"function {name}")
        if isinstance(called, Prototype):
            arguments = (argument.strip() for argument in inside.split(","))
            for argument, parameter in zip(arguments, called.type.parameters, strict=False):
                if re.fullmatch(source, argument) and _is_other(parameter.type, surface):
                    yield argument


def _names(text: str, function: Function, surface: Surface) -> Iterator[str]:
    """The parameters and the local variables that are a ``void *``."""
    for parameter in function.parameters:
        if parameter.name and _is_void(parameter.type, surface):
            yield rf"\b{re.escape(parameter.name)}"
    for words, name in _LOCAL.findall(text):
        if words.split()[-1] == "void":
            yield rf"\b{name}"


def _members(function: Function, surface: Surface) -> Iterator[str]:
    """Members of what a function is given that are a ``void *``: ``p->data``."""
    for parameter in function.parameters:
        found = _resolved(parameter.type, surface)
        sign = r"\s*->\s*" if isinstance(found, Pointer) else r"\s*\.\s*"
        record = _resolved(found.to, surface) if isinstance(found, Pointer) else found
        layout = surface.layout(record.key) if isinstance(record, Named) else None
        for path, placed in layout.leaves() if isinstance(layout, Layout) else ():
            if _is_void(placed.type, surface):
                yield rf"\b{re.escape(parameter.name)}{sign}{re.escape(path)}"


def _giving(text: str, surface: Surface) -> Iterator[str]:
    """Functions that a body calls and that give a ``void *``."""
    for name in dict.fromkeys(match[1] for match in _CALL.finditer(text)):
        called = surface.declaration(f"function {name}")
        if isinstance(called, Prototype) and _is_void(called.type.returns, surface):
            yield rf"\b{re.escape(name)}"


def _resolved(ctype: CType, surface: Surface) -> CType | None:
    try:
        return surface.resolve(ctype)
    except NotConstantError:
        return None


def _is_void(ctype: CType, surface: Surface) -> bool:
    found = _resolved(ctype, surface)
    return isinstance(found, Pointer) and _resolved(found.to, surface) == Scalar("void")


def _is_other(ctype: CType, surface: Surface) -> bool:
    return isinstance(_resolved(ctype, surface), Pointer) and not _is_void(ctype, surface)


def _is_enum(ctype: CType, surface: Surface) -> bool:
    found = _resolved(ctype, surface)
    return isinstance(found, Named) and found.key.startswith("enum ")


def _is_integer(ctype: CType, surface: Surface) -> bool:
    found = _resolved(ctype, surface)
    return isinstance(found, Scalar) and found != Scalar("void")
