"""Which kernel a verdict is about, for a 32-bit program."""

from __future__ import annotations

from tests.verdicts.rows import findings, row, said

HOLE_NAMED = row(
    "struct cmd { __u32 id; __u64 data; __u32 error, fd; };",
    "struct cmd { __u32 id, pad0; __u64 data; __u32 error, fd; };",
    "hole-named struct cmd.pad0 [x86_64] safe safe safe",
    "member-moved struct cmd.data [i386] breaks breaks safe",
    targets="x86_64,i386",
)


def test_both_kernels_are_told():
    assert said(HOLE_NAMED) == HOLE_NAMED.found
    given = findings(HOLE_NAMED)[1].verdicts
    assert given.old_program_new_kernel.reason == (
        "on a 32-bit kernel, a new kernel reads and writes other bytes than the program means; "
        "a 64-bit kernel always had its members where they are now: "
        "an old program was broken there before"
    )
    assert given.new_program_old_kernel.reason.endswith("a new program works there")


def test_an_interface_that_only_wide_kernels_have():
    """KVM_AMD_SEV depends on X86_64 (arch/x86/kvm/Kconfig)."""
    named = row(
        HOLE_NAMED.old.replace("cmd", "kvm_sev_cmd"), HOLE_NAMED.new.replace("cmd", "kvm_sev_cmd"),
        "hole-named struct kvm_sev_cmd.pad0 [x86_64] safe safe safe",
        "member-moved struct kvm_sev_cmd.data [i386] safe safe safe",
        targets="x86_64,i386",
    )  # fmt: skip
    assert said(named) == named.found
    reason = findings(named)[1].verdicts.old_program_new_kernel.reason
    assert "only 64-bit kernels have it (KVM_AMD_SEV depends on X86_64)" in reason


def test_a_record_that_shrank_on_both_was_never_so():
    """The bytes are gone from a 64-bit kernel's record as well: nothing was so all along."""
    shrunk = row(
        "struct cmd { __u32 id, pad[15], on; };", "struct cmd { __u32 id, pad[15]; };",
        "record-shrunk struct cmd depends depends breaks", targets="i386",
    )  # fmt: skip
    assert said(shrunk) == shrunk.found
    assert "64-bit kernel" not in findings(shrunk)[0].verdicts.old_program_new_kernel.reason


def test_a_move_away_from_both_is_a_break_on_both():
    moved = row(
        "struct cmd { __u32 id; __u64 data; };", "struct cmd { __u32 id, a, b; __u64 data; };",
        "member-moved struct cmd.data breaks breaks safe", targets="i386",
    )  # fmt: skip
    assert said(moved) == moved.found
    assert "64-bit kernel" not in findings(moved)[0].verdicts.old_program_new_kernel.reason


def test_what_both_widths_lay_out_alike_is_of_no_kernel():
    grown = row(
        "struct cmd { __u32 id; };", "struct cmd { __u32 id, more; };",
        "record-grown struct cmd depends depends safe", targets="x86_64,i386",
    )  # fmt: skip
    assert said(grown) == grown.found
