"""From changes to findings: every change is judged once, by the most special rule."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping, Sequence, Set
from operator import itemgetter

import msgspec

from abi.change import Change, ChangeKind
from abi.rules.accounted import accounted
from abi.rules.carried import weighed
from abi.rules.conventions import Convention
from abi.rules.finding import Finding, quoted
from abi.rules.kernels import by_kernel
from abi.rules.met.changes import met_changes
from abi.rules.pair import Judged, Pair
from abi.rules.registry import find, rules
from abi.rules.rule import Rule
from abi.surface import Surface


class Judgement(msgspec.Struct, frozen=True):
    """What was found; and changes that could not be compared, so that nobody can judge them."""

    findings: tuple[Finding, ...]
    unjudged: tuple[Change, ...] = ()


def judge(
    changes: Sequence[Change],
    old: Surface,
    new: Surface,
    conventions: Sequence[Convention] = (),
    chosen: Sequence[Rule] | None = None,
    *,
    rewritten: Set[str] | None = None,
    is_cxx: bool = False,
) -> Judgement:
    """What all rules say of the changes between two surfaces for one target; `rewritten` are the
    headers whose text is another one, where that is known. With `is_cxx`, programs in C++ include
    the headers, too.

    A change that no rule has anything to say of is a finding of its own,
    unless it only says the same in other words.
    """
    changes = (*changes, *met_changes(changes, old, new, rewritten))
    pair = Pair(changes, old, new, conventions, is_cxx=is_cxx)
    found: list[Finding] = []
    taken = pair.judged
    by_kind = _by_kind(changes)
    for rule in in_order(rules("compat") if chosen is None else chosen):
        for change in _of_kinds(by_kind, rule.on):
            if change not in taken:
                for judged in rule.judge(change, pair):
                    taken.update(judged.covers)
                    found.append(_finished(_whole(judged, pair), rule, old, new))
    found += _of_no_rule(changes, pair)
    unjudged = (c for c in changes if c.kind is ChangeKind.UNJUDGED and c not in taken)
    return Judgement(tuple(sorted(found, key=_order)), tuple(unjudged))


def _by_kind(changes: Sequence[Change]) -> dict[str, list[tuple[int, Change]]]:
    """The changes of each kind, numbered, so that most rules see few."""
    found: dict[str, list[tuple[int, Change]]] = {}
    for numbered in enumerate(changes):
        found.setdefault(numbered[1].kind, []).append(numbered)
    return found


def _of_kinds(
    by_kind: Mapping[str, list[tuple[int, Change]]], kinds: Sequence[str]
) -> list[Change]:
    """The changes of some kinds, in their order."""
    found = [numbered for kind in kinds for numbered in by_kind.get(kind, ())]
    if len(kinds) > 1:
        found.sort(key=itemgetter(0))
    return [change for _, change in found]


def in_order(every: Sequence[Rule]) -> list[Rule]:
    """Special rules before the general ones that they stand in for, else as they are given: of
    rules that are not related, the order is nothing to what is found."""
    place = {rule.id: number for number, rule in enumerate(every)}
    graph: dict[str, set[str]] = {rule.id: set() for rule in every}
    for rule in every:
        for general in rule.instead_of:
            if general in graph:
                graph[general].add(rule.id)
    sorter = graphlib.TopologicalSorter(graph)
    sorter.prepare()
    ready: list[int] = []
    ordered: list[Rule] = []
    while sorter.is_active():
        ready = sorted([*ready, *(place[name] for name in sorter.get_ready())])
        ordered.append(every[ready.pop(0)])
        sorter.done(ordered[-1].id)
    return ordered


def _of_no_rule(changes: Sequence[Change], pair: Pair) -> Iterator[Finding]:
    """What no rule had anything to say of: no change is dropped."""
    rule = find("change-not-judged")
    assert rule is not None
    for change in changes:
        if change.kind in (ChangeKind.RESPELLED, ChangeKind.UNJUDGED) or change in pair.judged:
            continue
        for judged in rule.judge(change, pair):
            yield _finished(_whole(judged, pair), rule, pair.old, pair.new)


def _whole(judged: Judged, pair: Pair) -> Finding:
    """The finding with all that it carries and names, whatever its rule thought of."""
    for step in (accounted, weighed, by_kernel):
        judged = msgspec.structs.replace(judged, finding=step(judged, pair))
    return judged.finding


def _finished(finding: Finding, rule: Rule, old: Surface, new: Surface) -> Finding:
    return msgspec.structs.replace(
        finding, rule=rule.id, old=quoted(finding.old, old), new=quoted(finding.new, new)
    )


def _order(finding: Finding) -> tuple[str, str, str]:
    place = finding.new or finding.old
    return place.header if place else "", finding.subject, finding.rule
