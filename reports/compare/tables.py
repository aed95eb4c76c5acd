"""Tables of a subject: what becomes of each member, and what each target makes of it."""

from __future__ import annotations

from collections.abc import Iterator

from abi.design.members import Row, pair_members
from abi.design.spans import Span
from abi.expression import Unevaluated
from abi.layout import Layout
from abi.rules.finding import Finding
from reports.compare.subject import Subject, View, names
from reports.report import Cell, Column, Table, Tone

_TONES: dict[str, Tone] = {"equal": "good", "renamed": "", "only here": "faint"}


def members_table(subject: Subject) -> Table:
    """One row a member: its type and place in each variant, and its fate."""
    views = subject.laid_out()
    rows = pair_members([view.spans() for view in views])
    columns = (
        Column("byte", is_number=True),
        *(Column(view.title) for view in views),
        Column("is"),
    )
    caption = f"What becomes of each member on {subject.targets[0]}"
    if len(rows) > _MOST_ROWS:
        changed = [r for r in rows if r.fate != "equal" or None in r.spans]
        caption += f"; {len(rows) - len(changed)} that are equal in all are left out"
        rows = tuple(changed)
    cells = tuple(_member_row(row, views) for row in rows)
    return Table(f"members-{subject.id}", caption, columns, cells)


_MOST_ROWS = 40
"""Members up to which equal ones are listed, too."""


def _member_row(row: Row, views: tuple[View, ...]) -> tuple[Cell, ...]:
    present = [span for span in row.spans if span is not None]
    lowest = min(present, key=lambda span: span.offset)
    cells = [Cell(_byte(lowest))]
    for span, view in zip(row.spans, views, strict=True):
        if span is None:
            cells.append(_nothing(lowest, view))
        else:
            away = "" if span.offset == lowest.offset else f" @{span.offset}"
            cells.append(Cell(f"`{span.declaration}`{away}"))
    by_place = row.reason in ("same place and type", "same place")
    fate = f"{row.fate} ({row.reason})" if by_place else row.fate
    if row.fate == "equal" and len(present) < len(views):
        return (*cells, Cell(f"equal in {len(present)} of {len(views)}"))
    return (*cells, Cell(fate, _TONES.get(row.fate, "warn")))


def _byte(span: Span) -> str:
    if span.bits:
        return f"{span.offset}:{span.bits[0] % 8}"
    return str(span.offset)


def _nothing(span: Span, view: View) -> Cell:
    """What a variant without the member has in its place."""
    layout = view.layout()
    if isinstance(layout, Layout) and any(
        hole.offset <= span.offset and span.end <= hole.offset + hole.size
        for hole in layout.holes()
    ):
        return Cell("hole", "faint")
    return Cell("–", "faint")


def sizes_table(subject: Subject) -> Table:
    """Size, alignment and the offsets that differ, per target."""
    columns = (Column("target"), *(Column(view.title) for view in subject.views))
    return Table(
        f"sizes-{subject.id}",
        "Size and alignment in bytes, per target",
        columns,
        tuple(_size_row(subject, index) for index in range(len(subject.targets))),
    )


def _size_row(subject: Subject, target: int) -> tuple[Cell, ...]:
    cells = [Cell(subject.targets[target])]
    for view in subject.views:
        layout, base = view.layout(target), view.layout(0)
        if isinstance(layout, Unevaluated):
            cells.append(Cell(layout.reason, "faint"))
            continue
        moved = moved_members(view, target)
        differs = (isinstance(base, Layout) and base.size != layout.size) or bool(moved)
        cells.append(Cell(_size_text(layout, moved), "bad" if differs else ""))
    return tuple(cells)


def _size_text(layout: Layout, moved: list[str]) -> str:
    text = f"{layout.size}, align {layout.align}"
    return f"{text}; {', '.join(moved)} moved" if moved else text


def moved_members(view: View, target: int) -> list[str]:
    """Names of members that lie elsewhere on a target than on the first."""
    if not view.says_the_same(target):
        return []
    base = {span.path: span.offset for span in view.spans(0)}
    return [s.name for s in view.spans(target) if base.get(s.path, s.offset) != s.offset]


def target_findings(subject: Subject) -> Iterator[Finding]:
    """Records whose size or offsets differ between the targets of the report."""
    for view in subject.views:
        base = view.layout(0)
        if not isinstance(base, Layout):
            continue
        for target, name in enumerate(subject.targets):
            layout = view.layout(target)
            if isinstance(layout, Layout) and _differs(view, layout, base, target):
                yield _target_finding(subject, view, (base, layout), (target, name))


def _differs(view: View, layout: Layout, base: Layout, target: int) -> bool:
    if not view.says_the_same(target):
        return False
    return layout.size != base.size or bool(moved_members(view, target))


def _target_finding(
    subject: Subject, view: View, layouts: tuple[Layout, Layout], where: tuple[int, str]
) -> Finding:
    base, layout = layouts
    target, name = where
    moved = moved_members(view, target)
    text = f"{view.title}: {layout.size} bytes on {name}, {base.size} on {subject.targets[0]}"
    if moved:
        text += f"; {names([f'`{m}`' for m in moved])} move{'s' * (len(moved) == 1)}"
    return Finding("differs-between-targets", view.record, "warning", (name,), text)
