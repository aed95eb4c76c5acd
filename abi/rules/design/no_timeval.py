"""Time as libc defines it."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Named
from abi.rules.finding import Finding
from abi.rules.member_types import MemberType
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject, MemberSubject

_TIMES = ("timeval", "timespec", "itimerval", "itimerspec")
_KEYS = {f"struct {prefix}{name}" for name in _TIMES for prefix in ("", "__kernel_old_")}


def _is_time(found: MemberType) -> bool:
    return isinstance(found.bare, Named) and found.bare.key in _KEYS


@lint("no-timeval", on=("member", "ioctl"), of=_is_time, severity="error")
def no_timeval(subject: MemberSubject | IoctlSubject) -> Iterator[Finding]:
    """A struct timeval or timespec, whose width depends on the program's libc, is exchanged."""
    if isinstance(subject, MemberSubject) and subject.record.name in _KEYS:
        return
    if subject.type is not None and isinstance(subject.type.bare, Named):
        key = subject.type.bare.key
        yield subject.finding(f"`{key}` differs between libcs; use __kernel_timespec or __u64 ns")
