"""KVM records that differ between 32 and 64 bits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.member_types import is_long
from abi.rules.rule import lint
from abi.rules.subject import RecordSubject

_HOMES = ("linux/kvm.h", "asm/kvm.h")
_TAG = re.compile(r"(?:struct|union) kvm_")


@lint(
    "kvm-64bit-clean",
    on="record",
    severity="error",
    instead_of=("no-implicit-hole", "no-tail-padding", "pad-to-8", "no-long-member"),
)
def kvm_64bit_clean(record: RecordSubject) -> Iterator[Finding]:
    """A record of KVM has padding, or a member of the size of a register."""
    if record.home not in _HOMES and not _TAG.match(record.name):
        return
    register = next((m for m in record.members() if is_long(m.type)), None)
    padded = ", ".join(gap.bytes for gap in (*record.gaps, record.tail) if gap)
    if register is not None:
        yield record.finding(f"{register.path} has the size of a register")
    elif padded:
        yield record.finding(f"the compiler pads {padded}: never set, and not for all alike")
