"""What was read from a tree for a target: a unit for all headers, and some for single ones."""

from __future__ import annotations

import msgspec

from headers.split import Problem, Unit


class Part(msgspec.Struct, array_like=True):
    """A unit of one header that cannot be read with the others."""

    header: str
    unit: Unit
    key: str
    """Of all that it depends on."""
    problems: list[Problem]


class Reading(msgspec.Struct, array_like=True):
    """All units of a tree. What the headers `left_out` say in the main unit does not count."""

    unit: Unit
    problems: list[Problem]
    parts: list[Part] = []
    left_out: list[str] = []
    guards: list[str] = []
    """Macros that only keep headers from being read twice."""
    homes: dict[str, list[str]] = {}
    """Of macros that several headers define, those that a program gets them from."""
    through: dict[str, str] = {}
    """Headers that only parts read, and the part by which programs get them."""
    before: dict[str, tuple[str, ...]] = {}
    """What parts need and do not include."""


def packed(reading: Reading) -> bytes | Reading:
    """A reading for another process; in bytes, which costs a third of pickling it."""
    try:
        return msgspec.msgpack.encode(reading)
    except (RuntimeError, UnicodeEncodeError):  # names that are not UTF-8
        return reading


def unpacked(reading: bytes | Reading) -> Reading:
    """The reading that another process has packed."""
    return DECODER.decode(reading) if isinstance(reading, bytes) else reading


DECODER = msgspec.msgpack.Decoder(Reading)
