"""What stands behind an envelope: sub-commands, their ids, and the records they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from abi.case import Command, PayloadsSection, Variant
from abi.design.payloads import Payload, pair_share, payloads
from abi.evaluate import Value
from abi.layout import Layout
from abi.rules.finding import Finding
from abi.surface import Surface
from reports.compare.context import Built, Context
from reports.compare.subject import amount, names
from reports.report import Cell, Column, Section, Table, Text


def build(section: PayloadsSection, context: Context) -> Built:
    """The section of a case."""
    read = context.chosen(section.variants)
    own = [_through(variant, context.case.ioctl) for variant, _ in read]
    found = behind(tuple(own), [own for _, own in read], context.targets)
    first, *more = sections(found, section)
    findings = collision_findings(found, context.targets)
    return Built(first, (sharing_sentence(found),), tuple(findings), tuple(more))


def _through(variant: Variant, ioctl: str) -> Variant:
    """The variant with the ioctl that takes its commands."""
    return msgspec.structs.replace(variant, ioctl=variant.ioctl or ioctl)


class Behind(NamedTuple):
    """The commands of all variants, on the first target, and what they lead to."""

    variants: tuple[Variant, ...]
    surfaces: tuple[Surface, ...]
    others: tuple[tuple[str, tuple[Surface, ...]], ...]
    """(target, surfaces of the variants) of the report's further targets."""
    payloads: tuple[Payload, ...]


def behind(
    variants: tuple[Variant, ...], surfaces: Sequence[tuple[Surface, ...]], targets: tuple[str, ...]
) -> Behind:
    """Gather the payloads; `surfaces` has one tuple a variant, one surface a target."""
    first = tuple(own[0] for own in surfaces)
    keys = [_records(variant) for variant in variants]
    others = tuple(
        (name, tuple(own[index] for own in surfaces)) for index, name in enumerate(targets) if index
    )
    return Behind(variants, first, others, payloads(first, keys))


def _records(variant: Variant) -> list[str]:
    found = (command.data for command in variant.command)
    return list(dict.fromkeys(data for data in found if data not in ("immediate", "none")))


def value_of(command: Command, surface: Surface) -> int | None:
    """The id of a command, from its enumerator or macro."""
    found = surface.enumerator(command.name) or surface.constant(command.name)
    return found.value if isinstance(found, Value) else None


def sharing_sentence(found: Behind) -> str:
    """How much of what stands behind the envelope is common to all variants."""
    shared = sum(p.sharing == "shared" for p in found.payloads)
    total = len(found.payloads)
    structs = amount(total, "payload struct")
    count = len(found.variants)
    every = "both" if count == 2 else f"all {count}"
    if shared:
        are = "is" if shared == 1 else "are"
        return f"Of {structs} behind it, {shared} {are} the same in {every} variants."
    return (
        f"Nothing behind it is common: of {structs}, none is the same in {every} "
        f"variants{_sharers(found) if count > 2 else ''}."
    )


def _sharers(found: Behind) -> str:
    """Which variants share a payload with any other, where not all do."""
    sharing = {
        index
        for payload in found.payloads
        for index, shape in enumerate(payload.alike)
        if shape >= 0 and payload.alike.count(shape) > 1
    }
    if len(sharing) in (0, len(found.variants)):
        return "" if sharing else ", nor in two"
    return f"; only {names([found.variants[index].name for index in sorted(sharing)])} share any"


def sections(found: Behind, section: PayloadsSection) -> Iterator[Section]:
    """Payloads, ids and how each payload is reached."""
    lead = (Text(section.lead),) if section.lead else ()
    tables = (_summary_table(found), _shares_table(found), _payload_table(found))
    yield Section(section.id, section.title, (*lead, *tables))
    collisions = list(_collisions(found))
    text = (
        f"{len(collisions)} ids mean different things in different variants: "
        f"{names([str(value) for _, value, _ in collisions])}."
        if collisions
        else "No id means two things."
    )
    meant = (_ids_table(found),) if collisions else ()
    yield Section("ids", "Sub-command ids", (Text(text), *meant, _reach_table(found)))


def _summary_table(found: Behind) -> Table:
    columns = (Column("of"), *(Column(v.name) for v in found.variants))
    vendors = list(dict.fromkeys(c.vendor for v in found.variants for c in v.command))
    rows = [(Cell("commands", "strong"), *(Cell(str(len(v.command))) for v in found.variants))]
    for vendor in vendors:
        counts = (sum(c.vendor == vendor for c in v.command) for v in found.variants)
        rows.append((Cell(f"  {vendor}"), *(Cell(str(n) if n else "–") for n in counts)))
    rows.append((Cell("payload structs", "strong"), *_per_variant(found, len)))
    rows.append((Cell("payload bytes", "strong"), *_per_variant(found, sum)))
    for target, surfaces in found.others:
        rows.append((Cell(f"  on {target}"), *_bytes_on(found, surfaces)))
    return Table("behind", "What stands behind the envelope", columns, tuple(rows))


def _per_variant(found: Behind, measure: object) -> list[Cell]:
    cells = []
    for index in range(len(found.variants)):
        sizes = [size for p in found.payloads if (size := p.sizes[index]) is not None]
        cells.append(Cell(str(len(sizes) if measure is len else sum(sizes))))
    return cells


def _bytes_on(found: Behind, surfaces: tuple[Surface, ...]) -> list[Cell]:
    cells = []
    for variant, surface, base in zip(found.variants, surfaces, found.surfaces, strict=True):
        size = _bytes(variant, surface)
        cells.append(Cell(str(size), "bad" if size != _bytes(variant, base) else ""))
    return cells


def _bytes(variant: Variant, surface: Surface) -> int:
    layouts = (surface.layout(key) for key in _records(variant))
    return sum(layout.size for layout in layouts if isinstance(layout, Layout))


def _shares_table(found: Behind) -> Table:
    columns = (Column("shares with"), *(Column(v.name) for v in found.variants))
    rows = []
    for first, variant in enumerate(found.variants):
        cells = [Cell(variant.name)]
        for second in range(len(found.variants)):
            share = pair_share(found.payloads, first, second)
            text = f"{share.percent} %: {share.records} of {share.of_records}"
            cells.append(Cell("–" if first == second else text, "faint" if first == second else ""))
        rows.append(tuple(cells))
    caption = (
        "Payload structs alike in two variants (name and members, fillers aside), "
        "in per cent of bytes and in structs"
    )
    return Table("shares", caption, columns, tuple(rows))


def _payload_table(found: Behind) -> Table:
    columns = (Column("struct"), *(Column(v.name, is_number=True) for v in found.variants))
    groups: dict[str, list[Payload]] = {}
    for payload in found.payloads:
        groups.setdefault(_sharing_text(payload, found), []).append(payload)
    rows: list[tuple[Cell, ...]] = []
    for text, payloads_ in groups.items():
        rows.append((Cell(text, "strong", len(columns)),))
        rows += [_payload_row(payload, found) for payload in payloads_]
    further = f"; on {names([t for t, _ in found.others])} in brackets where it differs"
    caption = f"Payload structs with their sizes in bytes{further if found.others else ''}"
    return Table("payload-structs", caption, columns, tuple(rows), is_folded=True)


def _payload_row(payload: Payload, found: Behind) -> tuple[Cell, ...]:
    cells = [Cell(f"`{payload.key.partition(' ')[2]}`")]
    for index, size in enumerate(payload.sizes):
        if size is None:
            cells.append(Cell("–", "faint"))
            continue
        other = [s[index].layout(payload.key) for _, s in found.others]
        sizes = {o.size for o in other if isinstance(o, Layout)} - {size}
        away = f" ({', '.join(map(str, sorted(sizes)))})" if sizes else ""
        cells.append(Cell(f"{size}{away}", "bad" if away else ""))
    return tuple(cells)


def _sharing_text(payload: Payload, found: Behind) -> str:
    present = [i for i, size in enumerate(payload.sizes) if size is not None]
    where = names([found.variants[i].name for i in present])
    if len(present) == 1:
        return f"only in {where}"
    is_alike = len({payload.alike[i] for i in present}) == 1
    return f"{'alike' if is_alike else 'different'} in {where}, on {found.surfaces[0].target.name}"


def _collisions(found: Behind) -> Iterator[tuple[str, int, list[str]]]:
    """Ids of one ioctl that have different names in different variants."""
    meanings: dict[tuple[str, int], dict[str, None]] = {}
    for variant, surface in zip(found.variants, found.surfaces, strict=True):
        for command in variant.command:
            value = value_of(command, surface)
            if value is not None:
                meanings.setdefault((variant.ioctl, value), {})[command.name] = None
    for (ioctl, value), meaning in sorted(meanings.items()):
        if len(meaning) > 1:
            yield ioctl, value, list(meaning)


def collision_findings(found: Behind, targets: tuple[str, ...]) -> Iterator[Finding]:
    """One finding for each id that means two things."""
    for ioctl, value, meaning in _collisions(found):
        text = f"id {value} is {' or '.join(f'`{name}`' for name in meaning)}, by variant"
        yield Finding("id-collision", f"{ioctl} {value}", "note", targets[:1], text)


def _ids_table(found: Behind) -> Table:
    """The ids that collide, a row for each meaning."""
    columns = (Column("id", is_number=True), Column("means"), Column("in"))
    rows = [
        (Cell(str(value)), Cell(f"`{name}`"), Cell(", ".join(_where(name, found))))
        for _, value, meaning in _collisions(found)
        for name in meaning
    ]
    return Table("id-meanings", "Ids with more than one meaning", columns, tuple(rows))


def _where(name: str, found: Behind) -> list[str]:
    return [v.name for v in found.variants if any(c.name == name for c in v.command)]


def _reach_table(found: Behind) -> Table:
    columns = tuple(Column(t) for t in ("id", "command", "vendor", "level", "leads to"))
    groups: dict[str, dict[tuple[str, ...], None]] = {}
    for variant, surface in zip(found.variants, found.surfaces, strict=True):
        for command in variant.command:
            where = ", ".join(_where(command.name, found))
            where += f", through {variant.ioctl}" if variant.ioctl else ""
            groups.setdefault(where, {})[_reach(command, surface)] = None
    rows: list[tuple[Cell, ...]] = []
    for where, commands in groups.items():
        rows.append((Cell(f"in {where}", "strong", len(columns)),))
        rows += [tuple(map(Cell, command)) for command in commands]
    return Table("reach", "How each payload is reached", columns, tuple(rows), is_folded=True)


def _reach(command: Command, surface: Surface) -> tuple[str, ...]:
    is_record = command.data not in ("immediate", "none")
    leads = f"`{command.data.partition(' ')[2]}`" if is_record else command.data
    leads += f" ({command.note})" if command.note else ""
    value = value_of(command, surface)
    text = hex(value) if value and value > _LARGEST_ID else str(value)
    return text, f"`{command.name}`", command.vendor, command.level, leads


_LARGEST_ID = 0xFFFF
"""Beyond it, it is the number of an ioctl."""
