"""What a row of a table of verdicts is, and how it is asked."""

from __future__ import annotations

from typing import NamedTuple

from abi.rules.finding import Finding
from tests.rules.pages import compared, lines

TYPES = """\
typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32;
typedef int __s32; typedef unsigned long long __u64; typedef long long __s64;
typedef __u16 __be16; typedef __u32 __be32; typedef __u32 __le32; typedef __u64 __be64;
#define _IOC(d, t, n, s) (((d) << 30) | ((t) << 8) | ((n) << 0) | ((s) << 16))
#define _IO(t, n) _IOC(0U, t, n, 0)
#define _IOR(t, n, a) _IOC(2U, t, n, sizeof(a))
#define _IOW(t, n, a) _IOC(1U, t, n, sizeof(a))
#define _IOWR(t, n, a) _IOC(3U, t, n, sizeof(a))
"""


class Row(NamedTuple):
    """Two texts, with `TYPES` before each, and the findings on some targets: ``rule subject
    [targets] old new source``."""

    old: str
    new: str
    found: tuple[str, ...]
    targets: tuple[str, ...] = ("x86_64",)


def said(row: Row) -> tuple[str, ...]:
    """What is found in a row, as `Row.found` writes it."""
    return lines(findings(row), row.targets)


def findings(row: Row) -> list[Finding]:
    return compared((TYPES + row.old, TYPES + row.new), row.targets)


def row(old: str, new: str, *found: str, targets: str = "x86_64") -> Row:
    return Row(f"{old}\n", f"{new}\n", tuple(sorted(found)), tuple(targets.split(",")))
