"""Changes of records that Linux made, and what programs had of them.

Each line says what must be found of a subject, as a page writes it. The facts are those of the
headers of five versions; the verdicts are what became of programs and kernels.
"""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec
import pytest

from abi.difference import difference
from abi.rules.finding import Finding
from abi.rules.judge import judge
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source
from tests.rules.pages import lines

KVM = ("linux/kvm.h", "asm/kvm.h")
STEPS = {"5.16.2": "6.3.8", "6.3.8": "6.13.4", "6.13.4": "6.19.0", "6.19.0": "7.2.0"}


@functools.cache
def surface(tree: Path, target: str, headers: tuple[str, ...]) -> Surface:
    source = open_source(str(tree), [])
    asm = dict(source.by_architecture).get(TARGETS[target].headers, tree)
    roots = (*source.roots, asm)
    there = tuple(h for h in headers if any((root / h).exists() for root in roots))
    return load(msgspec.structs.replace(source, only=there), TARGETS[target])


@functools.cache
def found(old: Path, new: Path, target: str, headers: tuple[str, ...]) -> tuple[Finding, ...]:
    before, after = surface(old, target, headers), surface(new, target, headers)
    return judge(difference(before, after), before, after).findings


KVM_ROWS = {
    ("5.16.2", "x86_64"): """
        union-arm-added struct kvm_run.riscv_csr.csr_num safe safe safe
        hole-used struct kvm_run.system_event.ndata safe depends safe
        reserved-reused struct kvm_vcpu_events.triple_fault.pending safe safe safe
        flexible-array-added struct kvm_xsave.extra safe safe safe
        union-arm-added struct kvm_xen_hvm_attr.u.evtchn.send_port safe safe safe
        union-arm-added struct kvm_xen_vcpu_attr.u.vcpu_id safe safe safe
        union-arm-added struct kvm_irq_routing_entry.u.xen_evtchn safe safe safe
        flexible-array-respelled struct kvm_cpuid2.entries safe safe depends
        flexible-array-respelled struct kvm_msrs.entries safe safe depends
        flexible-array-respelled struct kvm_irq_routing.entries safe safe depends
        flexible-array-respelled struct kvm_reg_list.reg safe safe depends
        flexible-array-respelled struct kvm_signal_mask.sigset safe safe depends
        flexible-array-respelled struct kvm_coalesced_mmio_ring.coalesced_mmio safe safe depends
        flexible-array-respelled struct kvm_pmu_event_filter.events safe safe depends
    """,
    ("5.16.2", "arm64"): """
        hole-used struct kvm_debug_exit_arch.hsr_high safe depends safe
    """,
    ("6.3.8", "x86_64"): """
        hole-named struct kvm_sev_cmd.pad0 safe safe safe
        hole-named struct kvm_sev_send_start.pad0 safe safe safe
        hole-named struct kvm_sev_launch_secret.pad0 safe safe safe
        hole-named struct kvm_sev_dbg.pad0 safe safe safe
        union-arm-added struct kvm_run.iocsr_io.phys_addr safe safe safe
        union-arm-added struct kvm_xen_vcpu_attr.u.hva safe safe safe
    """,
    ("6.3.8", "i386"): """
        member-moved struct kvm_sev_cmd.data safe safe safe
        record-grown struct kvm_sev_dbg safe safe safe
        record-grown struct kvm_sev_launch_measure safe safe safe
        record-grown struct kvm_sev_launch_update_data safe safe safe
        record-grown struct kvm_sev_attestation_report safe safe safe
        member-moved struct kvm_sev_launch_start.session_uaddr safe safe safe
        member-moved struct kvm_sev_launch_secret.guest_uaddr safe safe safe
        member-moved struct kvm_sev_send_start.pdh_cert_uaddr safe safe safe
        member-moved struct kvm_sev_send_update_data.guest_uaddr safe safe safe
        member-moved struct kvm_sev_receive_start.session_uaddr safe safe safe
        member-moved struct kvm_sev_receive_update_data.guest_uaddr safe safe safe
    """,
    ("6.3.8", "s390x"): """
        reserved-reused struct kvm_s390_vm_cpu_subfunc.pfcr depends depends safe
    """,
    ("6.3.8", "riscv64"): """
        record-grown struct kvm_riscv_csr safe safe safe
    """,
    ("6.13.4", "x86_64"): """
        union-arm-added struct kvm_run.tdx.flags safe safe safe
    """,
    ("6.19.0", "x86_64"): """
        union-arm-added struct kvm_run.snp_req_certs safe safe safe
        record-grown struct kvm_svm_nested_state_hdr safe depends safe
    """,
}
SILENT = {
    ("6.3.8", "x86_64"): ["struct kvm_sev_guest_status", "struct kvm_userspace_memory_region"],
    ("6.3.8", "i386"): ["struct kvm_sev_guest_status"],
    ("6.19.0", "x86_64"): [  # entries[] became __DECLARE_FLEX_ARRAY()
        "struct kvm_cpuid2", "struct kvm_msrs", "struct kvm_xsave", "struct kvm_stats_desc",
        "struct kvm_irq_routing", "struct kvm_nested_state",
    ],
}  # fmt: skip


def of_step(trees, version: str, target: str, headers: tuple[str, ...]) -> list[Finding]:
    every = found(trees(version), trees(STEPS[version]), target, headers)
    return [f for f in every if f.subject.startswith(("struct ", "union "))]


def expected(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("version", "target"), KVM_ROWS)
def test_kvm(trees, version, target):
    said = lines(of_step(trees, version, target, KVM), (target,))
    for line in expected(KVM_ROWS[version, target]):
        assert line in said


@pytest.mark.parametrize(("version", "target"), SILENT)
def test_kvm_is_silent(trees, version, target):
    own = {f.subject.partition(".")[0] for f in of_step(trees, version, target, KVM)}
    own -= {f.subject for f in of_step(trees, version, target, KVM) if f.rule == "moved-header"}
    assert not own & set(SILENT[version, target])


ROWS = {
    ("6.3.8", "linux/vfio.h"): """
        hole-named struct vfio_iommu_type1_info.pad safe safe safe
        hole-named struct vfio_device_ioeventfd.reserved safe safe safe
        hole-named struct vfio_device_gfx_plane_info.reserved safe safe safe
        record-grown struct vfio_device_info safe safe safe
    """,
    ("6.13.4", "drm/panthor_drm.h"): """
        hole-named struct drm_panthor_gpu_info.pad0 safe safe safe
    """,
    ("6.13.4", "linux/ptrace.h"): """
        reserved-reused struct ptrace_syscall_info.flags depends depends depends
    """,
    ("6.3.8", "linux/fuse.h"): """
        reserved-reused struct fuse_init_out.max_stack_depth safe safe safe
        reserved-reused struct fuse_open_out.backing_id safe safe depends
    """,
    ("6.13.4", "linux/fuse.h"): """
        reserved-reused struct fuse_init_out.request_timeout safe safe safe
    """,
    ("6.3.8", "linux/ptp_clock.h"): """
        reserved-reused struct ptp_clock_caps.max_phase_adj safe depends safe
        reserved-reused struct ptp_sys_offset_extended.clockid depends depends safe
    """,
    ("6.3.8", "mtd/ubi-user.h"): """
        reserved-reused struct ubi_attach_req.need_resv_pool safe depends safe
    """,
    ("6.3.8", "linux/sed-opal.h"): """
        reserved-reused struct opal_key.key_type depends depends safe
    """,
    ("6.3.8", "linux/gsmmux.h"): """
        reserved-reused struct gsm_config_ext.wait_config safe depends safe
    """,
    ("6.3.8", "linux/ethtool.h"): """
        reserved-reused struct ethtool_rxfh.input_xfrm depends depends safe
    """,
    ("6.3.8", "linux/stat.h"): """
        reserved-reused struct statx.stx_subvol safe safe safe
    """,
    ("6.13.4", "linux/mount.h"): """
        reserved-reused struct statmount.supported_mask safe safe safe
    """,
    ("6.3.8", "scsi/scsi_bsg_mpi3mr.h"): """
        one-element-to-flexible struct mpi3mr_bsg_in_reply_buf.reply_buf safe safe depends
    """,
    ("6.3.8", "linux/batadv_packet.h"): """
        flexible-array-added struct batadv_tvlv_tt_data.vlan_data safe safe safe
    """,
    ("6.13.4", "linux/acrn.h"): """
        anonymous-record-named struct acrn_mmiodev.res safe safe safe
    """,
    ("6.13.4", "linux/usb/cdc.h"): """
        member-renamed struct usb_cdc_country_functional_desc.wCountyCode0 safe safe breaks
        flexible-array-added struct usb_cdc_union_desc.bSlaveInterfaces safe safe safe
    """,
    ("6.3.8", "linux/sev-guest.h"): """
        member-renamed struct snp_guest_request_ioctl.fw_err safe safe breaks
        union-arm-added struct snp_guest_request_ioctl.fw_error safe safe safe
    """,
    ("6.3.8", "linux/landlock.h"): """
        record-grown struct landlock_ruleset_attr safe safe safe
    """,
    ("6.3.8", "drm/drm.h"): """
        record-grown struct drm_syncobj_wait safe safe safe
    """,
    ("6.3.8", "linux/cn_proc.h"): """
        member-retyped struct proc_event.what safe safe depends
    """,
    ("6.13.4", "linux/ntsync.h"): """
        member-moved struct ntsync_sem_args.count breaks depends breaks
    """,
    ("6.13.4", "linux/virtio_net.h"): """
        member-removed struct virtio_net_hdr_v1_hash.hash_value depends depends breaks
    """,
    ("6.19.0", "linux/tcp.h"): """
        bit-field-moved struct tcp_info.tcpi_accecn_fail_mode breaks breaks depends
    """,
    ("6.19.0", "linux/pidfd.h"): """
        member-moved struct pidfd_info.supported_mask breaks breaks safe
    """,
    ("6.19.0", "linux/btrfs.h"): """
        member-retyped struct btrfs_ioctl_search_args_v2.buf depends depends depends
    """,
}


@pytest.mark.parametrize(("version", "header"), ROWS)
def test_others(trees, version, header):
    said = lines(of_step(trees, version, "x86_64", (header,)), ("x86_64",))
    for line in expected(ROWS[version, header]):
        assert line in said


@pytest.mark.parametrize("header", ["regulator/regulator.h", "linux/idxd.h"])
def test_an_alias_is_no_warning(trees, header):
    """uint64_t became __u64: another type, with the same bytes and the same values."""
    for version in ("6.13.4", "6.19.0"):
        for finding in of_step(trees, version, "x86_64", (header,)):
            if finding.rule == "member-retyped":
                assert " ".join(lines([finding], ("x86_64",))).endswith("safe safe safe")


def test_the_key_that_moved_siginfo():
    """union-alignment-raised is per target: 64-bit numbers are aligned to 4 bytes on i386."""
    from tests.rules.pages import compared

    old = "union f { int a[4]; }; struct siginfo { int no, err, code; union f f; };"
    new = old.replace("int a[4];", "int a[4]; unsigned long long pkey;")
    hit = {f.rule: f for f in compared((old, new), ("arm",))}
    assert hit["union-alignment-raised"].verdicts.old_program_new_kernel.value == "breaks"
    assert [f.rule for f in compared((old, new), ("i386",))] == ["union-arm-added"]
