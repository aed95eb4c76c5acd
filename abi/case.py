"""A case: variants of one interface, with what people compare them on.

It holds what no header can tell: who proposed a variant, which members are
inputs, which record an id leads to, which stage of a lifecycle a command
belongs to. `headers.case` reads it from ``case.toml`` and checks every name in
it against the headers.
"""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec

Status = Literal["proposed", "superseded", "merged", "rejected"]


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sub-command or an ioctl: its enumerator or macro, and what its argument leads to."""

    name: str
    vendor: str
    level: Literal["system", "vm", "vcpu", "device"]
    data: str
    """A record of the variant's header, ``immediate`` or ``none``."""
    stage: str = ""
    """A stage of the case's lifecycle."""
    note: str = ""


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One proposed or landed form of the interface."""

    name: str
    title: str
    status: Status
    summary: str
    header: str = ""
    """A file beside ``case.toml``."""
    source: str = ""
    """Or any source, as on the command line."""
    record: str = ""
    """The record that sections of bytes show, unless they say otherwise."""
    date: datetime.date | None = None
    origin: str = ""
    """A message-id, or a commit with its subject."""
    asks: tuple[str, ...] = ()
    """Questions that were asked about it."""
    inputs: tuple[str, ...] = ()
    """Members that a program fills in for the kernel."""
    outputs: tuple[str, ...] = ()
    """Members that the kernel writes back."""
    replaces: tuple[str, ...] = ()
    """Variants whose programs would meet kernels of this one."""
    command: tuple[Command, ...] = ()


class Remark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person knows about a member of a variant's record, or about a name of its header."""

    variant: str
    about: str
    text: str


class _Section(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True
):
    """A part of the report. `variants` are those that it shows; empty: all that can be shown."""

    id: str
    title: str
    lead: str = ""
    """A sentence that stands before the figures: what no header can tell."""
    variants: tuple[str, ...] = ()


class BytesSection(_Section, frozen=True, kw_only=True, tag="bytes"):
    """A record of each variant, byte by byte and member by member."""

    record: dict[str, str] = {}
    """Variants whose record is another than their own `record`."""


class PayloadsSection(_Section, frozen=True, kw_only=True, tag="payloads"):
    """What the commands of the variants lead to, and which ids collide."""


class MirrorPair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record and the one that it may be a copy of."""

    copy: str
    model: str
    names: dict[str, str] = {}
    """Members of the copy that the model calls otherwise."""

    @property
    def title(self) -> str:
        """The copy's tag."""
        return self.copy.partition(" ")[2]


class MirrorSection(_Section, frozen=True, kw_only=True, tag="mirror"):
    """Which records of one variant are copies of another's: of a firmware's buffers."""

    copy: str
    model: str
    pair: tuple[MirrorPair, ...]
    what: str = "records"
    """What the copies are, in the plural."""


Section = BytesSection | PayloadsSection | MirrorSection
"""Each kind is built by the module of its name in `reports.compare`."""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of a ``case.toml``."""

    title: str
    question: str
    targets: tuple[str, ...]
    variant: tuple[Variant, ...]
    section: tuple[Section, ...]
    answer: tuple[str, ...] = ()
    """Ids of the sections whose findings answer the question, the most telling first; empty: all
    in their order."""
    ioctl: str = ""
    stages: tuple[str, ...] = ()
    """The stages of the lifecycle that commands belong to, in order."""
    remark: tuple[Remark, ...] = ()
