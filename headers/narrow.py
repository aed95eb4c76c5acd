"""Two trees that differ in few headers: what of them has to be read to compare them.

A header means the same in both trees if it is the same, all that it includes
is, and nothing that it speaks of has another meaning. So the headers that
differ are read, with those that include them; then those that mention a name
which differs, until no more do. What is read besides is nothing to the result.

Some headers need others that they do not include. Where what differs cannot be
understood, the whole trees are read, in which it may.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from abi.difference import differing
from abi.expression import Unevaluated
from abi.layout import Layout
from abi.surface import Surface
from headers.load import Reader, begin_one, read_both

SHARE = 8
"""Trees of which more than an eighth differs are read whole."""
WORDS = 200
"""Names to look for; where more differ, the trees are read whole."""
_IOCTL = "_IO"
"""In the name of every macro that makes an ioctl's number."""


def narrowed(old: Reader, new: Reader) -> tuple[Reader, Reader]:
    """Readers of what has to do with the difference of two trees; themselves, if that is much."""
    if old.tree.only or new.tree.only:
        return old, new
    begin_one(old, new)
    try:
        headers = rewritten(old, new)
    except BaseException:
        old.stop()
        raise
    if not headers or len(headers) * SHARE > len(new.scan.files):
        return old, new
    old.stop()
    return _grown(headers, old, new)


def with_ioctls(pair: tuple[Reader, Reader], old: Reader, new: Reader) -> tuple[Reader, Reader]:
    """The same as `narrowed` made of two trees, and where an ioctl differs all that may have
    ioctls: their numbers must not be those of others."""
    if pair == (old, new):
        return pair
    read_both(*pair)
    surfaces = [reader.surface() for reader in pair]
    if not any(_is_ioctl(name, s) for name in differing(*surfaces) for s in surfaces):
        return pair
    return _grown({*pair[0].names, *pair[1].names, *new.texts.containing(_IOCTL)}, old, new)


def _grown(headers: set[str], old: Reader, new: Reader) -> tuple[Reader, Reader]:
    """Readers of these headers, and of what has to do with what differs in them."""
    known: set[str] = set()
    while True:
        headers = {*new.texts.with_includers(headers), *headers}
        pair = old.narrowed(headers), new.narrowed(headers)
        read_both(*pair)
        surfaces = [reader.surface() for reader in pair]
        names = differing(*surfaces)
        words = _words(names, surfaces) - known
        known |= words
        more = new.texts.having(words) - headers
        if len(known) > WORDS or not (more or _is_understood(names, surfaces)):
            return old, new
        if not more:
            return pair
        headers |= more


def rewritten(old: Reader, new: Reader) -> set[str]:
    """Headers that are on one side only, or have another text there, comments included."""
    after, before = new.scan.files, old.scan.files
    return {name for name, _ in before.items() ^ after.items()}


def _words(names: Collection[str], surfaces: Sequence[Surface]) -> set[str]:
    """The words by which others could speak of what differs."""
    enumerators = (
        name for s in surfaces for name, key in s.declarations.enumerators().items() if key in names
    )
    plain = (name.rpartition(" ")[2].removeprefix("#") for name in (*names, *enumerators))
    return {name.partition("@")[0] for name in plain}


def _is_ioctl(name: str, surface: Surface) -> bool:
    macro = surface.declarations.macro(name)
    return macro is not None and _IOCTL in macro.body


def _is_understood(names: Collection[str], surfaces: Sequence[Surface]) -> bool:
    """Whether all that is there of the names has a layout, or a value."""
    return all(
        _has_meaning(name, surface)
        for surface in surfaces
        for name in names
        if surface.declarations.has(name) or surface.declarations.has_macro(name)
    )


def _has_meaning(name: str, surface: Surface) -> bool:
    kind = name.partition(" ")[0]
    if kind in ("struct", "union"):
        return isinstance(surface.layout(name), Layout)
    if kind == "enum":
        return not any(isinstance(v, Unevaluated) for v in surface.enumerators(name).values())
    macro = surface.declarations.macro(name)
    if macro is None or macro.parameters is not None or not macro.body:
        return True
    return not isinstance(surface.constant(name), Unevaluated)
