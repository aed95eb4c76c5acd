"""A record's bytes before and after as two bars, to scale, for a finding.

Both bars use one scale, so that what moved stands elsewhere. What changed is
drawn with a double line, what is the same with a single one; holes are dotted.
A long record is cut to the part around its changes, and a long stretch in it
is torn (``//``), because the member beside it is what a reader looks for.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from abi.rules.finding import Picture, Stretch
from reports.formats.visible import visible
from reports.style import Style

_LABEL = 4
"""Columns of ``old ``."""
_SCALES = (16, 12, 8, 6, 4, 3, 2, 1)
"""Columns a byte, widest first."""
_TORN = 14
"""Columns that a stretch has at least when it is not to scale."""
_NAME = 8
"""Letters of a member's name that have to be there."""


class Scale(NamedTuple):
    """The columns of the edges in a part of the record, from byte `first` to byte `last`."""

    columns: dict[int, int]
    first: int
    last: int
    torn: frozenset[int]
    """Edges where a stretch begins that is shorter than to scale."""

    @property
    def width(self) -> int:
        return self.columns[self.last]


def draw(picture: Picture, style: Style, member: str = "") -> list[str]:
    """A ruler and two bars, no wider than the style; nothing where that tells nothing.

    `member` is what a reader looks for, where there is room for some changes only.
    """
    old, new = outermost(picture.old, picture.old_size), outermost(picture.new, picture.new_size)
    last_number = len(str(max(picture.old_size, picture.new_size)))
    scale = choose_scale(old, new, style.width - _LABEL - last_number + 1, member)
    if scale is None or (old == new and len(old) == 1):
        return []
    lines = [f"{'':{_LABEL}}{_ruler(scale)}"]
    for name, side in (("old", old), ("new", new)):
        lines.append(f"{name:{_LABEL}}{_bar(side, scale, style)}".rstrip())
    return lines


def outermost(stretches: Sequence[Stretch], size: int) -> list[Stretch]:
    """Stretches that follow each other from the first byte to the last; holes between them.

    Of those that overlap the first and longest is kept, and has changed when one of them has.
    """
    kept: list[Stretch] = []
    end = 0
    for stretch in sorted(stretches, key=lambda s: (s.offset, -s.size)):
        if stretch.offset < end:
            if stretch.changed:
                kept[-1] = msgspec.structs.replace(kept[-1], changed=True)
        elif stretch.size and stretch.offset + stretch.size <= size:
            kept += _hole(end, stretch.offset)
            kept.append(stretch)
            end = stretch.offset + stretch.size
    return [*kept, *_hole(end, size)]


def _hole(start: int, end: int) -> Iterator[Stretch]:
    if start < end:
        yield Stretch(start, end - start, "", "hole")


# The scale


def choose_scale(
    old: Sequence[Stretch], new: Sequence[Stretch], width: int, member: str = ""
) -> Scale | None:
    """The widest part of the record that can be read: all of it, or what is around a change."""
    fitting: list[tuple[Scale, list[Stretch]]] = []
    for part in _parts(old, new, width // 2, member):
        stretches = [s for s in (*old, *new) if s.offset < part[-1] and _end(s) > part[0]]
        scale = _fitting(part, stretches, width)
        if scale is not None:
            fitting.append((scale, stretches))
    for scale, stretches in fitting:
        if _is_legible(scale, stretches):
            return scale
    legible = (s for s, all_of in fitting if _is_legible(s, [x for x in all_of if x.changed]))
    return next(legible, fitting[-1][0] if fitting else None)


def _is_legible(scale: Scale, stretches: Iterable[Stretch]) -> bool:
    return all(_room(scale, s) >= min(len(s.name), _NAME) for s in stretches)


def _parts(
    old: Sequence[Stretch], new: Sequence[Stretch], most: int, member: str
) -> Iterator[list[int]]:
    """Parts of a record, as at most so many edges: all, around the changes, around the member."""
    edges = sorted({edge for side in (old, new) for s in side for edge in (s.offset, _end(s))})
    touched = _touched(edges, old, new)
    if 1 < len(edges) <= most:
        yield edges
    if not touched:
        return
    first, last = max(touched[0] - 1, 0), min(touched[-1] + 2, len(edges) - 1)
    if last - first < most:
        yield edges[first : last + 1]
    own = [s.offset for side in (old, new) for s in side if s.name == member]
    if own:  # where it was and where it is
        first = max(edges.index(min(own)) - 1, first)
    for end in range(min(last, first + most - 1), first + 1, -1):
        yield edges[first : end + 1]


def _touched(edges: Sequence[int], old: Sequence[Stretch], new: Sequence[Stretch]) -> list[int]:
    """Which edges begin bytes that changed, or that one side does not have."""
    size = min(_end(side[-1]) if side else 0 for side in (old, new))
    changed = [s for side in (old, new) for s in side if s.changed]
    return [
        index
        for index, edge in enumerate(edges[:-1])
        if edge >= size or any(s.offset <= edge < _end(s) for s in changed)
    ]


def _fitting(edges: Sequence[int], stretches: Sequence[Stretch], width: int) -> Scale | None:
    """The narrowest scale that shows all names, else the widest that fits; torn if need be."""
    for is_torn in (False, True):
        scales = (_scale(edges, columns, is_torn=is_torn) for columns in _SCALES)
        fit = [scale for scale in scales if scale.width < width]
        complete = [s for s in fit if all(_room(s, x) >= len(x.name) for x in stretches)]
        if fit:
            return complete[-1] if complete else fit[0]
    return None


def _scale(edges: Sequence[int], columns: int, *, is_torn: bool) -> Scale:
    most = max(_TORN, 8 * columns) if is_torn else sys.maxsize  # a __u64 is never torn
    sizes = [(b - a) * columns for a, b in itertools.pairwise(edges)]
    drawn = [min(size, most) for size in sizes]
    torn = (e for e, full, cut in zip(edges, sizes, drawn, strict=False) if cut < full)
    own = itertools.accumulate((max(size, 2) for size in drawn), initial=0)
    return Scale(dict(zip(edges, own, strict=True)), edges[0], edges[-1], frozenset(torn))


def _room(scale: Scale, stretch: Stretch) -> int:
    """Columns between the ticks of a stretch that is in sight."""
    start, end = max(stretch.offset, scale.first), min(_end(stretch), scale.last)
    return scale.columns[end] - scale.columns[start] - 1


def _end(stretch: Stretch) -> int:
    return stretch.offset + stretch.size


# The lines


def _ruler(scale: Scale) -> str:
    """Offsets above the edges, as many as have room; the last one always."""
    line = ""
    for edge, column in scale.columns.items():
        text = str(edge)
        is_free = not line or len(line) < column
        if is_free and (edge == scale.last or column + len(text) < scale.width):
            line = f"{line:<{column}}{text}"
    return line


def _bar(side: Sequence[Stretch], scale: Scale, style: Style) -> str:
    shown = [s for s in side if s.offset < scale.last and _end(s) > scale.first]
    if not shown:
        return ""
    first = "…" if scale.first else "├"
    last = "┤" if _end(side[-1]) <= scale.last else "…"
    bar = "┼".join(_stretch(s, scale, style) for s in shown)
    return f"{first}{bar.removesuffix('…') if last == '…' else bar}{last}"


def _stretch(stretch: Stretch, scale: Scale, style: Style) -> str:
    """What stands between the two ticks of a stretch."""
    room = _room(scale, stretch)
    line = "░" if stretch.kind == "hole" else "═" if stretch.changed else "─"
    name = visible(stretch.name)
    inner = range(max(stretch.offset, scale.first), min(_end(stretch), scale.last))
    if room > 5 and any(edge in inner for edge in scale.torn):
        text = f"{_centred(name, room - 3, line)}//{line}"
    else:
        text = _centred(name, room, line)
    return style.paint(text, "warn" if stretch.changed else "faint" if line == "░" else "")


def _centred(name: str, room: int, line: str) -> str:
    if not name or room < min(len(name), 3):
        return line * room
    if len(name) > room:
        return f"{name[: room - 1]}…"
    spaced = f" {name} " if len(name) + 2 <= room else name
    return f"{spaced:{line}^{room}}"
