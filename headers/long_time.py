"""Programs on 32-bit targets whose ``time_t`` has 64 bits, of which there are more and more.

A few headers include the C library's time: what they declare has two layouts there, and a program
has the one that it is compiled for (feature_test_macros(7), ``_TIME_BITS``).
"""

from __future__ import annotations

from collections.abc import Iterator

from abi.header import closure
from abi.surface import Surface
from headers.load import Reader

OPTION = ("_TIME_BITS", "64")
_OF_THE_LIBRARY = frozenset(("time.h", "sys/time.h"))


class LongTime:
    """The headers of a source as such programs read them.

    Each is read by itself: beside linux/time.h, whose types have the same names, it would have
    those.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, Surface | None] = {}

    def surfaces(self) -> Iterator[Surface]:
        """All of them."""
        return filter(None, map(self.of, self._reader.names))

    def of(self, header: str) -> Surface | None:
        """A header; None where that is no other program."""
        if header not in self._known:
            self._known[header] = self._read(header) if self._has_time(header) else None
        return self._known[header]

    def _has_time(self, header: str) -> bool:
        whole = self._reader
        if whole.target.bits == 64 or OPTION in whole.tree.defines or header not in whole.names:
            return False
        return not _OF_THE_LIBRARY.isdisjoint(closure(header, whole.headers))

    def _read(self, header: str) -> Surface:
        return self._reader.narrowed({header}).defining(*OPTION).surface()
