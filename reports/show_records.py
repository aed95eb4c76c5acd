"""Records as ``uapi show`` prints them: where each member lies, on all the targets asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from abi.ctype import CType, InlineRecord
from abi.evaluate import NotConstantError
from abi.expression import Unevaluated
from abi.inner import inner_keys
from abi.ioctl import Ioctl, ioctl_of
from abi.layout import Layout, Placed
from abi.snapshot import concrete
from abi.spelling import spell, spell_operand
from abi.surface import Surface
from abi.untagged import behind
from reports.style import Style

Surfaces = tuple[Surface, ...]


class Shown(NamedTuple):
    """Lines, and whether everything in them could be judged."""

    lines: list[str]
    is_complete: bool = True


def place_of(key: str, surface: Surface) -> str:
    """Where a key is declared; empty where that is not known."""
    return str(surface.declarations.location(key) or "")


def headline(left: str, right: str, style: Style) -> str:
    """A title with its place at the right margin, or on a line of its own."""
    gap = style.width - len(left) - len(right)
    painted = style.paint(left, "strong")
    if gap < 2:
        return f"{painted}\n  {style.paint(right, 'faint')}"
    return f"{painted}{' ' * gap}{style.paint(right, 'faint')}"


def is_laid_out(key: str, surface: Surface) -> bool:
    """Whether all records without a tag that a declaration leads to have a layout."""
    return all(isinstance(surface.layout(inner), Layout) for inner in inner_keys(key, surface))


class Row(NamedTuple):
    """A line of a record's table: where it lies, how large it is, what it is."""

    path: str
    offset: str
    size: str
    text: str
    start: int
    is_hole: bool = False


def show_record(
    key: str, surfaces: Surfaces, style: Style, cache_line: int, title: str = ""
) -> Shown:
    """A record on all targets; with `title`, one without a tag."""
    groups = _equal_layouts(key, surfaces)
    lines = [headline(title or key, place_of(key, surfaces[0]), style)]
    first = groups[0][0]
    if isinstance(first, Unevaluated):
        return Shown([*lines, f"  no layout: {first.reason}"], False)
    lines += _record_table(first, surfaces[0], groups, style, cache_line)
    lines += ["", *_facts(key, first, groups, surfaces)]
    is_whole = all(is_laid_out(key, surface) for surface in surfaces)
    return Shown(lines, is_whole and all(isinstance(layout, Layout) for layout, _ in groups))


def _equal_layouts(
    key: str, surfaces: Surfaces
) -> list[tuple[Layout | Unevaluated, list[Surface]]]:
    """Layouts with the targets that share them, that of the first target first."""
    groups: list[tuple[Layout | Unevaluated, list[Surface]]] = []
    shapes: list[object] = []
    for surface in surfaces:
        layout = surface.layout(key)
        shape = _shape(layout, surface) if isinstance(layout, Layout) else layout
        if shape in shapes:
            groups[shapes.index(shape)][1].append(surface)
        else:
            shapes.append(shape)
            groups.append((layout, [surface]))
    return groups


def _shape(layout: Layout, surface: Surface) -> object:
    rows = [(r.path, r.offset, r.size, r.text) for r in _rows(layout, surface)]
    return layout.size, layout.align, rows


def _rows(layout: Layout, surface: Surface) -> list[Row]:
    members = list(_member_rows(layout.members, surface, "", 0))
    holes = [
        Row(f"hole {h.offset}", str(h.offset), str(h.size), "░░ hole", h.offset, True)
        for h in layout.holes()
    ]
    return list(_in_place(members, holes, layout.kind == "union"))


def _in_place(members: list[Row], holes: list[Row], is_union: bool) -> Iterator[Row]:
    """Holes put where they lie among the members; those of a union stand last."""
    for member in members:
        while holes and not is_union and holes[0].start < member.start:
            yield holes.pop(0)
        yield member
    yield from holes


def _member_rows(
    members: tuple[Placed, ...], surface: Surface, prefix: str, depth: int
) -> Iterator[Row]:
    indent = "  " * depth
    for member in members:
        path = f"{prefix}{member.name or _first_name(member)}"
        text = spell(concrete(member.type, surface), member.name or "")
        if member.members and isinstance(member.type, InlineRecord):
            text = f"{member.type.record.kind} {member.name or ''}".rstrip()
        offset, size = str(member.offset), str(member.size)
        if member.bit_width is not None and member.bit_offset is not None:
            offset = f"{member.bit_offset // 8}:{member.bit_offset % 8}"
            size, text = f"{member.bit_width}b", f"{text}:{member.bit_width}"
        yield Row(path, offset, size, indent + text, member.offset)
        yield from _member_rows(member.members, surface, f"{path}.", depth + 1)
        yield from inner_rows(member.type, surface, path, member.offset, depth + 1)


def inner_rows(
    ctype: CType, surface: Surface, path: str, start: int, depth: int = 1
) -> Iterator[Row]:
    """The members of records without a tag that a type leads to, from the start of each."""
    indent = "  " * depth
    for steps, record in behind(ctype):
        if steps.strip("[]"):  # not simply the elements, or what is pointed to
            yield Row(f"{path}{steps}", "", "", f"{indent}{steps}: {record.kind}", start)
        try:
            rows = _rows(surface.layout_of(record), surface)
        except NotConstantError as reason:
            yield Row(f"{path}{steps}.", "", "", f"{indent}no layout: {reason}", start)
            continue
        for row in rows:
            offset = f"+{row.offset.lstrip('+')}" if row.offset else ""
            inner = f"{path}{steps}.{row.path}"
            yield Row(inner, offset, row.size, indent + row.text, start, row.is_hole)


def _first_name(member: Placed) -> str:
    """An anonymous record goes by what it holds, an unnamed bit-field by its place."""
    inner = next((_first_name(m) if m.name is None else m.name for m in member.members), "")
    return f"({inner or member.bit_offset})"


def _record_table(
    first: Layout,
    surface: Surface,
    groups: list[tuple[Layout | Unevaluated, list[Surface]]],
    style: Style,
    cache_line: int,
) -> list[str]:
    rows = _rows(first, surface)
    others = [({r.path: r for r in _rows(g, s[0])} if isinstance(g, Layout) else {})
              for g, s in groups[1:]]  # fmt: skip
    heads = [_group_head(layout, members) for layout, members in groups]
    lines = _table_head(heads)
    boundary = cache_line
    for row in rows:
        if cache_line and row.start >= boundary and not row.text.startswith(" "):
            boundary = row.start // cache_line * cache_line + cache_line
            lines.append(style.paint(f"  ── cache line {row.start // cache_line} ──", "faint"))
        lines.append(table_row(row, others, style))
    return lines


def _group_head(layout: Layout | Unevaluated, surfaces: list[Surface]) -> tuple[str, str]:
    names = ", ".join(s.target.name for s in surfaces)
    if isinstance(layout, Unevaluated):
        return names, layout.reason
    return names, f"size {layout.size}, align {layout.align}"


def _table_head(heads: list[tuple[str, str]]) -> list[str]:
    left = "  offset  size  member"
    if len(heads) == 1:
        names, sizes = heads[0]
        return [f"{left:<32}{names}: {sizes}"]
    numbered = [f"  [{n}] {names}: {sizes}" for n, (names, sizes) in enumerate(heads, 1)]
    marks = "".join(f"{f'[{n}]':>8}" for n in range(2, len(heads) + 1))
    return [*numbered, f"{f'{left}  [1]':<{_BESIDE}}{marks}"]


_BESIDE = 48
"""The column at which other targets begin."""


def table_row(row: Row, others: list[dict[str, Row]], style: Style) -> str:
    """A line of a table; `others` are the rows of other targets, by path."""
    left = f"  {row.offset:>6}  {row.size:>4}  {row.text}"
    if not others:
        return style.paint(left, "faint") if row.is_hole else left
    cells = [_beside(row, other) for other in others]
    if not any(cells):
        return left
    text = f"{left:<{_BESIDE}}{''.join(f'{cell:>8}' for cell in cells)}"
    has_moved = any(cell not in ("", "–") for cell in cells) and not row.is_hole
    return style.paint(f"{text}  ◂ differs", "warn") if has_moved else text.rstrip()


def _beside(row: Row, other: dict[str, Row]) -> str:
    """What another target has: nothing where it is the same."""
    found = other.get(row.path)
    if not other:
        return ""
    if found is None:
        return "–"
    if found.offset != row.offset:
        return found.offset
    return "" if found.size == row.size else f"size {found.size}"


def _facts(
    key: str,
    layout: Layout,
    groups: list[tuple[Layout | Unevaluated, list[Surface]]],
    surfaces: Surfaces,
) -> Iterator[str]:
    yield f"  {_size_line(layout)}"
    yield from _shared_kernels(groups)
    for ioctl, names in _reached_by(key, surfaces):
        yield f"  reached by {ioctl.name} {ioctl.code.number:#010x} on {names}"


def _shared_kernels(
    groups: list[tuple[Layout | Unevaluated, list[Surface]]],
) -> Iterator[str]:
    """What becomes of a record between programs and kernels of targets that share a kernel."""
    found = {s.target.name: (layout, s) for layout, own in groups for s in own}
    for layout, surface in found.values():
        native, target = surface.target.compat_of, surface.target.name
        if native not in found:
            continue
        other, its = found[native]
        if isinstance(layout, Unevaluated) or isinstance(other, Unevaluated):
            continue
        if _places(layout, surface) != _places(other, its):
            yield f"  {target} programs on {native} kernels misread it: their layouts differ"
        elif layout.align != other.align:
            yield f"  {target} programs on {native} kernels: sizes and offsets are equal;"
            yield "    alignment differs: a record that embeds it may differ"


def _places(layout: Layout, surface: Surface) -> object:
    """All that decides which bytes and bits of a record mean what."""
    return layout.size, [(r.path, r.offset, r.size) for r in _rows(layout, surface)]


def _size_line(layout: Layout) -> str:
    holes = layout.holes()
    count = sum(1 for _ in layout.leaves())
    members = f"{count} member{'s' * (count != 1)}"
    if not holes:
        return f"size {layout.size}, align {layout.align}, {members}, no holes"
    lost = sum(hole.size for hole in holes)
    return (
        f"size {layout.size}, align {layout.align}, {members}, "
        f"{len(holes)} hole{'s' * (len(holes) != 1)} ({lost} bytes)"
    )


def _reached_by(key: str, surfaces: Surfaces) -> Iterator[tuple[Ioctl, str]]:
    """Ioctls whose number carries the size of this record, grouped by number."""
    tag = key.partition(" ")[2]
    found: dict[tuple[str, int], tuple[Ioctl, list[str]]] = {}
    for surface in surfaces:
        for name in surface.declarations.macros_mentioning(tag):
            ioctl = ioctl_of(name, surface.declarations.expression(name), surface)
            if ioctl is not None and _carries(ioctl, key):
                entry = found.setdefault((name, ioctl.code.number), (ioctl, []))
                entry[1].append(surface.target.name)
    for ioctl, names in found.values():
        yield ioctl, ", ".join(names)


def _carries(ioctl: Ioctl, key: str) -> bool:
    return ioctl.argument is not None and spell_operand(ioctl.argument) == key
