"""What became of each proposal: its names and records beside those of a real tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from abi.case import Variant
from abi.design.spans import spans
from abi.evaluate import Value
from abi.layout import Layout
from abi.surface import Surface
from reports.compare.context import Context
from reports.compare.subject import some_names
from reports.report import Cell, Column, Section, Table, Text, Tone


class Fate(NamedTuple):
    """What a tree has of a name: ``as proposed``, ``changed``, ``under another name``,
    ``not there``."""

    name: str
    what: str
    detail: str = ""


_TONES: dict[str, Tone] = {"as proposed": "good", "changed": "warn", "not there": "faint"}


def section(context: Context, spec: str, landed: Surface) -> tuple[Section, tuple[str, ...]]:
    """The section, and a sentence for the answer."""
    fates = [(v, list(_fates(own[0], landed))) for v, own in context.read]
    fates = [(variant, own) for variant, own in fates if own]
    lead = Text(f"Names and records of each variant beside {spec}, on {landed.target.name}.")
    return (
        Section("against", f"What became of it in {spec}", (lead, _counts(fates), _table(fates))),
        (_sentence(fates, spec),),
    )


def _sentence(fates: list[tuple[Variant, list[Fate]]], spec: str) -> str:
    whole = [v.title for v, own in fates if all(f.what == "as proposed" for f in own)]
    gone = [v.title for v, own in fates if all(f.what == "not there" for f in own)]
    text = f"Of {len(fates)} variants, {spec} has {len(whole)} as proposed"
    text += f" ({some_names(whole)})" if whole else ""
    return f"{text}, and nothing of {len(gone)}{f' ({some_names(gone)})' if gone else ''}."


def _fates(variant: Surface, landed: Surface) -> Iterator[Fate]:
    own = variant.declarations
    for key in variant.keys():
        if key.startswith(("struct ", "union ")) and isinstance(variant.layout(key), Layout):
            yield _record(key, variant, landed)
    for name in own.enumerators():
        yield _constant(name, variant.enumerator(name), landed)
    for name in own.macros():
        macro = own.macro(name)
        is_constant = macro is not None and macro.parameters is None and bool(macro.body)
        if is_constant and name not in own.guards:
            yield _constant(name, variant.constant(name), landed)


def _record(key: str, variant: Surface, landed: Surface) -> Fate:
    layout, real = variant.layout(key), landed.layout(key)
    assert isinstance(layout, Layout)
    if not isinstance(real, Layout):
        other = _alike(key, layout, variant, landed)
        return Fate(key, "under another name", other) if other else Fate(key, "not there")
    if (layout.size, spans(layout, variant)) == (real.size, spans(real, landed)):
        return Fate(key, "as proposed")
    return Fate(key, "changed", _difference(layout, real, variant, landed))


def _difference(layout: Layout, real: Layout, variant: Surface, landed: Surface) -> str:
    if layout.size != real.size:
        return f"{layout.size} → {real.size} bytes"
    own, theirs = (
        [s for s in spans(found, surface) if not s.is_filler]
        for found, surface in ((layout, variant), (real, landed))
    )
    if own == theirs:
        return "only fillers differ"
    same = {(s.offset, s.size) for s in own} == {(s.offset, s.size) for s in theirs}
    return "same places, other names or types" if same else "other members"


def _alike(key: str, layout: Layout, variant: Surface, landed: Surface) -> str:
    """A record of the tree with the same members, whose tag begins alike."""
    stem = "_".join(key.split("_")[:2])
    own = {(s.name, s.size) for s in spans(layout, variant) if not s.is_filler}
    for other in landed.keys():
        if other.startswith(stem):
            found = landed.layout(other)
            if isinstance(found, Layout) and own:
                theirs = {(s.name, s.size) for s in spans(found, landed) if not s.is_filler}
                if own == theirs:
                    return other
    return ""


def _constant(name: str, value: object, landed: Surface) -> Fate:
    declarations = landed.declarations
    real: object = landed.enumerator(name)
    if real is None and declarations.macro(name) is not None:
        real = landed.constant(name)
    if real is None:
        return Fate(name, "not there")
    if not isinstance(value, Value) or not isinstance(real, Value):
        return Fate(name, "there")
    if value.value == real.value:
        return Fate(name, "as proposed")
    return Fate(name, "changed", f"{value.value:#x} → {real.value:#x}")


def _counts(fates: list[tuple[Variant, list[Fate]]]) -> Table:
    kinds = ("as proposed", "changed", "under another name", "not there")
    columns = (Column("variant"), *(Column(kind, is_number=True) for kind in kinds))
    rows = []
    for variant, own in fates:
        count = Counter(fate.what for fate in own)
        rows.append((Cell(variant.title), *(Cell(str(count[k] or "–")) for k in kinds)))
    return Table("against-counts", "", columns, tuple(rows))


def _table(fates: list[tuple[Variant, list[Fate]]]) -> Table:
    columns = tuple(Column(t) for t in ("name", "is", ""))
    rows: list[tuple[Cell, ...]] = []
    for variant, own in fates:
        rows.append((Cell(variant.title, "strong", 3),))
        rows += [
            (Cell(f"`{f.name}`"), Cell(f.what, _TONES.get(f.what, "")), Cell(f.detail)) for f in own
        ]
    return Table("against-names", "Name by name", columns, tuple(rows), is_folded=True)
