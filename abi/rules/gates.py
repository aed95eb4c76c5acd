"""What protects a new member: a flag that comes with it, a zero that was asked for, or that only
the kernel writes it."""

from __future__ import annotations

import fnmatch
import re

from abi.change import Change, ChangeKind
from abi.rules.constants import number_of
from abi.rules.finding import Verdict
from abi.rules.pair import Pair, depends, safe

_WORD = re.compile(r"[A-Z0-9]+")
_VAGUE = frozenset(
    [
        "FLAGS",
        "FLAG",
        "SIZE",
        "LEN",
        "LENGTH",
        "TYPE",
        "MODE",
        "ID",
        "NUM",
        "NR",
        "COUNT",
        "VALUE",
        "DATA",
        "ADDR",
    ]
)
_ZERO = re.compile(
    r"\b(?:must|should|shall|has to|have to|to) be (?:set to )?(?:zero|0)\b|\bMBZ\b", re.I
)

_WRITTEN: tuple[tuple[str, str, str], ...] = (
    ("linux/kvm.h", "struct kvm_run", "the kernel fills in the exit that it reports"),
    ("asm/kvm.h", "struct kvm_debug_exit_arch", "the kernel fills in the exit that it reports"),
    ("rdma/*", "struct *_resp*", "the driver's answer to a verb"),
    ("linux/idxd.h", "struct *_completion_record", "the device writes it"),
    ("linux/taskstats.h", "struct taskstats", "the kernel's statistics"),
    ("linux/tcp.h", "struct tcp_info", "getsockopt(2) returns it"),
    ("linux/mptcp.h", "struct mptcp_info", "getsockopt(2) returns it"),
    ("linux/perf_event.h", "struct perf_branch_entry", "part of a sample"),
    ("linux/perf_event.h", "union perf_mem_data_src", "part of a sample"),
    ("linux/bpf.h", "struct bpf_*_info", "BPF_OBJ_GET_INFO_BY_FD returns it"),
    ("linux/stat.h", "struct statx", "statx(2) returns it"),
    ("linux/mount.h", "struct statmount", "statmount(2) returns it"),
)
"""Records that only the kernel or a device writes, where no ioctl's direction says so."""


def gate_of(change: Change, pair: Pair) -> str:
    """A new flag of the same header whose name speaks of the new member; empty if none.

    ``triple_fault.pending`` comes with ``KVM_VCPUEVENT_VALID_TRIPLE_FAULT``.
    """
    member = change.subject[len(change.own) + 1 :]
    home = change.new_place.header if change.new_place else ""
    if change.kind is ChangeKind.MEMBER_RENAMED:
        member = change.new
    words = _WORD.findall(_new_part(member, change, pair).upper())
    if all(word in _VAGUE for word in words):
        return ""
    for name in pair.new_names(home):
        may_speak_of_it = all(word in name for word in words)
        if may_speak_of_it and set(words) <= set(name.split("_")) and _is_flag(name, pair):
            return name
    return ""


def _is_flag(name: str, pair: Pair) -> bool:
    """Whether a new name is a constant of one bit."""
    macro = pair.new.declarations.macro(name)
    number = None if macro and macro.parameters is not None else number_of(name, pair.new)
    return number is not None and number > 0 and number.bit_count() == 1


def _new_part(member: str, change: Change, pair: Pair) -> str:
    """The first part of a member's path that is new: ``ndata`` of ``system_event.ndata``."""
    record = pair.record(change.own)
    known = [span.path for span in record.spans[0]] if record else []
    parts = member.split(".")
    for n, part in enumerate(parts[:-1], 1):
        prefix = ".".join(parts[:n]) + "."
        if not any(path.startswith(prefix) for path in known):
            return part
    return parts[-1]


def is_only_read(change: Change, pair: Pair) -> bool:
    """Whether programs only get the record from the kernel, as its ioctls say (``_IOR``) or as is
    known of it."""
    place = change.place
    header = place.header if place else ""
    for headers, names, _ in _WRITTEN:
        if fnmatch.fnmatchcase(header, headers) and fnmatch.fnmatchcase(change.own, names):
            return True
    ioctls = pair.ioctls(change.own)
    return bool(ioctls) and all(ioctl.code.direction == "read" for ioctl in ioctls)


def had_to_be_zero(name: str, change: Change, pair: Pair) -> bool:
    """Whether a comment at an old filler, or one that names it, asks for zero."""
    text = pair.comment_near(change.old_place or change.new_place, old=True)
    beside = "\n".join(text.split("\n")[-4:-1])
    named = re.finditer(rf"\b{re.escape(name)}\b", text)
    return bool(_ZERO.search(beside)) or any(
        _ZERO.search(text[m.end() : m.end() + 120]) for m in named
    )


def new_member(change: Change, fillers: str, pair: Pair) -> tuple[Verdict, Verdict]:
    """Verdicts on a member in bytes that programs had but never meant: an old program, a new one.

    `fillers` names the bytes, such as ``reserved``; it is empty for a hole.
    """
    gate = gate_of(change, pair)
    if gate:
        return safe(f"it does not set {gate}"), safe(
            f"an old kernel refuses or ignores {gate}, and programs can tell"
        )
    for convention in pair.conventions(change):
        if convention.way in ("mask", "negotiated"):
            return safe(convention.reason), safe(convention.reason)
    if is_only_read(change, pair):
        return safe("it does not look at these bytes"), depends(
            "an old kernel leaves 0 there: 0 must mean that it does not say"
        )
    if not fillers:
        return (
            depends("programs never had to write padding: safe if the kernel looks there only when "
                    "it is told to"),
            depends("an old kernel ignores it silently"),
        )  # fmt: skip
    if had_to_be_zero(fillers, change, pair):
        return safe(f"{fillers} had to be zero"), depends(
            f"safe if an old kernel refused a {fillers} that is not zero"
        )
    return (
        depends(f"safe if programs had to set {fillers} to zero; the header does not say"),
        depends(f"an old kernel that did not check {fillers} ignores it silently"),
    )
