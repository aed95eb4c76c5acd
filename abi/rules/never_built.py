"""Macros and functions that no program could use: they name what no header declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from abi import expression as x
from abi.ctype import Named
from abi.rules.finding import Verdict
from abi.rules.kernel_names import kernel_macros, kernel_types
from abi.rules.pair import depends, safe
from abi.surface import Surface

_SAMPLES = ("3", "5", "7", "2", "6", "4")
_WORD = re.compile(r"[A-Za-z_]\w*")
_ALIAS = re.compile(r"[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*")
"""A name, or the way to a member of a member."""
_TAGS = ("struct", "union", "enum")
_WITH_BODY = ("struct ", "union ", "typedef ")
_C_WORDS = frozenset((
    "sizeof", "struct", "union", "enum", "int", "char", "short", "long", "signed", "unsigned",
    "void", "const", "volatile", "float", "double", "_Bool", "typeof", "__typeof__", "defined",
    "do", "while", "if", "else", "for", "return", "U", "L", "UL", "LL", "ULL",
))  # fmt: skip
"""What needs no declaration; letters are those behind numbers."""
_NO_C = re.compile(r"(?<![\w.>])([A-Za-z_]\w*)\s+[A-Za-z_]\w*\s*(?:\+\+|--)(?!\s*[\w(])")
"""Two names and an increment, ``i n++``: no statement of C has them, whatever the names are."""
_BEFORE_EXPRESSION = frozenset(("return", "else", "do", "case", "sizeof", "throw"))
_KERNEL = re.compile(
    r"[us](?:8|16|32|64)|bool|__(?:user|iomem|percpu|rcu|force)|kernel_\w+|(?:unlikely|likely|min_t"
    r"|max_t|BIT|BIT_ULL|GENMASK|GENMASK_ULL|ARRAY_SIZE|kmalloc|kfree|printk|pr_\w+|copy_\w+_user"
    r"|cpu_to_[bl]e\d+|[bl]e\d+_to_cpu|EXPORT_SYMBOL\w*)"
)


def missing(name: str, surface: Surface) -> str:
    """What a macro or a function (by key) needs and no header declares; empty where there is
    nothing, or where that cannot be told."""
    if name.startswith("function "):
        return _missing_type(name, surface)
    macro = surface.declarations.macro(name) if " " not in name else None
    if macro is None or not macro.body:
        return ""
    words = set(_WORD.findall(macro.body)) - _C_WORDS - set(macro.parameters or ())
    unknown = {word for word in words if not _is_known(word, surface)}
    if unknown <= _declared_beside(name, unknown, surface):  # most; nothing needs to be parsed
        return ""
    for word in (*kernel_macros(macro.body), *kernel_types(macro.body)):
        own = str(_WORD.findall(word)[0])
        if not _is_known(own, surface):
            return own
    count = len(macro.parameters or ())
    if macro.parameters is None:
        said = surface.declarations.expression(name)
    elif count <= len(_SAMPLES):
        said = surface.declarations.called(name, _SAMPLES[:count])
    else:
        return ""
    return next((word for word in _named(said) if not _is_known(word, surface)), "")


def _declared_beside(name: str, words: set[str], surface: Surface) -> set[str]:
    """Those of some words that are tags, or stand in a record of the macro's own header: another
    name for a tag or for a member, ``#define ifr_name ifr_ifrn.ifrn_name``, is no expression."""
    tags = {w for w in words if any(surface.declarations.has(f"{kind} {w}") for kind in _TAGS)}
    macro = surface.declarations.macro(name)
    if tags == words or macro is None or _ALIAS.fullmatch(macro.body) is None:
        return tags
    homes = surface.declarations.homes()
    own = (key for key, home in homes.items() if home == homes.get(name) and " " in key)
    texts = (surface.declarations.text_of(key) or "" for key in own if key.startswith(_WITH_BODY))
    return tags | words.intersection(_WORD.findall(" ".join(texts)))


def no_c(name: str, surface: Surface) -> str:
    """The words of a macro's text that no compiler takes; empty where there are none. A parameter,
    or another macro, may stand for an operator."""
    macro = surface.declarations.macro(name) if " " not in name else None
    if macro is None:
        return ""
    for match in _NO_C.finditer(macro.body):
        first = match[1]
        is_free = first in _BEFORE_EXPRESSION or first.startswith("__")
        is_macro = surface.declarations.macro(first) is not None
        if not is_free and not is_macro and first not in (macro.parameters or ()):
            return match[0]
    return ""


def _named(said: Any) -> Iterator[str]:
    """The names, functions and records of an expression."""
    match said:
        case x.Name(name):
            yield name
        case x.Call(function, arguments):
            yield function
            yield from _named(arguments)
        case x.OffsetOf(ctype, _):
            yield from _named(ctype)
        case x.SizeOf(Named(key)):
            yield key
        case tuple():
            for item in said:
                yield from _named(item)
        case msgspec.Struct():
            for field in said.__struct_fields__:
                yield from _named(getattr(said, field))


def _is_known(name: str, surface: Surface) -> bool:
    """Whether something declares a name; the compiler declares what begins as its own."""
    declarations = surface.declarations
    if " " in name:
        return name.startswith("typedef ") or declarations.has(name)
    keys = (f"{kind} {name}" for kind in ("function", "variable", "typedef"))
    return (
        name.startswith("__builtin_")
        or declarations.macro(name) is not None
        or declarations.owner(name) is not None
        or any(map(declarations.has, keys))
    )


def _missing_type(key: str, surface: Surface) -> str:
    """The type that keeps a function from being understood."""
    if not surface.declarations.has(key) or surface.declaration(key) is not None:
        return ""
    place = surface.declarations.location(key)
    header = surface.headers.get(place.header) if place else None
    lines = header.code_lines[place.line - 1 : place.line + 4] if header and place else []
    head = "\n".join(lines).partition("{")[0].partition(";")[0]
    words = (word for word in _WORD.findall(head) if _KERNEL.fullmatch(word))
    return next((word for word in words if not _is_known(word, surface)), "")


def source_of(word: str) -> Verdict:
    """Of a recompile of code that uses what needs a word that no header declares."""
    if _KERNEL.fullmatch(word) or kernel_macros(f"{word}(") or " " in word:
        return safe(f"it never built: no header declares {word}")
    return depends(f"it builds only in a program that declares {word} itself")
