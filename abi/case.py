"""A case: variants of one interface, with what people compare them on.

It holds what no header can tell: who proposed a variant, which members are
inputs, which record an id leads to. `headers.case` reads it from
``case.toml`` and checks every name in it against the headers.
"""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec

Status = Literal["proposed", "superseded", "merged", "rejected"]


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sub-command: its enumerator or macro, and what its argument leads to."""

    name: str
    vendor: str
    level: Literal["system", "vm", "vcpu", "device"]
    data: str
    """A record of the variant's header, ``immediate`` or ``none``."""
    note: str = ""


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One proposed or landed form of the interface."""

    name: str
    title: str
    header: str
    status: Status
    record: str
    summary: str
    date: datetime.date | None = None
    origin: str = ""
    inputs: tuple[str, ...] = ()
    """Members that a program fills in for the kernel."""
    outputs: tuple[str, ...] = ()
    """Members that the kernel writes back."""
    replaces: tuple[str, ...] = ()
    """Variants whose programs would meet kernels of this one."""
    command: tuple[Command, ...] = ()


class Remark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person knows about a member of a variant's record."""

    variant: str
    about: str
    text: str


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of a ``case.toml``."""

    title: str
    question: str
    targets: tuple[str, ...]
    variant: tuple[Variant, ...]
    ioctl: str = ""
    remark: tuple[Remark, ...] = ()
