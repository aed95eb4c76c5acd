"""Sections of kind ``numbers``: the ioctls of each variant, and what their numbers hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from abi.case import NumbersSection
from abi.ctype import CType
from abi.design.numbers import Reuse, Use, reused
from abi.expression import Expression
from abi.ioctl import Ioctl, IoctlNumber, ioctl_of
from abi.layout import Layout
from abi.rules.finding import Finding
from abi.spelling import spell_operand
from abi.surface import Surface
from reports import report as r
from reports.compare.context import Built, Context
from reports.compare.subject import names


class Hidden(NamedTuple):
    """A record that goes through an ioctl whose number says another size."""

    variant: str
    ioctl: Ioctl
    record: str
    size: int


def build(section: NumbersSection, context: Context) -> Built:
    """The section of a case."""
    uses = list(_uses(section, context, 0))
    again, hidden = reused(uses), list(_hidden(section, context))
    blocks: list[r.Block] = [r.Text(section.lead)] if section.lead else []
    blocks += [r.Text(_reuse_sentence(item)) for item in again]
    tables = (
        _numbers_table(section, uses, again),
        _hidden_table(section, hidden),
        _meanings_table(section, context),
        _targets_table(section, context),
    )
    blocks += [table for table in tables if table.rows]
    return Built(
        r.Section(section.id, section.title, tuple(blocks)),
        tuple(_hidden_sentences(hidden, uses)),
        tuple(_findings(section, again, hidden, context)),
    )


def _uses(section: NumbersSection, context: Context, target: int) -> Iterator[Use]:
    for variant, own in context.chosen(section.variants):
        for name in section.names:
            found = _ioctl(name, own[target])
            if found is not None:
                yield Use(variant.title, found)


def _ioctl(name: str, surface: Surface) -> Ioctl | None:
    if surface.declarations.macro(name) is None:
        return None
    return ioctl_of(name, surface.declarations.expression(name), surface)


def _hidden(section: NumbersSection, context: Context) -> Iterator[Hidden]:
    titles = {v.name: v.title for v, _ in context.chosen(section.variants)}
    for passed in section.passed:
        surface = context.surface(passed.variant)
        if surface is None or passed.variant not in titles:
            continue
        layout, found = surface.layout(passed.record), _ioctl(passed.ioctl, surface)
        if isinstance(layout, Layout) and found is not None and layout.size != found.code.size:
            yield Hidden(titles[passed.variant], found, passed.record, layout.size)


def _hidden_sentences(hidden: Sequence[Hidden], uses: Sequence[Use]) -> Iterator[str]:
    for name in dict.fromkeys(item.ioctl.name for item in hidden):
        items = [item for item in hidden if item.ioctl.name == name]
        code = items[0].ioctl.code
        yield (
            f"`{name}` passes {_each(items)} bytes in {_span([item.variant for item in items])}, "
            f"while its number, 0x{code.number:08x}, says {code.size}{_successor(items, uses)}."
        )


def _each(items: Sequence[Hidden]) -> str:
    return names([str(size) for size in dict.fromkeys(item.size for item in items)])


def _span(variants: Sequence[str]) -> str:
    """The first and the last of some variants that follow each other."""
    return variants[0] if len(variants) == 1 else f"{variants[0]} to {variants[-1]}"


def _successor(items: Sequence[Hidden], uses: Sequence[Use]) -> str:
    """An ioctl named after the one that hides a size, which says it."""
    name, size = items[0].ioctl.name, items[-1].size
    found = [u for u in uses if u.ioctl.name.startswith(name) and u.ioctl.code.size == size]
    if not found:
        return ""
    first = found[0]
    return (
        f"; from {first.variant} on `{first.ioctl.name}` (0x{first.ioctl.code.number:08x}) "
        f"says all {size}"
    )


def _reuse_sentence(found: Reuse) -> str:
    numbers: dict[tuple[str, int], list[str]] = {}
    for use in found.uses:
        numbers.setdefault((use.ioctl.name, use.ioctl.code.number), []).append(use.variant)
    parts = [f"`{name}` (0x{number:08x}, {_span(who)})" for (name, number), who in numbers.items()]
    then = "an old program is misunderstood" if found.is_silent else "an old program gets ENOTTY"
    return f"Number 0x{found.nr:x} has been {names(parts)}: {then}."


def _numbers_table(section: NumbersSection, uses: Sequence[Use], again: Sequence[Reuse]) -> r.Table:
    columns = (
        r.Column("number"), r.Column("macro"), r.Column("bytes", is_number=True),
        r.Column("name, argument"), r.Column("in"),
    )  # fmt: skip
    where: dict[tuple[str, int], list[str]] = {}
    ioctls: dict[tuple[str, int], Ioctl] = {}
    for use in uses:
        key = (use.ioctl.name, use.ioctl.code.number)
        where.setdefault(key, []).append(use.variant)
        ioctls[key] = use.ioctl
    is_again = {(found.type, found.nr) for found in again}
    rows: list[tuple[r.Cell, ...]] = []
    for nr in sorted({(i.code.type, i.code.nr) for i in ioctls.values()}):
        often = ", used again" if nr in is_again else ""
        rows.append((r.Cell(f"0x{nr[1]:02x}{often}", "strong", len(columns)),))
        rows += [
            _number_row(ioctl, where[key])
            for key, ioctl in ioctls.items()
            if (ioctl.code.type, ioctl.code.nr) == nr
        ]
    return r.Table(
        f"numbers-{section.id}", "Ioctls by their number within KVM's", columns, tuple(rows)
    )


def _number_row(ioctl: Ioctl, where: Sequence[str]) -> tuple[r.Cell, ...]:
    return (
        r.Cell(f"0x{ioctl.code.number:08x}"),
        r.Cell(ioctl.code.macro),
        r.Cell(str(ioctl.code.size)),
        r.Cell(f"`{ioctl.name}`, `{_argument(ioctl.argument)}`"),
        r.Cell(", ".join(where)),
    )


def _argument(argument: CType | Expression | None) -> str:
    return "none" if argument is None else spell_operand(argument)


def _hidden_table(section: NumbersSection, hidden: Sequence[Hidden]) -> r.Table:
    columns = (
        r.Column("variant"), r.Column("ioctl"), r.Column("says", is_number=True),
        r.Column("passes", is_number=True), r.Column("record"),
    )  # fmt: skip
    rows = tuple(
        (
            r.Cell(item.variant), r.Cell(f"`{item.ioctl.name}`"), r.Cell(str(item.ioctl.code.size)),
            r.Cell(str(item.size), "bad"), r.Cell(f"`{item.record.partition(' ')[2]}`"),
        )
        for item in hidden
    )  # fmt: skip
    caption = "Numbers that say another size than what goes through them, in bytes"
    return r.Table(f"hidden-{section.id}", caption, columns, rows)


def _meanings_table(section: NumbersSection, context: Context) -> r.Table:
    """Annotations of the case: the same number and struct, another meaning."""
    titles = {v.name: v.title for v, _ in context.read}
    columns = (r.Column("when"), r.Column("does"), r.Column("in"))
    rows: list[tuple[r.Cell, ...]] = []
    for name in dict.fromkeys(found.ioctl for found in section.meaning):
        rows.append((r.Cell(f"`{name}`", "strong", len(columns)),))
        rows += [
            (
                r.Cell(found.when),
                r.Cell(found.does),
                r.Cell(", ".join(titles[by] for by in found.by if by in titles)),
            )
            for found in section.meaning
            if found.ioctl == name
        ]
    caption = (
        "The same number and the same struct, another meaning: no header shows it, the case says it"
    )
    return r.Table(f"meanings-{section.id}", caption, columns, tuple(rows))


def _targets_table(section: NumbersSection, context: Context) -> r.Table:
    """Numbers that are another on some targets, where direction bits lie elsewhere."""
    columns = (r.Column("ioctl"), r.Column("number"), r.Column("on"))
    found: dict[str, dict[str, list[str]]] = {}
    for index, target in enumerate(context.targets):
        for use in _uses(section, context, index):
            code: IoctlNumber = use.ioctl.code
            on = found.setdefault(use.ioctl.name, {}).setdefault(f"0x{code.number:08x}", [])
            if target not in on:
                on.append(target)
    rows = [
        (r.Cell(f"`{name}`" if first else ""), r.Cell(number), r.Cell(", ".join(on)))
        for name, numbers in found.items()
        if any(len(on) < len(context.targets) for on in numbers.values())
        for first, (number, on) in zip(
            (True, *[False] * len(numbers)), numbers.items(), strict=False
        )
    ]
    caption = "Numbers per target"
    return r.Table(f"targets-{section.id}", caption, columns, tuple(rows), is_folded=True)


def _findings(
    section: NumbersSection, again: Sequence[Reuse], hidden: Sequence[Hidden], context: Context
) -> Iterator[Finding]:
    targets = context.targets[:1]
    for found in again:
        severity = "error" if found.is_silent else "note"
        text = _reuse_sentence(found)
        yield Finding("number-reused", f"0x{found.nr:x}", severity, targets, text)  # type: ignore[arg-type]
    for name in dict.fromkeys(item.ioctl.name for item in hidden):
        items = [item for item in hidden if item.ioctl.name == name]
        text = (
            f"{names([item.variant for item in items])} pass {_each(items)} bytes, the number "
            f"says {items[0].ioctl.code.size}"
        )
        yield Finding("size-not-in-number", name, "warning", targets, text)
    for name in dict.fromkeys(meaning.ioctl for meaning in section.meaning):
        whens = names([meaning.when for meaning in section.meaning if meaning.ioctl == name])
        text = f"same number, same struct, another meaning by {whens}: layouts cannot show it"
        yield Finding("meaning-changed", name, "warning", targets, text)
