"""Members of types that libc may size as it likes."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.member_types import REGISTER_TYPES, MemberType
from abi.rules.rule import lint
from abi.rules.subject import MemberSubject


def _names_one(found: MemberType) -> bool:
    return not REGISTER_TYPES.isdisjoint(found.typedefs)


@lint("no-size-type-member", on="member", of=_names_one, severity="error")
def no_size_type_member(member: MemberSubject) -> Iterator[Finding]:
    """A member is a size_t, off_t, time_t or the like, whose width differs between programs."""
    name = next(name for name in member.type.typedefs if name in REGISTER_TYPES)
    yield member.finding(f"the width of `{name}` differs between programs; use __u64 or __s64")
