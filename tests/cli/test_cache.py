"""``uapi cache``: what there is, and nothing of it."""

from __future__ import annotations

import json


def test_info_and_clear(uapi, header, tmp_path):
    header("struct s { int a; };\n", "tree/linux/s.h")
    place = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert "0.0 MB" in uapi("cache", **place).out
    assert uapi("show", "tree", "s", **place).code == 0
    kinds = json.loads(uapi("cache", "info", "-f", "json", **place).out)["kinds"]
    assert kinds["units"]["files"] == 1
    (tmp_path / "cache" / "uapi" / "mine").write_text("not the program's")
    assert uapi("cache", "clear", **place).code == 0
    assert json.loads(uapi("cache", "-f", "json", **place).out)["kinds"] == {}
    assert (tmp_path / "cache" / "uapi" / "mine").exists()


def test_trees_of_revisions_are_cleared_too(uapi, header, tmp_path):
    import subprocess

    header("struct s { int a; };\n", "linux/s.h")
    for words in (
        ("init", "-q"),
        ("add", "linux"),
        ("-c", "user.name=n", "-c", "user.email=a@b.c", "commit", "-qm", "first"),
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    place = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert "size 4" in uapi("show", "s", "-s", "HEAD", **place).out
    assert json.loads(uapi("cache", "-f", "json", **place).out)["kinds"]["trees"]["files"] > 0
    assert uapi("cache", "clear", **place).code == 0
    trees = json.loads(uapi("cache", "-f", "json", **place).out)["kinds"].get("trees", {"files": 0})
    assert trees["files"] == 0
    assert "size 4" in uapi("show", "s", "-s", "HEAD", **place).out
