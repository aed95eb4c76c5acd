"""How much of all that a program exchanges is an envelope's, and how much of it is common."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Share(msgspec.Struct, frozen=True):
    """An envelope beside the payloads behind it, all in bytes or all in members.

    Bytes are sizes of records, fillers and holes included; members leave
    fillers out, and those of a union count each. Range: each count from 0,
    `common` at most `envelope`, the shares 0 to 100 per cent.

    It does not say how much work a program saves: what an address leads to and
    the entries of a flexible array are not counted, a reserved byte counts like
    any other, and members of one name and place may mean different things.
    """

    envelope: int
    """Of the envelope, as often as it is passed."""
    common: int
    """What of that is the same in all envelopes that are compared."""
    payload: int
    """Of the records behind it."""

    @property
    def whole(self) -> int:
        """All that is exchanged."""
        return self.envelope + self.payload

    @property
    def envelope_percent(self) -> int:
        """The envelope's share of the whole."""
        return _percent(self.envelope, self.whole)

    @property
    def common_percent(self) -> int:
        """The share of the whole that all envelopes have in common."""
        return _percent(self.common, self.whole)


def share(envelope: int, common: int, payloads: Sequence[int], uses: int = 1) -> Share:
    """The share of an envelope that is passed `uses` times, with these payloads in all.

    One use and each payload once is what a program declares; a use for each
    command, with the payload of each, is what it exchanges when it issues each
    command once.
    """
    return Share(uses * envelope, uses * common, sum(payloads))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
