"""How subsystems let their interfaces grow: data, each entry with its source.

A record that grew breaks every program that was built with the smaller one,
unless something tells the two apart: the size in the ioctl's number, a size
member, a size argument, the length of a netlink attribute.
"""

from __future__ import annotations

import functools
from typing import Literal

import msgspec

from abi.rules.globs import is_like

Way = Literal["number", "argument", "member", "attribute", "option", "negotiated", "mask", "fixed"]
"""What tells the kernel how large a program's record is: the size in the ioctl's ``number``, an
``argument`` of the call, a ``member`` of the record, the length of a netlink ``attribute`` or a
socket ``option``; or features that both ends ``negotiate``, or a ``mask`` of valid members. In a
``fixed`` record nothing does: it never grows."""


SIZES = ("argsz", "size", "usize", "struct_size", "sz", "len", "length")
"""Names of a member that may tell how large its record is: a hint, unless a document says so."""


class Convention(msgspec.Struct, frozen=True):
    """What holds for records of some headers; `headers` and `names` are glob patterns."""

    way: Way
    headers: tuple[str, ...]
    reason: str
    """How the kernel copes with a record of another size, in words for a finding."""
    source: str
    """The kernel's document or function that says so."""
    names: tuple[str, ...] = ("*",)
    but: tuple[str, ...] = ()
    """Names of which it does not hold: headers of messages, elements of queues."""
    ends: tuple[str, ...] = ()
    """More names, without their keyword, of constants that may move: ends of lists."""
    type: int | None = None
    """Of a way ``number``: the type byte of the ioctls that the dispatcher takes; None for all."""

    def is_for(self, type_: int) -> bool:
        """Whether a dispatcher that does so takes ioctls of a type byte."""
        return self.way == "number" and self.type in (None, type_)


_SYSCALL = "Documentation/process/adding-syscalls.rst, copy_struct_from_user()"
_STRUCT_REASON = (
    "the call takes the size: missing bytes count as 0, and an old kernel refuses "
    "others that are not 0 (E2BIG)"
)

_VERBS = (
    "req", "cmd", "resp", "create", "modify", "query", "alloc", "dealloc", "reg", "dereg", "rereg",
    "destroy", "open", "close", "attach", "detach", "resize", "bind", "get", "ucontext",
)  # fmt: skip
"""Words in the tags of the messages of verbs, which carry their length; queues do not."""

CONVENTIONS: tuple[Convention, ...] = (
    Convention(
        "number", ("drm/*",),
        "DRM finds the command by its number without the size, copies what both know, and "
        "takes the rest as 0",
        "drivers/gpu/drm/drm_ioctl.c, drm_ioctl()", type=ord("d"),
    ),
    Convention(
        "argument", ("rdma/*",),
        "verbs carry the length of the driver's data (udata), and both ends copy what both know",
        "Documentation/infiniband/user_verbs.rst, ib_copy_from_udata()",
        tuple(f"struct *_{word}*" for word in _VERBS),
        ("struct *_wr", "struct *_wqe*", "struct *_cqe*", "struct *_sge*", "struct *_send_*"),
    ),
    Convention(
        "member", ("linux/vfio.h", "linux/vfio_*.h"),
        "argsz tells how large the program's record is", "Documentation/driver-api/vfio.rst",
    ),
    Convention(
        "member", ("linux/iommufd.h", "fwctl/*"),
        "the first member is the record's size, and unknown bytes must be 0",
        "Documentation/userspace-api/iommufd.rst, copy_struct_from_user()",
    ),
    Convention(
        "argument", ("linux/landlock.h",), _STRUCT_REASON,
        "Documentation/userspace-api/landlock.rst", ("struct landlock_ruleset_attr",),
    ),
    Convention("argument", ("linux/sched.h",), _STRUCT_REASON, _SYSCALL, ("struct clone_args",)),
    Convention("argument", ("linux/openat2.h",), _STRUCT_REASON, _SYSCALL),
    Convention(
        "member", ("linux/sched/types.h",), "size tells how large the program's record is",
        "kernel/sched/syscalls.c, sched_copy_attr()",
    ),
    Convention(
        "argument", ("linux/mount.h",), _STRUCT_REASON, _SYSCALL,
        ("struct mount_attr", "struct mnt_id_req", "struct statmount"),
    ),
    Convention(
        "argument", ("linux/fs.h",), _STRUCT_REASON, _SYSCALL,
        ("struct file_attr", "struct pm_scan_arg", "struct procmap_query"),
    ),
    Convention(
        "number", ("linux/pidfd.h", "linux/nsfs.h"),
        "the kernel reads the size from the command's number and copies what both know",
        "fs/pidfs.c, pidfd_info()", ("struct pidfd_info", "struct mnt_ns_info"),
    ),
    Convention(
        "number", ("linux/kfd_ioctl.h",),
        "KFD finds the command by its number without the size, copies what both know, and takes "
        "the rest as 0",
        "drivers/gpu/drm/amd/amdkfd/kfd_chardev.c, kfd_ioctl()", type=ord("K"),
    ),
    Convention(
        "argument", ("linux/rseq.h",),
        "rseq(2) takes the length, and the auxiliary vector tells how much the kernel has",
        "rseq(2), AT_RSEQ_FEATURE_SIZE", ("struct rseq",),
    ),
    Convention(
        "member", ("linux/perf_event.h",), "size tells how large the program's record is",
        "kernel/events/core.c, perf_copy_attr()", ("struct perf_event_attr",),
    ),
    Convention(
        "argument", ("linux/bpf.h",),
        "bpf(2) takes the size: missing bytes count as 0, and an old kernel refuses others that "
        "are not 0 (E2BIG)",
        "kernel/bpf/syscall.c, bpf_check_uarg_tail_zero()",
        ("union bpf_attr", "struct bpf_*_info", "struct bpf_*_opts"),
    ),
    Convention(
        "member", ("linux/vmclock-abi.h",), "size, the second member, tells how long the page's "
        "record is: programs read what it covers",
        "linux/vmclock-abi.h", ("struct vmclock_abi",),
    ),
    Convention(
        "member", ("linux/lsm.h",), "len tells how large the entry is",
        "Documentation/userspace-api/lsm.rst",
    ),
    Convention(
        "attribute",
        (
            "linux/rtnetlink.h", "linux/if_link.h", "linux/if_addr.h", "linux/neighbour.h",
            "linux/pkt_*.h", "linux/tc_act/*", "linux/tc_ematch/*", "linux/net_dropmon.h",
            "linux/netfilter/nf*netlink*.h", "linux/netfilter/nf_tables.h", "linux/nl80211*.h",
            "linux/devlink.h", "linux/ethtool_netlink*.h", "linux/inet_diag.h",
            "linux/sock_diag.h", "linux/*_diag.h", "linux/xfrm.h", "linux/dpll.h",
            "linux/netdev.h", "linux/mptcp*.h", "linux/genetlink.h", "linux/openvswitch.h",
            "linux/gen_stats.h", "linux/dcbnl.h", "linux/fib_rules.h", "linux/lwtunnel.h",
            "linux/batman_adv.h", "linux/tipc_netlink.h", "linux/tipc_config.h",
            "linux/thermal.h", "linux/handshake.h", "linux/net_shaper.h", "linux/ovpn.h",
            "linux/psp.h", "linux/vdpa.h", "linux/nbd-netlink.h", "linux/wireguard.h",
        ),
        "a netlink attribute carries its length, and readers take what they know",
        "Documentation/userspace-api/netlink/intro.rst",
        but=(
            "struct *msg", "struct *msghdr", "struct *hdr", "struct *_hdr", "struct *_diag_req*",
            "struct *_diag_msg", "struct xfrm_user*", "struct nlattr", "struct rtattr",
        ),
    ),
    Convention(
        "attribute", ("linux/taskstats.h", "linux/cgroupstats.h"),
        "members are only appended, and version and length tell which there are",
        "Documentation/accounting/taskstats-struct.rst",
    ),
    Convention(
        "option", ("linux/tcp.h", "linux/mptcp.h", "linux/sctp.h", "linux/in.h"),
        "getsockopt(2) takes and returns the length", "getsockopt(2)",
        ("struct tcp_info", "struct mptcp_info", "struct tcp_zerocopy_receive", "struct sctp_*"),
    ),
    Convention(
        "negotiated", ("linux/fuse.h",),
        "the version and the flags of FUSE_INIT tell which members there are",
        "Documentation/filesystems/fuse/fuse.rst",
        ("struct fuse_*_in", "struct fuse_*_out", "struct fuse_attr", "struct fuse_kstatfs"),
    ),
    Convention(
        "negotiated", ("linux/virtio_*.h", "linux/vhost_types.h"),
        "feature bits tell which members there are",
        "Virtual I/O Device (VIRTIO) specification, 2.2 Feature Bits",
    ),
    Convention(
        "mask", ("linux/stat.h",), "stx_mask tells which members are filled in", "statx(2)",
        ("struct statx",),
    ),
    Convention(
        "fixed", ("linux/kvm.h", "asm/kvm.h", "linux/kvm_para.h"),
        "KVM copies as many bytes as its own record has",
        "Documentation/virt/kvm/api.rst",
    ),
)  # fmt: skip


@functools.cache
def conventions_for(
    header: str, name: str, own: tuple[Convention, ...] = ()
) -> tuple[Convention, ...]:
    """What holds for a record or a name of a header: a project's `own` entries first, then the
    most special."""
    every = _conventions_of(header, own)
    found = [c for c in every if _fits(c.names, name) and not _fits(c.but, name)]
    return tuple(sorted(found, key=lambda c: (c not in own, c.names == ("*",))))


@functools.cache
def _conventions_of(header: str, own: tuple[Convention, ...]) -> tuple[Convention, ...]:
    return tuple(c for c in (*own, *CONVENTIONS) if _fits(c.headers, header))


def _fits(patterns: tuple[str, ...], name: str) -> bool:
    return any(is_like(name, pattern) for pattern in patterns)
