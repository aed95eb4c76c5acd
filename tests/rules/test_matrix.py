"""Which rules speak of which page's example: a rule that is too eager shows here.

``UAPI_UPDATE_GOLDEN=1`` writes `matrix.txt` anew.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.rules.pages import Page, all_pages, compared, reviewed

GOLDEN = Path(__file__).with_name("matrix.txt")
_HEAD = """\
# page: compatibility rules of its pair | design rules of its new text
# Examples are no whole headers, so include-guard and spdx-syscall-note are left out.
"""
_LEFT_OUT = {"include-guard", "spdx-syscall-note"}


def test_matrix() -> None:
    found = _HEAD + "".join(f"{_row(page)}\n" for page in all_pages())
    if os.environ.get("UAPI_UPDATE_GOLDEN") == "1":
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def _row(page: Page) -> str:
    old, new = page.example
    pairs = compared((old, new), page.targets) if old else []
    compat = {finding.rule for finding in pairs}
    design = {finding.rule for finding in reviewed((old, new), page.targets)} - _LEFT_OUT
    return f"{page.rule.id}: {' '.join(sorted(compat))} | {' '.join(sorted(design))}".rstrip()
