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
    """Whose guests it serves; several with commas between them."""
    level: Literal["system", "vm", "vcpu", "device"]
    data: str
    """A record of the variant's header, ``immediate`` or ``none``."""
    stage: str = ""
    """A stage of the case's lifecycle."""
    note: str = ""

    @property
    def vendors(self) -> tuple[str, ...]:
        """All that it serves."""
        return tuple(vendor.strip() for vendor in self.vendor.split(","))


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
    ioctl: str = ""
    """The ioctl that takes its commands, where it is not the case's."""
    date: datetime.date | None = None
    origin: str = ""
    """A message-id, or a commit with its subject."""
    asks: tuple[str, ...] = ()
    """Questions that were asked about it."""
    inputs: tuple[str, ...] = ()
    """Members that a program fills in for the kernel."""
    outputs: tuple[str, ...] = ()
    """Members that the kernel writes back."""
    inside: tuple[str, ...] = ()
    """Members of the record that are records, and are shown by their own members."""
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
    titles: dict[str, str] = {}
    """Variants with another head of their column than their own `title`."""


class PayloadsSection(_Section, frozen=True, kw_only=True, tag="payloads"):
    """What the commands of the variants lead to, and which ids collide."""


class EnvelopeSection(_Section, frozen=True, kw_only=True, tag="envelope"):
    """How much of all that a program exchanges is in each variant's `record`, and how much of
    that is common to all."""


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


class LifecycleSection(_Section, frozen=True, kw_only=True, tag="lifecycle"):
    """Which commands carry each vendor's guests through the stages of the case."""

    vendors: tuple[str, ...]
    main: tuple[str, ...] = ()
    """The stages that the answer is about; empty: all."""
    implicit: dict[str, dict[str, str]] = {}
    """What happens without a command: by vendor, then by stage."""


class Wrapper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A function that every style has in its own form."""

    name: str
    registers: tuple[str, ...] = ()
    """What the input registers hold, in their order: ``["gpa", "tdr"]``."""
    called: dict[str, str] = {}
    """Variants that call it otherwise."""
    note: str = ""


class PrototypesSection(_Section, frozen=True, kw_only=True, tag="prototypes"):
    """Prototypes in several styles: what the types let a compiler find."""

    wrapper: tuple[Wrapper, ...]
    addresses: tuple[str, ...]
    """Parameters that mean a physical address, or what a page is known by."""
    address_types: tuple[str, ...] = ()
    """Types that say so."""
    meaning: dict[str, str] = {}
    """What registers hold, by parameters that are called otherwise: ``td = "tdr"``."""


class FactsSection(_Section, frozen=True, kw_only=True, tag="facts"):
    """A table of what no header can tell. Words in backquotes are names of the variants' headers,
    and checked to be there."""

    column: tuple[str, ...]
    row: tuple[tuple[str, ...], ...]
    says: tuple[str, ...] = ()
    """Sentences for the report's answer."""


class BitRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value that several variants name, and what is true of what it stands for."""

    title: str
    names: tuple[str, ...]
    """Constants that stand for it; a variant has one of them or none."""
    has: tuple[str, ...] = ()
    """Properties of `BitsSection.property` that it has in truth."""


class BitProperty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A property that a mask may tell: a value has it when it and the mask have a bit in common."""

    name: str
    short: str
    mask: str
    """An expression over names of the headers and of `BitsSection.given`."""
    promised: dict[str, str] = {}
    """Variants that promise that the mask tells, and whom they promise it."""


class Promise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a variant asserts of its values: an expression that must not be 0."""

    by: str
    text: str


class BitsSection(_Section, frozen=True, kw_only=True, tag="bits"):
    """Values bit by bit, and what masks tell of them."""

    row: tuple[BitRow, ...]
    property: tuple[BitProperty, ...]
    promise: tuple[Promise, ...] = ()
    given: dict[str, str] = {}
    """Expressions for names in masks and promises that a variant's header does not define."""


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a variant's value that is a number of its own."""

    variant: str
    mask: str
    meaning: str
    """What a number in it means; ``{}`` stands for the number."""


class ValuesSection(_Section, frozen=True, kw_only=True, tag="values"):
    """One argument whose values mean different things in different variants."""

    argument: str
    names: dict[str, tuple[str, ...]]
    """The constants of each variant that are values of the argument."""
    field: tuple[Field, ...] = ()
    masks: tuple[str, ...] = ()
    """Further constants whose values are compared over the variants."""


class BitBudget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bits that may be given out, and who has them."""

    title: str
    usable: int
    """Bits 0 up to this one, exclusive."""
    names: dict[str, tuple[str, ...]]
    """The constants of each variant that take bits."""
    counts: Literal["masks", "bit numbers"] = "masks"
    """What the constants are."""
    why: str = ""
    """Why there are no more."""


class RoomSection(_Section, frozen=True, kw_only=True, tag="room"):
    """What can still be added without a new struct or a new number."""

    budget: tuple[BitBudget, ...] = ()
    record: dict[str, tuple[str, ...]] = {}
    """Records of each variant whose reserved bytes count."""


class RelationsSection(_Section, frozen=True, kw_only=True, tag="relations"):
    """What each variant's record keeps of another's: bytes, places, names."""

    pairs: tuple[tuple[str, str], ...] = ()
    """Older and newer variant; empty: each with the next."""
    record: dict[str, str] = {}
    """Variants whose record is another than their own `record`."""


class Passed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record that really goes through an ioctl, whatever its number says."""

    variant: str
    ioctl: str
    record: str


class Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one ioctl does under a condition that neither its number nor its argument shows."""

    ioctl: str
    when: str
    does: str
    by: tuple[str, ...]
    """Variants in which it does so."""


class NumbersSection(_Section, frozen=True, kw_only=True, tag="numbers"):
    """Ioctl numbers over the variants: given out, used again, and what they do not say."""

    names: tuple[str, ...]
    passed: tuple[Passed, ...] = ()
    meaning: tuple[Meaning, ...] = ()


class ClaimedWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word of flags that several proposals take bits of."""

    title: str
    names: dict[str, tuple[str, ...]]
    """The flags of each variant."""
    who: dict[str, str] = {}
    """Flags, and who proposed them."""


class ClaimsSection(_Section, frozen=True, kw_only=True, tag="claims"):
    """Bits that more than one proposal takes."""

    word: tuple[ClaimedWord, ...]


Section = (
    BytesSection
    | PayloadsSection
    | EnvelopeSection
    | MirrorSection
    | LifecycleSection
    | FactsSection
    | PrototypesSection
    | BitsSection
    | ValuesSection
    | RoomSection
    | RelationsSection
    | NumbersSection
    | ClaimsSection
)
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
