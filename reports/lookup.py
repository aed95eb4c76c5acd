"""Finding things in a surface by what a person would call them."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Iterable, Iterator

from abi.diagnostic import UapiError
from abi.evaluate import Value
from abi.ioctl import Ioctl, ioctl_of
from abi.surface import Surface

_KINDS = ("struct", "union", "enum", "typedef", "function", "variable")


def find(surface: Surface, word: str) -> list[str]:
    """Keys and constant names for a word: ``kvm_run``, ``struct kvm_run``, ``KVM_CAP_*``.

    A tag or typedef comes before a function of the same name. Constants have
    the key ``constant NAME``; enumerators are found as constants too.
    """
    has = surface.declarations.has
    if has(word):
        return [word]
    names = [f"{kind} {word}" for kind in _KINDS if has(f"{kind} {word}")]
    if names:
        return names
    if is_constant(surface, word):
        return [f"constant {word}"]
    if any(sign in word for sign in "*?["):
        keys = [k for k in surface.keys() if fnmatch.fnmatchcase(k.partition(" ")[2], word)]
        names = fnmatch.filter(constant_names(surface), word)
        return keys + [f"constant {name}" for name in dict.fromkeys(names)]
    return []


def is_constant(surface: Surface, name: str) -> bool:
    """Whether the source defines a macro or an enumerator of this name."""
    return surface.declarations.macro(name) is not None or (
        surface.declarations.owner(name) is not None
    )


def home(name: str, surface: Surface) -> str:
    """The header that declares a record, a macro or an enumerator."""
    declarations = surface.declarations
    place = declarations.location(name) or declarations.macro_location(name)
    if place is None and (owner := declarations.owner(name)):
        place = declarations.location(owner)
    return place.header if place else ""


def constant_names(surface: Surface) -> Iterator[str]:
    """Names of all macros and enumerators."""
    yield from surface.declarations.macros()
    yield from surface.declarations.enumerators()


def not_found(surface: Surface, word: str, spec: str) -> UapiError:
    """The error for a name that is not there, with near misses."""
    plain = word.rpartition(" ")[2]
    names = {key.partition(" ")[2] for key in surface.keys()} | set(constant_names(surface))
    near = _near(plain, names)
    search = f"'uapi show {spec} \"*{plain[:12]}*\"' searches"
    hint = f"did you mean {', '.join(near)}?" if near else search
    return UapiError(f"{spec}: nothing is named '{word}'; {hint}")


def _near(word: str, names: Iterable[str]) -> list[str]:
    lower = word.lower()
    inside = sorted((n for n in names if lower in n.lower()), key=lambda n: (len(n), n))[:3]
    if inside:
        return inside
    similar = [n for n in names if abs(len(n) - len(word)) <= 4 and n[:2].lower() == lower[:2]]
    return difflib.get_close_matches(word, similar, n=3, cutoff=0.75)


def ioctls(surface: Surface, nr: int | None = None) -> Iterator[Ioctl]:
    """All ioctls that the source names, or those with one command number.

    Raises nothing: what cannot be evaluated is no ioctl.
    """
    declarations = surface.declarations
    for name in declarations.macros():
        macro = declarations.macro(name)
        if macro is None or macro.parameters is not None or "(" not in macro.body:
            continue
        if nr is not None:
            value = surface.constant(name)
            if not isinstance(value, Value) or value.value & 0xFF != nr:
                continue
        found = ioctl_of(name, declarations.expression(name), surface)
        if found is not None:
            yield found
