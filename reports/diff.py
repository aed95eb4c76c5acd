"""Differences as text: a summary per header, then the facts."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from abi.change import Carried, Change, ChangeKind
from abi.subject_name import parted
from reports.style import Style


class Fact(NamedTuple):
    """A change with all the targets on which it is the same."""

    change: Change
    targets: tuple[str, ...]
    vanished: tuple[str, ...] = ()
    """Of something that moved: targets on which it is gone."""
    appeared: tuple[str, ...] = ()
    """Of something that moved: targets on which it is new."""

    @property
    def header(self) -> str:
        place = self.change.place
        return place.header if place else "?"

    @property
    def is_respelled(self) -> bool:
        return self.change.kind is ChangeKind.RESPELLED

    @property
    def is_unjudged(self) -> bool:
        return self.change.kind is ChangeKind.UNJUDGED


def every(changes: Sequence[Change]) -> set[Change]:
    """All that only one side has."""
    return {change for change in changes if change.kind in _ONE_SIDED}


def few(changes: Sequence[Change]) -> set[Change]:
    """What gets a line of its own: in a header that has few of its kind."""
    return {
        change for group in _one_sided(changes).values() if len(group) <= LINES for change in group
    }


def listed(found: Sequence[tuple[str, Sequence[Change]]]) -> list[tuple[str, list[Change]]]:
    """The changes of several targets; where all together are too many for a line each, no text."""
    groups = _one_sided([change for _, changes in found for change in changes])
    long = {key for key, group in groups.items() if len({c.subject for c in group}) > LINES}
    return [(n, [_short(c) if _group(c) in long else c for c in changes]) for n, changes in found]


def _short(change: Change) -> Change:
    return msgspec.structs.replace(change, old="", new="")


def _one_sided(changes: Sequence[Change]) -> dict[tuple[str, str], list[Change]]:
    """What only one side has, by header and kind."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.kind in _ONE_SIDED:
            groups.setdefault(_group(change), []).append(change)
    return groups


def _group(change: Change) -> tuple[str, str]:
    place = change.place
    return place.header if place else "", change.kind


def merge(found: Sequence[tuple[str, Sequence[Change]]]) -> list[Fact]:
    """The changes of several targets, equal ones as one fact, in the order of subjects."""
    targets: dict[Change, list[str]] = {}
    for name, changes in found:
        for change in changes:
            targets.setdefault(change, []).append(name)
    moved = {c.subject for c in targets if c.kind is ChangeKind.MOVED_HEADER}
    gone = _taken(targets, ChangeKind.REMOVED, moved)
    come = _taken(targets, ChangeKind.ADDED, moved)
    facts = []
    for change, names in targets.items():
        is_move = change.kind is ChangeKind.MOVED_HEADER
        elsewhere = (found.get(change.subject, ()) if is_move else () for found in (gone, come))
        facts.append(Fact(change, tuple(names), *map(tuple, elsewhere)))
    return sorted(facts, key=lambda f: (f.header, f.change.own))


def _taken(
    targets: dict[Change, list[str]], kind: ChangeKind, subjects: set[str]
) -> dict[str, list[str]]:
    """Takes out the changes of a kind; the result is the targets of each subject."""
    taken: dict[str, list[str]] = {}
    for change in [c for c in targets if c.kind is kind and c.subject in subjects]:
        taken.setdefault(change.subject, []).extend(targets.pop(change))
    return taken


def render(
    facts: Sequence[Fact], targets: Sequence[str], title: str, style: Style, *, unread: int = 0
) -> str:
    """The whole text; `unread` problems kept something from being compared."""
    if not facts:
        rest = f" in what could be read; {unread} could not be read" if unread else ""
        return style.finish(f"no difference{rest}  {title}\n")
    judged = [fact for fact in facts if not fact.is_unjudged]
    lines = [_verdict(facts, title, style)]
    lines += ["", *_summary(judged, style)] if judged else []
    for header, group in itertools.groupby(judged, key=lambda f: f.header):
        lines += ["", style.paint(header, "strong"), *_header(list(group), targets, style)]
    unjudged = [fact for fact in facts if fact.is_unjudged]
    if unjudged:
        lines += ["", style.paint("could not be compared", "strong")]
        for fact in unjudged:
            lines += _unjudged(fact, targets, style)
    return style.finish("\n".join(line.rstrip() for line in lines) + "\n")


def _header(facts: Sequence[Fact], targets: Sequence[str], style: Style) -> Iterator[str]:
    """The facts of one header: what is only there or only gone in a few lines, then the rest."""
    subject = ""
    for kind, sign, tone in ((ChangeKind.ADDED, "+", "good"), (ChangeKind.REMOVED, "-", "bad")):
        found = [fact for fact in facts if fact.change.kind is kind]
        names: dict[str, list[str]] = {}
        for fact in found:
            change, where = fact.change, _where(fact.targets, targets)
            if len(found) <= LINES:
                yield style.paint(_listed(sign, change, where, style), tone)
            else:
                names.setdefault(where, []).append(change.own)
        for where, own in names.items():
            yield from _names(sign, own, where, tone, style)
    listed = {ChangeKind.ADDED, ChangeKind.REMOVED}
    moved = [f for f in facts if f.change.kind is ChangeKind.MOVED_HEADER]
    if len(moved) > MOVES:
        listed.add(ChangeKind.MOVED_HEADER)
        yield from _moves(moved, targets, style)
    for fact in facts:
        if fact.change.kind not in listed:
            yield from _lines(fact, targets, is_same=fact.change.own == subject, style=style)
            subject = fact.change.own


def _listed(sign: str, change: Change, where: str, style: Style) -> str:
    """One line on what is only there or only gone; a long text is cut, the JSON has it all."""
    name = f"  {sign} {change.own}"
    room = max(style.width - len(name) - len(where) - 2, WORDS)
    text = change.old or change.new
    if len(text) > room:
        text = f"{text[: room - 1].rstrip()}…"
    return f"{name}  {text}{where}".rstrip()


def _moves(facts: Sequence[Fact], targets: Sequence[str], style: Style) -> Iterator[str]:
    names: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        names.setdefault((fact.change.old, _where_moved(fact, targets)), []).append(fact.change.own)
    for (header, where), own in names.items():
        yield f"  moved here from {header}:{where}"
        yield from _names("", own, "", "plain", style)


def _where_moved(fact: Fact, targets: Sequence[str]) -> str:
    gone = f", gone on {', '.join(fact.vanished)}" if fact.vanished else ""
    new = f", new on {', '.join(fact.appeared)}" if fact.appeared else ""
    return _where(fact.targets, targets) + gone + new


def _names(sign: str, names: list[str], where: str, tone: str, style: Style) -> Iterator[str]:
    indent = " " * 4
    text = ", ".join(name.replace(" ", _TIED) for name in names) + where
    lines = textwrap.wrap(text, style.width - 4, break_long_words=False, break_on_hyphens=False)
    for line in lines or [text]:
        plain = line.replace(_TIED, " ")
        yield style.paint(f"  {sign} {plain}" if sign else f"{indent}{plain}", tone)
        sign = ""


def _where(own: Sequence[str], targets: Sequence[str]) -> str:
    """The targets of a fact, where it is not all."""
    return "" if len(own) == len(targets) else f"  [{', '.join(own)}]"


def _unjudged(fact: Fact, targets: Sequence[str], style: Style) -> Iterator[str]:
    change = fact.change
    place = change.place
    yield f"  {change.subject}  {place or ''}{_where(fact.targets, targets)}"
    yield from textwrap.wrap(
        f"{change.old or 'nothing'} → {change.new or 'nothing'}",
        style.width - 6, initial_indent=" " * 6, subsequent_indent=" " * 8,
    )  # fmt: skip


def _verdict(facts: Sequence[Fact], title: str, style: Style) -> str:
    unjudged = {fact.change.subject for fact in facts if fact.is_unjudged}
    added, removed, changed = _counts([fact for fact in facts if not fact.is_unjudged])
    text = f"{added} added, {removed} removed, {changed} changed"
    text += f", {len(unjudged)} not compared" if unjudged else ""
    between = "  " if len(text) + 2 + len(title) <= style.width else "\n"
    return f"{style.paint(text, 'strong')}{between}{title}"


def _counts(facts: Sequence[Fact]) -> tuple[int, int, int]:
    """Declarations added, removed, changed; a record with ten changes is one."""
    kinds: dict[str, set[ChangeKind]] = {}
    for fact in facts:
        kinds.setdefault(parted(fact.change.subject)[0], set()).add(fact.change.kind)
    added = sum(kind == {ChangeKind.ADDED} for kind in kinds.values())
    removed = sum(kind == {ChangeKind.REMOVED} for kind in kinds.values())
    return added, removed, len(kinds) - added - removed


def _summary(facts: Sequence[Fact], style: Style) -> Iterator[str]:
    by_header: dict[str, list[Fact]] = {}
    for fact in facts:
        by_header.setdefault(fact.header, []).append(fact)
    width = min(max(map(len, by_header)), style.width - 30)
    yield style.paint(
        f"  {'header':<{width}}  {'added':>7}  {'removed':>7}  {'changed':>7}", "faint"
    )
    for header, own in by_header.items():
        added, removed, changed = _counts(own)
        yield f"  {header:<{width}}  {added or '–':>7}  {removed or '–':>7}  {changed or '–':>7}"


def _lines(fact: Fact, targets: Sequence[str], *, is_same: bool, style: Style) -> Iterator[str]:
    change = fact.change
    own, member = parted(change.subject)
    where = _where_moved(fact, targets)
    if not is_same:
        yield f"  {own}"
    what = f"{member}: {change.kind}" if member else str(change.kind)
    old, new = change.old or "–", change.new or "–"
    line = f"      {what}: {old} → {new}{where}"
    if len(line) <= style.width:
        yield line
    else:
        yield f"      {what}{where}"
        for sign, text in zip(" →", _apart(old, new), strict=True):
            yield from textwrap.wrap(
                text, style.width, initial_indent=f"      {sign} ", subsequent_indent=" " * 8
            )
    if change.carries:
        yield from _carried(change.carries, style)


def _apart(old: str, new: str) -> tuple[str, str]:
    """Two long texts from the words at which they begin to differ; all of them is in the JSON."""
    if len(old) + len(new) < LONG:
        return old, new
    words = old.split(" "), new.split(" ")
    same = sum(1 for _ in itertools.takewhile(lambda p: p[0] == p[1], zip(*words, strict=False)))
    if same < WORDS:
        return old, new
    a, b = (" ".join(["…", *w[same - WORDS :]]) for w in words)
    return a, b


def _carried(carries: Sequence[Carried], style: Style) -> Iterator[str]:
    texts = [f"{c.name} ({c.old} → {c.new})" if c.old or c.new else c.name for c in carries]
    shown = "; ".join(texts[:SHOWN])
    more = f"; and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    indent = " " * 8
    yield from textwrap.wrap(
        f"and with it {shown}{more}", style.width,
        initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False,
    )  # fmt: skip


_ONE_SIDED = (ChangeKind.ADDED, ChangeKind.REMOVED)
_TIED = "\0"
"""Stands for a space at which no line is broken."""
LINES = 12
"""Names of one header that get a line each, with their values."""
LONG = 400
"""Characters of an old and a new text that are shown from where they differ."""
WORDS = 3
"""Equal words before the first different one, to find the place."""
MOVES = 3
"""Names that moved to one header and get a line each."""
SHOWN = 6
"""Of what a change carries; all of it is in the JSON."""
