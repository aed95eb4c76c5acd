"""What is read with the help of an earlier reading is what is read without it."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from abi.diagnostic import UapiError
from abi.difference import difference
from abi.target import TARGETS
from headers import partition, read, split
from headers.cache import Cache
from headers.load import Reader
from headers.preprocess.engine import choose_engine
from headers.sources import state
from headers.sources.spec import open_source
from headers.sources.tree import Tree
from tests.conftest import Trees

SOME = (
    "linux/kvm.h", "linux/vfio.h", "linux/fs.h", "linux/coda.h", "linux/byteorder/big_endian.h",
    "linux/input.h", "linux/if.h", "linux/socket.h", "drm/i915_drm.h", "asm/unistd_32.h",
    "asm/unistd_64.h", "asm/kvm.h", "linux/netfilter.h", "linux/btrfs.h", "linux/signal.h",
)  # fmt: skip


@pytest.fixture(scope="module")
def headers(trees: Trees, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some headers of Linux that do not all get along, and what they include."""
    place = tmp_path_factory.mktemp("tree")
    reader = _reader(open_source(str(trees("7.2.0"))))
    roots = reader.tree.search_path(reader.target)
    todo = list(SOME)
    while todo:
        name = todo.pop()
        found = next((root / name for root in roots if (root / name).is_file()), None)
        if found is None or (place / name).exists():
            continue
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found, place / name)
        todo += re.findall(r"^#\s*include\s*[<\"]([^>\"]+)", found.read_text(), re.MULTILINE)
    return place


def _reader(tree: Tree, cache: Cache | None = None) -> Reader:
    return Reader(tree, TARGETS["x86_64"], choose_engine(), cache or Cache(enabled=False))


def _forget() -> None:
    for memory in (split.KNOWN, read.PARTS, partition.KNOWN):
        memory.clear()


def _said(reader: Reader, base: Reader) -> object:
    """All that a reading is, and what it says beside another one."""
    try:
        reading = msgspec.msgpack.encode(reader.reading)
    except UapiError as error:
        return str(error)
    changes = difference(base.surface(), reader.surface())
    said = reader.surface().declarations.diagnostics()
    return reading, dict(reader.fingerprints_by_name), changes, said


def _same_both_ways(old: Path, new: Path) -> bool:
    """Whether a tree is read alike with and without another one; whether that one helped."""
    before, after = open_source(str(old)), open_source(str(new))
    _forget()
    alone = _said(_reader(after), _reader(before))
    _forget()
    base, reader = _reader(before), _reader(after)
    assert base.fingerprints
    _forget()
    reader.start_from(base)
    assert _said(reader, base) == alone
    return len(split.KNOWN) > 0


Edit = Callable[[list[str], random.Random], list[str]]


def _insert(*lines: str) -> Edit:
    def edit(text: list[str], choice: random.Random) -> list[str]:
        words = [word for line in text for word in re.findall(r"\b[A-Za-z_]\w{3,}", line)]
        where = choice.randrange(len(text) + 1)
        made = [line.replace("WORD", choice.choice(words or ["WORD"])) for line in lines]
        return [*text[:where], *made, *text[where:]]

    return edit


def _replace(pattern: str, by: str) -> Edit:
    def edit(text: list[str], choice: random.Random) -> list[str]:
        places = [n for n, line in enumerate(text) if re.search(pattern, line)]
        if places:
            place = choice.choice(places)
            text[place] = re.sub(pattern, by, text[place], count=1)
        return text

    return edit


EDITS: dict[str, Edit] = {
    "a macro more": _insert("#define UAPI_TEST 1"),
    "a macro that has another meaning": _insert("#define WORD 7"),
    "a macro that is gone": _insert("#undef WORD"),
    "a switch": _insert("#ifdef WORD", "struct uapi_switched { int a; };", "#endif"),
    "an include": _insert("#include <linux/if.h>"),
    "an include less": _replace(r"^#include.*", ""),
    "another value": _replace(r"^(#define\s+\w+\s+).*", r"\1 0x77"),
    "another type": _replace(r"\b__u32\b", "__u64"),
    "a member less": _replace(r"^\s+__u\d+\s+\w+;", ""),
    "a struct": _insert("struct uapi_test { struct WORD *next; WORD x; };"),
    "an enum": _insert("enum uapi_test { UAPI_TEST_A, WORD };"),
    "packed from here on": _insert("#pragma pack(1)"),
    "a comment": _insert("/* WORD */"),
    "broken": _insert("struct {"),
    "a condition less": _replace(r"^#if.*", "#if 0"),
    "an end less": _replace(r"^};", ""),
}


@pytest.mark.parametrize("what", EDITS)
@pytest.mark.parametrize("seed", range(4))
def test_one_header_is_edited(what: str, seed: int, headers: Path, tmp_path: Path) -> None:
    choice = random.Random(f"{what} {seed}")
    new = tmp_path / "new"
    shutil.copytree(headers, new)
    path = choice.choice(sorted(new.rglob("*.h")))
    path.write_text("\n".join(EDITS[what](path.read_text().split("\n"), choice)))
    assert _same_both_ways(headers, new)


def test_headers_come_and_go(headers: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    shutil.copytree(headers, new)
    (new / "linux" / "kvm.h").rename(new / "linux" / "aaa.h")
    assert _same_both_ways(headers, new)
    assert _same_both_ways(new, headers)


def test_a_tree_as_it_was_before(
    headers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "SETTLED", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = tmp_path / "tree"
    shutil.copytree(headers, place)
    tree, old = open_source(str(place)), _reader(open_source(str(headers)))
    for line in (
        "#define UAPI_TEST 1",
        "struct uapi_test { struct kvm_regs r; };",
        "#undef KVM_RUN",
    ):
        assert _reader(tree, Cache()).fingerprints
        with (place / "linux" / "kvm.h").open("a") as file:
            file.write(f"{line}\n")
        _forget()
        alone = _said(_reader(tree), old)
        _forget()
        again = _reader(tree, Cache())
        assert _said(again, old) == alone
        assert len(again._bases) == 1


def test_a_whole_tree(trees: Trees, tmp_path: Path) -> None:
    old = tmp_path / "old"
    reader = _reader(open_source(str(trees("7.2.0"))))
    for root in reversed(reader.tree.search_path(reader.target)):
        shutil.copytree(root, old, dirs_exist_ok=True)
    new = tmp_path / "new"
    shutil.copytree(old, new)
    with (new / "linux" / "kvm.h").open("a") as file:
        file.write("struct uapi_test { struct kvm_regs regs; };\n#define UAPI_TEST 1\n")
    assert _same_both_ways(old, new)
    text = (new / "linux" / "types.h").read_text()
    (new / "linux" / "types.h").write_text(text.replace("typedef __u16 ", "typedef __u32 "))
    assert _same_both_ways(old, new)
