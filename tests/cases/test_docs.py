"""The example of docs/cases.md is a case that works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from abi.case import Section
from tests.cli.conftest import runner

PAGE = Path(__file__).parents[2] / "docs" / "cases.md"


def test_the_example(tmp_path):
    files = re.findall(r"^`([\w.]+)`:\n\n```\w+\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    assert [name for name, _ in files] == ["v1.h", "v2.h", "case.toml"]
    (tmp_path / "beat").mkdir()
    for name, text in files:
        (tmp_path / "beat" / name).write_text(text)
    uapi = runner(tmp_path)
    assert uapi("case", "check", "beat").code == 0
    done = uapi("compare", "beat")
    assert (done.code, done.err) == (0, "")
    text = " ".join(done.out.split())
    assert "On i386, v1 has 12 bytes instead of 16" in text
    assert "BEAT_LOUD" in text
    assert "BEAT_SOFT" in text


def test_every_key_of_a_section_is_explained():
    """Kinds, and the keys of their tables, as the model has them."""
    page = PAGE.read_text()
    for kind in get_args(Section):
        tag = kind.__struct_config__.tag
        assert f"| `{tag}` |" in page, tag
        for field in set(kind.__struct_fields__) - {"id", "title", "lead", "variants"}:
            assert re.search(rf"`(\[\[section\.)?{field}(\]\])?`", page), (tag, field)
