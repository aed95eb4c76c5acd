"""An ioctl with parameters has other numbers."""

from __future__ import annotations

from collections.abc import Iterator

from abi.called import Call, differing_calls
from abi.change import Change, ChangeKind
from abi.rules.finding import Verdict
from abi.rules.macro_texts import undeclared
from abi.rules.pair import Judged, Pair, breaks, safe, verdicts
from abi.rules.rule import rule
from abi.rules.unknown_number import unknown


@rule("ioctl-call-changed", on=ChangeKind.NUMBER)
def ioctl_call_changed(change: Change, pair: Pair) -> Iterator[Judged]:
    """An ioctl that is a macro with parameters makes another number of the same arguments."""
    calls = differing_calls(change.subject, pair.old, pair.new)
    if calls is None:
        return
    old, new = calls
    yield pair.finding(
        change,
        f"{old.text} was {old.value:#x}, is {new.value:#x}{_what(old, new)}",
        verdicts(
            *unknown(change.subject, _tolerant(change, old, new, pair)),
            _source(change, pair),
        ),
    )  # fmt: skip


def _what(old: Call, new: Call) -> str:
    """Which parts of the number differ, in words."""
    if old.ioctl is None or new.ioctl is None:
        return ", which is no ioctl any more" if old.ioctl else ""
    was, now = old.ioctl.code, new.ioctl.code
    parts = {
        "direction": (was.direction, now.direction), "type": (was.character, now.character),
        "number": (was.nr, now.nr), "size": (was.size, now.size),
    }  # fmt: skip
    told = (f"{name} {a} → {b}" for name, (a, b) in parts.items() if a != b)
    return f" ({', '.join(told)})"


def _is_size_only(old: Call, new: Call) -> bool:
    if old.ioctl is None or new.ioctl is None:
        return False
    was, now = old.ioctl.code, new.ioctl.code
    return (was.direction, was.type, was.nr) == (now.direction, now.type, now.nr)


def _tolerant(change: Change, old: Call, new: Call, pair: Pair) -> str:
    """Why another size is no other ioctl, where the subsystem finds its ioctls without it."""
    ways = pair.conventions(change) if _is_size_only(old, new) else ()
    type_ = new.ioctl.code.type if new.ioctl else 0
    return next((c.reason for c in ways if c.is_for(type_)), "")


def _source(change: Change, pair: Pair) -> Verdict:
    unknown = undeclared(change, pair)
    if unknown:
        return breaks(f"code that uses it does not build, unless it declares {unknown} itself")
    return safe("the name means the new number")
