"""A byte map as text: a row for each stretch of bytes, a column for each lane."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator

from reports.report import ByteMap, Lane, MapCell
from reports.style import Style, circled

_SHORT = {
    "unsigned long long": "ulonglong", "unsigned long": "ulong", "unsigned int": "uint",
    "unsigned short": "ushort", "unsigned char": "uchar",
}  # fmt: skip


def draw(figure: ByteMap, style: Style) -> Iterator[str]:
    """The lines of the drawing, within the width of the style."""
    cells = [cell for lane in figure.lanes for cell in lane.cells]
    inner = {edge for cell in cells for edge in (cell.offset, cell.offset + cell.size)}
    edges = sorted(inner | {lane.size for lane in figure.lanes} | {0})
    label = max(len(f"{max(edges, default=0)}..{max(edges, default=0)}"), 4)
    per_band = max(1, (style.width - label - 2) // 17)
    for start in range(0, len(figure.lanes), per_band):
        band = figure.lanes[start : start + per_band]
        width = (style.width - label - 2) // len(band)
        if start:
            yield ""
        yield from _band(band, edges, label, min(width, 30), style)


def _band(
    lanes: tuple[Lane, ...], edges: list[int], label: int, width: int, style: Style
) -> Iterator[str]:
    yield from _heads([lane.name for lane in lanes], label, width)
    for start, end in itertools.pairwise([*edges, edges[-1]]):
        columns = [_texts(lane, start, end, width, style) for lane in lanes]
        if not any(columns):
            continue
        for line in range(max(map(len, columns))):
            name = "" if line else f"{start}..{end - 1}" if end - start > 1 else str(start)
            cells = [c[line] if line < len(c) else " " * width for c in columns]
            yield f"{name:>{label}}  {''.join(cells)}".rstrip()
    sizes = (f"{lane.size}, align {lane.align}" for lane in lanes)
    yield style.paint(
        f"{'size':>{label}}  {''.join(_fit(size, width) for size in sizes)}".rstrip(), "faint"
    )


def _heads(names: list[str], label: int, width: int) -> Iterator[str]:
    """The lanes' names, over two lines where one is too narrow."""
    folded = [textwrap.wrap(name, width - 1) for name in names]
    for line in range(max(map(len, folded))):
        cells = (_fit(f[line] if line < len(f) else "", width) for f in folded)
        yield f"{'' if line else 'byte':>{label}}  {''.join(cells)}".rstrip()


def _texts(lane: Lane, start: int, end: int, width: int, style: Style) -> list[str]:
    """What a lane has over a stretch: one line for each row of overlapping members."""
    here = [c for c in lane.cells if c.offset < end and start < c.offset + c.size]
    here += [c for c in lane.cells if not c.size and c.offset == start]
    return [_text(cell, start, width, style) for cell in sorted(here, key=lambda c: c.row)]


def _text(cell: MapCell, start: int, width: int, style: Style) -> str:
    if cell.kind == "hole":
        return style.paint(_fit("░░ hole" if cell.offset == start else "░░", width), "faint")
    over = "│ " if cell.row else ""
    if cell.offset != start:
        return _fit(f"{over}″", width)
    marks = "".join(circled(number) for number in cell.notes)
    moved = " ◂" if cell.moved else ""
    direction = f" {cell.direction}" if cell.direction else ""
    bits = f":{cell.bits.partition(' ')[0]}" if cell.bits else ""
    tail = f"{moved}{marks and ' ' + marks}"
    full = f"{over}{cell.name}{bits} {short_type(cell.type)}{direction}"
    room = width - len(tail) - 1
    if len(full) > room:
        full = f"{over}{cell.name}{bits} {short_type(cell.type)}"
    if len(full) > room:
        full = f"{over}{cell.name}{bits}"
    if len(full) > room:
        full = f"{full[: max(room - 1, 2)]}…"
    text = _fit(f"{full}{tail}", width)
    return style.paint(text, "warn" if cell.moved or cell.notes else "")


def short_type(ctype: str) -> str:
    """A type in few columns: ``__u32`` is ``u32``."""
    for long, short in _SHORT.items():
        ctype = ctype.replace(long, short)
    return ctype.replace("__u", "u").replace("__s", "s").replace("struct ", "")


def _fit(text: str, width: int) -> str:
    return f"{text[: width - 1]:<{width}}"
