"""Sections of kind ``values``: what the values of one argument mean in each variant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from abi.case import Field, ValuesSection
from abi.design.bits import number_of
from abi.design.meanings import Named, meanings, renumbered
from abi.expression import Unevaluated
from abi.ioctl import ioctl_of
from abi.rules.finding import Finding
from reports import report as r
from reports.compare.context import Built, Context
from reports.compare.subject import names

Meanings = dict[int, dict[str, list[str]]]


def build(section: ValuesSection, context: Context) -> Built:
    """The section of a case."""
    named = list(_named(section, context))
    means = meanings([*named, *_in_fields(section, named, context)])
    masks = [
        Named(v.title, name, value)
        for name in section.masks
        for v, own in context.chosen(section.variants)
        if (value := number_of(name, own[0])) is not None
    ]
    moved = list(renumbered([*named, *masks]))
    blocks: list[r.Block] = [r.Text(section.lead)] if section.lead else []
    answer = tuple(_answer(section, means, moved))
    blocks += [r.Text(sentence) for sentence in answer]
    blocks += [_meanings_table(section, means), _renumbered_table(section, moved)]
    blocks += [table for table in [_numbers_table(section, context)] if table.rows]
    return Built(
        r.Section(section.id, section.title, tuple(blocks)),
        answer,
        tuple(_findings(section, means, masks, context)),
    )


def _named(section: ValuesSection, context: Context) -> Iterator[Named]:
    for variant, own in context.chosen(section.variants):
        for name in section.names.get(variant.name, ()):
            value = number_of(name, own[0])
            if value is not None:
                yield Named(variant.title, name, value)


def _in_fields(section: ValuesSection, named: Sequence[Named], context: Context) -> Iterator[Named]:
    """The values that others name, as numbers in fields of the variants that have fields."""
    values = dict.fromkeys(item.value for item in named)
    for field in section.field:
        mask = _mask(field, context)
        title = next((v.title for v, _ in context.read if v.name == field.variant), "")
        for value in values:
            if value and title and value & mask == value:
                yield Named(title, field.meaning.replace("{}", str(value)), value)


def _mask(field: Field, context: Context) -> int:
    surface = context.surface(field.variant)
    return 0 if surface is None else number_of(field.mask, surface) or 0


def _meanings_table(section: ValuesSection, means: Meanings) -> r.Table:
    rows = [
        (
            r.Cell(_number(value) if first else ""),
            r.Cell(_marked(name)),
            r.Cell(", ".join(variants)),
        )
        for value, found in means.items()
        for first, (name, variants) in zip(
            (True, *[False] * len(found)), found.items(), strict=False
        )
    ]
    columns = (r.Column("value", is_number=True), r.Column("means"), r.Column("in"))
    caption = f"Values of the argument of {section.argument}, by what they mean"
    return r.Table(f"values-{section.id}", caption, columns, tuple(rows))


def _marked(name: str) -> str:
    """Names of C as code; meanings of fields are words."""
    return f"`{name}`" if name.isidentifier() else name


def _number(value: int) -> str:
    return str(value) if value < 256 else f"0x{value:x}"


def _renumbered_table(
    section: ValuesSection, moved: Sequence[tuple[str, dict[int, list[str]]]]
) -> r.Table:
    rows: list[tuple[r.Cell, ...]] = []
    for name, values in moved:
        rows.append((r.Cell(f"`{name}`", "strong", 2),))
        rows += [
            (r.Cell(_number(value)), r.Cell(", ".join(variants)))
            for value, variants in values.items()
        ]
    columns = (r.Column("value", is_number=True), r.Column("in"))
    return r.Table(
        f"renumbered-{section.id}", "Names that have had more than one value", columns, tuple(rows)
    )


def _numbers_table(section: ValuesSection, context: Context) -> r.Table:
    """The number of the ioctl whose argument it is, per target."""
    rows = []
    for index, target in enumerate(context.targets):
        numbers = dict.fromkeys(
            f"0x{found.code.number:08x}"
            for _, own in context.read
            if not isinstance(
                expression := own[index].declarations.expression(section.argument), Unevaluated
            )
            and (found := ioctl_of(section.argument, expression, own[index])) is not None
        )
        rows += [(r.Cell(target), r.Cell(", ".join(numbers)))] if numbers else []
    columns = (r.Column("target"), r.Column("number"))
    return r.Table(f"number-{section.id}", f"{section.argument} per target", columns, tuple(rows))


def _answer(
    section: ValuesSection,
    means: Meanings,
    moved: Sequence[tuple[str, dict[int, list[str]]]],
) -> Iterator[str]:
    if not means:
        return
    value, found = max(means.items(), key=lambda item: len(item[1]))
    if len(found) > 1:
        yield (
            f"As the argument of {section.argument}, {_number(value)} means {len(found)} things: "
            f"{names([_marked(name) for name in found])}."
        )
    for name, values in moved:
        if name in section.masks:
            parts = (f"{_number(v)} in {names(who)}" for v, who in values.items())
            yield f"`{name}` is {names(list(parts))}."


def _findings(
    section: ValuesSection, means: Meanings, masks: Sequence[Named], context: Context
) -> Iterator[Finding]:
    for value, found in means.items():
        if len(found) > 1:
            text = f"{_number(value)} means {names([_marked(name) for name in found])}, by variant"
            subject = f"{section.argument} {_number(value)}"
            yield Finding("value-meanings", subject, "note", context.targets[:1], text)
    for name, values in renumbered(masks):
        parts = names([f"{_number(v)} in {names(who)}" for v, who in values.items()])
        text = f"one name for two values: {parts}"
        yield Finding("two-values", name, "warning", context.targets[:1], text)
