"""What records and ioctls are to programs on 32-bit targets whose ``time_t`` has 64 bits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from abi.change import Carried
from abi.evaluate import Value
from abi.layout import Layout
from abi.rules.finding import Finding
from abi.surface import Surface
from headers.load import Reader
from headers.long_time import LongTime
from reports.lookup import home, is_constant

WHO = "a program with a 64-bit time_t (-D _TIME_BITS=64)"


def measured(name: str, surface: Surface | None) -> str:
    """The size of a record or the value of a constant, in words; empty where it has none."""
    if surface is None:
        return ""
    if " " not in name:
        value = surface.constant(name) if is_constant(surface, name) else None
        return hex(value.value) if isinstance(value, Value) else ""
    layout = surface.layout(name) if surface.declarations.has(name) else None
    return f"{layout.size} bytes" if isinstance(layout, Layout) else ""


def differing(names: Iterable[str], surface: Surface, reader: Reader) -> Iterator[tuple[str, str]]:
    """Records and constants of a surface that are something else to such programs: what."""
    programs = LongTime(reader)
    for name in names if surface.target.bits == 32 else ():
        now = measured(name, programs.of(home(name, surface)))
        if now and now != measured(name, surface):
            yield name, now


def with_long_time(
    findings: list[Finding], surfaces: tuple[Surface, Surface], readers: tuple[Reader, Reader]
) -> list[Finding]:
    """Findings, with what the same records and ioctls were and are to such programs."""
    if surfaces[0].target.bits == 64:
        return findings
    programs = tuple(map(LongTime, readers))

    def told(finding: Finding) -> Finding:
        names = {_own(finding.subject), *(c.name for c in finding.carries)}
        numbers_first = sorted(names, key=lambda name: (" " in name, name))
        more = tuple(filter(None, map(carried, numbers_first)))
        return msgspec.structs.replace(finding, carries=(*finding.carries, *more))

    def carried(name: str) -> Carried | None:
        pairs = tuple(zip(surfaces, programs, strict=True))
        long = [measured(name, p.of(home(name, surface))) for surface, p in pairs]
        if long[0] == long[1]:  # nearly always, as both are empty
            return None
        usual = [measured(name, surface) for surface, _ in pairs]
        return Carried(f"{name} (64-bit time_t)", *long) if long != usual else None

    return [told(finding) if finding.verdicts else finding for finding in findings]


def _own(subject: str) -> str:
    """The record of a member."""
    return subject.partition(".")[0]
