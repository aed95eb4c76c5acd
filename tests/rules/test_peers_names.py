"""What check-uapi.sh and abidiff miss, and what they cry about, outside of records."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared, lines

IOC = """
#define _IOC(d, t, n, s) (((d) << 30) | ((t) << 8) | ((n) << 0) | ((s) << 16))
#define _IO(t, n) _IOC(0U, t, n, 0)
#define _IOR(t, n, a) _IOC(2U, t, n, sizeof(a))
#define _IOWR(t, n, a) _IOC(3U, t, n, sizeof(a))
"""
KVM = """
#define KVM_API_VERSION 12
#define KVMIO 0xAE
#define KVM_RUN _IO(KVMIO, 0x80)
#define KVM_CAP_HLT 1
#define KVM_CAP_MMU_SHADOW_CACHE_CONTROL 2
#define KVM_CAP_USER_MEMORY 3
"""

CASES = {
    "a flag is another bit": (
        "#define FOO_FLAG_A 1", "#define FOO_FLAG_A 2",
        ["flag-bit-changed FOO_FLAG_A breaks breaks depends"],
    ),
    "an ioctl has another direction and number": (
        f"{IOC}struct foo {{ unsigned a; }};\n#define FOO_GET _IOR('F', 1, struct foo)",
        f"{IOC}struct foo {{ unsigned a; }};\n#define FOO_GET _IOWR('F', 2, struct foo)",
        ["ioctl-number-changed FOO_GET breaks depends safe"],
    ),
    "an ioctl that is written out, and a constant that is gone": (
        "#define FOO_SET 0x40084601\n#define FOO_OLD 3", "#define FOO_SET 0x40104601",
        [
            "ioctl-size-changed FOO_SET breaks depends safe",
            "name-removed FOO_OLD depends safe breaks",
        ],
    ),
    "a typedef is wider": (
        "typedef unsigned int foo_t;", "typedef unsigned long long foo_t;",
        ["typedef-changed typedef foo_t breaks breaks depends"],
    ),
    "an enumerator before the end": (
        "enum e { A, B, __E_MAX };", "enum e { A, B, C, __E_MAX };",
        ["end-moved __E_MAX safe safe safe", "names-added text.h safe safe safe"],
    ),
    "enumerators became macros": (
        "enum { MODE_A = 1, MODE_B = 2 };", "#define MODE_A 1\n#define MODE_B 2",
        ["enumerator-to-macro MODE_A safe safe safe"],
    ),
    "KVM's version": (
        IOC + KVM, (IOC + KVM).replace("VERSION 12", "VERSION 13"),
        ["version-changed KVM_API_VERSION breaks breaks safe"],
    ),
    "KVM_RUN renumbered, and a capability deleted": (
        IOC + KVM,
        (IOC + KVM).replace("0x80", "0x81").replace("#define KVM_CAP_USER_MEMORY 3\n", ""),
        [
            "ioctl-number-changed KVM_RUN breaks depends safe",
            "name-removed KVM_CAP_USER_MEMORY depends safe breaks",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("target", ["x86_64", "i386", "arm64"])
def test_case(case, target):
    old, new, expected = CASES[case]
    assert lines(compared((old, new), (target,)), (target,)) == tuple(sorted(expected))


def test_the_old_number_is_named():
    """That another command has the new number is what a reviewer wants to know."""
    text = IOC + KVM + "#define KVM_GET _IO(KVMIO, 0x81)\n"
    (found,) = compared((text, text.replace("0x80)", "0x81)")), ("x86_64",))
    assert "KVM_GET" in found.verdicts.new_program_old_kernel.reason
