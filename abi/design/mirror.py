"""How much of a record is another one copied: an interface that mirrors a firmware's buffer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from abi.design.spans import Span


class Mirror(msgspec.Struct, frozen=True):
    """A record (the copy) beside another (the model). Members only: fillers do not count.

    Range of each count: 0 to the number of the copy's members. It does not say
    that the same bytes are passed on: an address may be translated on the way.
    """

    shared: tuple[tuple[Span, Span], ...]
    """Members that both have, in the order of the copy: (copy, model)."""
    dropped: tuple[Span, ...]
    """Members of the model that the copy does not have."""
    own: tuple[Span, ...]
    """Members of the copy that the model does not have."""
    fillers: int
    """Fillers of the copy that lie where the model has a filler of the same width."""

    @property
    def members(self) -> int:
        """Members of the copy."""
        return len(self.shared) + len(self.own)

    @property
    def same_offset(self) -> int:
        """Shared members at the same offset."""
        return sum(a.offset == b.offset for a, b in self.shared)

    @property
    def same_width(self) -> int:
        """Shared members of the same width, in bits."""
        return sum(_bits(a) == _bits(b) for a, b in self.shared)

    @property
    def shift(self) -> int | None:
        """The one distance in bytes between all shared members, copy less model; None if they
        have not all the same."""
        found = {a.offset - b.offset for a, b in self.shared}
        return found.pop() if len(found) == 1 else None

    @property
    def same_order(self) -> bool:
        """Whether the shared members come in the model's order."""
        places = [b.offset for _, b in self.shared]
        return places == sorted(places)

    @property
    def renamed(self) -> int:
        """Shared members that have another name in the copy."""
        return sum(a.path != b.path for a, b in self.shared)

    @property
    def percent(self) -> int:
        """Shared members at the model's offset, in per cent of the copy's members."""
        return round(100 * self.same_offset / self.members) if self.members else 0


def mirror(copy: Sequence[Span], model: Sequence[Span], names: Mapping[str, str]) -> Mirror:
    """Compare a copy with its model; `names` gives members of the copy that the model calls
    otherwise."""
    theirs = {span.path: span for span in model}
    real = [span for span in copy if not span.is_filler]
    pairs = [(span, theirs.get(names.get(span.path, span.path))) for span in real]
    shared = tuple((a, b) for a, b in pairs if b is not None)
    taken = {b.path for _, b in shared}
    places = {(s.offset, s.size) for s in model if s.is_filler}
    return Mirror(
        shared,
        tuple(s for s in model if s.path not in taken and not s.is_filler),
        tuple(a for a, b in pairs if b is None),
        sum((s.offset, s.size) in places for s in copy if s.is_filler),
    )


def _bits(span: Span) -> int:
    return span.bits[1] if span.bits else 8 * span.size
