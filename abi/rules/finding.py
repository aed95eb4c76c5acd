"""Findings: what a rule says of a subject, and whom that hits."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import msgspec

from abi.change import Carried

if TYPE_CHECKING:
    from abi.surface import Surface

VerdictValue = Literal["breaks", "safe", "depends"]
Severity = Literal["error", "warning", "note"]


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom a finding hits, in one direction, and why.

    The reason of ``depends`` names what decides it.
    """

    value: VerdictValue
    reason: str = ""


class Verdicts(msgspec.Struct, frozen=True):
    """The three answers of a finding."""

    old_program_new_kernel: Verdict
    new_program_old_kernel: Verdict
    source: Verdict
    """Whether a recompile still builds, and means the same."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of a header."""

    header: str
    """As a program includes it: ``linux/kvm.h``."""
    line: int
    """From 1; 0 when it is not known."""
    text: str = ""
    """The line itself, where it is known."""
    path: str = ""
    """The file, from the root of the tree that a person works in, where it is known."""


def quoted(place: Place | None, surface: Surface) -> Place | None:
    """A place with its line of text, where that is known."""
    header = surface.headers.get(place.header) if place and place.line else None
    if place is None or header is None:
        return place
    return msgspec.structs.replace(place, text=header.line(place.line)[:200])


class Stretch(msgspec.Struct, frozen=True):
    """Bytes of a record in a `Picture`. `kind` is ``member``, ``padding`` (pad, reserved)
    or ``hole``; `changed` where the other side has it elsewhere or not at all."""

    offset: int
    size: int
    name: str
    kind: str = "member"
    changed: bool = False


class Picture(msgspec.Struct, frozen=True):
    """A record's bytes before and after; stretches of unions overlap. Sizes are in bytes."""

    record: str
    old: tuple[Stretch, ...]
    new: tuple[Stretch, ...]
    old_size: int
    new_size: int


class Finding(msgspec.Struct, frozen=True):
    """What a rule says of a subject.

    A rule fills in what it knows; `targets` come from the judge and
    `severity` from the policy. The verdicts are None for a design rule, which
    looks at one surface.
    """

    rule: str
    subject: str
    """``struct kvm_sev_cmd.data``, ``KVM_RUN``, ``linux/kvm.h``."""
    severity: Severity
    targets: tuple[str, ...]
    message: str
    verdicts: Verdicts | None = None
    old: Place | None = None
    new: Place | None = None
    also: tuple[str, ...] = ()
    """Other subjects of the same change: ``struct kvm_sev_cmd.error``."""
    carries: tuple[Carried, ...] = ()
    """What follows from it: records that embed the subject, ioctls that carry its size."""
    picture: Picture | None = None

    @property
    def identity(self) -> str:
        """A digest of rule and subject only, so that it outlives moved lines."""
        whole = f"{self.rule}\0{self.subject}"
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def id(self) -> str:
        """A short name that stays as long as the rule and the subject do: ``F-3a9c12``."""
        return f"F-{self.identity[:6]}"


class Suppressed(msgspec.Struct, frozen=True):
    """A finding that somebody has decided about: where (``uapi.toml``, ``linux/kvm.h:7``, the
    baseline's name), why, and until when (``2027-01-31``, or empty)."""

    finding: Finding
    where: str
    reason: str
    until: str = ""
