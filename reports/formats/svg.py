"""Byte maps as SVG: lanes side by side to one scale, along the page or down it.

On a wide page bytes run to the right and lanes lie below each other; on a
narrow one, or in a long record, bytes run down and lanes stand beside each other.
Both come from the same boxes: `Frame` turns (bytes, lane, row) into (x, y).
"""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from reports.formats.bytegrid import short_type
from reports.report import ByteMap, Lane, MapCell
from reports.style import circled

_LONGEST = 16
"""Bytes after which a cell is drawn no longer, with a break mark."""
_CHARACTER = 7.2
"""Width in px of a character of the 12 px monospace in which cells are labelled."""
_NARROW_CHARACTER = 6.65
"""The same at 11 px, on narrow pages."""
_BOLD = 8.6
"""Width in px of a character of a lane's name, wide fonts included."""
_MARK = 13
"""Width in px of the number of a note."""
_SHORTEST = 9
"""Length in px of a byte that holds a label."""
_PAGE = 1080
"""Width in px of a wide page: lanes along it take what their names leave."""
_MARGIN = 30
"""Room in px behind a lane, for the last number of the ruler."""
_PITCH = 84
"""From one lane to the next on narrow pages; what a lane leaves of it is room for links."""


class Scale(NamedTuple):
    """Bytes to steps: long stretches in which nothing begins or ends are shortened."""

    edges: tuple[int, ...]
    steps: tuple[int, ...]

    def at(self, byte: float) -> float:
        """The step of an edge; bytes between edges are interpolated."""
        for index, edge in enumerate(self.edges):
            if byte <= edge:
                if byte == edge or not index:
                    return self.steps[index]
                before, step = self.edges[index - 1], self.steps[index - 1]
                part = (byte - before) / (edge - before)
                return step + part * (self.steps[index] - step)
        return self.steps[-1]

    def breaks(self) -> Iterator[tuple[int, int, float]]:
        """Shortened stretches: first byte, end, and the step at which to mark it."""
        for (before, after), step in zip(
            itertools.pairwise(self.edges), self.steps[:-1], strict=True
        ):
            if after - before > _LONGEST:
                yield before, after, step + _LONGEST * 0.75


def scale_of(figure: ByteMap) -> Scale:
    """One scale for all lanes of a figure."""
    edges = {0} | {lane.size for lane in figure.lanes}
    for lane in figure.lanes:
        edges |= {e for cell in lane.cells for e in (cell.offset, cell.offset + cell.size)}
    ordered = sorted(edges)
    steps = [0]
    for before, after in itertools.pairwise(ordered):
        steps.append(steps[-1] + min(after - before, _LONGEST))
    return Scale(tuple(ordered), tuple(steps))


Box = tuple[float, float, float, float]


class Frame(NamedTuple):
    """Geometry of a figure in px."""

    is_along: bool
    """Bytes run along the page, not down it."""
    scale: Scale
    unit: float
    """Length of one step."""
    head: float
    """Room for the lanes' names (wide) or for the ruler (narrow)."""
    top: float
    starts: tuple[float, ...]
    """Where each lane begins, across the bytes."""
    breadth: float
    """One row of a lane, across the bytes."""
    rows: tuple[int, ...]
    character: float = _CHARACTER
    """Width of a character in a cell."""

    def box(self, lane: int, cell: MapCell, *, is_alone: bool) -> Box:
        """x, y, width and height of a cell; `is_alone`: nothing lies over the same bytes."""
        first, end = _extent(cell)
        begin = self.scale.at(first) * self.unit
        length = max(self.scale.at(end) * self.unit - begin, 3)
        if self.is_along:
            across = self.starts[lane] + cell.row * self.breadth
            return self.head + begin, across, length, self.breadth - 2
        breadth = self.breadth / (1 if is_alone else self.rows[lane])
        return self.starts[lane] + cell.row * breadth, self.top + begin, breadth - 2, length

    @property
    def length(self) -> float:
        return self.scale.steps[-1] * self.unit

    @property
    def width(self) -> float:
        """Of the whole figure."""
        if self.is_along:
            return self.head + self.length + _MARGIN
        return self.starts[-1] + self.breadth + 2

    @property
    def bottom(self) -> float:
        """Where lanes end; below is the place for what is said of a cell."""
        last = self.starts[-1] + self.rows[-1] * self.breadth
        return last if self.is_along else self.top + self.length


def _extent(cell: MapCell) -> tuple[float, float]:
    """Where a cell begins and ends in bytes; bit-fields share bytes, so in parts of them."""
    found = re.fullmatch(r"(\d+) bits? at (\d+)", cell.bits)
    if found is None:
        return cell.offset, cell.offset + cell.size
    return int(found[2]) / 8, (int(found[2]) + int(found[1])) / 8


def draw(figure: ByteMap, *, is_wide: bool) -> Markup:
    """The figure as an ``svg`` element; everything in it is escaped."""
    if not figure.lanes:
        return Markup("")
    frame = _frame(figure, is_wide=is_wide)
    width, height = frame.width, frame.bottom + (26 if frame.is_along else 36)
    key = f"{figure.id}-{'wide' if is_wide else 'narrow'}"
    parts = [
        f'<svg class="{"wide" if is_wide else "narrow"}" role="group" id="{escape(key)}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
        f' aria-labelledby="{escape(key)}-t {escape(key)}-d">',
        f'<title id="{escape(key)}-t">{escape(figure.caption)}</title>',
        f'<desc id="{escape(key)}-d">{escape(_description(figure))}</desc>',
        _patterns(key),
        *_ruler(frame),
        *_links(figure, frame),
    ]
    for index, lane in enumerate(figure.lanes):
        parts += _lane(lane, index, frame, key)
    return Markup("".join([*parts, "</svg>"]))


def _frame(figure: ByteMap, *, is_wide: bool) -> Frame:
    scale = scale_of(figure)
    rows = tuple(1 + max((cell.row for cell in lane.cells), default=0) for lane in figure.lanes)
    steps = max(scale.steps[-1], 1)
    if is_wide and _head(figure) + steps * _SHORTEST + _MARGIN <= _PAGE:
        starts, across = [], 26.0
        for count in rows:
            starts.append(across)
            across += count * 38 + 22
        unit = min((_PAGE - _MARGIN - _head(figure)) / steps, 60)
        return Frame(True, scale, unit, _head(figure), 26, tuple(starts), 38, rows)
    pitch = min(220, max(1000 // len(rows), _PITCH)) if is_wide else _PITCH
    columns = tuple(30.0 + index * pitch for index in range(len(rows)))
    smallest = min((c.size for lane in figure.lanes for c in lane.cells if c.size), default=8)
    unit = max(min(430 / steps, 19), min(_SHORTEST, 36 / smallest))
    character = _CHARACTER if is_wide else _NARROW_CHARACTER
    return Frame(False, scale, unit, 30, 44, columns, pitch - 8, rows, character)


def _head(figure: ByteMap) -> float:
    names = max((len(lane.name) for lane in figure.lanes), default=0)
    sizes = max((len(_size_text(lane)) for lane in figure.lanes), default=0)
    return min(max(names * _BOLD, sizes * _NARROW_CHARACTER) + 14, 240)


def _size_text(lane: Lane) -> str:
    return f"{lane.size} bytes, align {lane.align}"


def _description(figure: ByteMap) -> str:
    lanes = "; ".join(f"{lane.name}: {lane.size} bytes" for lane in figure.lanes)
    return f"{lanes}. The table below has the same facts."


def _patterns(key: str) -> str:
    safe = escape(key)
    return (
        f'<defs><pattern id="{safe}-hole" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path d="M0 0V6" class="hatch"/></pattern>'
        f'<pattern id="{safe}-padding" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<circle cx="1.5" cy="1.5" r=".8" class="dot"/></pattern></defs>'
    )


def _ruler(frame: Frame) -> Iterator[str]:
    for edge in _labelled(frame):
        place = frame.scale.at(edge) * frame.unit
        if frame.is_along:
            yield f'<text class="ruler" x="{frame.head + place:.1f}" y="16">{edge}</text>'
        else:
            yield f'<text class="ruler" x="0" y="{frame.top + place + 9:.1f}">{edge}</text>'


def _labelled(frame: Frame) -> list[int]:
    """Edges with room for their number; the last one always has its number."""
    kept: list[int] = []
    for edge in frame.scale.edges:
        room = 8 + _CHARACTER * len(str(edge)) if frame.is_along else 14
        begin = frame.scale.at(edge) * frame.unit - room
        if edge == frame.scale.edges[-1]:
            kept = [k for k in kept if frame.scale.at(k) * frame.unit <= begin or not k]
        if not kept or frame.scale.at(kept[-1]) * frame.unit <= begin:
            kept.append(edge)
    return kept


def _links(figure: ByteMap, frame: Frame) -> Iterator[str]:
    """Lines from a member to its place in the next lane, where that is another."""
    for link in figure.links:
        begin = frame.scale.at(link.upper_offset) * frame.unit + 10
        end = frame.scale.at(link.lower_offset) * frame.unit + 10
        after = frame.starts[link.upper] - 2
        after += frame.rows[link.upper] * frame.breadth if frame.is_along else frame.breadth
        before = frame.starts[link.lower]
        if frame.is_along:
            line = f"M{frame.head + begin:.1f} {after:.1f}L{frame.head + end:.1f} {before:.1f}"
        else:
            line = f"M{after - 2:.1f} {frame.top + begin:.1f}L{before:.1f} {frame.top + end:.1f}"
        yield (
            f'<path class="link" d="{line}"><title>{escape(link.name)} moves from byte '
            f"{link.upper_offset} to byte {link.lower_offset}</title></path>"
        )


def _lane(lane: Lane, index: int, frame: Frame, key: str) -> Iterator[str]:
    yield f'<g role="list" aria-label="{escape(f"{lane.name}, {lane.record}")}">'
    yield from _lane_head(lane, index, frame)
    for cell in lane.cells:
        is_alone = not any(_overlap(cell, other) for other in lane.cells if other is not cell)
        yield _cell(cell, frame.box(index, cell, is_alone=is_alone), frame, key)
    yield "</g>"


def _overlap(a: MapCell, b: MapCell) -> bool:
    (a_first, a_end), (b_first, b_end) = _extent(a), _extent(b)
    return a.row != b.row and a_first < b_end and b_first < a_end


def _lane_head(lane: Lane, index: int, frame: Frame) -> Iterator[str]:
    start = frame.starts[index]
    if frame.is_along:
        name = _fit(lane.name, int((frame.head - 10) / _BOLD))
        yield f'<text class="lane" x="0" y="{start + 15:.1f}">{escape(name)}</text>'
        yield f'<text class="sub" x="0" y="{start + 30:.1f}">{_size_text(lane)}</text>'
        return
    lines = _two_lines(lane.name, int(frame.breadth / 7.6))
    for line, text in enumerate(lines, 2 - len(lines)):
        yield f'<text class="lane" x="{start:.1f}" y="{11 + 13 * line}">{escape(text)}</text>'
    yield f'<text class="sub" x="{start:.1f}" y="38">{lane.size} bytes</text>'


def _two_lines(text: str, width: int) -> list[str]:
    if len(text) <= width:
        return [text]
    cut = max(text.rfind(" ", 0, width + 1), text.rfind("_", 0, width) + 1)
    cut = cut if cut > 3 else width
    return [text[:cut], _fit(text[cut:].strip(), width)]


def _cell(cell: MapCell, box: Box, frame: Frame, key: str) -> str:
    x, y, width, height = box
    fill = f' style="fill:url(#{escape(key)}-{cell.kind})"' if cell.kind != "member" else ""
    names = [cell.kind, *(["noted"] if cell.notes else []), *(["moved"] if cell.moved else [])]
    texts = "".join([*_breaks(cell, box, frame), *_texts(cell, box, frame.character)])
    return (
        f'<g class="{" ".join(names)}" role="listitem" tabindex="0"><title>{escape(tip(cell))}'
        f'</title><rect class="ground" x="{x:.1f}" y="{y:.1f}" width="{max(width - 2, 1):.1f}"'
        f' height="{max(height - 1, 1):.1f}" rx="2"/><rect x="{x:.1f}" y="{y:.1f}"'
        f' width="{max(width - 2, 1):.1f}" height="{max(height - 1, 1):.1f}" rx="2"{fill}/>'
        f"{texts}{_said(cell, frame)}</g>"
    )


def _said(cell: MapCell, frame: Frame) -> str:
    """The tip as a text that appears below the figure with the pointer or the focus."""
    room = int((frame.width - frame.head) / frame.character)
    lines = textwrap.wrap(tip(cell), max(room, 20), max_lines=1 if frame.is_along else 2)
    x, y = frame.head, frame.bottom + 17
    spans = (
        f'<tspan x="{x:.1f}" y="{y + 14 * index:.1f}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    return f'<text class="said" aria-hidden="true">{"".join(spans)}</text>'


def _breaks(cell: MapCell, box: Box, frame: Frame) -> Iterator[str]:
    """Tears across a cell where its bytes are not to scale."""
    x, y, width, height = box
    for first, end, step in frame.scale.breaks():
        if cell.offset > first or cell.offset + cell.size < end:
            continue
        if frame.is_along:
            at = frame.head + step * frame.unit
            rise = height + 3
            slants = [f"M{at + gap:.1f} {y + height + 1:.1f}l6 {-rise:.1f}" for gap in (-6, 0)]
            fill = f"{slants[0]}h6l-6 {rise:.1f}z"
        else:
            at = frame.top + step * frame.unit
            slants = [f"M{x - 2:.1f} {at + gap:.1f}l{width + 2:.1f} -6" for gap in (0, 6)]
            fill = f"{slants[0]}v6l{-width - 2:.1f} 6z"
        yield f'<path class="gap" d="{fill}"/><path class="tear" d="{"".join(slants)}"/>'


def _texts(cell: MapCell, box: Box, character: float) -> Iterator[str]:
    """Name, notes and type, as far as they fit; a tall narrow cell is labelled downwards."""
    x, y, width, height = box
    name = "hole" if cell.kind == "hole" else cell.name
    marks = "".join(circled(number) for number in cell.notes)
    room = int((width - 6 - _MARK * len(marks)) / character)
    middle = min(height / 2 + 4, 15)
    if marks:
        is_tight = width < len(marks) * 12 + 5
        end = f"{x + width / 2 - 1:.1f}" if is_tight else f"{x + width - 5:.1f}"
        anchor = "middle" if is_tight else "end"
        place = f'x="{end}" y="{y + middle:.1f}" text-anchor="{anchor}"'
        yield f'<text class="mark" {place}>{escape(marks)}</text>'
    if height < 10:
        return
    below = " ".join(filter(None, [short_type(cell.type), cell.direction]))
    above = 20 if marks else 5
    if room < len(name) and width >= 12 and height > character * len(name) + above + 4:
        turned = f'transform="translate({x + width / 2 - 5:.1f} {y + above:.1f}) rotate(90)"'
        yield f"<text {turned}>{escape(name)}</text>"
        return
    if room >= min(len(name), 3):
        yield f'<text x="{x + 4:.1f}" y="{y + middle:.1f}">{escape(_fit(name, room))}</text>'
    if cell.kind != "hole" and height >= 28 and room >= min(len(short_type(cell.type)), 6):
        text = _fit(below, room + len(marks))
        yield f'<text class="sub" x="{x + 4:.1f}" y="{y + 29:.1f}">{escape(text)}</text>'


def _fit(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: max(room - 1, 1)]}…"


def tip(cell: MapCell) -> str:
    """Everything about a cell, in words."""
    last = cell.offset + cell.size - 1
    where = f"byte {cell.offset}" if cell.size <= 1 else f"bytes {cell.offset}..{last}"
    if cell.kind == "hole":
        return f"hole, {where}: padding that no member names"
    words = [f"{cell.type} {cell.name}", cell.bits or f"{where}, {cell.size} bytes"]
    words += [_DIRECTIONS[cell.direction]] if cell.direction else []
    words += [f"at {cell.moved}"] if cell.moved else []
    return ", ".join(words)


_DIRECTIONS = {
    "in": "an input",
    "out": "written back by the kernel",
    "in/out": "an input that the kernel writes back",
}
