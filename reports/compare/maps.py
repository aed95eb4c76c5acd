"""Byte maps of a subject, with the traps that they show as notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from abi.design.spans import Span
from abi.design.traps import Claim, Overlap, claims, overlaps
from abi.layout import Layout
from abi.rules.finding import Finding, Severity
from reports.compare.subject import Subject, View
from reports.report import ByteMap, Direction, Lane, Link, MapCell, Note, Tone


class Trap(NamedTuple):
    """A remark about members of lanes: which it is about, and how bad it is."""

    rule: str
    lane: int
    paths: tuple[str, ...]
    text: str
    severity: Severity


def traps(subject: Subject) -> list[Trap]:
    """Overlaps first, those that destroy an input before the others, then claims."""
    views = subject.laid_out()
    found = [trap for lane, view in enumerate(views) for trap in _overlap_traps(lane, view)]
    found.sort(key=lambda trap: trap.severity != "error")
    return found + list(_claim_traps(views))


def _overlap_traps(lane: int, view: View) -> Iterator[Trap]:
    """Overlaps of members whose direction is known; of the others only the picture tells."""
    if not view.inputs and not view.outputs:
        return
    for overlap in overlaps(view.spans(), lane, view.inputs, view.outputs):
        yield Trap(
            "output-over-input" if overlap.is_output_over_input else "overlap",
            lane,
            (overlap.span.path, overlap.other.path),
            _overlap_text(overlap, view),
            "error" if overlap.is_output_over_input else "note",
        )


def _overlap_text(overlap: Overlap, view: View) -> str:
    span, other = overlap.span, overlap.other
    both = f"`{span.name}` and `{other.name}` share {_range(span, other)}"
    if overlap.is_output_over_input:
        return (
            f"`{span.name}` lies over `{other.name}`, which is an input: when the kernel writes "
            f"back `{span.name}` ({8 * span.size} bits), `{other.name}` is destroyed"
        )
    if span.name in view.outputs and other.name in view.outputs:
        return f"{both}; the kernel writes either, and a program must know which"
    return both


def _range(a: Span, b: Span) -> str:
    return byte_range(max(a.offset, b.offset), min(a.end, b.end))


def byte_range(start: int, end: int) -> str:
    """``bytes 4..7`` for the bytes from 4 up to 8, ``byte 4`` for one."""
    return f"byte {start}" if end - start <= 1 else f"bytes {start}..{end - 1}"


def _claim_traps(views: Sequence[View]) -> Iterator[Trap]:
    layouts = [layout for view in views if isinstance(layout := view.layout(), Layout)]
    members = [view.spans() for view in views]
    for variant, view in enumerate(views):
        for older in range(len(views)):
            if views[older].name in view.replaces:
                for claim in claims(older, variant, layouts, members):
                    if _was_claimed_before(claim, view, views[:variant], members):
                        continue
                    yield Trap(
                        "padding-claimed",
                        variant,
                        (claim.span.path,),
                        _claim_text(claim, views[older].title),
                        "note" if claim.filler else "warning",
                    )


def _was_claimed_before(
    claim: Claim, view: View, before: Sequence[View], members: Sequence[Sequence[Span]]
) -> bool:
    """Whether a variant between the two has the same member there already."""
    return any(
        claim.span in members[index]
        for index, other in enumerate(before)
        if index != claim.older and other.name in view.replaces
    )


def _claim_text(claim: Claim, older: str) -> str:
    where = byte_range(claim.span.offset, claim.span.end)
    if claim.filler:
        return (
            f"`{claim.span.name}` claims {where}, `{claim.filler}` in {older}: safe only if "
            "kernels rejected anything but zero there"
        )
    return (
        f"`{claim.span.name}` claims {where}, a hole in {older}: programs built against "
        "that never had to initialise them"
    )


def byte_map(subject: Subject, target: int, found: Sequence[Trap]) -> ByteMap:
    """The figure for one target; notes stand on the first target's only."""
    views = subject.laid_out(target)
    numbered = list(enumerate(found, 1)) if target == 0 else []
    lanes = tuple(
        _lane(view, subject, target, [(n, t) for n, t in numbered if t.lane == index])
        for index, view in enumerate(views)
    )
    notes = tuple(Note(n, f"{views[t.lane].title}: {t.text}", _tone(t)) for n, t in numbered)
    suffix = f"-{subject.targets[target]}" if target else ""
    caption = f"{subject.title} on {subject.targets[target]}, byte by byte"
    links = tuple(_links(views, target))
    return ByteMap(f"bytes-{subject.id}{suffix}", caption, lanes, links, notes)


def _tone(trap: Trap) -> Tone:
    tones: dict[str, Tone] = {"error": "bad", "warning": "warn"}
    return tones.get(trap.severity, "")


def _lane(view: View, subject: Subject, target: int, found: list[tuple[int, Trap]]) -> Lane:
    layout = view.layout(target)
    if not isinstance(layout, Layout):
        raise AssertionError("only variants with a layout have a lane")
    cells = list(_cells(view, target, found))
    cells += [MapCell(h.offset, h.size, "hole", "", "hole") for h in layout.holes()]
    cells.sort(key=lambda cell: (cell.row, cell.offset))
    name = subject.targets[target]
    return Lane(view.title, view.record, name, layout.size, layout.align, tuple(cells))


def _cells(view: View, target: int, found: list[tuple[int, Trap]]) -> Iterator[MapCell]:
    placed: list[tuple[int, Span]] = []
    base = {s.path: s for s in view.outline(0)} if view.says_the_same(target) else {}
    for span in view.outline(target):
        row = _free_row(span, placed)
        placed.append((row, span))
        yield MapCell(
            span.offset,
            span.size,
            span.name,
            span.type,
            "padding" if span.is_filler else "member",
            row,
            f"{span.bits[1]} bits at {span.bits[0]}" if span.bits else "",
            _direction(span.name, view),
            tuple(number for number, trap in found if span.path == trap.paths[0]),
            _moved(span, base.get(span.path), view.surfaces[0].target.name),
        )


def _free_row(span: Span, placed: list[tuple[int, Span]]) -> int:
    """The lowest row in which nothing lies over the same bits."""
    taken = {row for row, other in placed if span.overlaps(other) and span.size and other.size}
    return next(row for row in range(len(placed) + 1) if row not in taken)


def _direction(name: str, view: View) -> Direction:
    is_in, is_out = name in view.inputs, name in view.outputs
    return "in/out" if is_in and is_out else "in" if is_in else "out" if is_out else ""


def _moved(span: Span, base: Span | None, target: str) -> str:
    if base is None or base.offset == span.offset:
        return ""
    return f"byte {base.offset} on {target}"


def _links(views: Sequence[View], target: int) -> Iterator[Link]:
    """The same member at different offsets in neighbouring lanes."""
    for upper in range(len(views) - 1):
        below = {span.path: span for span in views[upper + 1].outline(target)}
        for span in views[upper].outline(target):
            other = below.get(span.path)
            if other is not None and other.offset != span.offset:
                yield Link(span.name, upper, span.offset, upper + 1, other.offset)


def trap_findings(subject: Subject, found: Sequence[Trap]) -> tuple[Finding, ...]:
    """The traps as findings, for JSON and for the list of what to look at."""
    views = subject.laid_out()
    return tuple(
        Finding(
            trap.rule,
            f"{views[trap.lane].record}.{trap.paths[0]}",
            trap.severity,
            (subject.targets[0],),
            f"{views[trap.lane].title}: {trap.text}",
        )
        for trap in found
    )
