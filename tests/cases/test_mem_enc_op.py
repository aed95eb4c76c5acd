"""Envelopes and payloads of all vendors, and the envelope's share, against sizes that gcc gave."""

from __future__ import annotations

import pytest

from abi.ioctl import decode
from abi.layout import Layout
from abi.target import TARGETS
from tests.cases.landed import landed, value, variant
from tests.cases.reading import by_first, report_of, rows, table

# (member, offset, bytes), then the size; the same on x86_64 and i386.
EARLY = {
    "kvm_tdx_cmd v1": ([("id", 0, 4), ("metadata", 4, 4), ("data", 8, 8)], 16),
    "kvm_tdx_cmd ≤ v16": (
        [("id", 0, 4), ("flags", 4, 4), ("data", 8, 8), ("error", 16, 8), ("unused", 24, 8)], 32),
    "kvm_tdx_cmd v17": ([("id", 0, 4), ("flags", 4, 4), ("data", 8, 8), ("error", 16, 8)], 24),
    "kvm_tdx_cmd 6.16": ([("id", 0, 4), ("flags", 4, 4), ("data", 8, 8), ("hw_error", 16, 8)], 24),
}  # fmt: skip
PV_CMD = [("cmd", 0, 4), ("rc", 4, 2), ("rrc", 6, 2), ("data", 8, 8), ("flags", 16, 4),
          ("reserved", 20, 12)]  # fmt: skip
ADDING = {  # bytes of what adds memory, vendor by vendor
    "SNP, 6.11": 64, "TDX, 6.16": 24, "s390, 5.8": 24, "Arm CCA v13": 32, "one for all, 2023": 32,
}  # fmt: skip
PAYLOADS = {  # of vendors without KVM_MEMORY_ENCRYPT_OP: s390, CCA
    "kvm_s390_pv_sec_parm": ("16", "–"), "kvm_s390_pv_unp": ("24", "–"),
    "kvm_s390_pv_dmp": ("64", "–"), "kvm_s390_pv_info": ("80", "–"),
    "kvm_arm_rmi_populate": ("–", "32"), "kvm_arm_rmi_psci_complete": ("–", "24"),
}  # fmt: skip
PV_IDS = (
    "ENABLE", "DISABLE", "SET_SEC_PARMS", "UNPACK", "VERIFY", "PREP_RESET", "UNSHARE_ALL", "INFO",
    "DUMP", "ASYNC_CLEANUP_PREPARE", "ASYNC_CLEANUP_PERFORM",
)  # fmt: skip


@pytest.fixture(scope="module")
def report(uapi):
    return report_of(uapi, "mem-enc-op")


def lanes(report, name):
    return {lane["name"]: lane for lane in table(report, name)["lanes"]}


def members(lane):
    return [(c["name"], c["offset"], c["size"]) for c in lane["cells"] if c["kind"] != "hole"]


@pytest.mark.parametrize("title", EARLY)
def test_envelopes_of_tdx(report, title):
    lane = lanes(report, "bytes-tdx-cmd")[title]
    assert (members(lane), lane["size"]) == EARLY[title]


def test_tdx_envelopes_have_one_size_on_both_targets(report):
    found = by_first(report, "sizes-tdx-cmd")
    sizes = [[cell.partition(",")[0] for cell in found[t]] for t in ("x86_64", "i386")]
    assert sizes == [["16", "32", "24", "24"]] * 2


def test_capabilities_of_tdx(report):
    found = lanes(report, "bytes-tdx-capabilities")
    assert {name: lane["size"] for name, lane in found.items()} == {
        "v1": 40,  # 4 * 8 + 4 + 4, and no entries
        "v17 to v19": 2056,  # 4 * 8 + 4 + 4 + 251 * 8 = 2048, a count of 4 bytes, a hole of 4
        "6.16": 2056,  # 6 * 8 + 250 * 8 = 2048, and 8 of kvm_cpuid2
    }
    assert ("nr_cpuid_configs", 2048, 4) in members(found["v17 to v19"])
    entry = variant("mem-enc-op", "tdx-v1.h").layout("struct kvm_tdx_cpuid_config")
    assert isinstance(entry, Layout)
    assert entry.size == 24


def test_the_envelope_of_s390(report):
    lane = lanes(report, "bytes-s390")["kvm_pv_cmd"]
    assert (members(lane), lane["size"]) == (PV_CMD, 32)


def test_what_adds_memory(report):
    found = lanes(report, "bytes-populate")
    assert {name: lane["size"] for name, lane in found.items()} == ADDING
    assert members(found["one for all, 2023"]) == [
        ("uaddr", 0, 8), ("gpa", 8, 8), ("len", 16, 8), ("flags", 24, 8),
    ]  # fmt: skip


def test_payloads_of_other_vendors(report):
    found = by_first(report, "payload-structs")
    for name, sizes in PAYLOADS.items():
        assert tuple(found[name][-2:]) == sizes, name


# sev-6.8, sev-6.9, rfc-v4, tdx-6.16, s390, cca; the SEV payloads of before 6.9 in test_compare.py
BEHIND = {
    "commands": ["22", "27", "22", "6", "11", "2"],
    "payload structs": ["11", "15", "11", "4", "4", "2"],
    # 40+16+48+16+72+48+40+48+12+24+32 = 396, and 48+64+64+88 = 264 more; 2056+264+24+8; 16+24+80+64
    "payload bytes": ["396", "660", "396", "2352", "184", "56"],
    # 32+12+36+12+52+36+32+36+12+20+28 = 308
    "  on i386": ["308", "660", "308", "2352", "184", "56"],
}
NEWER = {
    "kvm_sev_init": 48, "kvm_sev_snp_launch_start": 64, "kvm_sev_snp_launch_update": 64,
    "kvm_sev_snp_launch_finish": 88,
}  # fmt: skip
OF_TDX = {
    "kvm_tdx_capabilities": 2056, "kvm_tdx_init_vm": 264, "kvm_tdx_init_mem_region": 24,
    "kvm_cpuid2": 8,
}  # fmt: skip


@pytest.mark.parametrize("of", BEHIND)
def test_what_stands_behind(report, of):
    assert by_first(report, "behind")[of] == BEHIND[of]


def test_newer_payloads_have_one_size_on_both_targets(report):
    found = by_first(report, "payload-structs")
    assert {name: found[name][1] for name in NEWER} == {n: str(s) for n, s in NEWER.items()}
    assert {name: found[name][3] for name in OF_TDX} == {n: str(s) for n, s in OF_TDX.items()}


def test_ioctls_of_other_vendors_do_not_collide(report):
    assert {row[0] for row in rows(report, "id-meanings")} == {"0", "1", "2", "3", "4", "5"}
    assert not any("KVM_PV_" in row[1] for row in rows(report, "id-meanings"))
    reached = {row[1]: row[0] for row in rows(report, "reach") if len(row) == 5}
    assert [reached[f"KVM_PV_{name}"] for name in PV_IDS] == [str(n) for n in range(11)]
    assert reached["KVM_ARM_RMI_POPULATE"] == "0xc020aed7"
    assert reached["KVM_ARM_VCPU_RMI_PSCI_COMPLETE"] == "0x4018aed6"


def test_numbers_carry_the_size_of_an_envelope_on_s390_only():
    target = TARGETS["s390x"]
    surface = variant("mem-enc-op", "s390-pv.h", "s390x")
    for name, number in (("COMMAND", 0xC020AEC5), ("CPU_COMMAND", 0xC020AED0)):
        assert value(surface, f"KVM_S390_PV_{name}") == number
        assert decode(number, target).size == 32
    encrypt = value(variant("mem-enc-op", "tdx-v1.h"), "KVM_MEMORY_ENCRYPT_OP")
    assert encrypt == 0xC008AEBA
    assert decode(encrypt, TARGETS["x86_64"]).size == 8  # of a long


@pytest.mark.oracle
def test_s390_landed_as_the_case_has_it(trees):
    real, ours = landed(trees("7.2.0"), "s390x"), variant("mem-enc-op", "s390-pv.h", "s390x")
    records = [key for key in ours.keys() if key.startswith("struct kvm_")]
    assert len(records) == 8
    for key in records:
        one, other = ours.layout(key), real.layout(key)
        assert isinstance(one, Layout)
        assert isinstance(other, Layout)
        assert [(p, x.offset) for p, x in one.leaves()] == [
            (p, x.offset) for p, x in other.leaves()
        ]
        assert one.size == other.size
    for name in PV_IDS:
        assert value(ours, f"KVM_PV_{name}") == value(real, f"KVM_PV_{name}") is not None


# What each command exchanges: 24 bytes of envelope, and its payload.
# sev-6.8: 22 commands; 11 payloads of 396 bytes, kvm_sev_dbg (24) twice.
# sev-6.9: 27 commands; 15 payloads of 660 bytes, kvm_sev_dbg twice.
# tdx-6.16: 6 commands; 2056 + 264 + 24 + 8 bytes.
SHARES = {
    "bytes, each command once": [948, 1332, 948, 2496],
    "bytes, each record once": [24 + 396, 24 + 660, 24 + 396, 24 + 2352],
    # members without fillers: 6+2+6+2+9+6+6+6+3+3+3 = 52 of SEV's eleven, kvm_sev_dbg's 3 twice;
    # 3+3+5+7 = 18 more with init, start, update and finish of SNP; 7+6+3+2 = 18 of TDX;
    # envelopes of 4, 4, 6 (with the union's) and 4 members
    "members, each command once": [22 * 4 + 55, 27 * 4 + 73, 22 * 6 + 55, 6 * 4 + 18],
    "members, each record once": [4 + 52, 4 + 70, 6 + 52, 4 + 18],
}


@pytest.mark.parametrize("of", SHARES)
def test_the_whole(report, of):
    found = rows(report, "share-table")
    assert next(row[1:] for row in found if row[0] == of) == [str(n) for n in SHARES[of]]


def test_the_share_of_the_envelope(report):
    found = rows(report, "share-table")
    # 22 * 24 = 528 of 948, 27 * 24 = 648 of 1332, 6 * 24 = 144 of 2496
    assert found[1][1:] == ["528, 56 %", "648, 49 %", "528, 56 %", "144, 6 %"]
    # id and data: 22 * 12 = 264, 27 * 12 = 324, 6 * 12 = 72
    assert found[2][1:] == ["264, 28 %", "324, 24 %", "264, 28 %", "72, 3 %"]
    # 24 and 12 of 420, 684, 420, 2376
    assert found[7][1:] == ["24, 6 %", "24, 4 %", "24, 6 %", "24, 1 %"]
    assert found[8][1:] == ["12, 3 %", "12, 2 %", "12, 3 %", "12, 1 %"]


def test_the_first_screen_answers(uapi):
    """24 lines of 80 columns: three sentences and the whole picture."""
    screen = uapi("compare", "mem-enc-op").out.split("\n")[:24]
    assert max(map(len, screen)) <= 80
    text = " ".join(" ".join(screen).split())
    assert "of 25 payload structs, none is the same in all 6 variants" in text
    assert "12 of 24 bytes (id and data), is 28 % of what a program exchanges" in text
    assert "3 % with kvm_tdx_cmd 6.16" in text
    assert "sev_fd is destroyed" in text
    assert any(line.startswith("  size  24, align 8") for line in screen)
