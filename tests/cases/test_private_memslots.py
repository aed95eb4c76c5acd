"""The case private-memslots: structs, numbers and bits through the versions of the series."""

from __future__ import annotations

import pytest

from abi.ioctl import ioctl_of
from abi.layout import Layout
from tests.cases.landed import landed, value, variant
from tests.cases.reading import by_first, report_of, rows, table

BASE = [
    ("slot", 0, 4), ("flags", 4, 4), ("guest_phys_addr", 8, 8), ("memory_size", 16, 8),
    ("userspace_addr", 24, 8),
]  # fmt: skip
PADDED = [("pad1", 44, 4), ("pad2", 48, 112)]
# Members behind the first five, and the size, as mails and gcc have them.
REGIONS = {
    "region": ([], 32),
    "v1": ([("ofs", 32, 8), ("fd", 40, 4), ("padding", 44, 20)], 64),
    "v5": ([("private_offset", 32, 8), ("private_fd", 40, 4), ("padding", 44, 20)], 64),
    "v6": ([("private_offset", 32, 8), ("private_fd", 40, 4), *PADDED], 160),
    "v10": ([("restricted_offset", 32, 8), ("restricted_fd", 40, 4), *PADDED], 160),
    "RFC v11": ([("gmem_offset", 32, 8), ("gmem_fd", 40, 4), *PADDED], 160),
    "RFC v12": ([("guest_memfd_offset", 32, 8), ("guest_memfd", 40, 4), *PADDED], 160),
    "merged 6.8": ([("guest_memfd_offset", 32, 8), ("guest_memfd", 40, 4), *PADDED], 160),
}  # fmt: skip


@pytest.fixture(scope="module")
def report(uapi):
    return report_of(uapi, "private-memslots")


def text_of(report, section):
    found = [s for s in report["sections"] if s["id"] == section]
    return " ".join(b["text"] for b in found[0]["blocks"] if b["type"] == "text")


def grouped(report, name):
    """The rows of a table under the group that they stand in."""
    groups, key = {}, ""
    for row in rows(report, name):
        if len(row) == 1:
            key = row[0]
        else:
            groups.setdefault(key, []).append(row)
    return groups


@pytest.mark.parametrize("title", REGIONS)
def test_region(report, title):
    lanes = {lane["name"]: lane for lane in table(report, "bytes-region")["lanes"]}
    members, size = REGIONS[title]
    found = [(c["name"], c["offset"], c["size"]) for c in lanes[title]["cells"]]
    assert found == BASE + members
    assert lanes[title]["size"] == size


def test_sizes_are_the_same_on_all_targets(report):
    for target, *sizes in rows(report, "sizes-region"):
        align = 4 if target == "i386" else 8
        assert sizes == [f"{size}, align {align}" for _, size in REGIONS.values()], target


# (layout, whether source breaks) as the pairs were judged from compiled layouts.
RELATIONS = {
    "region → v1": ("32 → 64", "grown at the end; bytes 0..31 are the same", False),
    "region → merged 6.8": ("32 → 160", "grown at the end; bytes 0..31 are the same", False),
    "v1 → v5": ("64", "same", True),
    "v5 → v6": (
        "64 → 160", "7 of 7 members at their places; fillers cut anew: pad1 and pad2", False),
    "v6 → v10": ("160", "same", True),
    "v10 → RFC v11": ("160", "same", True),
    "v10 → merged 6.8": ("160", "same", True),
    "RFC v12 → merged 6.8": ("160", "same", False),
}  # fmt: skip


@pytest.mark.parametrize("pair", RELATIONS)
def test_relation(report, pair):
    sizes, layout, source = by_first(report, "relations-relations")[pair]
    assert (sizes, layout, source.startswith("break")) == RELATIONS[pair]


def test_what_v10_renames(report):
    source = by_first(report, "relations-relations")["v6 → v10"][2]
    assert "private_offset is restricted_offset" in source
    assert "private_fd is restricted_fd" in source
    found = by_first(report, "relations-relations")["v10 → merged 6.8"][2]
    assert "restricted_fd is guest_memfd" in found
    assert "5 members are in an inner struct" in found


def test_the_answer(report):
    said = " ".join(report["answer"])
    assert "`KVM_SET_USER_MEMORY_REGION` passes 64 and 160 bytes in v1 to v10" in said
    assert "its number, 0x4020ae46, says 32" in said
    assert "`KVM_SET_USER_MEMORY_REGION2` (0x40a0ae49) says all 160" in said
    assert "begin with the same 32 bytes" in said
    assert "64 in v1 to v5 and 160 in v6 to merged 6.8" in said


def test_the_answer_and_its_picture_are_the_first_screen(uapi):
    lines = uapi("compare", "private-memslots").out.split("\n")
    assert max(map(len, lines)) <= 80
    assert "private_offset" in "\n".join(lines[:24])


NUMBERS = {
    "0x46": {("0x4020ae46", "_IOW", "32")},
    "0x49": {("0x40a0ae49", "_IOW", "160")},
    "0xbb": {("0x8010aebb", "_IOR", "16")},
    "0xbc": {("0x8010aebc", "_IOR", "16")},
    "0xd2, used again": {("0x8008aed2", "_IOR", "8"), ("0x4020aed2", "_IOW", "32")},
    "0xd3, used again": {("0xc020aed3", "_IOWR", "32"), ("0x4020aed3", "_IOW", "32")},
    "0xd4": {("0xc040aed4", "_IOWR", "64")},
    "0xd5": {("0xc040aed5", "_IOWR", "64")},
}


def test_numbers(report):
    found = grouped(report, "numbers-numbers")
    assert {nr: {tuple(row[:3]) for row in own} for nr, own in found.items()} == NUMBERS


def test_numbers_used_again(report):
    said = text_of(report, "numbers")
    assert (
        "Number 0xd2 has been `KVM_GET_SUPPORTED_MEMORY_ATTRIBUTES` (0x8008aed2, v10 to RFC v12) "
        "and `KVM_SET_MEMORY_ATTRIBUTES` (0x4020aed2, merged 6.8 to merged 6.19): an old program "
        "gets ENOTTY"
    ) in said
    assert all(f["severity"] == "note" for f in report["findings"] if f["rule"] == "number-reused")


def test_numbers_that_hide_a_size(report):
    hidden = rows(report, "hidden-numbers")
    assert [(row[0], row[2], row[3]) for row in hidden] == [
        ("v1", "32", "64"), ("v5", "32", "64"), ("v6", "32", "160"), ("v10", "32", "160"),
    ]  # fmt: skip


def test_numbers_per_target(report):
    found = {(row[1], row[2]) for row in rows(report, "targets-numbers")}
    assert ("0x8010aebb", "x86_64, i386") in found
    assert ("0x4010aebb", "powerpc64, mips64") in found
    assert ("0x4010aebc", "powerpc64, mips64") in found
    assert ("0x80a0ae49", "powerpc64, mips64") in found
    assert ("0x8020aed2", "powerpc64, mips64") in found


def test_the_same_number_means_something_else_by_vm_type(report):
    meanings = grouped(report, "meanings-numbers")
    assert [row[2] for row in meanings["KVM_MEMORY_ENCRYPT_REG_REGION"]] == [
        "region, v6, merged 6.8, merged 6.19", "v6",
    ]  # fmt: skip
    changed = {f["subject"] for f in report["findings"] if f["rule"] == "meaning-changed"}
    assert changed == {"KVM_MEMORY_ENCRYPT_REG_REGION", "KVM_MEMORY_ENCRYPT_UNREG_REGION"}


def claims(report, name, bit):
    return {(row[2], row[1]) for row in rows(report, name) if row[0] == str(bit)}


def test_claims_on_memslot_flags(report):
    assert claims(report, "claims-claims-0", 3) == {
        ("KVM_MEM_EXIT_ON_MISSING", "no"), ("KVM_MEM_ENABLE_CACHEABLE_PFNMAP", "no"),
        ("KVM_MEM_WRITE_NOTIFY", "no"), ("KVM_MEM_GUEST_DAXFD", "no"),
        ("KVM_MEM_NON_COHERENT_DMA", "no"),
    }  # fmt: skip
    assert claims(report, "claims-claims-0", 2) == {
        ("KVM_MEM_PRIVATE", "no"), ("KVM_MEM_GUEST_MEMFD", "yes"),
    }  # fmt: skip
    assert "Memslot flags: bit 3 has 5 claims (none landed)" in text_of(report, "claims")


def test_claims_on_guest_memfd_flags(report):
    assert len(claims(report, "claims-claims-1", 0)) == 5
    assert len(claims(report, "claims-claims-1", 1)) == 3
    assert ("GUEST_MEMFD_FLAG_MMAP", "yes") in claims(report, "claims-claims-1", 0)
    assert ("GUEST_MEMFD_FLAG_INIT_SHARED", "no") in claims(report, "claims-claims-1", 0)
    assert ("GUEST_MEMFD_FLAG_INIT_SHARED", "yes") in claims(report, "claims-claims-1", 1)
    assert claims(report, "claims-claims-1", 2) == {("GUEST_MEMFD_FLAG_HUGETLB", "no")}


def test_room(report):
    found = grouped(report, "records-room")
    assert [row[:3] for row in found["merged 6.19"]] == [
        ["kvm_userspace_memory_region2", "160", "116"],  # pad1 and pad2[14]: 4 + 112
        ["kvm_memory_attributes", "32", "0"],
        ["kvm_create_guest_memfd", "64", "48"],
        ["kvm_pre_fault_memory", "64", "40"],
    ]
    assert found["region"] == [
        ["kvm_userspace_memory_region", "32", "0", "0 %", "0", "0", "0"],
        ["kvm_enc_region", "16", "0", "0 %", "0", "0", "0"],
    ]
    assert found["proposals"][1][1:3] == ["64", "37"]  # 48 - (8 + 2 + 1)
    assert by_first(report, "budget-room-0")["merged 6.8"] == [
        "0x7", "········ ·····###", "0 1 2", "13",
    ]  # fmt: skip
    assert by_first(report, "budget-room-2")["merged 6.19"] == [
        "0x3", "… ········ ······##", "0 1", "62",
    ]  # fmt: skip


def test_a_proposal_takes_reserved_bytes(report):
    lanes = {lane["name"]: lane for lane in table(report, "bytes-guest-memfd")["lanes"]}
    found = [(c["name"], c["offset"], c["size"]) for c in lanes["proposals"]["cells"]]
    assert found == [
        ("size", 0, 8), ("flags", 8, 8), ("host_nodes_addr", 16, 8), ("maxnode", 24, 2),
        ("mpol_mode", 26, 1), ("reserved", 27, 37),
    ]  # fmt: skip
    assert lanes["proposals"]["size"] == lanes["merged 6.8"]["size"] == 64
    claimed = [f["subject"] for f in report["findings"] if f["rule"] == "padding-claimed"]
    assert "struct kvm_create_guest_memfd.host_nodes_addr" in claimed


def test_capabilities_on_their_way(report):
    found = grouped(report, "renumbered-capabilities")
    assert [row[0] for row in found["KVM_CAP_MEMORY_ATTRIBUTES"]] == ["225", "231", "233"]
    assert [row[0] for row in found["KVM_CAP_USER_MEMORY2"]] == ["230", "231"]


IOCTLS = (
    "KVM_SET_USER_MEMORY_REGION", "KVM_SET_USER_MEMORY_REGION2", "KVM_MEMORY_ENCRYPT_REG_REGION",
    "KVM_MEMORY_ENCRYPT_UNREG_REGION", "KVM_SET_MEMORY_ATTRIBUTES", "KVM_CREATE_GUEST_MEMFD",
    "KVM_PRE_FAULT_MEMORY",
)  # fmt: skip
CONSTANTS = (
    "KVM_MEM_LOG_DIRTY_PAGES", "KVM_MEM_READONLY", "KVM_MEM_GUEST_MEMFD",
    "KVM_MEMORY_ATTRIBUTE_PRIVATE", "KVM_CAP_USER_MEMORY2", "KVM_CAP_MEMORY_FAULT_INFO",
    "KVM_CAP_MEMORY_ATTRIBUTES", "KVM_CAP_GUEST_MEMFD", "KVM_CAP_VM_TYPES",
    "KVM_CAP_GUEST_MEMFD_FLAGS", "GUEST_MEMFD_FLAG_MMAP", "GUEST_MEMFD_FLAG_INIT_SHARED",
)  # fmt: skip
RECORDS = (
    "struct kvm_userspace_memory_region", "struct kvm_userspace_memory_region2",
    "struct kvm_enc_region", "struct kvm_memory_attributes", "struct kvm_create_guest_memfd",
    "struct kvm_pre_fault_memory",
)  # fmt: skip


@pytest.mark.parametrize("version", ["6.19.0", "7.2.0"])
@pytest.mark.parametrize("target", ["x86_64", "i386", "powerpc64"])
def test_the_header_says_what_landed(version, target, trees):
    ours = variant("private-memslots", "merged-6.19.h", target)
    theirs = landed(trees(version), target)
    for name in IOCTLS:
        mine, its = (ioctl_of(name, s.declarations.expression(name), s) for s in (ours, theirs))
        assert mine is not None, name
        assert its is not None, name
        assert (mine.code, mine.argument) == (its.code, its.argument), name
    for name in CONSTANTS:
        assert value(ours, name) is not None
        assert value(ours, name) == value(theirs, name), name
    for key in RECORDS:
        mine, its = ours.layout(key), theirs.layout(key)
        assert isinstance(mine, Layout)
        assert isinstance(its, Layout)
        assert (mine.size, mine.align) == (its.size, its.align), key
        assert _members(mine) == _members(its), key


def _members(layout):
    return [(path, placed.offset, placed.size) for path, placed in layout.leaves()]


@pytest.mark.parametrize("version", ["6.3.8", "6.13.4"])
def test_flags_of_guest_memfd_are_younger_than(version, trees):
    assert value(landed(trees(version)), "GUEST_MEMFD_FLAG_MMAP") is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('names.proposals = [', 'names.proposal = [', "there is no variant 'proposal'"),
        ('"KVM_PRE_FAULT_MEMORY",', '"KVM_PRE_FOULT_MEMORY",', "no variant defines"),
        ('["region", "ext-v1"],', '["region", "ext-v2"],', "there is no variant 'ext-v2'"),
        ('by = ["ext-v6"]', 'by = ["ext-v1"]', "variant 'ext-v1' defines no"),
        ('KVM_MEM_PRIVATE = "v1', 'KVM_MEM_PRIVAT = "v1', "'KVM_MEM_PRIVAT' is no flag"),
        ('inside = ["region"]', 'inside = ["fd"]', "has no member 'fd' to look inside"),
        ('"struct kvm_pre_fault_memory"', '"struct kvm_pre"', "declares no 'struct kvm_pre'"),
    ],
)  # fmt: skip
def test_names_that_no_header_has(uapi, tmp_path, old, new, says):
    from headers.sources.spec import CASES

    for path in (CASES / "private-memslots").iterdir():
        text = path.read_text()
        (tmp_path / path.name).write_text(
            text.replace(old, new, 1) if path.suffix != ".h" else text
        )
    done = uapi("compare", str(tmp_path), "-t", "x86_64")
    assert done.code == 3
    assert says in done.err
    assert "merged 6.8" in done.out
