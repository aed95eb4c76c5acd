"""A limit that moved: which side meets more than it knows, and which is refused."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import findings, row


@pytest.mark.parametrize(
    ("name", "old", "new", "reasons"),
    [
        ("FOO_MAX_LEN", 4, 8, ("as large as what a new kernel gives", "an old kernel refuses")),
        (
            "FOO_MAX_LEN",
            8,
            4,
            ("what a new kernel refuses", "as large as what an old kernel gives"),
        ),
        ("FOO_LEN_MIN", 8, 4, ("outside of the range that it knows", "an old kernel refuses")),
    ],
)
def test_reasons(name, old, new, reasons):
    (found,) = findings(row(f"#define {name} {old}", f"#define {name} {new}"))
    assert found.rule == "limit-changed"
    given = found.verdicts
    verdicts = given.old_program_new_kernel, given.new_program_old_kernel
    assert all(v.reason.endswith(end) for v, end in zip(verdicts, reasons, strict=True))
