"""Changes outside of records that Linux made, and what programs had of them.

Each line says what must be found of a subject, as a page writes it. The facts are those of the
headers of five versions; the verdicts are what became of programs and kernels.
"""

from __future__ import annotations

import pytest

from tests.rules.pages import compared, lines
from tests.rules.test_records_history import KVM, STEPS, found

KVM_ROWS = {
    ("5.16.2", "x86_64"): """
        name-removed KVM_SET_MEMORY_REGION depends safe breaks
        name-removed struct kvm_memory_region depends safe breaks
        end-moved KVM_STATS_UNIT_MAX safe safe safe
        include-added asm/kvm.h safe safe safe
        names-added linux/kvm.h safe safe safe
    """,
    ("6.3.8", "x86_64"): """
        end-moved KVM_SEV_NR_MAX safe safe safe
        end-moved KVM_DEV_TYPE_MAX safe safe safe
        names-added linux/kvm.h safe safe safe
        name-removed KVM_ASSIGN_PCI_DEVICE depends safe breaks
        name-removed struct kvm_assigned_pci_dev depends safe breaks
        name-removed KVM_TRC_SHIFT depends safe breaks
        name-removed __KVM_DEPRECATED_MAIN_W_0x06 depends safe breaks
        feature-macro-removed __KVM_HAVE_READONLY_MEM safe safe depends
        constant-gained-value KVM_PMU_EVENT_FLAGS_VALID_MASK safe safe safe
        constant-lost-value KVM_S390_PV_COMMAND safe safe breaks
        include-added asm/kvm.h safe safe safe
    """,
    ("6.13.4", "x86_64"): """
        name-removed KVM_X86_DISABLE_VALID_EXITS depends safe breaks
        names-added asm/kvm.h safe safe safe
        names-added linux/kvm.h safe safe safe
    """,
    ("6.13.4", "arm64"): """
        moved-header KVM_REG_SIZE safe safe safe
    """,
    ("6.19.0", "x86_64"): """
        end-moved KVM_SEV_NR_MAX safe safe safe
        names-added asm/kvm.h safe safe safe
        names-added linux/kvm.h safe safe safe
        include-added linux/kvm.h safe safe safe
    """,
}
"""Rows 5, 20, 23 to 38 and 40 of the changes of KVM."""

OTHER_ROWS = {
    ("6.3.8", "linux/pkt_sched.h"): """
        enum-removed TCA_CBQ_UNSPEC depends safe breaks
        name-removed struct tc_cbq_lssopt depends safe breaks
    """,
    ("6.3.8", "linux/tc_act/tc_ipt.h"): """
        header-removed linux/tc_act/tc_ipt.h depends safe breaks
    """,
    ("6.3.8", "drm/habanalabs_accel.h"): """
        ioctl-same-name-other-space HL_IOCTL_CB breaks breaks breaks
    """,
    ("6.13.4", "linux/fuse.h"): """
        enumerator-removed FUSE_NOTIFY_CODE_MAX depends safe breaks
        version-changed FUSE_KERNEL_MINOR_VERSION safe safe safe
    """,
    ("6.3.8", "linux/nfs.h"): """
        enumerator-removed NFSERR_OPNOTSUPP depends safe breaks
    """,
    ("6.13.4", "linux/nfs.h"): """
        enumerator-removed NFSERR_EAGAIN depends safe breaks
    """,
    ("6.13.4", "drm/msm_drm.h"): """
        type-renamed struct drm_msm_gem_submit_syncobj safe safe breaks
        constant-renamed MSM_SUBMIT_SYNCOBJ_FLAGS safe safe breaks
        mask-grown MSM_BO_FLAGS safe safe safe
    """,
    ("6.19.0", "linux/btf.h"): """
        function-macro-changed BTF_INFO_VLEN depends safe depends
        function-macro-changed BTF_INFO_KIND depends safe depends
        limit-changed BTF_MAX_VLEN depends depends safe
    """,
    ("6.13.4", "linux/blktrace_api.h"): """
        function-macro-changed BLK_TC_ACT safe safe breaks
        constant-renamed BLK_TC_END safe safe breaks
    """,
    ("6.3.8", "linux/cn_proc.h"): """
        type-renamed enum what safe safe breaks
    """,
    ("6.19.0", "linux/rose.h"): """
        header-removed linux/rose.h depends safe breaks
    """,
    ("6.3.8", "linux/elf.h"): """
        type-renamed struct dynamic safe safe breaks
    """,
    ("6.13.4", "linux/ethtool.h"): """
        macro-to-enumerator AH_ESP_V4_FLOW safe safe depends
    """,
    ("6.13.4", "linux/android/binder.h"): "",
    ("6.3.8", "linux/serial.h"): """
        constant-width-changed SER_RS485_ADDRB safe safe safe
    """,
    ("6.19.0", "asm/svm.h"): """
        constant-width-changed SVM_EXIT_SW safe safe safe
        constant-sign-changed SVM_EXIT_ERR safe safe depends
    """,
    ("6.3.8", "linux/fs.h"): """
        mask-grown RWF_SUPPORTED safe safe safe
    """,
    ("6.13.4", "linux/securebits.h"): """
        mask-grown SECURE_ALL_BITS safe safe safe
    """,
    ("6.3.8", "linux/userfaultfd.h"): """
        mask-grown UFFD_API_FEATURES safe safe safe
    """,
    ("6.3.8", "drm/amdgpu_drm.h"): """
        mask-grown AMDGPU_GEM_DOMAIN_MASK safe safe safe
    """,
    ("6.19.0", "drm/amdgpu_drm.h"): """
        mask-shrunk AMDGPU_GEM_DOMAIN_MASK breaks safe depends
    """,
    ("6.3.8", "linux/kfd_sysfs.h"): """
        mask-grown HSA_CAP_RESERVED safe safe safe
    """,
    ("6.3.8", "linux/devlink.h"): """
        end-moved DEVLINK_CMD_MAX safe safe safe
        names-added linux/devlink.h safe safe safe
    """,
    ("6.13.4", "linux/snmp.h"): """
        enumerator-inserted IPSTATS_MIB_INHDRERRORS breaks breaks depends
    """,
    ("6.13.4", "linux/ntsync.h"): """
        ioctl-direction-changed NTSYNC_IOC_CREATE_SEM breaks depends safe
    """,
}
"""Breakages, and harmless changes that look like some."""

RESPELLED = {
    "6.13.4": ("asm-generic/fcntl.h", "linux/futex.h"),
    "6.3.8": ("linux/perf_event.h",),
    "6.19.0": ("linux/pci_regs.h",),
}
"""Where constants are written in another way, and mean the same: no value may be told."""


def texts(old, new, target, headers):
    return set(lines(list(found(old, new, target, headers)), (target,)))


def expected(text):
    return {line.strip() for line in text.strip().splitlines()}


@pytest.mark.parametrize(("old", "target"), KVM_ROWS)
def test_kvm(trees, old, target):
    said = texts(trees(old), trees(STEPS[old]), target, KVM)
    assert expected(KVM_ROWS[old, target]) <= said


@pytest.mark.parametrize(("old", "header"), OTHER_ROWS)
def test_others(trees, old, header):
    headers = (header, "linux/types.h", "linux/ioctl.h")
    said = texts(trees(old), trees(STEPS[old]), "x86_64", headers)
    assert expected(OTHER_ROWS[old, header]) <= said


@pytest.mark.parametrize(
    ("old", "header"), [(old, header) for old, every in RESPELLED.items() for header in every]
)
def test_another_spelling_is_silence(trees, old, header):
    said = texts(trees(old), trees(STEPS[old]), "x86_64", (header, "linux/types.h"))
    rules = {line.partition(" ")[0] for line in said}
    assert not rules & {"value-changed", "value-reused", "flag-bit-changed", "mask-shrunk"}


@pytest.mark.parametrize("old", STEPS)
def test_a_moved_record_is_no_loss(trees, old):
    """What moved from linux/kvm.h to asm/kvm.h is still reached."""
    said = texts(trees(old), trees(STEPS[old]), "x86_64", KVM)
    moved = [line for line in said if line.startswith("moved-header ")]
    assert all(line.endswith("safe safe safe") for line in moved)
    assert bool(moved) is (old == "6.3.8")


def test_what_moves_below_asm_is_reached(trees):
    """arm64 has its system calls from asm/unistd_64.h since Linux 6.11, by way of asm/unistd.h."""
    headers = ("asm/unistd.h", "asm-generic/unistd.h", "asm/unistd_64.h")
    said = texts(trees("6.3.8"), trees("6.13.4"), "arm64", headers)
    moved = [line for line in said if line.startswith("moved-header ")]
    assert moved
    assert all(line.endswith("safe safe safe") for line in moved)


CLASHES = {
    "aio_abi.h of 4.18-rc1": (
        "@ linux/aio_abi.h\n#define A 1\n@ linux/time.h\nstruct timespec { long tv_sec; };",
        "@ linux/aio_abi.h\n#include <linux/time.h>\n#define A 1\n"
        "@ linux/time.h\nstruct timespec { long tv_sec; };",
        ["include-added linux/aio_abi.h safe safe depends"],
    ),
    "if.h of 4.5": (
        "#define IFF_UP 1",
        "enum { IFF_UP = 1 };",
        ["macro-to-enumerator IFF_UP safe safe depends"],
    ),
    "if.h, before it had the names": (
        "#define A 1",
        "#define A 1\nenum { IFF_UP = 1 };",
        ["libc-clash IFF_UP safe safe depends"],
    ),
    "fs.h of 5.19 with glibc 2.36": (
        "@ linux/fs.h\n#define A 1\n@ linux/mount.h\nstruct mount_attr { long long attr_set; };",
        "@ linux/fs.h\n#define A 1\n#include <linux/mount.h>\n"
        "@ linux/mount.h\nstruct mount_attr { long long attr_set; };",
        ["include-added linux/fs.h safe safe depends"],
    ),
    "fs.h without such names": (
        "@ linux/fs.h\n#define A 1\n@ linux/mount.h\nstruct our_attr { long long attr_set; };",
        "@ linux/fs.h\n#define A 1\n#include <linux/mount.h>\n"
        "@ linux/mount.h\nstruct our_attr { long long attr_set; };",
        ["include-added linux/fs.h safe safe safe"],
    ),
}


@pytest.mark.parametrize("case", CLASHES)
def test_what_meets_the_c_library(case):
    old, new, expected = CLASHES[case]
    assert list(lines(compared((old, new), ("x86_64",)), ("x86_64",))) == expected
