"""What else N headers declare: flags, constants and prototypes that are not the same in all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from abi.constant_difference import value_text
from abi.declarations import Prototype
from abi.design.bits import number_of
from abi.expression import Unevaluated
from abi.spelling import spell
from abi.surface import Surface
from reports.compare import families
from reports.report import Cell, Column, Section, Table, Text

_MOST_ROWS = 60
"""Rows of a table; how many more there are is said."""


Surfaces = Sequence[Surface]
"""A source on each target."""


def sections(
    titles: Sequence[str], surfaces: Sequence[Surfaces], headers: Sequence[Sequence[str]]
) -> Iterator[Section]:
    """Sections of constants and of prototypes; `headers` are those of each source that count.

    Flags and values are shown on the first target; what differs on any is listed.
    """
    own = [_on_all(on, set(named)) for on, named in zip(surfaces, headers, strict=True)]
    first = [on[0] for on in surfaces]
    numbers = [_numbers(names, surface) for names, surface in zip(own, first, strict=True)]
    yield from families.sections(titles, first, numbers)
    constants = _rows([[n for n in names if " " not in n] for names in own], surfaces, _constant)
    if constants:
        yield _section("constants", "Constants that differ", titles, constants)
    keys = [[n for n in names if n.startswith("function ")] for names in own]
    prototypes = _rows(keys, surfaces, _prototype)
    if prototypes:
        yield _section("prototypes", "Prototypes that differ", titles, prototypes)


def left_out(names: Sequence[str]) -> Section:
    """Records that differ as well, by name."""
    text = f"Not shown, name them with --type: {', '.join(names)}."
    return Section("left-out", "What was left out", (Text(text),))


def _on_all(surfaces: Surfaces, headers: set[str]) -> list[str]:
    return list(dict.fromkeys(n for surface in surfaces for n in _names(surface, headers)))


def _names(surface: Surface, headers: set[str]) -> list[str]:
    """Keys, macros and enumerators that these headers declare."""
    homes = surface.declarations.homes()
    found = [name for name, home in homes.items() if home in headers]
    owners = surface.declarations.enumerators().items()
    found += [name for name, owner in owners if homes.get(owner) in headers]
    return [name for name in found if name not in surface.declarations.guards]


def _numbers(names: Sequence[str], surface: Surface) -> dict[str, int]:
    """The constants that are integers."""
    found = ((name, number_of(name, surface)) for name in names if " " not in name)
    return {name: value for name, value in found if value is not None}


Say = Callable[[str, Surface], str]


def _rows(
    names: Sequence[Sequence[str]], surfaces: Sequence[Surfaces], say: Say
) -> list[tuple[str, list[str]]]:
    """The names of which not all sources say the same, each with what they say."""
    present = [set(own) for own in names]
    found = []
    for name in dict.fromkeys(name for own in names for name in own):
        texts = [
            _said(name, on, say) if name in own else ""
            for own, on in zip(present, surfaces, strict=True)
        ]
        if len(set(texts)) > 1:
            found.append((name, texts))
    return found


def _said(name: str, surfaces: Surfaces, say: Say) -> str:
    """What a source says of a name; where that is not the same on all targets, on which."""
    texts: dict[str, list[str]] = {}
    for surface in surfaces:
        texts.setdefault(say(name, surface), []).append(surface.target.name)
    if len(texts) == 1:
        return next(iter(texts))
    return "; ".join(f"{text or 'nothing'} on {', '.join(on)}" for text, on in texts.items())


def _constant(name: str, surface: Surface) -> str:
    declarations = surface.declarations
    macro = declarations.macro(name)
    if macro is not None and (macro.parameters is not None or not macro.body):
        return "a macro"
    value = surface.constant(name) if macro is not None else surface.enumerator(name)
    if value is None:
        return ""
    return "no value" if isinstance(value, Unevaluated) else value_text(value)


def _prototype(key: str, surface: Surface) -> str:
    if not surface.declarations.has(key):
        return ""
    found = surface.declaration(key)
    if not isinstance(found, Prototype):
        return "not understood"
    inputs = ", ".join(f"{spell(p.type)} {p.name}".strip() for p in found.type.parameters)
    return f"{spell(found.type.returns)} ({inputs or 'void'})".replace("* ", "*")


def _section(
    name: str, title: str, titles: Sequence[str], rows: Sequence[tuple[str, list[str]]]
) -> Section:
    columns = (Column("name"), *(Column(head) for head in titles))
    cells = tuple(
        (
            Cell(f"`{key.rpartition(' ')[2]}`"),
            *(Cell(t) if t else Cell("–", "faint") for t in texts),
        )
        for key, texts in rows[:_MOST_ROWS]
    )
    more = len(rows) - _MOST_ROWS
    caption = f"{more} more are left out; 'uapi diff' has all of them" if more > 0 else ""
    return Section(name, title, (Table(f"{name}-table", caption, columns, cells),))
