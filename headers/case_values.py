"""What sections of a case say of values: their expressions, and whether the headers agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from abi import expression as x
from abi.case import (
    BitsSection,
    BytesSection,
    Case,
    ClaimsSection,
    NumbersSection,
    RelationsSection,
    RoomSection,
    ValuesSection,
    Variant,
)
from abi.design.bits import names_in, number_of
from abi.diagnostic import Diagnostic
from abi.layout import Layout
from abi.surface import Surface
from headers.constant import parse_constant

FILE = "case.toml"
Read = Sequence[tuple[Variant, tuple[Surface, ...]]]


def expressions(case: Case) -> dict[str, x.Expression]:
    """What the case's masks, promises and given names say, by their text."""
    return {text: _parsed(text) for section in case.section for text in _texts(section)}


def _texts(section: object) -> Iterator[str]:
    if isinstance(section, BitsSection):
        yield from (found.mask for found in section.property)
        yield from (found.text for found in section.promise)
        yield from section.given.values()


def _parsed(text: str) -> x.Expression:
    found = parse_constant(text, frozenset())
    return x.Unevaluated(f"'{text}' is no expression") if found is None else found


def check_values(case: Case, read: Read) -> list[Diagnostic]:
    """Names in sections that the headers of the variants that could be read do not have."""
    surfaces = {variant.name: own[0] for variant, own in read}
    known = {variant.name for variant in case.variant}
    texts = [
        f"variant '{variant.name}': {variant.record} has no member '{name}' to look inside"
        for variant, own in read
        for name in variant.inside
        if name not in _paths(variant.record, own[0])
    ]
    for section in case.section:
        found: Iterator[str] = iter(())
        match section:
            case BytesSection():
                found = _bytes(section, surfaces, known)
            case BitsSection():
                found = _bits(section, surfaces, known)
            case ValuesSection():
                found = _values(section, surfaces, known)
            case RoomSection():
                found = _room(section, surfaces, known)
            case RelationsSection():
                found = _relations(section, surfaces, known)
            case NumbersSection():
                found = _numbers(section, surfaces, known)
            case ClaimsSection():
                found = _claims(section, surfaces, known)
            case _:
                pass
        texts += [f"section '{section.id}': {text}" for text in found]
    return [Diagnostic("error", text, FILE) for text in texts]


def _paths(record: str, surface: Surface) -> set[str]:
    layout = surface.layout(record)
    return {path for path, _ in layout.leaves()} if isinstance(layout, Layout) else set()


def _bytes(
    section: BytesSection, surfaces: Mapping[str, Surface], known: set[str]
) -> Iterator[str]:
    yield from _unknown(section.titles, known)
    for name, record in section.record.items():
        yield from _undeclared(name, (record,), surfaces, known)


def _bits(section: BitsSection, surfaces: Mapping[str, Surface], known: set[str]) -> Iterator[str]:
    shown = [s for name, s in surfaces.items() if not section.variants or name in section.variants]
    names = [name for row in section.row for name in row.names]
    for text in (*(p.mask for p in section.property), *(p.text for p in section.promise)):
        parsed = _parsed(text)
        if isinstance(parsed, x.Unevaluated):
            yield parsed.reason
        names += [n for n in names_in(parsed) if n not in section.given]
    yield from (
        f"no variant defines '{name}'"
        for name in dict.fromkeys(names)
        if all(number_of(name, surface) is None for surface in shown)
    )
    properties = {found.name for found in section.property}
    yield from (
        f"{row.title}: there is no property '{name}'"
        for row in section.row
        for name in row.has
        if name not in properties
    )
    promisers = [p.by for p in section.promise] + [n for p in section.property for n in p.promised]
    yield from _unknown(promisers, known)


def _values(
    section: ValuesSection, surfaces: Mapping[str, Surface], known: set[str]
) -> Iterator[str]:
    yield from _undefined(section.names, surfaces, known)
    for field in section.field:
        yield from _undefined({field.variant: (field.mask,)}, surfaces, known)
    yield from _nowhere(section.masks, surfaces)


def _room(section: RoomSection, surfaces: Mapping[str, Surface], known: set[str]) -> Iterator[str]:
    for budget in section.budget:
        yield from _undefined(budget.names, surfaces, known)
    for name, records in section.record.items():
        yield from _undeclared(name, records, surfaces, known)


def _relations(
    section: RelationsSection, surfaces: Mapping[str, Surface], known: set[str]
) -> Iterator[str]:
    yield from _unknown([name for pair in section.pairs for name in pair], known)
    for name, record in section.record.items():
        yield from _undeclared(name, (record,), surfaces, known)


def _numbers(
    section: NumbersSection, surfaces: Mapping[str, Surface], known: set[str]
) -> Iterator[str]:
    yield from _nowhere(section.names, surfaces)
    for passed in section.passed:
        yield from _undefined({passed.variant: (passed.ioctl,)}, surfaces, known)
        yield from _undeclared(passed.variant, (passed.record,), surfaces, known)
    for meaning in section.meaning:
        yield from _undefined(dict.fromkeys(meaning.by, (meaning.ioctl,)), surfaces, known)


def _claims(
    section: ClaimsSection, surfaces: Mapping[str, Surface], known: set[str]
) -> Iterator[str]:
    for word in section.word:
        yield from _undefined(word.names, surfaces, known)
        own = {name for names in word.names.values() for name in names}
        yield from (f"'{name}' is no flag of {word.title}" for name in word.who if name not in own)


def _nowhere(names: Sequence[str], surfaces: Mapping[str, Surface]) -> Iterator[str]:
    yield from (
        f"no variant defines '{name}'"
        for name in dict.fromkeys(names)
        if all(number_of(name, surface) is None for surface in surfaces.values())
    )


def _undeclared(
    variant: str, records: Sequence[str], surfaces: Mapping[str, Surface], known: set[str]
) -> Iterator[str]:
    yield from _unknown((variant,), known)
    if variant in surfaces:
        yield from (
            f"variant '{variant}' declares no '{key}'"
            for key in records
            if surfaces[variant].declaration(key) is None
        )


def _undefined(
    names: Mapping[str, Sequence[str]], surfaces: Mapping[str, Surface], known: set[str]
) -> Iterator[str]:
    yield from _unknown(names, known)
    for variant, own in names.items():
        if variant in surfaces:
            yield from (
                f"variant '{variant}' defines no '{name}'"
                for name in own
                if number_of(name, surfaces[variant]) is None
            )


def _unknown(names: Iterable[str], known: set[str]) -> Iterator[str]:
    unique = dict.fromkeys(names)
    yield from (f"there is no variant '{name}'" for name in unique if name not in known)
