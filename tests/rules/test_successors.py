"""A value that another name has now: renamed, or reused."""

from __future__ import annotations

import pytest

from tests.rules.pages import compared, lines


def found(old: str, new: str) -> list[str]:
    every = lines(compared((old, new), ("x86_64",)), ("x86_64",))
    return [line for line in every if not line.startswith("names-added")]


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [
        (
            "enum e {{ VAR_WQE_SQ_SLOTS = 1 }};",
            "enum e {{ FIXED_QUE_ATTR = 1 }};",
            "VAR_WQE_SQ_SLOTS",
        ),
        ("enum e {{ A_B, A_OLD }};", "enum e {{ A_B, A_QUITE }};", "A_OLD"),
        ("enum {{ A_B, A_OLD }};", "enum {{ A_B, A_QUITE }};", "A_OLD"),
        (
            "enum e {{ REQ_MASK_SLOTS = 1 }};",
            "enum e {{ REQ_MASK_QUEUES = 1 }};",
            "REQ_MASK_SLOTS",
        ),
        ("enum {{ X_OLD = 1 << 3 }};", "enum {{ X_QUITE = 1 << 3 }};", "X_OLD"),
        ("#define DRV_F_SLOTS (1 << 4)\n", "#define DRV_F_QUEUE (1 << 4)\n", "DRV_F_SLOTS"),
        ("#define CAN_SLEEP 0x10\n", "#define CAN_DREAM 0x10\n", "CAN_SLEEP"),
        (
            "#define CMD_RUN 0\n#define CMD_SLEEP 1\n#define CMD_STOP 2\n",
            "#define CMD_RUN 0\n#define CMD_DREAM 1\n#define CMD_STOP 2\n",
            "CMD_SLEEP",
        ),
    ],
)
def test_reused(old, new, subject):
    sides = (text.replace("{{", "{").replace("}}", "}") for text in (old, new))
    assert found(*sides) == [f"value-reused {subject} breaks breaks breaks"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("enum e { A_B, A_RECIEVE };", "enum e { A_B, A_RECEIVE };"),
        ("enum e { OLD_A, OLD_B };", "enum e { NEW_A, NEW_B };"),
        ("#define X_SLEEP 0x10\n", "#define X_SLEEP_V1 0x10\n"),
        ("#define LINUX_X_SLEEP 0x10\n", "#define X_SLEEP 0x10\n"),
    ],
)
def test_renamed(old, new):
    every = found(old, new)
    assert every
    assert not any("breaks breaks" in line for line in every)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#define F_A_OLD 1\n", "#define F_A_NEWTHING 1\n"),
        ("#define DRV_MODE_FAST 3\n", "#define DRV_MODE_QUIET 3\n"),
    ],
)
def test_neither_for_certain(old, new):
    """Nothing but a number says that they are one thing."""
    (line,) = found(old, new)
    assert line.endswith(" depends depends breaks")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#define X_RUN 2\n#define X_SLEEP 2\n", "#define X_RUN 2\n#define X_DREAM 2\n"),
        ("enum e { A_B, A_UNUSED };", "enum e { A_B, A_QUITE };"),
        ("enum e { A_B, A_MAX };", "enum e { A_B, A_QUITE, A_MAX };"),
        ("#define FOO_SIZE 0x10\n", "#define FOO_LEN 0x10\n"),
        ("enum e { A_B = 1 };\n", "enum f { C_D = 1 };\n"),
        ("#define KVM_ARM_DEV_PMU 4\n", "#define KVM_X86_OTHER 4\n"),
    ],
)
def test_equal_by_chance(old, new):
    assert not any(line.startswith("value-reused") for line in found(old, new))
