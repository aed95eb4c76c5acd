"""What the rules say of two trees for a target, computed once for what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from abi.diagnostic import Diagnostic
from abi.difference import Change
from abi.header import Header
from abi.rules.conventions import Convention
from abi.rules.finding import Finding
from abi.rules.suppress import Allow, in_header
from abi.surface import Surface
from headers.cache import Cache
from headers.load import Reader, read_both
from headers.program import identity
from reports.cli.differ import changes


class Judged(msgspec.Struct, array_like=True):
    """For one target: findings without severities, and what nobody could judge."""

    findings: list[Finding]
    problems: list[Diagnostic]
    """Errors met while reading what changed, and changes that could not be compared."""
    allows: list[Allow]
    """Decisions in the comments of the new headers."""
    headers: int


_DECODER = msgspec.msgpack.Decoder(Judged)


def judged(
    old: Reader, new: Reader, cache: Cache, conventions: Sequence[Convention], *, design: bool
) -> Judged:
    """All findings; with `design` also what design rules say of what is new."""
    known = old.is_known() and new.is_known()
    found = cache.get("judged", _key(old, new, conventions, design), _DECODER) if known else None
    if found is None:
        made, problems = changes(old, new, cache)
        read_both(old, new)
        surfaces = old.surface(), new.surface()
        found = _judge(made, surfaces, conventions, design)
        found.problems += _changed(problems, *surfaces)
        cache.put("judged", _key(old, new, conventions, design), found)
    return found


def reviewed(source: Reader, cache: Cache) -> Judged:
    """What design rules say of all that one tree declares."""
    from abi.rules.review import review

    key = hashlib.sha256(f"{identity()} review {source.key}".encode()).hexdigest()
    found = cache.get("judged", key, _DECODER)
    if found is None:
        surface = source.surface()
        findings = review(surface)
        problems = [d for d in surface.declarations.diagnostics() if d.level == "error"]
        names = surface.headers.names()
        every = (header for name in names if (header := surface.headers.get(name)))
        allows = [allow for header in every for allow in in_header(header, None)]
        found = Judged(findings, problems, allows, len(names))
        cache.put("judged", key, found)
    return found


def _key(old: Reader, new: Reader, conventions: Sequence[Convention], design: bool) -> str:
    whole = f"{identity()} {old.key} {new.key} {conventions!r} {design}"
    return hashlib.sha256(whole.encode()).hexdigest()


def _judge(
    made: Sequence[Change],
    surfaces: tuple[Surface, Surface],
    conventions: Sequence[Convention],
    design: bool,
) -> Judged:
    from abi.rules.judge import judge
    from abi.rules.review import review_new

    judgement = judge(made, *surfaces, conventions)
    findings = [*judgement.findings, *(review_new(made, *surfaces) if design else ())]
    touched = {c.new_place.header for c in made if c.new_place}
    touched |= {f.new.header for f in findings if f.new}
    headers = len(surfaces[1].headers.names())
    unread = list(map(_unjudged, judgement.unjudged))
    return Judged(findings, unread, list(_allows(touched, *surfaces)), headers)


def _changed(problems: Sequence[Diagnostic], old: Surface, new: Surface) -> Iterator[Diagnostic]:
    """Problems with headers that differ: what was not read on both sides did not change."""
    for problem in problems:
        if _text(old.headers.get(problem.header)) != _text(new.headers.get(problem.header)):
            yield problem


def _text(header: Header | None) -> str:
    return header.text if header else ""


def _unjudged(change: Change) -> Diagnostic:
    place = change.new_place or change.old_place
    text = f"{change.subject} could not be compared: {change.old} → {change.new}"
    return Diagnostic("error", text, place.header if place else "", place.line if place else 0)


def _allows(touched: set[str], old: Surface, new: Surface) -> Iterator[Allow]:
    for name in sorted(touched):
        header = new.headers.get(name)
        if header is not None:
            yield from in_header(header, old.headers.get(name))
