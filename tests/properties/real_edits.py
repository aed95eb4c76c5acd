"""Edits of headers of Linux 7.2.0, each of one line, and what gcc says of them on x86_64.

`pattern` is a regular expression that is found once after `anchor`, the name of what is edited.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Edit(NamedTuple):
    """An edit of a header, and what it is to gcc and to programs."""

    header: str
    anchor: str
    pattern: str
    by: str
    facts: tuple[str, ...]
    """``struct s.member 8 -> 16`` (an offset), ``sizeof struct s 4 -> 8`` or ``sizeof struct
    s.member 4 -> 8``, ``CALL 0x1 -> 0x2`` (an ioctl's number), or with one number what stays."""
    verdicts: str
    """The worst of all findings: old program on new kernel / new program on old kernel."""
    include: str = ""
    """The header that a program includes, where it is not the one that is edited."""

    @property
    def program(self) -> str:
        return self.include or self.header

    def applied(self, text: str) -> str:
        """The edited text of the header."""
        start = re.search(rf"\b{self.anchor}\b", text)
        assert start, self.anchor
        rest, count = re.subn(self.pattern, self.by, text[start.start() :], count=1)
        assert count, self.pattern
        return text[: start.start()] + rest


def _append(member: str, by: str) -> tuple[str, str]:
    """A member behind another one."""
    return rf"([ \t]*\w+[ \t]+{member}(?:\[\w*\])?;)", rf"\1 {by}"


EDITS = (
    Edit("linux/gpio.h", "GPIO_V2_LINES_MAX", r"\b64\b", "128",
         ("struct gpio_v2_line_request.consumer 256 -> 512",
          "GPIO_V2_GET_LINE_IOCTL 0xc250b407 -> 0xc350b407"), "breaks/depends"),
    Edit("linux/uinput.h", "UI_GET_SYSNAME", r"\b44\b", "45",
         ("UI_GET_SYSNAME(8) 0x8008552c -> 0x8008552d",), "breaks/depends"),
    Edit("linux/hiddev.h", "HIDIOCGNAME", "0x06", "0x16",
         ("HIDIOCGNAME(8) 0x80084806 -> 0x80084816",), "breaks/depends"),
    Edit("linux/input.h", "input_absinfo", *_append("resolution", "__s32 more;"),
         ("EVIOCGABS(1) 0x80184541 -> 0x801c4541",
          "sizeof struct input_absinfo 24 -> 28"), "breaks/depends"),
    Edit("linux/spi/spidev.h", "spi_ioc_transfer", *_append("pad", "__u32 more;"),
         ("SPI_IOC_MESSAGE(2) 0x40406b00 -> 0x40506b00",), "breaks/depends"),
    Edit("asm/kvm.h", "kvm_ioapic_state", r"__u8 vector;", "__u8 more; __u8 vector;",
         ("struct kvm_ioapic_state.redirtbl[1].fields.dest_id 39 -> 48",
          "sizeof struct kvm_ioapic_state 216 -> 408"), "breaks/breaks", "linux/kvm.h"),
    Edit("linux/fuse.h", "fuse_attr", *_append("blksize", "uint64_t more;"),
         ("struct fuse_attr_out.attr.flags 100 -> 112",
          "sizeof struct fuse_entry_out 128 -> 144"), "breaks/breaks"),
    Edit("linux/rtc.h", "rtc_time", *_append("tm_isdst", "int tm_more;"),
         ("RTC_RD_TIME 0x80247009 -> 0x80287009",
          "RTC_WKALM_SET 0x4028700f -> 0x402c700f"), "breaks/depends"),
    Edit("linux/fiemap.h", "fiemap_extent", r"__u32 fe_reserved\[3\];", "__u32 fe_reserved[5];",
         ("struct fiemap.fm_extents[1] 88 -> 96", "sizeof struct fiemap 32"), "breaks/breaks"),
    Edit("linux/blkzoned.h", "blk_zone", r"__u8\s+reserved\[24\];",
         "__u64 more; __u8 reserved[16];", ("sizeof struct blk_zone 64",), "depends/depends"),
    Edit("linux/watchdog.h", "watchdog_info", r"identity\[32\]", "identity[64]",
         ("WDIOC_GETSUPPORT 0x80285700 -> 0x80485700",), "breaks/depends"),
    Edit("linux/ppdev.h", "PPGETMODE", "0x98", "0x9f",
         ("PPGETMODE 0x80047098 -> 0x8004709f",), "breaks/depends"),
    Edit("linux/i2c.h", "I2C_SMBUS_BLOCK_MAX", r"\b32\b", "64",
         ("sizeof union i2c_smbus_data 34 -> 66",), "depends/depends"),
    Edit("linux/btrfs.h", "BTRFS_DEV_STAT_GENERATION_ERRS", ",", ", BTRFS_DEV_STAT_MORE,",
         ("sizeof struct btrfs_ioctl_get_dev_stats.values 40 -> 48",
          "BTRFS_IOC_GET_DEV_STATS 0xc4089434"), "depends/depends"),
    Edit("linux/loop.h", "LO_NAME_SIZE", r"\b64\b", "128",
         ("struct loop_info64.lo_crypt_name 120 -> 184",
          "struct loop_config.info.lo_crypt_name 128 -> 192"), "breaks/breaks"),
    Edit("linux/tcp.h", "TCP_MD5SIG_MAXKEYLEN", r"\b80\b", "96",
         ("sizeof struct tcp_md5sig 216 -> 232",), "depends/depends"),
    Edit("linux/can.h", "CANFD_MAX_DLEN", r"\b64\b", "128",
         ("sizeof struct canfd_frame 72 -> 136",), "depends/depends"),
    Edit("linux/usbdevice_fs.h", "usbdevfs_urb",
         r"int buffer_length;\s+int actual_length;", "int actual_length; int buffer_length;",
         ("struct usbdevfs_urb.buffer_length 24 -> 28",
          "USBDEVFS_SUBMITURB 0x8038550a"), "breaks/breaks"),
    Edit("linux/userfaultfd.h", "_UFFDIO_COPY", r"0x03", "0x0a",
         ("UFFDIO_COPY 0xc028aa03 -> 0xc028aa0a",), "breaks/breaks"),
    Edit("linux/vfio.h", "vfio_info_cap_header", r"__u16\s+version;", "__u32 version;",
         ("struct vfio_info_cap_header.next 4 -> 8",), "breaks/breaks"),
    Edit("linux/media.h", "media_device_info", r"__u32 media_version;", "__u64 media_version;",
         ("struct media_device_info.hw_revision 124 -> 128",
          "MEDIA_IOC_DEVICE_INFO 0xc1007c00 -> 0xc1087c00"), "breaks/depends"),
    Edit("linux/cec.h", "CEC_MAX_MSG_SIZE", r"\b16\b", "32",
         ("struct cec_msg.reply 48 -> 64",
          "CEC_TRANSMIT 0xc0386105 -> 0xc0486105"), "breaks/depends"),
    Edit("linux/input-event-codes.h", "ABS_MAX", r"0x3f", "0x4f",
         ("JSIOCGAXMAP 0x80406a32 -> 0x80506a32",), "breaks/depends",
         "linux/joystick.h"),
    Edit("linux/random.h", "RNDGETENTCNT", "_IOR", "_IOW",
         ("RNDGETENTCNT 0x80045200 -> 0x40045200",), "breaks/depends"),
    Edit("linux/hidraw.h", "hidraw_devinfo", r"__s16 vendor;", "__u32 vendor;",
         ("struct hidraw_devinfo.product 6 -> 8",
          "HIDIOCGRAWINFO 0x80084803 -> 0x800c4803"), "breaks/depends"),
    Edit("linux/nvme_ioctl.h", "nvme_passthru_cmd", r"\btimeout_ms;", "timeout_us;",
         ("sizeof struct nvme_passthru_cmd 72",), "depends/depends"),
    Edit("linux/virtio_net.h", "virtio_net_hdr_v1", r"__virtio16 num_buffers;",
         "__virtio32 num_buffers;",
         ("struct virtio_net_hdr_v1_hash.hash_value_lo 12 -> 16",), "breaks/breaks"),
    Edit("linux/virtio_ring.h", "vring_used_elem", r"__virtio32 id;", "__virtio64 id;",
         ("struct vring_used_elem.len 4 -> 8",), "breaks/breaks"),
    Edit("linux/inotify.h", "inotify_event", r"__s32\s+wd;", "__s64 wd;",
         ("struct inotify_event.mask 4 -> 8",), "breaks/breaks"),
    Edit("linux/dvb/frontend.h", "dtv_property", r"__u8 data\[32\];", "__u8 data[64];",
         ("struct dtv_property.u.buffer.len 48 -> 80",
          "struct dtv_property.result 72 -> 104"), "breaks/breaks"),
    Edit("linux/mtio.h", "mtget", r"long\s+mt_type;", "long long mt_more; long mt_type;",
         ("struct mtget.mt_resid 8 -> 16", "MTIOCGET 0x80306d02 -> 0x80386d02"), "breaks/depends"),
    Edit("linux/aio_abi.h", "io_event", r"__s64\s+res2;", "double res2;",
         ("struct io_event.res2 24",), "breaks/breaks"),
    Edit("linux/fsverity.h", "fsverity_enable_arg", r"__u64 salt_ptr;", "__u8 *salt_ptr;",
         ("FS_IOC_ENABLE_VERITY 0x40806685",), "depends/depends"),
    Edit("linux/stat.h", "statx_timestamp", r"__s32\s+__reserved;", "__s32 __reserved[3];",
         ("struct statx.stx_ctime 96 -> 112",), "breaks/breaks"),
    Edit("linux/if_tun.h", "TUNSETIFF", r"\b202\b", "232",
         ("TUNSETIFF 0x400454ca -> 0x400454e8",), "breaks/depends"),
    Edit("linux/tls.h", "TLS_CIPHER_AES_GCM_128_IV_SIZE", r"\b8\b", "12",
         ("struct tls12_crypto_info_aes_gcm_128.key 12 -> 16",), "breaks/breaks"),
    Edit("linux/vhost_types.h", "vhost_iotlb_msg", r"__u8 perm;", "__u32 more; __u8 perm;",
         ("struct vhost_msg.iotlb.perm 32 -> 36", "sizeof struct vhost_msg 72"), "breaks/breaks"),
    Edit("linux/fscrypt.h", "FSCRYPT_KEY_IDENTIFIER_SIZE", r"\b16\b", "48",
         ("struct fscrypt_add_key_arg.raw_size 40 -> 56",
          "FS_IOC_ADD_ENCRYPTION_KEY 0xc0506617 -> 0xc0606617"), "breaks/depends"),
    Edit("linux/landlock.h", "landlock_path_beneath_attr", r"__attribute__\(\(packed\)\)", "",
         ("sizeof struct landlock_path_beneath_attr 12 -> 16",), "depends/depends"),
    Edit("linux/quota.h", "if_dqblk", r"__u64 dqb_bsoftlimit;", "__u32 dqb_bsoftlimit;",
         ("struct if_dqblk.dqb_curspace 16",), "depends/depends"),
    Edit("drm/drm.h", "drm_syncobj_wait", *_append("deadline_nsec", "__u64 more;"),
         ("DRM_IOCTL_SYNCOBJ_WAIT 0xc02864c3 -> 0xc03064c3",), "safe/safe"),
    Edit("drm/i915_drm.h", "drm_i915_gem_exec_object2", *_append("rsvd2", "__u64 more;"),
         ("sizeof struct drm_i915_gem_exec_object2 56 -> 64",), "breaks/breaks"),
)  # fmt: skip
