"""What is read with the help of an earlier reading is what is read without it."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import msgspec
import pytest

from abi.diagnostic import UapiError
from abi.difference import difference
from headers import split
from headers.cache import Cache
from headers.load import Reader
from headers.sources import state
from headers.sources.spec import open_source
from tests.conftest import Trees
from tests.headers.edits import EDITS, forget, reader_of


def _said(reader: Reader, base: Reader) -> object:
    """All that a reading is, and what it says beside another one."""
    try:
        reading = msgspec.msgpack.encode(reader.reading)
    except UapiError as error:
        return str(error)
    changes = difference(base.surface(), reader.surface())
    said = reader.surface().declarations.diagnostics()
    differing = base.surface().declarations.differing(reader.surface().declarations)
    return reading, differing, changes, said


def _same_both_ways(old: Path, new: Path) -> bool:
    """Whether a tree is read alike with and without another one; whether that one helped."""
    before, after = open_source(str(old)), open_source(str(new))
    forget()
    alone = _said(reader_of(after), reader_of(before))
    forget()
    base, reader = reader_of(before), reader_of(after)
    assert base.reading
    forget()
    reader.start_from(base)
    assert _said(reader, base) == alone
    return len(split.KNOWN) > 0


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
    tree, old = open_source(str(place)), reader_of(open_source(str(headers)))
    for line in (
        "#define UAPI_TEST 1",
        "struct uapi_test { struct kvm_regs r; };",
        "#undef KVM_RUN",
    ):
        assert reader_of(tree, Cache()).reading
        with (place / "linux" / "kvm.h").open("a") as file:
            file.write(f"{line}\n")
        forget()
        alone = _said(reader_of(tree), old)
        forget()
        again = reader_of(tree, Cache())
        assert _said(again, old) == alone
        assert len(again._bases) == 1


def test_a_whole_tree(trees: Trees, tmp_path: Path) -> None:
    old = tmp_path / "old"
    reader = reader_of(open_source(str(trees("7.2.0"))))
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
