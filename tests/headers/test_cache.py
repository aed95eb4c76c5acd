"""The cache loses what it must, and believes nobody else."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from headers import cache
from headers.cache import Cache

_TEXT = msgspec.msgpack.Decoder(str)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "uapi"


def test_what_was_put_is_there(base: Path) -> None:
    Cache().put("units", "key", "value")
    assert Cache().get("units", "key", _TEXT) == "value"
    assert Cache().get("units", "other", _TEXT) is None
    assert Cache(enabled=False).get("units", "key", _TEXT) is None
    assert base.stat().st_mode & 0o777 == 0o700
    assert cache.contents() == {"units": (1, (base / "units" / "key").stat().st_size)}


@pytest.mark.parametrize("damage", [b"", b"\xff\xff", b"\xa5val"])
def test_a_damaged_entry_is_a_miss(base: Path, damage: bytes) -> None:
    Cache().put("units", "key", "value")
    (base / "units" / "key").write_bytes(damage)
    assert Cache().get("units", "key", _TEXT) is None


def test_what_was_used_longest_ago_goes_first(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cache.LIMITS, "units", 3_500)
    for day, key in enumerate("abc"):
        Cache().put("units", key, "x" * 1_000)
        os.utime(base / "units" / key, (day, day))
    left_by_a_killed_process = base / "units" / "tmp123"
    left_by_a_killed_process.write_bytes(b"half")
    os.utime(left_by_a_killed_process, (0, 0))
    assert Cache().get("units", "a", _TEXT) is not None  # used now, so b is the oldest
    Cache().put("units", "d", "x" * 1_000)
    assert sorted(path.name for path in (base / "units").iterdir()) == ["a", "c", "d"]


def test_a_directory_that_others_may_write_to_is_no_cache(base: Path) -> None:
    Cache().put("units", "key", "value")
    base.chmod(0o777)
    assert Cache().get("units", "key", _TEXT) is None
    Cache().put("units", "more", "value")
    assert not (base / "units" / "more").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a directory away")
def test_a_directory_of_somebody_else_is_no_cache(base: Path) -> None:
    Cache().put("units", "key", "value")
    os.chown(base, 65534, 65534)
    assert Cache().get("units", "key", _TEXT) is None


def test_no_room_is_no_error(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    Cache().put("units", "key", "value")
    assert list((base / "units").iterdir()) == []
