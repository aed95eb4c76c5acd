from __future__ import annotations

from pathlib import Path

import pytest

from abi.diagnostic import UapiError
from headers.sources.files import Directory


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("not for you")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "key").write_text("nor this")
    root = tmp_path / "tree"
    (root / "scripts").mkdir(parents=True)
    (root / "scripts" / "common.tbl").write_text("0 common read\n")
    (root / "arch").mkdir()
    (root / "arch" / "inside.tbl").symlink_to("../scripts/common.tbl")
    (root / "arch" / "outside.tbl").symlink_to("../../secret")
    (root / "linked").symlink_to("../secrets")
    return root


def test_links_are_followed_inside_the_tree_only(root: Path) -> None:
    files = Directory(root)
    found = files.read(["arch/inside.tbl", "scripts/common.tbl", "no such", "arch"])
    assert found == dict.fromkeys(["arch/inside.tbl", "scripts/common.tbl"], b"0 common read\n")
    assert files.names() == ["scripts/common.tbl"]
    for name in ("arch/outside.tbl", "linked/key", "../secret"):
        with pytest.raises(UapiError, match="leaves the tree; refused"):
            files.read([name])


def test_a_tree_behind_a_link_is_a_tree(root: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(root)
    assert Directory(tmp_path / "alias").read(["scripts/common.tbl"]) != {}
