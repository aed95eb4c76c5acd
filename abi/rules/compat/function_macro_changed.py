"""A macro's text is another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.called import calls, differing_calls, makes_the_same
from abi.change import Change, ChangeKind
from abi.rules.constants import body
from abi.rules.finding import Verdict
from abi.rules.macro_texts import is_extended, is_respelled, undeclared, widened_mask
from abi.rules.never_built import missing, no_c, source_of
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.removals import made_of_now
from abi.rules.rule import rule
from abi.surface import Surface


@rule("function-macro-changed", on=ChangeKind.TEXT, instead_of=("constant-lost-value",))
def function_macro_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro that has no value of its own expands to something else."""
    unknown = undeclared(change, pair)
    lost = made_of_now(change, pair) if unknown else []
    binary = _binary(change, pair)
    yield pair.finding(
        change,
        f"uses {unknown}, which no header declares" if unknown else "expands to something else",
        verdicts(
            _old_program(change) or binary,
            binary,
            breaks(f"code that uses it does not build, unless it declares {unknown} itself")
            if unknown
            else _source(change, pair),
        ),
        also=[c.subject for c in lost],
        covers=lost,
    )


def _old_program(change: Change) -> Verdict | None:
    mask = widened_mask(change)
    if mask is not None:
        return depends(f"safe unless a new kernel gives it more than {mask[0]:#x} holds")
    return None


def _binary(change: Change, pair: Pair) -> Verdict:
    """A value that a program has from a macro goes to the kernel like any other value."""
    calls = differing_calls(change.subject, pair.old, pair.new)
    if calls is not None:
        old, new = calls
        return depends(f"{old.text} was {old.value:#x} and is {new.value:#x}: what the kernel "
                       "makes of it decides")  # fmt: skip
    if _MAKES_IOCTL.search(change.old) and not _is_evaluated(change, pair):
        return depends("the number of an ioctl that it makes may be another one")
    return safe("its text is compiled in")


_MAKES_IOCTL = re.compile(r"_IO[CRW]*\s*(?:\(|##)")


def _is_evaluated(change: Change, pair: Pair) -> bool:
    """Whether the macro's numbers are known on both sides, for the same arguments."""
    sides = ([call.text for call in calls(change.subject, s)] for s in (pair.old, pair.new))
    one, other = sides
    return bool(one) and one == other


def _source(change: Change, pair: Pair) -> Verdict:
    counts = [_parameters(change.subject, surface) for surface in (pair.old, pair.new)]
    if counts[1] is not None and counts[0] != counts[1]:
        return breaks(f"code that uses it does not build: it takes {_arguments(counts[1])} now")
    if (
        counts[0] is not None
        and counts[1] is None
        and not body(change.subject, pair.new).isidentifier()
    ):
        return breaks("code that uses it does not build: it takes no arguments now")
    refused = no_c(change.subject, pair.old)
    if refused:
        return safe(f"it never built: no compiler takes {refused}")
    never = missing(change.subject, pair.old)
    if never:
        return source_of(never)
    is_number = bool(calls(change.subject, pair.new))
    if is_respelled(change, with_brackets=is_number):
        return safe("the same in other words")
    if makes_the_same(change.subject, pair.old, pair.new):
        return safe("the same numbers in other words, of all arguments that were tried")
    if is_extended(change):
        return safe("the old text is still in it, in the same order")
    return depends("what it expands to decides")


def _parameters(name: str, surface: Surface) -> tuple[int, bool] | None:
    """How many parameters a macro has, and whether more may follow; None for one without."""
    macro = surface.declarations.macro(name)
    if macro is None or macro.parameters is None:
        return None
    return len(macro.parameters), "__VA_ARGS__" in macro.parameters


def _arguments(count: tuple[int, bool]) -> str:
    number, is_open = count
    if is_open:
        return f"{number - 1} arguments or more"
    return f"{number} argument{'s' if number != 1 else ''}"
