"""Types of libc in what a program hands to the kernel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.member_types import MemberType
from abi.rules.rule import lint
from abi.rules.subject import HeaderSubject, IoctlSubject, MemberSubject

_OF_LIBC = (
    "dev_t", "uid_t", "gid_t", "pid_t", "id_t", "mode_t", "nlink_t", "key_t", "blkcnt_t",
    "blksize_t", "fsblkcnt_t", "fsfilcnt_t", "clockid_t", "timer_t", "socklen_t", "daddr_t",
    "caddr_t",
)  # fmt: skip
"""Of POSIX' sys/types.h and sys/socket.h, besides those of `no-size-type-member`."""
_OFTEN = ("dev_t", "uid_t", "gid_t", "pid_t", "mode_t", "key_t", "clockid_t", "socklen_t")
"""Those that are looked for in texts."""
_MAYBE = re.compile("|".join(rf"{name}(?<!\w{name})(?!\w)" for name in _OFTEN))
_OF_ARCHITECTURES = (
    "dev_t", "old_dev_t", "uid_t", "gid_t", "old_uid_t", "old_gid_t", "mode_t", "nlink_t",
    "ipc_pid_t", "daddr_t",
)  # fmt: skip
"""Of asm/posix_types.h with ``__kernel_`` before them: as wide as the architecture wants."""
_NAMES = frozenset((*_OF_LIBC, *(f"__kernel_{name}" for name in _OF_ARCHITECTURES)))


def _names_one(found: MemberType) -> bool:
    return not _NAMES.isdisjoint(found.typedefs)


@lint("no-libc-type", on=("member", "ioctl", "header"), of=_names_one, severity="error")
def no_libc_type(subject: MemberSubject | IoctlSubject | HeaderSubject) -> Iterator[Finding]:
    """A member or an ioctl's argument is a dev_t, uid_t, pid_t or the like."""
    if isinstance(subject, HeaderSubject):
        yield from _unknown(subject)
    elif subject.type is not None:
        name = next(name for name in subject.type.typedefs if name in _NAMES)
        yield subject.finding(_message(name))


def _unknown(header: HeaderSubject) -> Iterator[Finding]:
    """One that no header declares here, so that what is of this type is not read."""
    text = header.header
    is_likely = any(name in text.text for name in _OFTEN)
    for name in dict.fromkeys(_MAYBE.findall(text.text)) if is_likely else ():
        if header.scope.home_of(f"typedef {name}"):
            continue
        lines = text.lines_with(re.compile(rf"{name}(?<!\w{name})(?!\w)"))
        own = rf"\btypedef\b[^;{{}}]*\b{name}\s*;|#\s*define\s+{name}\b"
        if lines and not re.search(own, text.code):
            yield header.finding(_message(name), f"{header.name}:{name}", lines[0][0])


def _message(name: str) -> str:
    if name.startswith("__kernel_"):
        return f"the width of `{name}` differs between architectures; use __u32 or __u64"
    return f"`{name}` is of libc, which decides its width, not the kernel; use __u32 or __u64"
