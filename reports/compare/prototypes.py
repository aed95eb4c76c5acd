"""Sections of kind ``prototypes``: functions in several styles, and what their types tell."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from abi.case import PrototypesSection, Variant, Wrapper
from abi.declarations import Prototype
from abi.design import prototypes as measures
from abi.design.prototypes import Argument
from abi.surface import Surface
from reports.compare.context import Built, Context
from reports.compare.subject import amount, names
from reports.report import Cell, Column, Section, Table, Text


class _Style(NamedTuple):
    """A variant's functions, by the names of the wrappers."""

    variant: Variant
    functions: dict[str, tuple[str, tuple[Argument, ...]]]


def build(section: PrototypesSection, context: Context) -> Built:
    """The section of a case."""
    styles = [
        _Style(variant, dict(_functions(section, variant, own[0])))
        for variant, own in context.chosen(section.variants)
    ]
    blocks = (
        *((Text(section.lead),) if section.lead else ()),
        _scores(styles, section),
        _caught(styles),
        _slips(styles, section),
        _forms(styles, section),
    )
    return Built(Section(section.id, section.title, blocks), tuple(_sentences(styles, section)))


def _functions(
    section: PrototypesSection, variant: Variant, surface: Surface
) -> Iterator[tuple[str, tuple[str, tuple[Argument, ...]]]]:
    for wrapper in section.wrapper:
        name = wrapper.called.get(variant.name, wrapper.name)
        found = surface.declaration(f"function {name}")
        if isinstance(found, Prototype):
            yield wrapper.name, (name, measures.arguments(found.type, surface))


# Measures of a style


def _swaps(style: _Style) -> dict[str, list[tuple[str, str]]]:
    found = ((name, measures.swappable(own)) for name, (_, own) in style.functions.items())
    return {name: pairs for name, pairs in found if pairs}


def _swap_count(style: _Style) -> int:
    return sum(map(len, _swaps(style).values()))


def _common(styles: Sequence[_Style], section: PrototypesSection) -> list[str]:
    """Wrappers of every style of which more than half are known."""
    known = [s for s in styles if 2 * len(s.functions) > len(section.wrapper)]
    return [w.name for w in section.wrapper if all(w.name in s.functions for s in known)]


def _swaps_in(style: _Style, wrappers: Sequence[str]) -> int:
    found = _swaps(style)
    return sum(len(found.get(name, ())) for name in wrappers)


def _untyped(style: _Style, section: PrototypesSection) -> int:
    functions = style.functions.values()
    return sum(len(measures.untyped_addresses(own, section.addresses)) for _, own in functions)


def _false(style: _Style, section: PrototypesSection) -> list[tuple[str, str]]:
    return [
        (name, parameter)
        for name, own in style.functions.values()
        for parameter in measures.false_addresses(own, section.addresses, section.address_types)
    ]


def _outputs(style: _Style) -> tuple[int, int]:
    """Outputs that are named by a register, and by what they mean."""
    every = [a for _, own in style.functions.values() for a in own if a.is_output]
    by_register = sum(a.is_register for a in every)
    return by_register, len(every) - by_register


def _in_order(style: _Style, section: PrototypesSection) -> tuple[int, int]:
    """Wrappers whose arguments stand in the order of the registers, of those with two and more."""
    flags = [
        measures.is_in_order(style.functions[w.name][1], w.registers, section.meaning)
        for w in section.wrapper
        if len(w.registers) > 1 and w.name in style.functions
    ]
    return sum(flags), len(flags)


# Sentences


def _sentences(styles: Sequence[_Style], section: PrototypesSection) -> Iterator[str]:
    both = _common(styles, section)
    known = [style for style in styles if all(name in style.functions for name in both)]
    counts = ", ".join(f"{_swaps_in(s, both)} in {s.variant.title}" for s in known)
    yield (
        f"In the {amount(len(both), 'wrapper')} that these styles have in common, so many pairs of "
        f"arguments can be swapped without a word from the compiler: {counts}."
    )
    untyped = ", ".join(f"{_untyped(s, section)} in {s.variant.title}" for s in known)
    yield f"Physical addresses without a type of their own: {untyped}."
    for style in styles:
        lies = [f"`{parameter}` of {name}" for name, parameter in _false(style, section)]
        if lies:
            yield f"Types that lie in {style.variant.title}: {names(lies)} are no addresses."


# Tables


def _scores(styles: Sequence[_Style], section: PrototypesSection) -> Table:
    columns = (Column("of"), *(Column(s.variant.title, is_number=True) for s in styles))
    both = _common(styles, section)
    rows = [
        ("wrappers", [len(s.functions) for s in styles]),
        ("arguments", [sum(len(own) for _, own in s.functions.values()) for s in styles]),
        ("pairs swapped silently", [_swap_count(s) for s in styles]),
        (f"  in the {len(both)} common ones", [_swaps_in(s, both) for s in styles]),
        ("  in so many wrappers", [len(_swaps(s)) for s in styles]),
        ("addresses as integers", [_untyped(s, section) for s in styles]),
        ("types that lie", [len(_false(s, section)) for s in styles]),
        ("outputs named by register", [_outputs(s)[0] for s in styles]),
        ("outputs named by meaning", [_outputs(s)[1] for s in styles]),
    ]
    cells = [(Cell(title), *(Cell(str(n)) for n in numbers)) for title, numbers in rows]
    ordered = [_in_order(s, section) for s in styles]
    cells.append((Cell("in the registers' order"), *(Cell(f"{a} of {b}") for a, b in ordered)))
    caption = "What the types of each style tell a compiler"
    return Table(f"{section.id}-scores", caption, columns, tuple(cells))


def _caught(styles: Sequence[_Style]) -> Table:
    columns = (Column("from"), Column("to"), Column("in both", True),
               Column("swaps before", True), Column("swaps after", True),
               Column("now an error", True))  # fmt: skip
    rows = tuple(_step(a, b) for a, b in itertools.pairwise(styles))
    caption = "What each change of style catches, in the wrappers that both have"
    return Table("caught", caption, columns, rows)


def _step(before: _Style, after: _Style) -> tuple[Cell, ...]:
    both = before.functions.keys() & after.functions.keys()
    a = sum(len(pairs) for name, pairs in _swaps(before).items() if name in both)
    b = sum(len(pairs) for name, pairs in _swaps(after).items() if name in both)
    texts = (before.variant.title, after.variant.title, len(both), a, b, max(a - b, 0))
    return tuple(Cell(str(text)) for text in texts)


def _slips(styles: Sequence[_Style], section: PrototypesSection) -> Table:
    """A row for each wrapper in which arguments can be swapped, with the pairs."""
    columns = (Column("wrapper"), Column("style"), Column("can be swapped"))
    rows = []
    for wrapper in section.wrapper:
        for style in styles:
            pairs = _swaps(style).get(wrapper.name)
            if pairs:
                text = ", ".join(f"{a}/{b}" for a, b in pairs)
                rows.append((Cell(f"`{wrapper.name}`"), Cell(style.variant.title), Cell(text)))
    return Table("swaps", "Arguments that can be swapped", columns, tuple(rows), is_folded=True)


def _forms(styles: Sequence[_Style], section: PrototypesSection) -> Table:
    columns = (Column("style"), Column("parameters"))
    rows: list[tuple[Cell, ...]] = []
    for wrapper in section.wrapper:
        rows.append((Cell(_head(wrapper), "strong", 2),))
        for style in styles:
            if wrapper.name in style.functions:
                name, own = style.functions[wrapper.name]
                text = ", ".join(f"{a.spelled} {a.name}".replace("* ", "*") for a in own)
                other = "" if name == wrapper.name else f"{name}: "
                rows.append((Cell(style.variant.title), Cell(f"{other}`{text}`")))
    return Table("forms", "Each wrapper in each style", columns, tuple(rows), is_folded=True)


def _head(wrapper: Wrapper) -> str:
    registers = ("rcx", "rdx", "r8", "r9")
    held = ", ".join(f"{r} = {m}" for r, m in zip(registers, wrapper.registers, strict=False))
    text = f"`{wrapper.name}`" + (f" ({held})" if held else "")
    return f"{text}: {wrapper.note}" if wrapper.note else text
