"""The case vm-types: values of types, what bits tell of them, and what the list said of both."""

from __future__ import annotations

import subprocess

import pytest

from tests.cases.landed import landed, value, variant
from tests.cases.reading import report_of, rows, table

TYPES = ("DEFAULT", "SW_PROTECTED", "SEV", "SEV_ES", "SNP", "TDX")
# Values of the types in each proposal and as merged, from mails and headers.
VALUES = {
    "TDX 2021": (0, None, None, None, None, 1),
    "TDX 2023": (0, 1, None, None, 3, 2),
    "INIT2 v1": (0, 1, 8, 10, None, None),
    "INIT2 v2": (0, 1, 8, 10, None, None),
    "INIT2 plan": (0, 1, 8, 10, 11, 19),
    "merged 6.10": (0, 1, 2, 3, None, None),
    "merged 6.16": (0, 1, 2, 3, 4, 5),
}
# (types that bit 0 reads wrong, types that bit 1 reads wrong), told apart by hand.
MISREAD = {
    "INIT2 v1": ([], []),
    "INIT2 v2": ([], []),
    "INIT2 plan": ([], []),
    "merged 6.10": (["SEV_ES"], ["SEV"]),
    "merged 6.16": (["SEV_ES", "SNP"], ["SEV", "SNP", "TDX"]),
}


@pytest.fixture(scope="module")
def report(uapi):
    return report_of(uapi, "vm-types")


@pytest.fixture(scope="module")
def lanes(report):
    return {lane["name"]: lane for lane in table(report, "bits-vm-types")["lanes"]}


def text_of(report, section):
    found = [s for s in report["sections"] if s["id"] == section]
    return " ".join(b["text"] for b in found[0]["blocks"] if b["type"] == "text")


@pytest.mark.parametrize("title", VALUES)
def test_values(lanes, title):
    assert tuple(v and v["value"] for v in lanes[title]["values"]) == VALUES[title]


@pytest.mark.parametrize("title", MISREAD)
def test_what_bits_0_and_1_misread(lanes, title):
    found = tuple(
        [
            name
            for name, read in zip(TYPES, lanes[title]["values"], strict=True)
            if read and test in read["wrong"]
        ]
        for test in (0, 1)
    )
    assert found == MISREAD[title]


def test_merged_values_get_four_of_six_wrong(lanes):
    assert lanes["merged 6.16"]["summary"] == "4 of 6"
    assert lanes["INIT2 v1"]["summary"] == lanes["INIT2 v2"]["summary"] == "0 of 4"


def test_the_answer_says_where_bit_0_can_be_tested(report):
    yes, no, to = report["answer"]
    assert yes.startswith("Yes in INIT2 v1, INIT2 v2 and INIT2 plan: bit 0 (private memory)")
    assert no.startswith("No in merged 6.16: bit 0 is wrong for 2 of 6 types (SEV_ES, SNP)")
    assert "INIT2 v1 promises it to programs and the kernel" in to
    assert "INIT2 v2 and INIT2 plan promise it to the kernel" in to


def test_the_answer_and_its_picture_are_the_first_screen(uapi):
    lines = uapi("compare", "vm-types").out.split("\n")
    assert max(map(len, lines)) <= 80
    screen = "\n".join(lines[:24])
    assert "Yes in" in screen
    assert (
        " TDX           yes     yes    –         –         100 1✓1✓  –         001 0✗1✓" in screen
    )


def test_three_assertions(report):
    outcomes: dict[str, list[tuple[str, str, str]]] = {}
    key = ""
    for row in rows(report, "promises-vm-types"):
        if len(row) == 1:
            key = row[0]
        else:
            outcomes.setdefault(key, []).append(tuple(row))
    private, neither, state = outcomes.values()
    assert all(verdict == "held" for _, verdict, _ in private)
    for merged in ("merged 6.10", "merged 6.16"):
        assert (merged, "broken", "2 is not 0") in neither
        assert (merged, "broken", "3 is not 2") in state
    held = {name for name, verdict, _ in neither if verdict == "held"}
    assert held == {"INIT2 v1", "INIT2 v2", "INIT2 plan"}


PROMISES = (
    "(KVM_X86_SW_PROTECTED_VM & __KVM_X86_VM_TYPE_FEATURES) == __KVM_X86_PRIVATE_MEM_TYPE",
    "(KVM_X86_SEV_VM & __KVM_X86_VM_TYPE_FEATURES) == 0",
    "(KVM_X86_SEV_ES_VM & __KVM_X86_VM_TYPE_FEATURES) == __KVM_X86_PROTECTED_STATE_TYPE",
)


@pytest.mark.parametrize("header", ["init2-v1", "init2-v2", "init2-plan", "merged-6.16"])
def test_gcc_finds_the_same_assertions_broken(header, gcc):
    from headers.sources.spec import CASES

    given = "".join(
        f"#ifndef {name}\n#define {name} {number}\n#endif\n"
        for name, number in (
            ("__KVM_X86_PRIVATE_MEM_TYPE", 1), ("__KVM_X86_PROTECTED_STATE_TYPE", 2),
            ("__KVM_X86_VM_TYPE_FEATURES", 3),
        )
    )  # fmt: skip
    broken = set()
    for promise in PROMISES:
        text = f'#include "{CASES}/vm-types/{header}.h"\n{given}_Static_assert({promise}, "");\n'
        done = subprocess.run(
            [gcc, "-fsyntax-only", "-x", "c", "-"], input=text, text=True, check=False,
            capture_output=True,
        )  # fmt: skip
        if done.returncode:
            assert "static assertion failed" in done.stderr
            broken.add(promise)
    assert broken == (set(PROMISES[1:]) if header.startswith("merged") else set())


def test_how_many_types_can_still_be_named(report):
    found = {row[0]: row[1:] for row in rows(report, "budget-room-0")}
    drawn = "······· ········ ········ ··######"
    assert found["merged 6.16"] == ["0x3f", drawn, "0 1 2 3 4 5", "25"]  # of 31
    assert found["INIT2 plan"][1:3] == [
        "······· ····#··· ····##·# ······##", "0 1 8 10 11 19",
    ]  # fmt: skip
    assert "of 31 usable bits merged 6.16 takes 6 (0x3f) and leaves 25" in text_of(report, "room")


def test_value_1_means_six_things(report):
    means = {}
    number = ""
    for value_, meaning, where in rows(report, "values-values"):
        number = value_ or number
        means.setdefault(number, {})[meaning] = where
    assert means["1"].keys() == {
        "KVM_X86_SW_PROTECTED_VM", "KVM_X86_TDX_VM", "IPA size 2^1", "KVM_VM_S390_UCONTROL",
        "KVM_VM_PPC_HV", "KVM_VM_MIPS_VZ",
    }  # fmt: skip
    assert means["1"]["KVM_X86_TDX_VM"] == "TDX 2021"
    assert means["2"]["KVM_VM_PPC_PR"] == "powerpc"
    assert means["2"]["KVM_VM_MIPS_TE"] == "mips"
    assert means["0"]["KVM_VM_MIPS_AUTO"] == "mips"
    assert means["0x100"] == {"KVM_VM_TYPE_ARM_REALM": "arm64 CCA"}
    assert means["0x80000000"] == {"KVM_VM_TYPE_ARM_PROTECTED": "arm64 7.2"}
    assert "1 means 6 things" in text_of(report, "values")


def test_one_name_for_two_masks(report):
    said = text_of(report, "values")
    assert "`KVM_VM_TYPE_ARM_MASK` is 0x800000ff in arm64 7.2 and 0xf00 in arm64 CCA" in said
    found = [f for f in report["findings"] if f["rule"] == "two-values"]
    assert [f["subject"] for f in found] == ["KVM_VM_TYPE_ARM_MASK"]


def test_the_number_of_kvm_create_vm(report):
    assert dict(map(tuple, rows(report, "number-values"))) == {
        "x86_64": "0x0000ae01", "i386": "0x0000ae01",
        "powerpc64": "0x2000ae01", "mips64": "0x2000ae01",
    }  # fmt: skip


X86 = tuple(f"KVM_X86_{name}_VM" for name in TYPES)
LANDED = [
    ("merged-6.10.h", X86[:4], "6.13.4", "x86_64"),
    ("merged-6.16.h", X86, "6.19.0", "x86_64"),
    ("merged-6.16.h", X86, "7.2.0", "x86_64"),
    ("merged-6.16.h", ("KVM_CAP_VM_TYPES", "KVM_CREATE_VM"), "6.13.4", "x86_64"),
    ("arm64-7.2.h", ("KVM_VM_TYPE_ARM_IPA_SIZE_MASK", "KVM_VM_TYPE_ARM_PROTECTED",
                     "KVM_VM_TYPE_ARM_MASK"), "7.2.0", "arm64"),
    ("arm64-7.2.h", ("KVM_VM_TYPE_ARM_IPA_SIZE_MASK",), "5.16.2", "arm64"),
    ("s390.h", ("KVM_VM_S390_UCONTROL",), "7.2.0", "s390x"),
    ("powerpc.h", ("KVM_VM_PPC_HV", "KVM_VM_PPC_PR", "KVM_CREATE_VM"), "7.2.0", "powerpc64"),
    ("mips.h", ("KVM_VM_MIPS_AUTO", "KVM_VM_MIPS_VZ", "KVM_VM_MIPS_TE"), "7.2.0", "mips64"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "names", "version", "target"), LANDED)
def test_headers_say_what_landed(header, names, version, target, trees):
    ours, theirs = variant("vm-types", header, target), landed(trees(version), target)
    for name in names:
        assert value(ours, name) is not None
        assert value(ours, name) == value(theirs, name), name


@pytest.mark.parametrize("version", ["5.16.2", "6.3.8"])
def test_types_are_younger_than(version, trees):
    assert all(value(landed(trees(version)), name) is None for name in X86)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"KVM_X86_TDX_VM"]', '"KVM_X86_TDZ_VM"]', "no variant defines 'KVM_X86_TDZ_VM'"),
        ('has = ["private memory"]', 'has = ["memory"]', "there is no property 'memory'"),
        ('mask = "__KVM_X86_PRIVATE_MEM_TYPE"', 'mask = "(1 <"', "'(1 <' is no expression"),
        ('by = "init2-v2"', 'by = "init2-v9"', "there is no variant 'init2-v9'"),
        ('["KVM_VM_S390_UCONTROL"]', '["KVM_VM_X"]', "variant 's390' defines no 'KVM_VM_X'"),
    ],
)
def test_names_that_no_header_has(uapi, tmp_path, old, new, says):
    from headers.sources.spec import CASES

    for path in (CASES / "vm-types").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace(old, new, 1))
    done = uapi("compare", str(tmp_path))
    assert done.code == 3
    assert says in done.err
    assert "merged 6.16" in done.out
