"""Design rules of types, layout and ioctl numbers, on real headers."""

from __future__ import annotations

import functools

import pytest

from abi.rules.registry import find
from abi.rules.review import review
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source


@pytest.fixture(scope="module")
def said(trees):
    """Subjects that a rule speaks of, of some names of a version; empty if it is silent."""

    @functools.cache
    def surface(version):
        return load(open_source(str(trees(version))), TARGETS["x86_64"])

    def ask(rule, *names, version="7.2.0"):
        found = review(surface(version), frozenset(names), [find(rule)])
        return [finding.subject for finding in found]

    return ask


FOUND = [
    ("fixed-width-types", "struct xfrm_selector", "struct xfrm_selector.ifindex"),
    ("no-long-member", "struct snd_hwdep_dsp_image", "struct snd_hwdep_dsp_image.driver_data"),
    ("no-size-type-member", "struct snd_hwdep_dsp_image", "struct snd_hwdep_dsp_image.length"),
    ("pointer-as-u64", "struct console_font_op", "struct console_font_op.data"),
    ("pointer-as-u64", "struct kvm_dirty_log", "struct kvm_dirty_log.dirty_bitmap"),
    ("no-tail-padding", "struct vduse_iotlb_entry", "struct vduse_iotlb_entry"),
    ("pad-to-8", "struct nvme_user_io", "struct nvme_user_io"),
    ("pad-to-8", "struct vhost_iotlb_msg", "struct vhost_iotlb_msg"),
    ("pad-to-8", "struct btrfs_ioctl_timespec", "struct btrfs_ioctl_timespec"),
    ("pad-to-8", "struct if_dqblk", "struct if_dqblk"),
    ("pad-to-8", "struct kvm_dirty_tlb", "struct kvm_dirty_tlb"),
    ("same-size-32-64", "struct drm_ivpu_submit", "struct drm_ivpu_submit"),
    ("same-offsets-32-64", "struct kvm_xen_exit", "struct kvm_xen_exit.u"),
    ("same-offsets-32-64", "struct f2fs_move_range", "struct f2fs_move_range.pos_in"),
    ("aligned-u64", "struct fw_cdev_get_cycle_timer2", "struct fw_cdev_get_cycle_timer2"),
    ("no-bitfields", "struct perf_event_attr", "struct perf_event_attr.disabled"),
    ("no-enum-member", "struct hdspm_ltc", "struct hdspm_ltc.format"),
    ("no-plain-char-number", "struct snd_seq_event", "struct snd_seq_event.tag"),
    ("no-plain-char-number", "struct snd_seq_ump_event", "struct snd_seq_ump_event.tag"),
    (
        "no-float-member",
        "struct snd_firewire_motu_command_dsp_meter",
        "struct snd_firewire_motu_command_dsp_meter.data",
    ),
    ("no-float-member", "struct acct_v3", "struct acct_v3.ac_etime"),
    ("no-timeval", "struct snd_pcm_status", "struct snd_pcm_status.tstamp"),
    ("no-timeval", "PPGETTIME", "PPGETTIME"),
    ("time-naturally-signed", "struct btrfs_ioctl_timespec", "struct btrfs_ioctl_timespec.sec"),
    ("no-packed", "struct snd_sof_blk_hdr", "struct snd_sof_blk_hdr"),
    ("no-pragma-pack", "linux/cciss_defs.h", "linux/cciss_defs.h"),
    ("no-pragma-pack", "linux/batadv_packet.h", "linux/batadv_packet.h"),
    (
        "no-one-element-array",
        "struct ioctl_gntdev_map_grant_ref",
        "struct ioctl_gntdev_map_grant_ref.refs",
    ),
    ("no-one-element-array", "struct vbg_ioctl_log", "struct vbg_ioctl_log.u.in.msg"),
    (
        "no-zero-length-array",
        "struct audioreach_module_priv_data",
        "struct audioreach_module_priv_data.data",
    ),
    ("flex-array-last", "struct sr6_tlv_hmac", "struct sr6_tlv_hmac.tlvhdr"),
    (
        "flex-array-counted",
        "struct btrfs_ioctl_search_args_v2",
        "struct btrfs_ioctl_search_args_v2.buf",
    ),
    (
        "uninitialised-padding-out",
        "struct rtc_wkalrm",
        "struct rtc_wkalrm",
    ),
    ("ioctl-via-macro", "SNDRV_DM_FM_OSS_IOCTL_RESET", "SNDRV_DM_FM_OSS_IOCTL_RESET"),
    ("ioctl-not-sizeof-pointer", "DIAG_IOCSREG", "DIAG_IOCSREG"),
    ("ioctl-not-sizeof-pointer", "PHN_SET_REGS", "PHN_SET_REGS"),
    ("ioctl-not-sizeof-pointer", "USBDEVFS_REAPURB", "USBDEVFS_REAPURB"),
    ("ioctl-not-sizeof-sizeof", "BLKBSZGET", "BLKBSZGET"),
    ("ioctl-same-number-everywhere", "BLKBSZGET", "BLKBSZGET"),
    ("ioctl-io-without-arg", "BLKGETSIZE", "BLKGETSIZE"),
    ("ioctl-direction-true", "USBDEVFS_REAPURB", "USBDEVFS_REAPURB"),
    ("ioctl-direction-true", "KVM_GET_DIRTY_LOG", "KVM_GET_DIRTY_LOG"),
    ("ioctl-scalar-arg", "SNDRV_PCM_IOCTL_TTSTAMP", "SNDRV_PCM_IOCTL_TTSTAMP"),
    ("ioctl-type-registered", "PMIC_UPDATE_PGM", "PMIC_UPDATE_PGM"),
    ("ioctl-no-version-overload", "struct dm_ioctl", "struct dm_ioctl.version"),
]

SILENT = [
    ("fixed-width-types", "struct kvm_regs"),
    ("no-long-member", "struct kvm_sregs"),
    ("pointer-as-u64", "struct kvm_sev_cmd"),
    ("pointer-as-u64", "struct bpf_sk_lookup"),  # __bpf_md_ptr
    ("no-tail-padding", "struct kvm_sev_cmd"),
    ("pad-to-8", "struct kvm_userspace_memory_region2"),
    ("same-size-32-64", "struct console_font_op"),  # a pointer is the reason
    ("same-offsets-32-64", "struct btrfs_ioctl_timespec"),
    ("no-implicit-hole", "struct drm_panthor_gpu_info"),
    ("no-timeval", "struct __kernel_timespec"),
    ("time-naturally-signed", "struct statx_timestamp"),
    ("no-packed", "struct virtio_blk_config"),
    ("no-one-element-array", "struct ioctl_gntalloc_alloc_gref"),
    ("flex-array-counted", "struct vfio_region_sparse_mmap_ioctls"),
    ("uninitialised-padding-out", "struct vfio_device_info"),
    ("ioctl-via-macro", "KVMIO"),
    ("ioctl-not-sizeof-pointer", "KVM_RUN"),
    ("ioctl-same-number-everywhere", "KVM_SET_USER_MEMORY_REGION2"),
    ("ioctl-unique-number", "VFIO_DEVICE_PCI_HOT_RESET"),
    ("ioctl-unique-number", "DMA_BUF_SET_NAME_B"),
    ("ioctl-same-number-everywhere", "FS_IOC_GETFLAGS"),  # and FS_IOC32_GETFLAGS
    ("ioctl-type-registered", "EXT4_IOC_GETFLAGS"),
    ("ioctl-type-registered", "XSDFEC_STOP_DEV"),  # type and number alone
    ("ioctl-type-registered", "UBLK_U_CMD_ADD_DEV"),  # a command of io_uring
    ("ioctl-type-registered", "VIDIOC_SUBDEV_ENUMSTD"),
    ("ioctl-unique-number", "MSHV_SINT_PAUSE_MESSAGE_STREAM"),  # of another device
    ("no-bitfields", "union drbd_state"),  # in both byte orders
    ("no-bitfields", "union perf_mem_data_src"),  # likewise, the record twice
    ("no-implicit-hole", "struct comedi_chaninfo"),  # a pointer is the reason
    ("same-offsets-32-64", "struct uffd_msg"),  # an arm of a union that is longer anyway
    ("uninitialised-padding-out", "struct snp_guest_request_ioctl"),  # programs write it first
    ("uninitialised-padding-out", "struct drm_amdgpu_info_device"),  # no ioctl's argument
    ("ioctl-type-registered", "DRM_IOCTL_I915_GETPARAM"),
    ("ioctl-direction-true", "KVM_GET_REGS"),
]


@pytest.mark.parametrize(("rule", "name", "subject"), FOUND)
def test_found(said, rule, name, subject):
    assert subject in said(rule, name)


@pytest.mark.parametrize(("rule", "name"), SILENT)
def test_silent(said, rule, name):
    assert said(rule, name) == []


def test_no_bool_in_a_whole_tree(said, trees):
    surface = load(open_source(str(trees("7.2.0"))), TARGETS["x86_64"])
    assert review(surface, None, [find("no-bool-member")]) == []


def test_a_hole_that_got_a_name(said):
    """95cbab48782b."""
    before = said("no-implicit-hole", "struct drm_panthor_gpu_info", version="6.13.4")
    assert len(before) == 1


def test_an_inner_record_that_is_old_is_said_of_the_new_one_around_it(said):
    around = "struct btrfs_ioctl_received_subvol_args"
    inner = "struct btrfs_ioctl_timespec"
    assert said("pad-to-8", around, inner) == [inner]
    assert said("same-offsets-32-64", around) != []


def test_one_cause_is_said_once(trees):
    """All rules together: sizes, tail and alignment are one fault of one record."""
    surface = load(open_source(str(trees("7.2.0"))), TARGETS["x86_64"])
    rules = [find(name) for name in ("pad-to-8", "same-size-32-64", "no-tail-padding")]
    found = review(surface, frozenset({"struct drm_ivpu_submit"}), [*rules, find("aligned-u64")])
    assert [f.rule for f in found] == ["pad-to-8"]
