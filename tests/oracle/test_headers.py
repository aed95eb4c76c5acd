"""All records, enumerators and constants of headers, as clang and gcc have them."""

from __future__ import annotations

import pytest

from abi.target import TARGETS
from tests.conftest import Trees
from tests.header_trees import VERSIONS
from tests.oracle import ours
from tests.oracle.compare import check
from tests.oracle.judge import FIRST

OTHERS = """
linux/vfio.h linux/io_uring.h linux/bpf.h linux/perf_event.h linux/nl80211.h linux/input.h
linux/iommufd.h linux/landlock.h linux/userfaultfd.h linux/mount.h linux/stat.h linux/seccomp.h
linux/fs.h linux/loop.h linux/nvme_ioctl.h linux/usbdevice_fs.h linux/virtio_net.h
linux/virtio_blk.h linux/vhost.h drm/drm.h drm/i915_drm.h drm/amdgpu_drm.h linux/media.h
linux/rtnetlink.h linux/dm-ioctl.h linux/ublk_cmd.h linux/psp-dbc.h linux/fscrypt.h linux/gpio.h
linux/i2c.h linux/spi/spidev.h linux/pps.h linux/ptp_clock.h linux/rseq.h linux/futex.h
linux/sched.h linux/netfilter/nf_tables.h linux/tls.h linux/dma-buf.h linux/udmabuf.h
linux/hidraw.h linux/uhid.h linux/taskstats.h linux/pidfd.h linux/rkisp1-config.h linux/ndctl.h
linux/mei.h linux/fpga-dfl.h linux/tee.h linux/i2o-dev.h rdma/ib_user_verbs.h rdma/mlx5-abi.h
scsi/scsi_bsg_fc.h mtd/mtd-abi.h linux/cxl_mem.h misc/habanalabs.h linux/kfd_ioctl.h
linux/android/binder.h asm/ptrace.h asm/sigcontext.h asm/stat.h
""".split()  # noqa: SIM905
"""Headers of many subsystems that can be included together."""

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("target", FIRST)
def test_compilers_agree(
    version: str, target: str, trees: Trees, clang: str, gcc: str, own_cache: object
) -> None:
    for name, found in check(trees(version), TARGETS[target], clang, gcc).items():
        assert not found.faults, name
        assert found.counts["records"] > 50
        assert found.counts["members"] > 300
        assert found.counts["enumerators"] > 50
        assert found.counts["macros"] > 500


@pytest.mark.parametrize("target", FIRST)
def test_other_headers(target: str, trees: Trees, clang: str, gcc: str, own_cache: object) -> None:
    source = trees(VERSIONS[-1])
    roots = ours.tree(source, TARGETS[target]).search_path(TARGETS[target])
    headers = tuple(h for h in OTHERS if any((root / h).is_file() for root in roots))
    for name, found in check(source, TARGETS[target], clang, gcc, headers).items():
        assert not found.faults, name
        assert found.counts["records"] > 1000
        assert found.counts["enumerators"] > 5000
        assert found.counts["macros"] > 5000
