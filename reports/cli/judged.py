"""What the rules say of two trees for a target, computed once for what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from abi.change import Change, ChangeKind
from abi.diagnostic import Diagnostic
from abi.header import Renamed
from abi.rules.conventions import Convention
from abi.rules.finding import Finding
from abi.rules.inline import in_header
from abi.rules.suppress import Allow
from abi.sight import unread as unread_of
from abi.sight import without_meaning
from abi.surface import Surface
from headers.cache import Cache
from headers.child import beside
from headers.load import Reader
from headers.narrow import rewritten
from headers.program import identity
from reports.cli.differ import Surfaces, changes
from reports.cli.long_time import with_long_time
from reports.cli.unread import Unread, are_one, changed, errors


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
    old: Reader, new: Reader, cache: Cache, conventions: Sequence[Convention], *, design: bool,
    is_cxx: bool = False,
) -> Judged:  # fmt: skip
    """All findings; with `design` also what design rules say of what is new. With `is_cxx`, there
    are programs in C++."""
    key = _key(old, new, conventions, design, is_cxx)
    known = old.is_known() and new.is_known()
    found = cache.get("judged", key, _DECODER) if known else None
    if found is None:
        sides = Surfaces(old, new)
        made, problems = changes(sides, cache)
        surfaces = sides.to_judge if made else (old.surface(), new.surface())
        if are_one(old, new):
            surfaces[1].headers = Renamed(surfaces[1].headers, old.tree.only[0])
        files = rewritten(old, new)
        found, unread = Judged([], [], [], len(surfaces[1].headers.names())), problems
        if made or files:
            texts = None if are_one(old, new) else files
            found, more = _judge(made, surfaces, conventions, texts, design=design, is_cxx=is_cxx)
            found.findings = with_long_time(found.findings, surfaces, (old, new))
            unread = list(dict.fromkeys([*problems, *changed(more, surfaces, (old, new))]))
        found.problems += unread
        found.allows += _allows(files | _touched(found, made), *surfaces)
        cache.put("judged", key, found)
    return found


def reviewed(source: Reader, cache: Cache) -> Judged:
    """What design rules say of all that one tree declares."""
    from abi.rules.review import review

    key = hashlib.sha256(f"{identity()} review {source.key}".encode()).hexdigest()
    found = cache.get("judged", key, _DECODER)
    if found is None:
        surface = source.surface()
        findings = review(surface, own=frozenset(surface.headers.names()))
        problems = unread_of(surface)
        names = surface.headers.names()
        every = (header for name in names if (header := surface.headers.get(name)))
        allows = [allow for header in every for allow in in_header(header, None)]
        found = Judged(findings, problems, allows, len(names))
        cache.put("judged", key, found)
    return found


def _key(
    old: Reader, new: Reader, conventions: Sequence[Convention], design: bool, is_cxx: bool
) -> str:
    whole = f"{identity()} {old.key} {new.key} {conventions!r} {design} {is_cxx}"
    return hashlib.sha256(whole.encode()).hexdigest()


def _judge(
    made: Sequence[Change],
    surfaces: tuple[Surface, Surface],
    conventions: Sequence[Convention],
    rewritten: set[str] | None,
    *,
    design: bool,
    is_cxx: bool,
) -> tuple[Judged, Unread]:
    """What the rules say, and what could not be read of what came or went.

    What they ask for besides, such as other ioctls of a source, is no part of the change.
    """
    from abi.rules.judge import Judgement, judge
    from abi.rules.review import review_new

    def decide() -> tuple[Judgement, Unread]:
        unread = _read(made, *surfaces) + errors(surfaces)
        return judge(made, *surfaces, conventions, rewritten=rewritten, is_cxx=is_cxx), unread

    (judgement, unread), advice = beside(
        decide, lambda: review_new(made, *surfaces) if design else []
    )
    findings = [*judgement.findings, *advice]
    unjudged = list(map(_unjudged, judgement.unjudged))
    judged = Judged(findings, unjudged, [], len(surfaces[1].headers.names()))
    return judged, unread


def _read(made: Sequence[Change], old: Surface, new: Surface) -> Unread:
    """Read what only one side declares: the difference does not, but it must be readable."""
    kinds = (ChangeKind.REMOVED, old), (ChangeKind.ADDED, new)
    return Unread(*(list(without_meaning(side, _keys(made, kind))) for kind, side in kinds))


def _keys(made: Sequence[Change], kind: ChangeKind) -> Iterator[str]:
    return (c.subject for c in made if c.kind is kind and " " in c.subject)


def _touched(found: Judged, made: Sequence[Change]) -> set[str]:
    """The headers that have to do with a change, also one that was made in another header."""
    places = [c.place for c in made]
    return {p.header for p in places if p} | {f.new.header for f in found.findings if f.new}


def _unjudged(change: Change) -> Diagnostic:
    place = change.place
    text = f"{change.subject} could not be compared: {change.old} → {change.new}"
    return Diagnostic("error", text, place.header if place else "", place.line if place else 0)


def _allows(headers: set[str], old: Surface, new: Surface) -> Iterator[Allow]:
    for name in sorted(headers):
        header = new.headers.get(name)
        if header is not None:
            yield from in_header(header, old.headers.get(name))
