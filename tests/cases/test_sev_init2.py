"""The case sev-init2, against ids, sizes and offsets read in headers and printed by gcc."""

from __future__ import annotations

import pytest

from abi.ioctl import decode
from abi.target import TARGETS
from tests.cases.reading import by_first, report_of, table

VENDORS = ("SEV", "SEV-ES", "SEV-SNP", "TDX", "s390 PV", "pKVM", "arm CCA")
STAGES = {
    "INIT": ("0, 22, 2", "1, 22, 2", "22, 100", "1, 2ᵛ", "0, 2", "(first run)", "(implicit)"),
    "ADD + MEASURE": ("3", "3, 4", "101", "3ᵛ", "3", "–", "0xc020aed7"),
    "FINALIZE": ("7", "7", "102", "4", "4", "–", "(first run)"),
    "measurement": ("6", "6", "–", "–", "–", "–", "–"),
    "secret": ("5", "5", "–", "–", "–", "–", "–"),
    "teardown": ("–", "–", "–", "–", "1, 9, 10", "–", "–"),
}
# kvm_sev_init through its revisions: the same 48 bytes, other members at every offset.
REVISIONS = {
    "v1, Feb 2024": [("vm_type", 0, 4), ("flags", 4, 4), ("vmsa_features", 8, 8), ("pad", 16, 32)],
    "v3, as merged": [("vmsa_features", 0, 8), ("flags", 8, 4), ("pad", 12, 36)],
    "6.10": [("vmsa_features", 0, 8), ("flags", 8, 4), ("ghcb_version", 12, 2), ("pad1", 14, 2),
             ("pad2", 16, 32)],
}  # fmt: skip


@pytest.fixture(scope="module")
def report(uapi):
    return report_of(uapi, "sev-init2")


def lanes(report, name):
    return {lane["name"]: lane for lane in table(report, name)["lanes"]}


def test_vendors(report):
    heads = [column["title"] for column in table(report, "lifecycle-matrix")["columns"]]
    assert tuple(heads[1:]) == VENDORS


@pytest.mark.parametrize("stage", STAGES)
def test_stage(report, stage):
    assert tuple(by_first(report, "lifecycle-matrix")[stage]) == STAGES[stage]


@pytest.mark.parametrize("title", REVISIONS)
def test_revision_of_kvm_sev_init(report, title):
    lane = lanes(report, "bytes-kvm_sev_init")[title]
    assert [(c["name"], c["offset"], c["size"]) for c in lane["cells"]] == REVISIONS[title]
    assert (lane["size"], lane["align"]) == (48, 8)


def test_nothing_of_kvm_sev_init_is_shared(report):
    further = next(s for s in report["sections"] if s["id"] == "also")
    texts = [note["text"] for note in further["blocks"][0]["notes"]]
    assert any("share 0 of 48 bytes in all three variants" in text for text in texts)


def test_the_sketches(report):
    found = lanes(report, "bytes-create-vm2")
    assert found["fields for all vendors"]["size"] == 40


def test_the_envelope_of_s390(report):
    lane = lanes(report, "bytes-envelopes")["s390 PV"]
    places = {c["name"]: (c["offset"], c["size"]) for c in lane["cells"]}
    assert places == {
        "cmd": (0, 4), "rc": (4, 2), "rrc": (6, 2), "data": (8, 8), "flags": (16, 4),
        "reserved": (20, 12),
    }  # fmt: skip
    assert lane["size"] == 32


@pytest.mark.parametrize(
    ("key", "size"),
    [
        ("struct kvm_s390_pv_sec_parm", 16), ("struct kvm_s390_pv_unp", 24),
        ("struct kvm_s390_pv_dmp", 64), ("struct kvm_s390_pv_info_header", 16),
    ],
)  # fmt: skip
def test_payloads_of_s390(key, size):
    assert surface("s390-pv.h").layout(key).size == size


def test_the_numbers_of_arm_cca():
    found = surface("arm-rmi-v13.h")
    assert found.layout("struct kvm_arm_rmi_psci_complete").size == 24
    assert found.constant("KVM_ARM_VCPU_RMI_PSCI_COMPLETE").value == 0x4018AED6
    assert decode(found.constant("KVM_ARM_RMI_POPULATE").value, TARGETS["arm64"]).nr == 0xD7


def surface(name):
    from headers.load import load
    from headers.sources.spec import CASES, open_source

    return load(open_source(str(CASES / "sev-init2" / name), []), TARGETS["x86_64"])


def test_the_headers_say_what_landed(trees):
    """Ids and records that are in 7.2.0 are the same there."""
    from headers.load import load
    from headers.sources.spec import open_source

    landed = load(open_source(str(trees("7.2.0")), []), TARGETS["x86_64"])
    ours = surface("init2-6.10.h")
    for key in ("struct kvm_sev_init", "struct kvm_device_attr"):
        assert ours.layout(key).size == landed.layout(key).size
    for name in ("KVM_SEV_INIT", "KVM_SEV_ES_INIT", "KVM_SEV_INIT2"):
        assert ours.enumerator(name) == landed.enumerator(name)
    for name in ("KVM_X86_GRP_SEV", "KVM_X86_SNP_POLICY_BITS", "KVM_X86_SEV_SNP_REQ_CERTS"):
        assert ours.constant(name) == landed.constant(name)


def test_the_first_screen_answers(uapi):
    text = " ".join(" ".join(uapi("compare", "sev-init2").out.split("\n")[:10]).split())
    # by hand: 7 of SEV and SEV-ES, 3 of SNP, 4 of TDX, 4 of s390, 1 of arm CCA; INIT2,
    # LAUNCH_START, LAUNCH_UPDATE_DATA and LAUNCH_FINISH serve more than one
    assert "7 vendors have 19 commands; 4 serve more than one" in text
    assert "all within SEV, SEV-ES and SEV-SNP" in text
