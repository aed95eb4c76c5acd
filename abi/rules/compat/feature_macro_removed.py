"""A macro that only says that something is there is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.constants import number_of
from abi.rules.finding import Verdict
from abi.rules.pair import Judged, Pair, depends, safe, verdicts
from abi.rules.removals import family, first, header_of, removed
from abi.rules.rule import rule

_SWITCH = re.compile(r"(?:^|_)HAVE_|^__UAPI_DEF_")


@rule("feature-macro-removed", on=ChangeKind.REMOVED, instead_of=("name-removed",))
def feature_macro_removed(change: Change, pair: Pair) -> Iterator[Judged]:
    """A macro that programs test with `#ifdef` is gone."""
    if not _is_switch(change, pair):
        return
    left = [c for c in removed(pair, header_of(change)) if _is_switch(c, pair)]
    gone = family(change, left)
    head = first(gone)
    yield pair.finding(
        head,
        "no header defines it any more",
        verdicts(
            safe("it does not look at headers"),
            safe("it does not look at headers"),
            _source(gone),
        ),
        also=[c.subject for c in gone if c != head],
        covers=gone,
    )


def _source(gone: list[Change]) -> Verdict:
    if any(c.subject.startswith("__UAPI_DEF_") for c in gone):
        return depends("what it guarded redefines what libc has: a program that includes libc's "
                       "header, too, does not build")  # fmt: skip
    return depends("code under its #ifdef is left out silently")


def _is_switch(change: Change, pair: Pair) -> bool:
    name = change.subject
    macro = pair.old.declarations.macro(name) if " " not in name else None
    if macro and macro.parameters is not None:
        return False
    is_empty = macro is not None and not macro.body
    return is_empty or (bool(_SWITCH.search(name)) and number_of(name, pair.old) in (0, 1))
