from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from abi.diagnostic import UapiError
from headers.sources import store as module
from headers.sources.store import Store, check_names, digest_of

FILES = {"linux/a.h": b"int a;\n", "asm/b.h": b"", "c \n\udcff.h": b"int c;\n"}


@pytest.fixture(autouse=True)
def trees(tmp_path, monkeypatch):
    """The directory of trees in a cache of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    forget()
    yield tmp_path / "cache" / "uapi" / "trees"
    forget()


def forget():
    """As if this process ended: its locks are given back, its private directory is gone."""
    for lock in module._held.values():
        os.close(lock)
    module._held.clear()
    if module._private.cache_info().currsize:
        module._remove_private(module._private(), os.getpid())
    module._private.cache_clear()


def contents(root):
    found = [Path(folder, name) for folder, _, names in os.walk(root) for name in names]
    return {os.path.relpath(path, root): path.read_bytes() for path in found}


def test_a_tree_has_exactly_these_files(trees):
    place = Store().lay_down(FILES)
    assert contents(place.root) == FILES
    assert place.root.is_relative_to(trees)
    assert place.digest == digest_of(FILES)


def test_equal_files_are_one_tree():
    first = Store().lay_down(FILES)
    inode = os.stat(first.root / "linux/a.h").st_ino
    assert Store().lay_down(dict(reversed(FILES.items()))) == first == Store().find(first.digest)
    assert os.stat(first.root / "linux/a.h").st_ino == inode
    assert Store().lay_down({**FILES, "asm/b.h": b" "}).root != first.root


def test_names_and_contents_do_not_run_into_each_other():
    some = [{"ab": b"c"}, {"a": b"bc"}, {"ab": b"", "c": b""}, {"abc": b""}, {}]
    assert len({digest_of(files) for files in some}) == len(some)


def change(root):
    os.chmod(root / "linux/a.h", 0o644)
    (root / "linux/a.h").write_bytes(b"int b;\n")


def remove(root):
    (root / "linux/a.h").unlink()


def add(root):
    (root / "linux/new.h").write_bytes(b"")


def cut_off_the_manifest(root):
    (root.parent / "manifest").write_bytes(b"\x91")


def lose_the_lock(root):
    (root.parent / "lock").unlink()


@pytest.mark.parametrize("damage", [change, remove, add, cut_off_the_manifest, lose_the_lock])
def test_a_tree_that_was_touched_is_laid_down_anew(damage):
    place = Store().lay_down(FILES)
    forget()
    damage(place.root)
    assert Store().find(place.digest) is None
    assert contents(Store().lay_down(FILES).root) == FILES


@pytest.mark.parametrize("name", ["/etc/x.h", "../x.h", "a/../../x.h", "a//b.h", "", "a\0.h", "."])
def test_no_file_lies_outside(name):
    with pytest.raises(UapiError, match="leaves its directory"):
        Store().lay_down({name: b""})


def test_a_file_is_no_directory():
    with pytest.raises(UapiError, match=r"linux/a\.h: a file and a directory"):
        check_names(["linux/a.h", "linux/a.h/b.h"])


def test_the_oldest_trees_go_and_those_in_use_stay(trees, monkeypatch):
    monkeypatch.setattr(module, "TREES", 3)
    places = [Store().lay_down({"a.h": bytes([65 + count])}) for count in range(3)]
    forget()
    for age, place in enumerate(places):
        os.utime(place.root.parent, (age, age))
    assert Store().find(places[0].digest)  # used again, and so the youngest
    Store().lay_down({"a.h": b"new"})
    assert [place.root.exists() for place in places] == [True, False, True]
    os.utime(places[0].root.parent, (0, 0))  # the oldest, but in use
    Store().lay_down({"a.h": b"newer"})
    assert [place.root.exists() for place in places] == [True, False, False]


def test_a_tree_that_another_process_uses_stays(monkeypatch):
    monkeypatch.setattr(module, "TREES", 1)
    program = (
        "import sys; from headers.sources.store import Store\n"
        "print(Store().lay_down({'a.h': b'theirs'}).root, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        root = other.stdout.readline().strip()
        Store().lay_down({"a.h": b"ours"})
        assert os.path.exists(root)
        other.kill()
        other.wait()
    Store().lay_down({"a.h": b"ours, too"})
    assert not os.path.exists(root)


def test_a_kill_at_any_moment_harms_nobody(trees, monkeypatch):
    many = {f"linux/{number}.h": b"x" * 1000 for number in range(2000)}
    program = (
        "from headers.sources.store import Store\n"
        "many = {f'linux/{n}.h': b'x' * 1000 for n in range(2000)}\n"
        "print('ready', flush=True); Store().lay_down(many)"
    )
    for moment in (0.005, 0.03, 0.06):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as other:
            other.stdout.readline()
            time.sleep(moment)
            other.send_signal(signal.SIGKILL)
    assert contents(Store().lay_down(many).root) == many
    monkeypatch.setattr(module, "_ABANDONED", -1)  # one that was ended before it had a lock
    Store().lay_down(FILES)
    assert [entry.name for entry in trees.iterdir() if entry.name.startswith("new-")] == []


def test_many_processes_at_once(trees):
    many = {f"linux/{number}.h": b"x" * 100 for number in range(300)}
    program = (
        "import sys; from headers.sources.store import Store\n"
        "many = {f'linux/{n}.h': b'x' * 100 for n in range(300)}\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for _ in range(5): place = Store().lay_down(many)\n"
        "print(len(list(place.root.glob('linux/*.h'))), flush=True)"
    )
    others = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(6)
    ]  # fmt: skip
    for other in others:
        assert other.stdout.readline() == "ready\n"
    assert [other.communicate("go\n")[0] for other in others] == ["300\n"] * 6
    assert [entry.name for entry in trees.iterdir()] == [digest_of(many)]


def is_private(place, trees):
    return not place.root.is_relative_to(trees) and contents(place.root) == FILES


def test_without_a_cache_a_tree_ends_with_the_process(trees, tmp_path):
    place = Store(keep=False).lay_down(FILES)
    assert is_private(place, trees)
    assert not trees.exists()
    program = (
        "from headers.sources.store import Store\n"
        "print(Store(keep=False).lay_down({'a.h': b''}).root)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(str(tmp_path))
    assert not os.path.exists(done.stdout.strip())


def test_a_forked_process_leaves_nothing_behind(tmp_path):
    program = (
        "import os; from headers.sources.store import Store\n"
        "store = Store(keep=False)\n"
        "if not os.fork():\n"
        "    print(store.lay_down({'a.h': b''}).root, flush=True); os._exit(0)\n"
        "os.wait()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(str(tmp_path))
    assert list(tmp_path.glob("uapi-trees-*")) == []


def test_a_cache_that_cannot_be_made_is_none(trees, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert is_private(Store().lay_down(FILES), trees)


def test_a_cache_that_cannot_be_written_is_none(trees, monkeypatch):
    trees.mkdir(parents=True)
    trees.chmod(0o500)
    if os.geteuid() == 0:  # who may write everywhere
        monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    assert is_private(Store().lay_down(FILES), trees)


def test_a_cache_that_others_can_write_is_not_trusted(trees):
    trees.mkdir(parents=True)
    trees.chmod(0o777)
    assert is_private(Store().lay_down(FILES), trees)


def test_a_cache_of_another_owner_is_not_trusted(trees, monkeypatch):
    trees.mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert is_private(Store().lay_down(FILES), trees)


def test_a_full_disk_costs_the_cache_only(trees, monkeypatch):
    write = module._write

    def fill(root, files):
        if root.is_relative_to(trees):
            raise OSError(28, "No space left on device")
        return write(root, files)

    monkeypatch.setattr(module, "_write", fill)
    assert is_private(Store().lay_down(FILES), trees)
    assert [entry.name for entry in trees.iterdir()] == []


def test_no_room_anywhere_is_an_error(monkeypatch):
    def fill(root, files):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_write", fill)
    with pytest.raises(UapiError, match="No space left on device; make room"):
        Store().lay_down(FILES)


def test_what_is_remembered(trees):
    Store().remember(["a", "b"], ["c", "\n"])
    assert Store().recall(["a", "b"]) == ["c", "\n"]
    assert Store().recall(["ab"]) is None
    assert Store(keep=False).recall(["a", "b"]) is None
    (entry,) = (trees / "known").iterdir()
    entry.write_bytes(b"\xc1")
    assert Store().recall(["a", "b"]) is None


def test_only_so_much_is_remembered(trees, monkeypatch):
    monkeypatch.setattr(module, "NAMES", 2)
    for key in "abc":
        Store().remember([key], [key])
    assert len(list((trees / "known").iterdir())) == 2
