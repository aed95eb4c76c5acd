"""What must hold of every judgement, whatever rule speaks.

A compiler says what changed; each function yields what the findings do not say of that,
as ``what is wrong: of what``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from abi.design.spans import is_filler
from abi.rules.finding import Finding, Verdicts
from abi.rules.policy import severity
from tests.properties.answers import Told
from tests.properties.combinations import Combination, Question

_HARM = ("safe", "depends", "breaks")
_WORD = re.compile(r"\w+")


def faults(one: Combination, told: Told, found: Sequence[Finding]) -> list[str]:
    """What is wrong in the judgement of a combination."""
    rules: tuple[Callable[[Combination, Told, Sequence[Finding]], Iterator[str]], ...] = (
        numbers, moves, sizes, meaning, names, silence, sentences,
    )  # fmt: skip
    return [fault for rule in rules for fault in rule(one, told, found)]


def numbers(one: Combination, told: Told, found: Sequence[Finding]) -> Iterator[str]:
    """A changed ioctl number breaks old programs (ENOTTY), and new ones that do not fall back."""
    for question in told.changed("number"):
        own = [f for f in found if question.owner in said_of(f)]
        yield from _at_least(own, 0, "breaks", f"number of {_bare(question.owner)}")
        yield from _at_least(own, 1, "depends", f"number of {_bare(question.owner)}")
        if one.place.is_one_call and _worst(filter(_is_of_bytes, own), 1) == "breaks":
            yield f"new program breaks, though it gets ENOTTY: {_bare(question.owner)}"
        yield from _none_safe(own, _bare(question.owner))


def moves(one: Combination, told: Told, found: Sequence[Finding]) -> Iterator[str]:
    """A member that lies elsewhere breaks old programs, and new ones that its ioctl accepts."""
    is_numbered = bool(told.changed("number"))
    for question in told.moved:
        if is_filler(question.path.rpartition(".")[2]):
            continue
        own = _about(one, question, found)
        what = f"{_bare(question.owner)}.{question.path} moved"
        yield from _at_least(own, 0, "breaks", what)
        yield from _at_least(own, 1, "depends" if is_numbered else "breaks", what)
        yield from _none_safe([f for f in own if _carries(f, question)], what)


def sizes(one: Combination, told: Told, found: Sequence[Finding]) -> Iterator[str]:
    """A size that others count on is never nothing."""
    for question in told.resized:
        if is_filler(question.path.rpartition(".")[2]) or 0 in _both(told, question):
            continue
        own = _about(one, question, found)
        worst = max(_HARM.index(_worst(own, side)) for side in (0, 1)) if own else 0
        if not worst:
            yield f"binary is safe: {_bare(question.owner)}.{question.path} has another size"


def meaning(one: Combination, told: Told, found: Sequence[Finding]) -> Iterator[str]:
    """Bytes that stay and get another meaning."""
    if one.kind.least:
        yield from _at_least(found, 0, one.kind.least, "another meaning")
        least = "depends" if told.changed("number") else one.kind.least
        yield from _at_least(found, 1, least, "another meaning")


def names(one: Combination, told: Told, found: Sequence[Finding]) -> Iterator[str]:
    """Names that are gone, and new ones over old bytes, stand in a finding."""
    text = " ".join(
        " ".join((f.subject, *f.also, f.message, *(c.name for c in f.carries))) for f in found
    )
    words = set(_WORD.findall(text))
    old, new = (set(side.members) for side in one.sides())
    for name in old - new - words:
        yield f"gone and named nowhere: {name}"
    for name in (new - old) & _over_old_bytes(told):
        if name not in words and not is_filler(name):
            yield f"over old bytes and named nowhere: {name}"


def silence(one: Combination, told: Told, found: Sequence[Finding]) -> Iterator[str]:
    """Where a compiler sees no difference, nothing is an error."""
    if told.is_same and one.kind.has_same_members and not one.kind.least:
        yield from (
            f"nothing changed: error {f.rule}" for f in found if severity(f, "source") == "error"
        )


def sentences(_: Combination, told: Told, found: Sequence[Finding]) -> Iterator[str]:
    """No change is left to nobody."""
    if any(f.rule == "change-not-judged" for f in found):
        yield "nobody judges it: change-not-judged"


def said_of(finding: Finding) -> set[str]:
    """The words of all that a finding names as hit."""
    names = finding.subject, *finding.also, *(carried.name for carried in finding.carries)
    return set(_WORD.findall(" ".join(names)))


def _carries(finding: Finding, question: Question) -> bool:
    """Whether a finding is about a member, or about all of the record that it is in."""
    path = f"{question.owner}.{question.path}"
    return any(name.rpartition(" ")[2] == path for name in (finding.subject, *finding.also)) or any(
        carried.name.rpartition(" ")[2] == question.owner for carried in finding.carries
    )


def _at_least(found: Sequence[Finding], side: int, least: str, what: str) -> Iterator[str]:
    if not found:
        yield f"no finding names it: {what}"
    elif _HARM.index(_worst(found, side)) < _HARM.index(least):
        who = ("old", "new")[side]
        yield f"{who} program is {_worst(found, side)}, not {least}: {what}"


def _is_of_bytes(finding: Finding) -> bool:
    """Whether it speaks of a record or an ioctl, and not of a constant, which is compiled in."""
    return " " in finding.subject or finding.rule.startswith("ioctl")


def _worst(found: Iterable[Finding], side: int) -> str:
    return max((_verdict(f.verdicts, side) for f in found), key=_HARM.index, default="safe")


def _verdict(given: Verdicts | None, side: int) -> str:
    if given is None:
        return "safe"
    return (given.old_program_new_kernel, given.new_program_old_kernel)[side].value


def _none_safe(found: Iterable[Finding], what: str) -> Iterator[str]:
    for finding in found:
        if _verdict(finding.verdicts, 0) == "safe":
            yield f"{finding.rule} carries it and is safe: {what}"


def _bare(name: str) -> str:
    return re.sub(r"^C\d+_", "@", name)


def _both(told: Told, question: Question) -> tuple[int, int]:
    return told.old[question], told.new[question]


def _about(one: Combination, question: Question, found: Sequence[Finding]) -> list[Finding]:
    """Findings that name the record of a member; or the inner one, which a path leads into."""
    last = question.path.rpartition(".")[2]
    leads_into = last.startswith("v[") or any(last in side.members for side in one.sides())
    inner = {f"{one.prefix}{name}" for name in ("in", "in_t", "v_t")} if leads_into else set()
    owners = {question.owner, *inner}
    return [f for f in found if not question.owner or owners & said_of(f)]


def _over_old_bytes(told: Told) -> set[str]:
    """New members that begin within what the record had."""
    fresh = (q for q in told.new if q.what == "offset" and q not in told.old)
    found = set()
    for question in fresh:
        size = told.old.get(Question("record", question.owner))
        if size is not None and told.new[question] < size:
            found.add(question.path.rpartition(".")[2])
    return found
