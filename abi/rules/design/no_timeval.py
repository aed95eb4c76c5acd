"""Time as libc defines it."""

from __future__ import annotations

from collections.abc import Iterator

from abi.ctype import Named
from abi.rules.finding import Finding
from abi.rules.member_types import bare
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject, MemberSubject

_TIMES = ("timeval", "timespec", "itimerval", "itimerspec")
_KEYS = {f"struct {prefix}{name}" for name in _TIMES for prefix in ("", "__kernel_old_")}


@lint("no-timeval", on=("member", "ioctl"), severity="error")
def no_timeval(subject: MemberSubject | IoctlSubject) -> Iterator[Finding]:
    """A struct timeval or timespec, whose width depends on the program's libc, is exchanged."""
    if isinstance(subject, MemberSubject):
        found = None if subject.record.name in _KEYS else subject.bare
    else:
        found = bare(subject.argument, subject.surface) if subject.argument else None
    if isinstance(found, Named) and found.key in _KEYS:
        message = f"`{found.key}` differs between libcs; use __kernel_timespec or __u64 ns"
        yield subject.finding(message)
