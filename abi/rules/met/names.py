"""What is known of the names in a header's conditions, and which of them are the program's."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable
from weakref import WeakKeyDictionary

from abi.conditions import Branch, Known, Lookup, Undefined, known
from abi.evaluate import Value
from abi.predefined import predefined
from abi.rules.reached import reach
from abi.surface import Surface
from abi.target import TARGETS

UNDEFINED = Undefined()
_CXX = 201703
"""``__cplusplus`` of what g++ and clang++ compile unless told otherwise."""
_NEVER = re.compile(
    r"__KERNEL__|__ASSEMBLY__|__ASSEMBLER__|__KERNEL_STRICT_NAMES|__CHECKER__|__GENKSYMS__"
    r"|__EXPORTED_HEADERS__|_MSC_VER|_WIN32|__APPLE__|__MINGW32__|__CYGWIN__"
)
"""Not of a C program on Linux that includes installed headers."""
_COMPILER = re.compile(
    r"__(?:GNUC|STDC|SIZEOF|ORDER|VERSION|OPTIMIZE|FLOAT|HAVE|INT|UINT|LONG|CHAR|WCHAR|GCC|ATOMIC)\w*"
    r"|__ARCH_\w+|__KVM_\w+|__WANT_\w+|__BYTE_ORDER|_*[a-z][a-z0-9_]*|__[A-Z0-9]+EL__|__[A-Z0-9]+EB__|_?I?LP64|__I?LP64__"
)
"""Of compilers, for targets or options: ``__i386__``, ``__has_include``, ``linux``; and of headers
of other architectures. The order of bytes is the C library's, and is the target's."""


def lookup(
    surface: Surface, header: str, *, is_cxx: bool = False, without: Collection[str] = ()
) -> Lookup:
    """What a C program (or one in C++) knows of names, unless it defines them itself; of one that
    defines none of some names, all is known of these."""
    everywhere = _EVERYWHERE.setdefault(surface, {})

    def find(name: str) -> Known | Undefined:
        if name in without:
            return UNDEFINED
        if name == "__cplusplus":
            return _CXX if is_cxx else UNDEFINED
        if name not in everywhere:
            everywhere[name] = _found_everywhere(name, surface)
        found = everywhere[name]
        if found is not None:
            return found[0]
        return UNDEFINED if is_defined(name, header, surface) else None

    return find


_Found = tuple[Known | Undefined]
_EVERYWHERE: WeakKeyDictionary[Surface, dict[str, _Found | None]] = WeakKeyDictionary()
"""What is known of names whatever header asks; None where that decides it."""


def _found_everywhere(name: str, surface: Surface) -> _Found | None:
    known_macros = predefined(surface.target)
    if name in known_macros:
        return (_number(known_macros[name], surface),)
    if _NEVER.fullmatch(name) or name in surface.declarations.guards:
        return (UNDEFINED,)
    macro = surface.declarations.macro(name)
    if macro is not None:
        return (_value(name, surface) if macro.parameters is None else None,)
    if name in ("__BITS_PER_LONG", "__WORDSIZE"):  # of headers that are not in every source
        return (surface.target.bits,)
    return (UNDEFINED,) if _is_of_compilers(name) else None


def is_read(branches: Iterable[Branch], surface: Surface, header: str, *, is_cxx: bool) -> Known:
    """Whether a program reads what stands in some branches; None where it decides that."""
    return known(branches, lookup(surface, header, is_cxx=is_cxx))


def own_names(branches: Iterable[Branch], surface: Surface, header: str) -> list[str]:
    """The names in conditions of which only a program, or its C library, knows anything."""
    return program_names({n for branch in branches for n in branch.names}, surface, header)


def program_names(names: Iterable[str], surface: Surface, header: str) -> list[str]:
    """Those of some names in conditions that are the program's, or its C library's."""
    find = lookup(surface, header)
    return sorted(name for name in names if find(name) is None and not _is_macro(name, surface))


def _is_macro(name: str, surface: Surface) -> bool:
    return surface.declarations.macro(name) is not None


def _is_of_compilers(name: str) -> bool:
    return name in _of_any_target() or _COMPILER.fullmatch(name) is not None


@functools.cache
def _of_any_target() -> frozenset[str]:
    return frozenset(name for target in TARGETS.values() for name in predefined(target))


def is_defined(name: str, header: str, surface: Surface) -> bool:
    """Whether a header, or one that it includes, defines a macro under some condition."""
    found = (surface.headers.get(other) for other in reach(header, surface))
    return any(h is not None and name in h.text and h.raw.defines(name) for h in found)


def _value(name: str, surface: Surface) -> Known:
    """The number of a macro; 1 for one that is only defined."""
    found = surface.constant(name)
    return found.value if isinstance(found, Value) else 1


def _number(text: str, surface: Surface) -> Known:
    digits = text.rstrip("uUlL")
    if digits.isdigit() or digits[:2].lower() == "0x":
        return int(digits, 0)
    named = predefined(surface.target).get(text)
    return 1 if named is None else _number(named, surface)
