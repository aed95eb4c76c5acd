"""Units in names: the same place and type in another unit is another value."""

from __future__ import annotations

_SPELLINGS = {
    "time": "s sec secs second seconds|ms msec msecs millis millisecs milliseconds"
            "|us usec usecs micros microseconds|ns nsec nsecs nanos nanoseconds|ps psec"
            "|min mins minutes|hours|days|jiffies|ticks|cycles",
    "memory": "b byte bytes octets|kb kib kbytes|mb mib mbytes|gb gib gbytes|pages|sectors|blocks"
              "|words|dwords dw|qwords|bits|frames|cachelines",
    "frequency": "hz|khz|mhz|ghz|mhertz|rpm",
    "rate": "bps|kbps|mbps|gbps|pps|kpps",
    "voltage": "v volts|mv mvolts millivolts|uv uvolts microvolts|nv",
    "current": "a amps|ma milliamps|ua microamps|na",
    "power": "w watts|mw milliwatts|uw microwatts",
    "energy": "j joules|mj|uj|wh|mwh|uwh",
    "charge": "mah|uah",
    "temperature": "c celsius degc|mc millicelsius mdegc|k kelvin|mk|dk",
    "length": "m meters|cm|mm|um|nm",
    "share": "percent pct|permille|ppm|ppb|bp",
    "angle": "deg degrees|rad radians|mrad|mdeg",
}  # fmt: skip
_UNITS = {
    word: (measure, group.split()[0])
    for measure, spelled in _SPELLINGS.items()
    for group in spelled.split("|")
    for word in group.split()
}
"""What a word measures, and the first of the words for the unit."""


def changed_unit(old: str, new: str) -> tuple[str, str] | None:
    """The units, as they are spelled, where two names differ in one, and measure the same with it:
    ``timeout_ms`` and ``timeout_us``, and not ``timeout_msec``."""
    before, after = (name.rpartition(".")[2].lower().strip("_").split("_") for name in (old, new))
    if len(before) != len(after):
        return _other(before[-1], after[-1])
    differ = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    if len(differ) == 1:
        return _other(*differ[0]) or _within(*differ[0])
    return _other(before[-1], after[-1])


def _other(one: str, other: str) -> tuple[str, str] | None:
    """Two words, if they are units of one thing; two letters may be anything."""
    units = _UNITS.get(one), _UNITS.get(other)
    if units[0] is None or units[1] is None or len(one) == len(other) == 1:
        return None
    is_other = units[0][0] == units[1][0] and units[0] != units[1]
    return (one, other) if is_other else None


_PREFIXES = ("n", "u", "m", "k", "")


def _within(one: str, other: str) -> tuple[str, str] | None:
    """A unit that is a part of a word: ``usec`` in ``tusec`` and ``tmsec``."""
    for base in ("sec", "hz", "volt", "amp", "watt", "bytes"):
        if one.endswith(base) and other.endswith(base):
            heads = one.removesuffix(base), other.removesuffix(base)
            units = [next((p for p in _PREFIXES if head.endswith(p)), "") for head in heads]
            stems = [head.removesuffix(unit) for head, unit in zip(heads, units, strict=True)]
            if stems[0] == stems[1] and units[0] != units[1]:
                return units[0] + base, units[1] + base
    return None
