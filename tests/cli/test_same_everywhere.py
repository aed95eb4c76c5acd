"""The same headers say the same, wherever they lie."""

from __future__ import annotations

import json
import subprocess
import tarfile
import zipfile

import pytest

HEADERS = {
    "asm/types.h": "typedef unsigned long long __u64;\n",
    "linux/a.h": "#include <asm/types.h>\nstruct a { __u64 b; int c; };\n#define A_GET 7\n",
    "linux/b.h": "#include <linux/a.h>\nstruct b { struct a a[2]; };\n#define B sizeof(struct b)\n",
    "linux/odd name.h": "enum { ODD = -1 };\r\n",
}


@pytest.fixture
def forms(header, tmp_path):
    for name, text in HEADERS.items():
        header(text, f"usr/include/{name}")
    top = tmp_path / "usr"
    with tarfile.open(tmp_path / "headers.tar.gz", "w:gz") as archive:
        archive.add(top, "linux-headers-1/usr")
    with zipfile.ZipFile(tmp_path / "headers.zip", "w") as archive:
        for name in HEADERS:
            archive.write(top / "include" / name, f"include/{name}")
    identity = ("-c", "user.name=n", "-c", "user.email=a@b.c", "-c", "core.autocrlf=false")
    for words in (("init", "-q"), ("add", "usr"), ("commit", "-qm", "first"), ("tag", "v1")):
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True)
    return ("usr/include", "v1", "v1:usr/include", "headers.tar.gz", "headers.zip")


def test_a_snapshot_is_the_same_from_every_form(uapi, forms):
    said = []
    for form in forms:
        done = uapi("snapshot", form, "--target", "m68k")
        assert (done.code, done.err) == (0, ""), form
        data = json.loads(done.out)
        assert data["source"].pop("spec") == form
        said.append(data)
    assert all(data == said[0] for data in said)
    # m68k aligns to 2: 8 + 4 bytes, twice
    assert said[0]["constants"]["B"]["value"] == 24
    assert said[0]["constants"]["ODD"]["value"] == -1


def test_no_form_differs_from_another(uapi, forms):
    first, *others = forms
    for other in others:
        done = uapi("diff", first, other, "--target", "x86_64,m68k")
        assert (done.code, done.err) == (0, ""), other


def test_cold_warm_and_without_a_cache(uapi, forms, tmp_path):
    place = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    for form in forms:
        words = ("snapshot", form, "--target", "m68k")
        cold, warm = uapi(*words, **place), uapi(*words, **place)
        assert cold == warm == uapi(*words, "--no-cache", **place)
