from __future__ import annotations

import os
import shutil
import time

import pytest

from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.sources import state
from headers.sources.kernel import Kernel
from headers.sources.spec import open_source
from headers.sources.watched import Watched, is_as_seen

X86, ARM64 = TARGETS["x86_64"], TARGETS["arm64"]
KERNEL = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\nEXTRAVERSION =\n",
    "scripts/Makefile.asm-headers": "",
    "include/uapi/linux/types.h": "",
    "include/uapi/linux/s.h": "#include <asm/own.h>\nstruct s { struct own o; };\n",
    "arch/x86/include/uapi/asm/own.h": "struct own { int a; };\n",
    "arch/arm64/include/uapi/asm/own.h": "struct own { int a, b; };\n",
}


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """A kernel's source that was exported for x86."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(state, "SETTLED", 0)
    place = tmp_path / "kernel"
    for name, text in KERNEL.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    assert size(place) == 4
    return place


def size(place, target=X86):
    tree = open_source(str(place))
    return load(tree, target, cache=Cache(enabled=False)).layout("struct s").size


@pytest.fixture
def exports(monkeypatch):
    """Architectures that were really exported since."""
    done = []
    exported = Kernel.exported

    def watch(self, architecture):
        done.append(architecture)
        return exported(self, architecture)

    monkeypatch.setattr(Kernel, "exported", watch)
    return done


def test_what_was_not_touched_is_not_exported_again(kernel, exports):
    assert size(kernel) == 4
    assert exports == []
    assert size(kernel, ARM64) == 8
    assert size(kernel / "include/uapi/linux/s.h", ARM64) == 8
    assert exports == ["arm64"]


def test_an_edit_counts(kernel):
    (kernel / "arch/x86/include/uapi/asm/own.h").write_text("struct own { char c; };\n")
    assert size(kernel) == 1


def test_a_new_header_counts(kernel):
    (kernel / "include/uapi/linux/new.h").write_text("")
    assert "linux/new.h" in open_source(str(kernel)).headers(X86)


def test_a_header_that_went_counts(kernel):
    (kernel / "include/uapi/linux/types.h").write_text("/* so that it is still a kernel */")
    (kernel / "include/uapi/linux/extra.h").write_text("")
    assert "linux/extra.h" in open_source(str(kernel)).headers(X86)
    (kernel / "include/uapi/linux/extra.h").unlink()
    assert "linux/extra.h" not in open_source(str(kernel)).headers(X86)


def test_an_architecture_that_went_counts(kernel):
    shutil.rmtree(kernel / "arch/arm64")
    assert open_source(str(kernel)).architecture() == "x86"


def test_what_was_not_there_and_is_now_counts(tmp_path):
    watched = Watched(tmp_path)
    assert watched.read(["later.h"]) == {}
    states = watched.states()
    assert is_as_seen(states)
    (tmp_path / "later.h").write_text("")
    assert not is_as_seen(states)


def test_what_changed_a_moment_ago_is_not_trusted(tmp_path):
    (tmp_path / "a.h").write_text("int a;\n")
    watched = Watched(tmp_path)
    assert watched.read(["a.h"]) == {"a.h": b"int a;\n"}
    assert watched.states() is None
    # of the same length, and perhaps within one tick of the file system's clock
    assert os.stat(tmp_path / "a.h").st_ctime_ns > time.time_ns() - state.SETTLED


def test_names_are_those_of_a_directory(tmp_path):
    for name in ("b/c.h", "a.h", "b/\udcff.h"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "link.h").symlink_to("a.h")
    assert Watched(tmp_path).names() == ["a.h", "b/c.h", "b/\udcff.h"]
    assert Watched(tmp_path).names("b") == ["b/c.h", "b/\udcff.h"]
    assert not is_as_seen("no JSON")
