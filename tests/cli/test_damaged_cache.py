"""A damaged cache says nothing: what is asked gets the answer that it gets without one."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from headers.cache import LIMITS, Cache
from headers.regular import read_regular
from headers.sources.store import Store
from reports.cli.main import main

OLD = "struct a { int x; long y; };\n#define A_IOC _IOW('a', 1, struct a)\n#define N 1\n"
NEW = "struct a { long y; int x; };\n#define A_IOC _IOW('a', 1, struct a)\n#define N 2\n"
ROUNDS = 1_000
Damage = Callable[[bytes, bytes, random.Random], bytes]


def flipped(data: bytes, _: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def cut(data: bytes, _: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def longer(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data + other[: chance.randrange(1, 9)]


def swapped(_: bytes, other: bytes, __: random.Random) -> bytes:
    return other


def emptied(*_: object) -> bytes:
    return b""


def foreign(data: bytes, _: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(len(data))


DAMAGES: tuple[Damage, ...] = (flipped, flipped, flipped, cut, longer, swapped, emptied, foreign)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / name / "linux").mkdir(parents=True)
        (tmp_path / name / "linux" / "a.h").write_text("#include <linux/ioctl.h>\n" + text)
    shutil.make_archive("old", "tar", "old")
    return tmp_path / "cache" / "uapi"


def answers(capfd: pytest.CaptureFixture[str]) -> list[object]:
    said: list[object] = []
    for words in (
        ["check", "old.tar", "new"],
        ["diff", "old", "new"],
        ["lint", "new", "-f", "json"],
    ):
        said += [main([*words, "-t", "x86_64", "-j", "1"]), capfd.readouterr()]
    return said


def entries(base: Path) -> list[Path]:
    kinds = (base / kind for kind in (*LIMITS, "trees/known"))
    found = [path for kind in kinds if kind.is_dir() for path in sorted(kind.iterdir())]
    return [*found, *sorted(base.glob("trees/*/manifest"))]


def test_no_damage_changes_an_answer(base: Path, capfd: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(1)
    expected = answers(capfd)
    assert {path.parent.name for path in entries(base)} >= {"units", "changes", "judged", "scans"}
    for _ in range(12):
        whole = {path: path.read_bytes() for path in entries(base)}
        for path, data in whole.items():
            path.chmod(0o600)
            path.write_bytes(chance.choice(DAMAGES)(data, chance.choice([*whole.values()]), chance))
        assert answers(capfd) == expected


def test_every_damage_is_a_miss(base: Path, capfd: pytest.CaptureFixture[str]) -> None:
    answers(capfd)
    chance = random.Random(2)
    anything = msgspec.msgpack.Decoder(msgspec.Raw)
    kept = {path: path.read_bytes() for path in entries(base) if path.parent.name in LIMITS}
    assert len(kept) > 5
    for _ in range(ROUNDS):
        path = chance.choice([*kept])
        other = chance.choice([data for data in kept.values() if data != kept[path]])
        damaged = chance.choice(DAMAGES)(kept[path], other, chance)
        path.write_bytes(damaged)
        kind, key = path.parent.name, path.name
        assert Cache().get(kind, key, anything) is None
        path.write_bytes(kept[path])
        assert Cache().get(kind, key, anything) is not None


@pytest.mark.parametrize("kind", ["fifo", "link", "directory"])
def test_what_is_no_file_is_a_miss(base: Path, kind: str, tmp_path: Path) -> None:
    Cache().put("units", "key", "value")
    path = base / "units" / "key"
    data = path.read_bytes()
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "link":
        (tmp_path / "elsewhere").write_bytes(data)
        path.symlink_to(tmp_path / "elsewhere")
    else:
        path.mkdir()
    assert Cache().get("units", "key", msgspec.msgpack.Decoder(str)) is None
    with pytest.raises(OSError, match=r"\d"):
        read_regular(path, follow=False)


def test_a_tree_in_the_place_of_another_is_none(base: Path) -> None:
    one, other = (Store().lay_down({"linux/a.h": text.encode()}) for text in (OLD, NEW))
    places = [place.root.parent for place in (one, other)]
    places[0].rename(base / "aside")
    places[1].rename(places[0])
    (base / "aside").rename(places[1])
    for place, text in ((one, OLD), (other, NEW)):
        found = Store().lay_down({"linux/a.h": text.encode()})
        assert found.digest == place.digest
        assert (found.root / "linux" / "a.h").read_text() == text
