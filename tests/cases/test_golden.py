"""The reports of the cases as files: what changes in one of them is read by a person."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from headers.case import case_names

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {"terminal": "txt", "markdown": "md", "html": "html"}


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("case", case_names())
def test_report(uapi, case, form):
    """Written by ``UAPI_UPDATE_GOLDEN=1``; open the HTML in a browser."""
    done = uapi("compare", case, "--format", form, "--quiet")
    assert done.code == 0
    path = GOLDEN / f"{case}.{ENDINGS[form]}"
    if os.environ.get("UAPI_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(done.out)
    assert done.out == path.read_text()
    assert len(done.out) < 1_000_000
