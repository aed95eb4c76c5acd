"""What a rule is, and how one is written down.

A rule is a file with one function and a page of the same stem. Nothing else
names it: `registry` finds it by looking into the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from abi.change import Change, ChangeKind
from abi.rules.finding import Finding, Severity

if TYPE_CHECKING:
    from abi.rules.member_types import MemberType
    from abi.rules.pair import Judged, Pair

Family = Literal["compat", "design", "gate"]
CompatFunction = Callable[[Change, "Pair"], Iterable["Judged"]]
DesignFunction = Callable[[Any], Iterable[Finding]]
"""Takes a subject of `abi.rules.subject`: the one that its kind says."""
OfType = Callable[["MemberType"], bool]


class Rule(msgspec.Struct, frozen=True):
    """A rule: `judge` is called for each change of the kinds in `on`, or each subject of them."""

    id: str
    family: Family
    summary: str
    """What it catches, in a sentence: the first line of the function's docstring."""
    on: tuple[str, ...]
    judge: Callable[..., Iterable[Any]]
    """Yields `Judged` (compat), or findings (design, gate)."""
    instead_of: tuple[str, ...] = ()
    """More general rules, which do not count where this one has something to say: of the same
    change, or of the same subject or the record that the subject belongs to."""
    severity: Severity = "warning"
    """Of a design or gate rule; that of a compatibility rule follows from its verdicts."""
    of: OfType | None = None
    """Of a design rule on members or ioctls: the types that it has something to say of."""


def rule(
    name: str, *, on: ChangeKind | tuple[ChangeKind, ...], instead_of: tuple[str, ...] = ()
) -> Callable[[CompatFunction], Rule]:
    """Make a function a compatibility rule.

    It is given one change and the pair of surfaces, and yields findings made by
    `Pair.finding`; the change, and those that a finding covers, are then judged.
    """
    kinds = on if isinstance(on, tuple) else (on,)

    def make(function: CompatFunction) -> Rule:
        return Rule(name, "compat", _summary(function), kinds, function, instead_of)

    return make


SubjectKind = Literal[
    "record", "member", "enum", "typedef", "macro", "ioctl", "prototype", "header"
]


def lint(
    name: str, *, on: SubjectKind | tuple[SubjectKind, ...], severity: Severity,
    instead_of: tuple[str, ...] = (), of: OfType | None = None,
) -> Callable[[DesignFunction], Rule]:  # fmt: skip
    """Make a function a design rule: it is given one subject, and yields findings about it.

    One on members or ioctls may say by their type `of` which it looks at: that is asked once
    for each type, and few types are those of most members.
    """
    kinds = on if isinstance(on, tuple) else (on,)

    def make(function: DesignFunction) -> Rule:
        return Rule(name, "design", _summary(function), kinds, function, instead_of, severity, of)

    return make


def about_decisions(name: str, *, on: str) -> Callable[[DesignFunction], Rule]:
    """Make a function a rule of the gate itself: it is given a `Decision` in the state `on`."""

    def make(function: DesignFunction) -> Rule:
        return Rule(name, "gate", _summary(function), (on,), function)

    return make


def _summary(function: Any) -> str:
    return str(function.__doc__ or "").strip().partition("\n")[0]
