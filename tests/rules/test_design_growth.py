"""What the design rules about growth, headers and KVM say of real headers, by hand."""

from __future__ import annotations

import functools

import pytest

from abi.rules.registry import find
from abi.rules.review import review, review_new
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source

FOUND = [
    ("has-flags", "struct ntsync_sem_args"),
    ("has-reserved-or-size", "struct ntsync_mutex_args"),
    ("has-reserved-or-size", "struct kvm_dirty_tlb"),
    ("has-reserved-or-size", "struct kvm_signal_mask"),  # `len` is that of the set behind it
    ("reserved-documented-zero", "struct drm_xe_vm_create.reserved"),
    ("reserved-documented-zero", "struct kvm_ioeventfd.pad"),
    ("reserved-width", "struct snd_ctl_card_info.reserved_"),
    ("no-padding-in-extensible", "struct drm_ivpu_submit"),
    ("no-valid-mask", "RWF_SUPPORTED"),
    ("no-count-sentinel", "VIRTIO_BALLOON_S_NR"),
    ("explicit-enum-values", "enum nl80211_he_ltf"),
    ("fd-is-s32", "struct kvm_create_device.fd"),
    ("fd-is-s32", "struct ioctl_gntdev_dmabuf_exp_from_refs.fd"),
    ("cloexec-possible", "struct kvm_create_device.fd"),
    ("use-linux-types", "linux/fuse.h"),
    ("no-libc-include", "sound/asound.h:sys/ioctl.h"),
    ("no-libc-include", "linux/videodev2.h:sys/time.h"),
    ("no-libc-include", "linux/fuse.h:stdint.h"),
    ("no-kernel-only-macro", "CXL_CMD_CONFIG_CHANGE_COLD_RESET"),
    ("no-kernel-only-macro", "V4L2_FWHT_FL_COMPONENTS_NUM_MSK"),
    ("no-kernel-only-macro", "SNP_GUEST_FW_ERR_MASK"),
    ("no-kernel-only-type", "BLK_TC_ACT"),
    ("no-kernel-only-type", "BTRFS_BACKREF_REV_MASK"),
    ("no-kernel-only-type", "SNP_GUEST_VMM_ERR"),
    ("no-inline-code", "function mtd_type_is_nand_user"),
    ("no-inline-code", "function bsg_scsi_res2_device_status"),
    ("no-cxx-keyword", "struct keyctl_dh_params.private"),
    ("no-cxx-keyword", "struct virtio_net_ctrl_hdr.class"),
    ("no-cxx-keyword", "struct drm_msm_gem_submit_reloc.or"),
    ("no-double-slash", "sound/asound.h"),
    ("self-contained", "struct scm_timestamping.ts"),
    ("self-contained", "struct sctp_prim.ssp_addr"),
    ("include-guard", "linux/zorro_ids.h"),
    ("spdx-syscall-note", "xen/gntalloc.h"),
    ("spdx-syscall-note", "linux/ncsi.h"),
    ("parenthesised-macro", "SVM_EXIT_ERR"),
    ("unsigned-shift-31", "FUSE_INIT_RESERVED"),
    ("unsigned-shift-31", "VFIO_REGION_TYPE_PCI_VENDOR_TYPE"),
    ("unsigned-shift-31", "KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE"),
    ("kvm-64bit-clean", "struct kvm_dirty_tlb"),
]
"""In Linux 7.2 on x86_64."""

SILENT = [
    ("has-flags", "struct kvm_create_guest_memfd"),
    ("has-flags", "struct drm_syncobj_wait"),
    ("has-flags", "struct ublksrv_io_cmd"),
    ("has-reserved-or-size", "struct mshv_create_partition"),
    ("has-reserved-or-size", "struct vfio_region_info"),
    ("has-reserved-or-size", "struct drm_ivpu_submit"),
    ("reserved-documented-zero", "struct snp_report_req"),
    ("reserved-documented-zero", "struct qaic_wait"),
    (
        "reserved-documented-zero",
        "struct kvm_clear_dirty_log",
    ),  # an arm as wide as a pointer may be
    ("size-first", "struct vfio_device_info"),
    ("no-padding-in-extensible", "struct clone_args"),
    ("no-valid-mask", "PROT_NONE"),
    ("no-count-sentinel", "enum rtattr_type_t"),
    ("max-is-last", "GTPA_MAX"),
    ("max-is-last", "RTM_MAX"),
    ("max-is-last", "CTRL_ATTR_MAX"),
    ("fd-is-s32", "struct dma_buf_export_sync_file"),
    ("use-linux-types", "linux/kvm.h"),
    ("no-libc-include", "linux/kvm.h"),
    ("no-kernel-only-macro", "KVM_SEV_PAGE_TYPE_INVALID"),
    ("no-kernel-only-macro", "V4L2_FWHT_FL_I_FRAME"),
    ("no-kernel-only-type", "linux/kvm.h"),
    ("no-double-slash", "linux/kvm.h"),
    ("include-guard", "linux/kvm.h"),
    ("include-guard", "linux/xattr.h"),
    ("spdx-syscall-note", "linux/kvm.h"),
    ("spdx-syscall-note", "drm/xe_drm.h"),
    ("spdx-syscall-note", "asm/ioctls.h"),
    ("parenthesised-macro", "KVM_RUN"),
    ("unsigned-shift-31", "NF_BR_PRI_FIRST"),
    ("kvm-64bit-clean", "struct kvm_sev_cmd"),
    ("kvm-64bit-clean", "struct kvm_userspace_memory_region2"),
]
"""Conforming, or a look-alike."""


@functools.cache
def surface(path: str, target: str) -> Surface:
    return load(open_source(path), TARGETS[target])


def said(tree: Surface, rule: str, name: str) -> set[str]:
    """The subjects of a rule's findings about one declaration, macro or header."""
    own = name.partition(":")[0] if "/" in name else name.partition(".")[0]
    owner = tree.declarations.owner(own)
    names = frozenset({own, *([owner] if owner else ())})
    return {finding.subject for finding in review(tree, names, [find(rule)])}


@pytest.mark.parametrize(("rule", "subject"), FOUND)
def test_in_tree(rule, subject, trees):
    assert subject in said(surface(str(trees("7.2.0")), "x86_64"), rule, subject)


@pytest.mark.parametrize(("rule", "name"), SILENT)
def test_conforming(rule, name, trees):
    assert not said(surface(str(trees("7.2.0")), "x86_64"), rule, name)


@pytest.mark.parametrize(
    ("rule", "subject", "version", "target"),
    [
        ("no-valid-mask", "KVM_X86_DISABLE_VALID_EXITS", "6.13.4", "x86_64"),
        ("no-count-sentinel", "FUSE_NOTIFY_CODE_MAX", "6.13.4", "x86_64"),
        ("max-is-last", "GTPA_MAX", "6.3.8", "x86_64"),
        ("no-config-leak", "asm/ptrace.h:CONFIG_CPU_ENDIAN_BE8", "5.16.2", "arm"),
        ("reserved-documented-zero", "struct kvm_s390_irq_state.reserved", "7.2.0", "s390x"),
    ],
)
def test_in_other_trees(rule, subject, version, target, trees):
    assert subject in said(surface(str(trees(version)), target), rule, subject)


@pytest.mark.parametrize(
    ("rule", "subject", "old", "new"),
    [
        ("size-ver-published", "struct landlock_ruleset_attr", "6.3.8", "6.13.4"),
        ("size-ver-published", "struct landlock_ruleset_attr", "6.19.0", "7.2.0"),
    ],
)
def test_of_a_change(rule, subject, old, new, trees):
    before, after = (surface(str(trees(version)), "x86_64") for version in (old, new))
    names = frozenset({subject})
    assert [f.subject for f in review(after, names, [find(rule)], before)] == [subject]
    assert review_new([], before, after, [find(rule)]) == []
