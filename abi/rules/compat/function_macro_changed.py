"""A macro's text is another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.called import are_numbers, calls, differing_calls, differing_sample
from abi.change import Change, ChangeKind
from abi.rules.constants import body
from abi.rules.finding import Verdict, Verdicts
from abi.rules.macro_meaning import attributes_only, declares, is_another_number, named_types
from abi.rules.macro_texts import has_all, is_extended, is_respelled, undeclared, widened_mask
from abi.rules.never_built import missing, no_c, source_of
from abi.rules.pair import Judged, Pair, breaks, depends, safe, verdicts
from abi.rules.removals import made_of_now
from abi.rules.retype import named_otherwise
from abi.rules.rule import rule
from abi.surface import Surface


@rule("function-macro-changed", on=ChangeKind.TEXT, instead_of=("constant-lost-value",))
def function_macro_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro that has no value of its own expands to something else."""
    unknown = undeclared(change, pair)
    lost = made_of_now(change, pair) if unknown else []
    yield pair.finding(
        change,
        f"uses {unknown}, which no header declares" if unknown else "expands to something else",
        _unknown(unknown) if unknown else _verdicts(change, pair),
        also=[c.subject for c in lost],
        covers=lost,
    )


_COMPILED_IN = safe("its text is compiled in")


def _unknown(word: str) -> Verdicts:
    refused = breaks(f"code that uses it does not build, unless it declares {word} itself")
    return verdicts(_COMPILED_IN, _COMPILED_IN, refused)


def _verdicts(change: Change, pair: Pair) -> Verdicts:
    types = named_types(change, pair)
    if types is not None:
        return named_otherwise(*types, pair)
    mask, binary = widened_mask(change), _binary(change, pair)
    if mask is not None and binary.value == "safe":
        more = depends(f"safe unless a new kernel gives it more than {mask[0]:#x} holds")
        return verdicts(more, binary, _source(change, pair))
    return verdicts(binary, binary, _source(change, pair))


def _binary(change: Change, pair: Pair) -> Verdict:
    """A value that a program has from a macro goes to the kernel like any other value."""
    calls = differing_calls(change.subject, pair.old, pair.new)
    if calls is not None:
        old, new = calls
        return depends(f"{old.text} was {old.value:#x} and is {new.value:#x}: what the kernel "
                       "makes of it decides")  # fmt: skip
    if _is_evaluated(change, pair):
        return _COMPILED_IN
    if _MAKES_IOCTL.search(change.old):
        return depends("the number of an ioctl that it makes may be another one")
    if is_another_number(change, pair):
        return breaks("the other side means another value by it")
    if _means_the_same(change, pair):
        return _COMPILED_IN
    return depends("what the kernel makes of what the text gives it, or of what it reads, decides")


def _means_the_same(change: Change, pair: Pair) -> bool:
    """Whether the text is another one and nothing to a kernel: of what never built, of lists that
    grew, of the same in other words."""
    name, old = change.subject, pair.old
    return (
        is_respelled(change)
        or (are_numbers(name, old, pair.new) and not differing_sample(name, old, pair.new))
        or is_extended(change)
        or declares(change, pair)
        or attributes_only(change, pair)
        or bool(no_c(name, old) or missing(name, old))
    )


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
    if are_numbers(change.subject, pair.old, pair.new):
        other = differing_sample(change.subject, pair.old, pair.new)
        alike = "the same numbers in other words, of all arguments that were tried"
        return depends(other) if other else safe(alike)
    if is_respelled(change, with_brackets=bool(calls(change.subject, pair.new))):
        return safe("the same in other words")
    if is_extended(change) or (declares(change, pair) and has_all(change)):
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
