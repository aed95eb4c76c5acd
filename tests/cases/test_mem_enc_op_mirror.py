"""SEV's payloads beside the firmware's buffers, against sizes and offsets that gcc gave."""

from __future__ import annotations

import pytest

from tests.cases.reading import by_first, report_of

# struct: bytes, the buffer's bytes, shared members, how many at the buffer's offset.
# Fillers do not count: with the reserved word that both have, launch_start is 7 of 7.
SCORES = {
    "kvm_sev_launch_start": ("40", "36", "6 of 6", "all"),
    "kvm_sev_receive_start": ("40", "36", "6 of 6", "all"),
    "kvm_sev_send_start": ("72", "68", "9 of 9", "8 of 9"),
    "kvm_sev_launch_secret": ("48", "52", "6 of 6", "-8 bytes"),
    "kvm_sev_send_update_data": ("48", "52", "6 of 6", "-8 bytes"),
    "kvm_sev_receive_update_data": ("48", "52", "6 of 6", "-8 bytes"),
    "kvm_sev_launch_measure": ("16", "20", "2 of 2", "-8 bytes"),
    "kvm_sev_launch_update_data": ("16", "20", "2 of 2", "-8 bytes"),
    "kvm_sev_dbg": ("24", "28", "3 of 3", "-8 bytes"),
    "kvm_sev_guest_status": ("12", "13", "3 of 3", "2 of 3"),
    "kvm_sev_attestation_report": ("32", "36", "3 of 3", "none"),
    "kvm_sev_snp_launch_start": ("64", "48", "2 of 3", "none"),
    "kvm_sev_snp_launch_update": ("64", "32", "1 of 5", "none"),
    "kvm_sev_snp_launch_finish": ("88", "64", "6 of 7", "none"),
}


@pytest.fixture(scope="module")
def report(uapi):
    return report_of(uapi, "mem-enc-op")


@pytest.mark.parametrize("struct", SCORES)
def test_score(report, struct):
    assert tuple(by_first(report, "firmware-scores")[struct][:4]) == SCORES[struct]


def test_only_the_attestation_report_has_another_order(report):
    found = by_first(report, "firmware-scores")
    assert [struct for struct, row in found.items() if row[4] == "other"] == [
        "kvm_sev_attestation_report"
    ]


def test_what_is_widened_and_dropped(report):
    found = by_first(report, "firmware-members")
    assert found["kvm_sev_guest_status"][1:3] == ["state 8 bits → 32 bits", "asid"]
    assert "vmpl1_perms" in found["kvm_sev_snp_launch_update"][2]
    assert "id_block_en 1 bits → 8 bits" in found["kvm_sev_snp_launch_finish"][1]


def test_what_it_comes_to(report):
    """By hand: launch_start, receive_start; -8 for secret, send, receive, measure, data, dbg."""
    further = next(s for s in report["sections"] if s["id"] == "also")
    text = " ".join(note["text"] for note in further["blocks"][0]["notes"])
    assert "2 keep every shared member at the firmware's offset and 6 at one shift" in text
