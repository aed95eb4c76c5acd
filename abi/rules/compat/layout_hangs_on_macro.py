"""Members that hang on a macro of the program."""

from __future__ import annotations

from collections.abc import Iterator

from abi.change import Change, ChangeKind
from abi.rules.pair import Judged, Pair, depends, verdicts
from abi.rules.rule import rule


@rule("layout-hangs-on-macro", on=ChangeKind.HANGS)
def layout_hangs_on_macro(change: Change, pair: Pair) -> Iterator[Judged]:
    """Members of a record, or their types, hang on a macro that programs define or do not."""
    names = change.new or change.old
    reason = depends(f"what a program sees hangs on {names}; one reading of it is judged here")
    yield pair.finding(change, _what(change), verdicts(reason, reason, reason))


def _what(change: Change) -> str:
    what = _hanging(change.subject)
    if not change.old:
        return f"{what} on {change.new} now, which no header defines"
    if not change.new:
        return f"{what} on {change.old} no more"
    return f"{what} on {change.new}, and {change.new} decides otherwise now"


def _hanging(subject: str) -> str:
    if " " not in subject:
        return "its number hangs"
    return "its type hangs" if subject.startswith("typedef ") else "members hang"
