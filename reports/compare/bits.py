"""Sections of kind ``bits``: values of variants bit by bit, and what masks tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from abi import expression as x
from abi.case import BitProperty, BitRow, BitsSection, Promise, Variant
from abi.design.bits import (
    Reading,
    bits_of,
    compute,
    misread,
    number_of,
    readings,
)
from abi.evaluate import Value
from abi.rules.finding import Finding, Severity
from abi.surface import Surface
from reports import report as r
from reports.compare.context import Built, Context
from reports.compare.subject import names


class Probe(NamedTuple):
    """A variant's values, read with the mask of each property."""

    variant: Variant
    surface: Surface
    values: dict[str, int]
    """By the titles of the section's rows."""
    masks: tuple[int | None, ...]
    reads: tuple[tuple[Reading, ...], ...]
    """One for each property; empty where its mask has no value."""

    @property
    def wrong(self) -> list[str]:
        """Titles of the rows that are read wrong."""
        return misread(self.reads)

    @property
    def summary(self) -> str:
        return f"{len(self.wrong)} of {len(self.values)}"


def build(section: BitsSection, context: Context) -> Built:
    """The section of a case."""
    probes = [
        _probe(section, variant, own[0], context)
        for variant, own in context.chosen(section.variants)
    ]
    probes = [probe for probe in probes if probe.values]
    promises = _promises_table(section, probes, context)
    blocks: list[r.Block] = [r.Text(section.lead)] if section.lead else []
    blocks += [_figure(section, probes), _tests_table(section, probes)]
    blocks += [promises] if promises.rows else []
    return Built(
        r.Section(section.id, section.title, tuple(blocks)),
        tuple(_answer(section, probes)),
        tuple(_findings(section, probes, context)),
    )


def _probe(section: BitsSection, variant: Variant, surface: Surface, context: Context) -> Probe:
    values = {
        row.title: value for row in section.row if (value := _value(row, surface)) is not None
    }
    masks = tuple(_mask(found.mask, section, surface, context) for found in section.property)
    reads = tuple(
        () if mask is None else readings(values, mask, _having(section, found))
        for found, mask in zip(section.property, masks, strict=True)
    )
    return Probe(variant, surface, values, masks, reads)


def _value(row: BitRow, surface: Surface) -> int | None:
    """The value of the first of a row's names that the variant has."""
    found = (number_of(name, surface) for name in row.names)
    return next((value for value in found if value is not None), None)


def _mask(text: str, section: BitsSection, surface: Surface, context: Context) -> int | None:
    found = _computed(context.expressions[text], section, surface, context)
    return found.value if isinstance(found, Value) else None


def _computed(
    expression: x.Expression, section: BitsSection, surface: Surface, context: Context
) -> Value | x.Unevaluated:
    given = {name: context.expressions[text] for name, text in section.given.items()}
    return compute(expression, surface, given)


def _having(section: BitsSection, found: BitProperty) -> list[str]:
    return [row.title for row in section.row if found.name in row.has]


# The picture


def _figure(section: BitsSection, probes: Sequence[Probe]) -> r.BitMap:
    tests = tuple(_tests(section, probes))
    values = [value for probe in probes for value in probe.values.values()]
    masks = [sum(1 << bit for bit in test.bits) for test in tests]
    rows = tuple(
        r.BitRow(
            row.title,
            tuple(i for i, found in enumerate(section.property) if found.name in row.has),
        )
        for row in section.row
    )
    return r.BitMap(
        f"bits-{section.id}",
        "What the bits tell",
        max(number.bit_length() for number in (*values, *masks, 1)),
        tests,
        rows,
        tuple(_lane(section, probe) for probe in probes),
        "read wrong",
    )


def _tests(section: BitsSection, probes: Sequence[Probe]) -> Iterator[r.BitTest]:
    """The bits of each property's mask, in the first variant that has it."""
    for index, found in enumerate(section.property):
        masks = (mask for p in probes if (mask := p.masks[index]) is not None)
        yield r.BitTest(bits_of(next(masks, 0)), found.name, found.short)


def _lane(section: BitsSection, probe: Probe) -> r.BitLane:
    values = []
    for row in section.row:
        wrong = [
            index
            for index, read in enumerate(probe.reads)
            if any(found.name == row.title and not found.is_right for found in read)
        ]
        value = probe.values.get(row.title)
        values.append(None if value is None else r.BitValue(value, tuple(wrong)))
    return r.BitLane(
        probe.variant.title, tuple(values), probe.summary, "bad" if probe.wrong else "good"
    )


# What it answers


def _answer(section: BitsSection, probes: Sequence[Probe]) -> Iterator[str]:
    right = [p for p in probes if not p.wrong and _is_promised(section, p)]
    wrong = [p for p in probes if p.wrong]
    tests = list(_tests(section, probes))
    if right:
        counts = names([str(len(p.values)) for p in right])
        yield (
            f"Yes in {names([p.variant.title for p in right])}: "
            f"{names([f'{_bits_name(t)} ({t.name})' for t in tests])} "
            f"{'is' if len(tests) == 1 else 'are'} true of all their types ({counts})."
        )
    if wrong:
        yield _no(max(wrong, key=_weight), tests)
    yield from _promised_to(section, probes)


def _is_promised(section: BitsSection, probe: Probe) -> bool:
    return any(probe.variant.name in found.promised for found in section.property)


def _weight(probe: Probe) -> tuple[bool, float]:
    """What was merged says most, then what is read wrong most often."""
    return probe.variant.status == "merged", len(probe.wrong) / len(probe.values)


def _no(probe: Probe, tests: Sequence[r.BitTest]) -> str:
    parts: list[str] = []
    for test, read in zip(tests, probe.reads, strict=True):
        missed = [found.name for found in read if not found.is_right]
        of = "" if parts else f" of {len(read)} types"
        which = f" ({', '.join(missed)})" if missed else ""
        parts.append(f"{_bits_name(test)} is wrong for {len(missed)}{of}{which}")
    together = f"; together they misread {probe.summary}" if len(parts) > 1 else ""
    return f"No in {probe.variant.title}: {names(parts)}{together}."


def _bits_name(test: r.BitTest) -> str:
    return f"bit{'s' if len(test.bits) > 1 else ''} {names([str(b) for b in test.bits])}"


def _promised_to(section: BitsSection, probes: Sequence[Probe]) -> Iterator[str]:
    """Whom each variant promises it, those who promise the same to the same in one go."""
    to: dict[str, list[str]] = {}
    for probe in probes:
        promised = (found.promised.get(probe.variant.name) for found in section.property)
        whom = next(filter(None, promised), "")
        to.setdefault(whom, []).append(probe.variant.title)
    others = "; the others promise it to nobody" if to.pop("", None) else ""
    parts = [
        f"{names(who)} promise{'s' * (len(who) == 1)} it to {whom}" for whom, who in to.items()
    ]
    if parts:
        yield f"{'; '.join(parts)}{others}."


# Tables


def _tests_table(section: BitsSection, probes: Sequence[Probe]) -> r.Table:
    columns = tuple(
        r.Column(t) for t in ("variant", "property", "mask", "reads wrong", "promised to")
    )
    rows = [
        _test_row(probe, found, index)
        for probe in probes
        for index, found in enumerate(section.property)
    ]
    return r.Table(
        f"tests-{section.id}", "What each mask gets wrong", columns, tuple(rows), is_folded=True
    )


def _test_row(probe: Probe, found: BitProperty, index: int) -> tuple[r.Cell, ...]:
    read, mask = probe.reads[index], probe.masks[index]
    missed = [reading.name for reading in read if not reading.is_right]
    wrong = f"{len(missed)} of {len(read)}{': ' if missed else ''}{', '.join(missed)}"
    promised = found.promised.get(probe.variant.name, "")
    return (
        r.Cell(probe.variant.title),
        r.Cell(found.name),
        r.Cell("–" if mask is None else f"0x{mask:x}"),
        r.Cell(wrong, "bad" if missed else "good"),
        r.Cell(promised or "nobody", "" if promised else "faint"),
    )


class Outcome(NamedTuple):
    """What became of a promise in a variant."""

    is_held: bool
    text: str


def _outcome(
    promise: Promise, section: BitsSection, probe: Probe, context: Context
) -> Outcome | None:
    """None where the variant has not all the names of it."""
    expression = context.expressions[promise.text]
    found = _computed(expression, section, probe.surface, context)
    if not isinstance(found, Value):
        return None
    if isinstance(expression, x.Binary) and expression.operator == "==":
        sides = (expression.left, expression.right)
        left, right = (_computed(side, section, probe.surface, context) for side in sides)
        if isinstance(left, Value) and isinstance(right, Value):
            sign = "is" if left.value == right.value else "is not"
            return Outcome(bool(found.value), f"{left.value} {sign} {right.value}")
    return Outcome(bool(found.value), str(found.value))


def _promises_table(section: BitsSection, probes: Sequence[Probe], context: Context) -> r.Table:
    rows: list[tuple[r.Cell, ...]] = []
    by = {probe.variant.name: probe.variant.title for probe in probes}
    for promise in section.promise:
        rows.append((r.Cell(f"{by.get(promise.by, promise.by)}: `{promise.text}`", "strong", 3),))
        rows += [
            (r.Cell(p.variant.title), _verdict(outcome), r.Cell(outcome.text))
            for p in probes
            if (outcome := _outcome(promise, section, p, context)) is not None
        ]
    caption = "Assertions, and whether they hold in the variants that have their names"
    columns = (r.Column("variant"), r.Column("assertion"), r.Column("because"))
    return r.Table(f"promises-{section.id}", caption, columns, tuple(rows))


def _verdict(outcome: Outcome) -> r.Cell:
    return r.Cell("held", "good") if outcome.is_held else r.Cell("broken", "bad")


def _findings(section: BitsSection, probes: Sequence[Probe], context: Context) -> Iterator[Finding]:
    for probe in probes:
        for found, read in zip(section.property, probe.reads, strict=True):
            missed = [reading.name for reading in read if not reading.is_right]
            if missed:
                is_promised = probe.variant.name in found.promised
                text = (
                    f"{probe.variant.title}: `{found.mask}` does not tell {found.name} of "
                    f"{names(missed)}: {len(missed)} of {len(read)} wrong"
                )
                severity: Severity = "error" if is_promised else "note"
                yield Finding("misread-bit", found.mask, severity, context.targets[:1], text)
    for promise in section.promise:
        for probe in probes:
            outcome = _outcome(promise, section, probe, context)
            if outcome is not None and not outcome.is_held:
                text = f"{probe.variant.title}: `{promise.text}` is broken: {outcome.text}"
                yield Finding("promise-broken", promise.by, "note", context.targets[:1], text)
