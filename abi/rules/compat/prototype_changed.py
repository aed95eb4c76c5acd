"""A function has another type."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.ctype import CType, Function
from abi.declarations import Prototype, Variable
from abi.evaluate import NotConstantError
from abi.representation import plain
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.rule import rule
from abi.surface import Surface


@rule("prototype-changed", on=ChangeKind.TYPE)
def prototype_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A function or a variable that the headers declare has another type than before."""
    if not change.subject.startswith(("function ", "variable ")):
        return
    types = _types(change.subject, pair.old), _types(change.subject, pair.new)
    is_same = types[0] is not None and types[0] == types[1]
    yield pair.finding(
        change,
        f"was {change.old}, is {change.new}",
        verdicts(
            safe("what it used of it is compiled in"),
            safe("what it uses of it is compiled in"),
            safe("the same types under other names")
            if is_same
            else depends("calls build if their arguments convert"),
        ),
    )


def _types(key: str, surface: Surface) -> list[CType] | None:
    """The return type and those of the parameters, without typedefs."""
    declaration = surface.declaration(key)
    if not isinstance(declaration, Prototype | Variable):
        return None
    own = declaration.type
    every = [own.returns, *(p.type for p in own.parameters)] if isinstance(own, Function) else [own]
    try:
        return [plain(ctype, surface) for ctype in every]
    except NotConstantError:
        return None
