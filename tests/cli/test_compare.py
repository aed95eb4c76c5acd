"""The case mem-enc-op, against the facts that a compiler gave for its records."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def report(uapi):
    done = uapi("compare", "mem-enc-op", "--format", "json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def block(report, name):
    found = [b for s in report["sections"] for b in s["blocks"] if b.get("id") == name]
    assert len(found) == 1, name
    return found[0]


def cells(table):
    return [[cell["text"] for cell in row] for row in table["rows"]]


def lanes(report, name):
    return {lane["name"]: lane for lane in block(report, name)["lanes"]}


# Envelopes as gcc 12 lays them out (-m64, -m32): (member, offset, bytes), then size and alignment.
ENVELOPES = {
    ("kvm_sev_cmd ≤ 6.8", "x86_64"): (
        [("id", 0, 4), ("data", 8, 8), ("error", 16, 4), ("sev_fd", 20, 4)], 24, 8),
    ("kvm_sev_cmd ≤ 6.8", "i386"): (
        [("id", 0, 4), ("data", 4, 8), ("error", 12, 4), ("sev_fd", 16, 4)], 20, 4),
    ("kvm_sev_cmd ≥ 6.9", "x86_64"): (
        [("id", 0, 4), ("pad0", 4, 4), ("data", 8, 8), ("error", 16, 4), ("sev_fd", 20, 4)], 24, 8),
    ("kvm_sev_cmd ≥ 6.9", "i386"): (
        [("id", 0, 4), ("pad0", 4, 4), ("data", 8, 8), ("error", 16, 4), ("sev_fd", 20, 4)], 24, 4),
    ("kvm_mem_enc_cmd v4", "x86_64"): (
        [("id", 0, 4), ("flags", 4, 4), ("data", 8, 8), ("error", 16, 4), ("sev_fd", 20, 4),
         ("error64", 16, 8)], 24, 8),
    ("kvm_mem_enc_cmd v4", "i386"): (
        [("id", 0, 4), ("flags", 4, 4), ("data", 8, 8), ("error", 16, 4), ("sev_fd", 20, 4),
         ("error64", 16, 8)], 24, 4),
    ("kvm_tdx_cmd 6.16", "x86_64"): (
        [("id", 0, 4), ("flags", 4, 4), ("data", 8, 8), ("hw_error", 16, 8)], 24, 8),
    ("kvm_tdx_cmd 6.16", "i386"): (
        [("id", 0, 4), ("flags", 4, 4), ("data", 8, 8), ("hw_error", 16, 8)], 24, 4),
}  # fmt: skip


@pytest.mark.parametrize(("title", "target"), ENVELOPES)
def test_envelopes_are_aligned_byte_by_byte(report, title, target):
    members, size, align = ENVELOPES[title, target]
    name = "bytes-mem-enc-op" + ("" if target == "x86_64" else f"-{target}")
    lane = lanes(report, name)[title]
    found = [(c["name"], c["offset"], c["size"]) for c in lane["cells"] if c["kind"] != "hole"]
    assert sorted(found) == sorted(members)
    assert (lane["size"], lane["align"]) == (size, align)


def test_the_hole_of_6_8_is_drawn_on_x86_64_only(report):
    def holes(figure):
        lane = lanes(report, figure)["kvm_sev_cmd ≤ 6.8"]
        return [(c["offset"], c["size"]) for c in lane["cells"] if c["kind"] == "hole"]

    assert holes("bytes-mem-enc-op") == [(4, 4)]
    assert holes("bytes-mem-enc-op-i386") == []


def test_the_union_is_stacked(report):
    lane = lanes(report, "bytes-mem-enc-op")["kvm_mem_enc_cmd v4"]
    rows = {c["name"]: c["row"] for c in lane["cells"]}
    assert (rows["error"], rows["sev_fd"], rows["error64"]) == (0, 0, 1)


def test_the_trap_is_in_the_answer(report):
    answer = " ".join(report["answer"])
    assert "share, 12 of 24 bytes" in answer  # id (4) and data (8) are all that all four share
    assert "`error64` lies over `sev_fd`, which is an input" in answer
    assert len(report["answer"]) == 3


def test_what_does_not_fit_above_the_picture_stands_below_it(report):
    assert [s["id"] for s in report["sections"][:2]] == ["mem-enc-op", "also"]
    (notes,) = report["sections"][1]["blocks"]
    assert "20 bytes instead of 24" in " ".join(note["text"] for note in notes["notes"])


def test_traps_are_findings(report):
    found = {(f["rule"], f["subject"]) for f in report["findings"]}
    assert ("output-over-input", "struct kvm_mem_enc_cmd.error64") in found
    assert ("padding-claimed", "struct kvm_mem_enc_cmd.flags") in found
    assert ("size-not-in-number", "KVM_MEMORY_ENCRYPT_OP") in found
    assert ("differs-between-targets", "struct kvm_sev_cmd") in found


def test_a_record_without_old_programs_claims_no_padding(report):
    claimed = [f["subject"] for f in report["findings"] if f["rule"] == "padding-claimed"]
    assert claimed == ["struct kvm_mem_enc_cmd.flags"]


def test_members_are_told_apart(report):
    rows = {(row[0], row[3]): row[-1] for row in cells(block(report, "members-mem-enc-op"))}
    assert rows["0", "`__u32 id`"] == "equal"
    assert rows["4", "`__u32 flags`"].startswith("renamed")
    assert rows["8", "`__u64 data`"] == "equal"
    assert rows["16", "`__u64 error64`"].startswith("renamed")
    assert rows["20", "`__u32 sev_fd`"] == "equal in 3 of 4"


# Sizes of the payloads by gcc 12, -m64 and -m32, before and after the padding of 6.9.
PAYLOADS = {
    "kvm_sev_launch_start": ("40 (32)", "40"),
    "kvm_sev_launch_update_data": ("16 (12)", "16"),
    "kvm_sev_launch_secret": ("48 (36)", "48"),
    "kvm_sev_launch_measure": ("16 (12)", "16"),
    "kvm_sev_dbg": ("24 (20)", "24"),
    "kvm_sev_attestation_report": ("32 (28)", "32"),
    "kvm_sev_send_start": ("72 (52)", "72"),
    "kvm_sev_send_update_data": ("48 (36)", "48"),
    "kvm_sev_receive_start": ("40 (32)", "40"),
    "kvm_sev_receive_update_data": ("48 (36)", "48"),
    "kvm_sev_guest_status": ("12", "12"),
}


def test_payload_sizes(report):
    rows = {row[0].strip("`"): row[1:] for row in cells(block(report, "payload-structs"))}
    for name, (before, after) in PAYLOADS.items():
        assert rows[name] == [before, after, before, "–", "–", "–"], name
    assert rows["kvm_tdx_capabilities"] == ["–", "–", "–", "2056", "–", "–"]
    assert rows["kvm_tdx_init_vm"] == ["–", "–", "–", "264", "–", "–"]
    assert rows["kvm_sev_snp_launch_finish"] == ["–", "88", "–", "–", "–", "–"]


def test_nothing_is_shared_with_tdx(report):
    rows = {row[0]: row[1:] for row in cells(block(report, "shares"))}
    assert all(cell.startswith("0 %: 0 of") for cell in rows["tdx-6.16"][:3])
    # 396 bytes are alike in both; sev-6.9 leads to 48 + 64 + 64 + 88 bytes more: 396 / 660.
    assert rows["sev-6.8"][1] == "60 %: 11 of 15"


def test_ids_that_collide(report):
    rows = cells(block(report, "id-meanings"))
    meanings = {(row[0], row[1].strip("`")) for row in rows}
    assert {("0", "KVM_SEV_INIT"), ("0", "KVM_TDX_CAPABILITIES")} <= meanings
    assert {row[0] for row in rows} == {"0", "1", "2", "3", "4", "5"}


def test_every_command_says_what_it_leads_to(report):
    rows = [row for row in cells(block(report, "reach")) if len(row) == 5]
    leads = {row[1].strip("`"): (row[0], row[4]) for row in rows}
    assert leads["KVM_TDX_INIT_VCPU"][1].startswith("immediate")
    assert leads["KVM_SEV_INIT2"] == ("22", leads["KVM_SEV_INIT2"][1])
    assert "kvm_sev_init" in leads["KVM_SEV_INIT2"][1]
    assert leads["KVM_SEV_SNP_LAUNCH_START"][0] == "100"
    assert len(leads) == 27 + 6 + 11 + 2


def test_it_fits_eighty_columns(uapi):
    out = uapi("compare", "mem-enc-op").out
    assert max(map(len, out.split("\n"))) <= 80
    for member in ("id", "pad0", "flags", "data", "error", "sev_fd", "error64", "hw_error"):
        assert f"{member} u" in out


def test_ascii(uapi):
    out = uapi("compare", "mem-enc-op", "--ascii").out
    assert out.isascii()
    assert "hole" in out


def test_any_sources(uapi, header):
    header("struct s { unsigned int a, b; };\n", "a.h")
    header("struct s { unsigned int b, a; };\n", "b.h")
    header("struct s { unsigned int a; unsigned long long b; };\n", "c.h")
    done = uapi("compare", "a.h", "b.h", "c.h", "--type", "s", "-t", "x86_64", "-f", "json")
    assert done.code == 0
    rows = {row[1]: row for row in cells(block(json.loads(done.out), "members-s"))}
    assert rows["`unsigned int a`"][-1] == "moved"
    assert rows["`unsigned int b` @4"][-1] == "moved and retyped"


def test_sources_of_one_name_are_told_apart(uapi, header):
    header("struct s { int a; };\n", "old/x.h")
    header("struct s { int a, b; };\n", "new/x.h")
    report = json.loads(uapi("compare", "old/x.h", "new/x.h", "-f", "json").out)
    assert [source["title"] for source in report["sources"]] == ["old", "new"]
    assert [source["spec"] for source in report["sources"]] == ["old/x.h", "new/x.h"]


def test_what_hurts_most_stands_first(report):
    order = [f["severity"] for f in report["findings"]]
    assert order == sorted(order, key=["error", "warning", "note"].index)


def test_records_under_different_names(uapi):
    done = uapi(
        "compare", "case:mem-enc-op/sev-6.9", "case:mem-enc-op/tdx-6.16",
        "--type", "kvm_sev_cmd,kvm_tdx_cmd",
    )  # fmt: skip
    assert done.code == 0
    assert "share 12 of 24 bytes" in done.out


def test_without_a_type_the_records_that_differ(uapi):
    done = uapi("compare", "case:mem-enc-op/sev-6.8", "case:mem-enc-op/sev-6.9", "-t", "i386")
    assert "struct kvm_sev_launch_start" in done.out
    assert "struct kvm_sev_guest_status" not in done.out


def wrong_case(tmp_path, old, new):
    from headers.sources.spec import CASES

    for path in (CASES / "mem-enc-op").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('status = "superseded"', 'status = "lost"', "Invalid enum value 'lost'"),
        ('title = "one', 'tittle = "one', "tittle"),
        ('kind = "bytes"', 'kind = "bites"', "bites"),
        ("[[variant]]", "[[variant", "case.toml"),
    ],
)
def test_a_file_that_is_no_case(uapi, tmp_path, old, new, says):
    wrong_case(tmp_path, old, new)
    done = uapi("compare", ".")
    assert done.code == 2
    assert says in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'record = "struct kvm_sev_cmd"',
            'record = "struct nothing"',
            "sev-6.8.h: declares no 'struct nothing'",
        ),
        ('inputs = ["id", "data", "sev_fd"]', 'inputs = ["fd"]', "no member 'fd'"),
        ('name = "KVM_SEV_INIT"', 'name = "KVM_SEV_INTI"', "defines no 'KVM_SEV_INTI'"),
        ('data = "none"', 'data = "none"\nstage = "LATER"', "no stage 'LATER'"),
        ('name = "sev-6.9"', 'name = "sev-6.8"', "two variants are named 'sev-6.8'"),
        ('header = "sev-6.8.h"', 'header = "../x.h"', "not a file name"),
        ('header = "sev-6.8.h"', 'header = "nowhere.h"', "nowhere.h"),
        ('answer = ["payloads"', 'answer = ["other"', "no section 'other'"),
    ],
)
def test_what_is_wrong_with_a_case_is_said_and_the_rest_is_shown(uapi, tmp_path, old, new, says):
    wrong_case(tmp_path, old, new)
    done = uapi("compare", ".")
    assert done.code == 3
    assert says in done.err
    assert "kvm_tdx_cmd 6.16" in done.out


def test_constants_and_prototypes_of_headers_that_differ(uapi, header):
    same = "#define A 1\nint g(void);\n"
    header(f"{same}#define B 0x10\nenum {{ C = 3 }};\nint f(int a);\n", "v1.h")
    header(f"{same}#define B 0x20\nenum {{ C = 3, D }};\nint f(long a);\n", "v2.h")
    done = uapi("compare", "v1.h", "v2.h", "-t", "x86_64", "-f", "json")
    assert done.code == 0
    report = json.loads(done.out)
    assert [row[1:] for row in cells(block(report, "constants-table"))] == [
        ["16 (0x10)", "32 (0x20)"], ["–", "4"],
    ]  # fmt: skip
    assert cells(block(report, "prototypes-table")) == [["`f`", "int (int a)", "int (long a)"]]
    assert report["answer"] == ["Only constants and prototypes differ."]
