"""Names that are gone and still build: a macro or another thing of that name stands for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from abi.change import Change, ChangeKind
from abi.ctype import CType, Named
from abi.declarations import Macro
from abi.evaluate import NotConstantError
from abi.representation import plain, representation
from abi.rules.ioctls import have_same_layout
from abi.rules.pair import Pair
from abi.rules.readings import reading

_WORD = re.compile(r"(?:(struct|union|enum)\s+)?([A-Za-z_]\w*)")
_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(([^()]*)\)")
_TAGS = ("struct", "union", "enum")


class Kept(msgspec.Struct, frozen=True):
    """What stands for a name now, and whether it is the same to who uses it."""

    key: str
    """Of a declaration: ``struct new_tag``, ``function new_fn``."""
    by: str
    """The macro, in words; empty where the declaration has the name itself."""
    is_same: bool
    misread: str = ""
    """Why the bytes of one are another thing in the other, where they are."""


def kept(change: Change, pair: Pair) -> Kept | None:
    """What a name that is gone is now; None where code that uses it does not build."""
    kind, _, name = change.subject.rpartition(" ")
    macro = pair.new.declarations.macro(name)
    if macro is not None and kind:
        key = _stands_for(kind, macro, pair)
        if key:
            said = f"#define {name} {macro.body}"
            is_same = _is_same(change.subject, key, pair)
            return Kept(key, said, is_same, "" if is_same else _misread(change.subject, key, pair))
    elif not kind:
        return _declared(name, pair)
    return None


def _stands_for(kind: str, macro: Macro, pair: Pair) -> str:
    """The key that a macro means where a name of a kind stands, ``struct NAME`` or ``NAME``."""
    word = _last_word(macro, pair)
    if word is None:
        return ""
    tag, name = word
    if kind in _TAGS:  # struct OLD: only the tag is replaced
        keys = [f"{kind} {name}"] if not tag else []
    elif kind == "typedef":
        keys = [f"{tag} {name}"] if tag else [f"typedef {name}"]
    else:
        keys = [f"{kind} {name}"] if not tag else []
    return next((key for key in keys if pair.new.declarations.has(key)), "")


def _last_word(macro: Macro, pair: Pair) -> tuple[str, str] | None:
    """The word that a macro is in the end, with its keyword; of a call the function's name."""
    seen: set[str] = set()
    while True:
        found = _WORD.fullmatch(macro.body.strip().strip("()"))
        tag, name = (found[1] or "", found[2]) if found else ("", "")
        if found is None and macro.parameters is not None:
            call = _CALL.fullmatch(macro.body.strip())
            name = call[1] if call else ""
        if not name or name in seen:
            return None
        seen.add(name)
        following = pair.new.declarations.macro(name)
        if tag or following is None:
            return tag, name
        macro = following


def _declared(name: str, pair: Pair) -> Kept | None:
    """A function or an object that has the name of a macro that is gone."""
    for kind in ("function", "variable"):
        key = f"{kind} {name}"
        if pair.new.declarations.has(key) and not pair.old.declarations.has(key):
            return Kept(key, "", is_same=False)
    return None


def _is_same(old: str, new: str, pair: Pair) -> bool:
    """Whether two types have the same bytes, or two functions the same type."""
    if old.startswith(("function ", "variable ")):
        sides = pair.old.declaration(old), pair.new.declaration(new)
        return getattr(sides[0], "type", 0) == getattr(sides[1], "type", 1)
    if old.startswith("enum "):
        return pair.old.enumerators(old).keys() <= pair.new.enumerators(new).keys()
    one, other = Named(old), Named(new)
    return have_same_layout(one, other, pair) or _are_one_scalar(one, other, pair)


def _misread(old: str, new: str, pair: Pair) -> str:
    """Why a program that means one type and a kernel that means the other go wrong; empty where
    they may not."""
    if not old.startswith(("struct ", "union ", "typedef ")):
        return ""
    before, after = representation(Named(old), pair.old), representation(Named(new), pair.new)
    found = reading(before, after, pair.new.target)
    return found.why if found.binary == "breaks" else ""


def _are_one_scalar(old: CType, new: CType, pair: Pair) -> bool:
    try:
        return plain(old, pair.old) == plain(new, pair.new)
    except NotConstantError:
        return False


def covered(change: Change, found: Kept, pair: Pair) -> Iterator[Change]:
    """The macro and the new declaration, as far as no finding covers them."""
    name = change.subject.rpartition(" ")[2]
    for subject in (name, found.key):
        for other in pair.by_own.get(subject, ()):
            if other.kind is ChangeKind.ADDED and other not in pair.judged and other != change:
                yield other
