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


_OF_THE_KERNEL = "linux/time.h"
"""Its types have the same names: beside it, a header would have those."""


class LongTime:
    """The headers of a source as such programs read them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, Surface | None] = {}

    def surfaces(self) -> Iterator[Surface]:
        """All of them: together, but for those that also have the kernel's own time."""
        found = list(filter(self._has_time, self._reader.names))
        together = {name for name in found if _OF_THE_KERNEL not in self._closure(name)}
        yield from [self._read(together)] if together else []
        yield from filter(None, (self.of(name) for name in found if name not in together))

    def of(self, header: str) -> Surface | None:
        """A header by itself; None where that is no other program."""
        if header not in self._known:
            self._known[header] = self._read({header}) if self._has_time(header) else None
        return self._known[header]

    def _has_time(self, header: str) -> bool:
        whole = self._reader
        if whole.target.bits == 64 or OPTION in whole.tree.defines or header not in whole.names:
            return False
        return not _OF_THE_LIBRARY.isdisjoint(self._closure(header))

    def _closure(self, header: str) -> frozenset[str]:
        return closure(header, self._reader.headers)

    def _read(self, headers: set[str]) -> Surface:
        return self._reader.narrowed(headers).defining(*OPTION).surface()
