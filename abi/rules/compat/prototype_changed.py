"""A function has another type."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.ctype import CType, Function
from abi.declarations import Prototype, Variable
from abi.representation import is_same, representation
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.readings import QUALIFIED, SAME, SWAPPED, Reading, reading
from abi.rules.rule import rule
from abi.surface import Surface


@rule("prototype-changed", on=ChangeKind.TYPE)
def prototype_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A function or a variable that the headers declare has another type than before."""
    if not change.subject.startswith(("function ", "variable ")):
        return
    found = _read_as(change.subject, pair)
    misread = max(
        (r for r in found or () if r.binary == "breaks" or r == SWAPPED),
        key=lambda r: r != SWAPPED,
        default=None,
    )
    yield pair.finding(
        change,
        f"was {change.old}, is {change.new}",
        misread.verdicts()
        if misread
        else verdicts(
            safe("what it used of it is compiled in"),
            safe("what it uses of it is compiled in"),
            _source(change.subject, found),
        ),
    )


def _source(key: str, found: list[Reading] | None) -> Verdict:
    if found is not None and all(reading == SAME for reading in found):
        return safe("the same types under other names")
    if key.startswith("variable "):
        return depends("code builds if its types convert")
    return depends("calls build if their arguments convert")


def _read_as(key: str, pair: Pair) -> list[Reading] | None:
    """What became of the return type and of each parameter, or of a variable; None where there
    are more or fewer, or what is declared is another thing."""
    before, after = _types(key, pair.old), _types(key, pair.new)
    if before is None or after is None or len(before) != len(after):
        return None
    return [_reading(old, new, pair) for old, new in zip(before, after, strict=True)]


def _reading(old: CType, new: CType, pair: Pair) -> Reading:
    if is_same(old, new, pair.old, pair.new):
        return SAME
    before, after = representation(old, pair.old), representation(new, pair.new)
    found = reading(before, after, pair.new.target)
    return QUALIFIED if found == SAME else found


def _types(key: str, surface: Surface) -> list[CType] | None:
    """The return type and those of the parameters, or that of a variable."""
    declaration = surface.declaration(key)
    if not isinstance(declaration, Prototype | Variable):
        return None
    own = declaration.type
    return [own.returns, *(p.type for p in own.parameters)] if isinstance(own, Function) else [own]
