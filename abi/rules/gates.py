"""What protects a new member: a flag that comes with it, a zero that was asked for, or that only
the kernel writes it. Evidence is of this record and this member, or it is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from abi.change import Change, ChangeKind
from abi.declarations import Enum
from abi.ioctl import Direction
from abi.rules.constants import number_of
from abi.rules.finding import Verdict
from abi.rules.globs import is_like
from abi.rules.pair import Pair, depends, safe
from abi.rules.said import asks_for_zero, is_given, of_member, section_of
from abi.surface import Surface

_FLAGS = re.compile(r"(?:flags?|mask|valid|fields?|attrs?|features?)\d*\Z")
_WORDS_OF_FLAGS = frozenset(("F", "FLAG", "FLAGS", "VALID", "MASK", "HAS", "HAVE", "WITH", "USE"))

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
    """A new flag of this record's flags member that is called as the new member is; empty if none.

    ``triple_fault.pending`` comes with ``KVM_VCPUEVENT_VALID_TRIPLE_FAULT``, a flag of the
    ``flags`` of ``struct kvm_vcpu_events``: its first words are those of the record's tag, or a
    comment of the record's flags names it. A flag of another record, or the end of a list, gates
    nothing.
    """
    member = change.subject[len(change.own) + 1 :]
    home = change.new_place.header if change.new_place else ""
    if change.kind is ChangeKind.MEMBER_RENAMED:
        member = change.new
    around, part = _new_part(member, change, pair)
    flags = [] if _FLAGS.match(part) else _flags_members(member, change, pair)
    if not flags:
        return ""
    tag = _words(f"{change.own.partition(' ')[2]}_{around}")
    for name in pair.new_names(home):
        prefix = _prefix(name, part)
        is_own = prefix and _is_flag(name, pair.new)
        if is_own and (_is_of(prefix, tag) or _is_named(name, flags, change, pair)):
            return name
    return ""


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[_ .]+", name.upper()) if word]


def _prefix(name: str, member: str) -> list[str]:
    """The words of a flag before those of a member: ``["PIDFD", "INFO"]`` of
    ``PIDFD_INFO_EXIT_CODE`` and ``exit_code``; empty where it does not end in the member."""
    ending = f"_{member.strip('_').upper()}"
    return name[: -len(ending)].split("_") if name.endswith(ending) else []


def _is_of(prefix: Sequence[str], tag: Sequence[str]) -> bool:
    """Whether the first words of a flag are those of a record, shortened perhaps, in order and to
    the last but one at least: ``XDP_UMEM`` of ``struct xdp_umem_reg``."""
    left = list(tag)
    for word in (w for w in prefix if w not in _WORDS_OF_FLAGS):
        while left and not (_is_short(word, left[0]) or _is_short(word, "".join(left[:2]))):
            left.pop(0)
        if not left:
            return False
        del left[: 1 if _is_short(word, left[0]) else 2]
    return len(left) <= 1


def _is_short(word: str, whole: str) -> bool:
    """Whether a word is another one shortened: ``EVENT``, ``SER`` of ``SERIAL``, ``UCTX`` of
    ``UCONTEXT``."""
    letters = iter(whole)
    return word[:1] == whole[:1] and all(letter in letters for letter in word)


def _flags_members(member: str, change: Change, pair: Pair) -> list[str]:
    """The members of the record, or of the arm in which a member lies, that hold flags."""
    record = pair.record(change.own)
    parent = member.rpartition(".")[0]
    spans = record.spans[1] if record else ()
    return [
        s.path for s in spans
        if _FLAGS.match(s.name.rpartition("_")[2]) and parent.startswith(s.path.rpartition(".")[0])
    ]  # fmt: skip


def _is_named(name: str, flags: Sequence[str], change: Change, pair: Pair) -> bool:
    """Whether the comments of the record's flags speak of a flag."""
    return any(name in of_member(change.own, path, pair.new) for path in flags)


def _is_flag(name: str, surface: Surface) -> bool:
    """Whether a constant is one bit, and no number of a list."""
    declarations = surface.declarations
    macro = declarations.macro(name)
    number = None if macro and macro.parameters is not None else number_of(name, surface)
    key = declarations.owner(name)
    enum = surface.declaration(key) if key else None
    if isinstance(enum, Enum) and any(e.value is None for e in (enum.enumerators or ())[1:]):
        return False
    return number is not None and number > 0 and number.bit_count() == 1


def _new_part(member: str, change: Change, pair: Pair) -> tuple[str, str]:
    """The first part of a member's path that is new, behind what leads to it: ``system_event`` and
    ``ndata`` of ``system_event.ndata``."""
    record = pair.record(change.own)
    known = [span.path for span in record.spans[0]] if record else []
    parts = member.split(".")
    for n, part in enumerate(parts[:-1], 1):
        prefix = ".".join(parts[:n]) + "."
        if not any(path.startswith(prefix) for path in known):
            return ".".join(parts[: n - 1]), part
    return ".".join(parts[:-1]), parts[-1]


def is_only_read(change: Change, pair: Pair) -> bool:
    """Whether programs only get the member from the kernel: as all ioctls say that carry the
    record, by itself or in another one (``_IOR``), as comments say, or as is known of it."""
    place = change.place
    header = place.header if place else ""
    for headers, names, _ in _WRITTEN:
        if is_like(header, headers) and is_like(change.own, names):
            return True
    if _is_written_by_call(change.own, header, pair):
        return False
    return _has_only(change, "read", pair) or _is_said_to_be_given(change, pair)


def _has_only(change: Change, direction: Direction, pair: Pair) -> bool:
    """Whether all that carries a record is ioctls of one direction, which have it in their
    argument: what an address in an argument leads to, the kernel reads or writes either way."""
    carriers = pair.carriers[1]
    ioctls = [pair.new_ioctl(name) for name in carriers.ways(change.own)]
    is_known = all(i is not None and i.code.direction == direction for i in ioctls)
    return bool(ioctls) and is_known and not carriers.is_addressed(change.own)


def _is_written_by_call(key: str, header: str, pair: Pair) -> bool:
    """Whether an ioctl with parameters of the same header hands the record to the kernel."""
    found, tag = pair.new.headers.get(header), key.partition("@")[0].partition(" ")[2]
    if found is None or not any(word in found.text for word in ("_IOW", "_IOC_WRITE")):
        return False
    words = rf"(?:_IOW|_IOC_WRITE)(?:[^\n]|\\\n)*\b{re.escape(tag)}\b"
    call = rf"define[ \t]+\w+\([^)]*\)(?:[^\n]|\\\n)*{words}"
    return re.search(call, found.text) is not None


def _is_said_to_be_given(change: Change, pair: Pair) -> bool:
    member = change.new if change.kind is ChangeKind.MEMBER_RENAMED else ""
    path = member or change.subject[len(change.own) + 1 :]
    if is_given(of_member(change.own, path, pair.new)):
        return True
    return section_of(change.own, path, pair.new).startswith("out")


def had_to_be_zero(fillers: str, change: Change, pair: Pair) -> bool:
    """Whether the comments of each of some old fillers ask for zero."""
    paths = (_path_of(name, change, pair) for name in fillers.split(", "))
    return all(asks_for_zero(of_member(change.own, path, pair.old)) for path in paths)


def _path_of(name: str, change: Change, pair: Pair) -> str:
    record = pair.record(change.own)
    spans = record.spans[0] if record else ()
    return next((span.path for span in spans if span.name == name), name)


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
        return safe("the kernel writes these bytes, and it does not look at them"), depends(
            "an old kernel leaves 0 there: 0 must mean that it does not say"
        )
    was_zero = bool(fillers) and had_to_be_zero(fillers, change, pair)
    return _unsaid(fillers, was_zero, _is_only_written(change, pair))


def _is_only_written(change: Change, pair: Pair) -> bool:
    """Whether the kernel only reads the record: as all ioctls say that carry it (``_IOW``)."""
    return _has_only(change, "write", pair)


def _unsaid(fillers: str, was_zero: bool, is_only_written: bool) -> tuple[Verdict, Verdict]:
    """Verdicts where nothing says who looks at the bytes. Where the kernel may be the one that
    writes them, both ways are named."""
    name = fillers or "padding"
    given = "" if is_only_written else "; where it writes that, 0 must mean that it does not say"
    if was_zero:
        refused = f"safe if an old kernel refused a {name} that is not zero"
        return safe(f"{name} was zero, as the header says"), depends(refused + given)
    ignored = f"an old kernel that did not check {name} ignores it silently{given}"
    only = "" if is_only_written else "the kernel only writes it, or "
    if not fillers:
        looks = f"safe if {only}it is looked at only when the kernel is told to"
        return depends(f"programs never had to write padding: {looks}"), depends(ignored)
    zero = f"programs had to set {name} to zero; the header does not say"
    return depends(f"safe if {only}{zero}"), depends(ignored)
