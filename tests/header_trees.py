"""Header trees of released Linux versions, as the wheels of `ziglang` on PyPI carry them.

Fetched once, kept in a cache directory that is not the program's own.
"""

from __future__ import annotations

import fcntl
import functools
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WHEELS = {
    "5.16.2": "0.10.1.post1",
    "6.3.8": "0.13.0",
    "6.13.4": "0.15.2",
    "6.19.0": "0.16.0",
    "7.2.0": "0.17.0",
}
"""Linux version → version of the wheel that has its headers."""

VERSIONS = tuple(WHEELS)
_MEMBERS = "ziglang/lib/libc/include/"
_ANY_PLATFORM = ("--platform", "manylinux_2_12_x86_64", "--platform", "manylinux2010_x86_64")


class UnavailableError(Exception):
    """A tree that is not cached and cannot be fetched."""


@functools.cache
def cache_directory() -> Path:
    """Where trees are kept; fixed by the first call, whatever becomes of the environment."""
    if own := os.environ.get("UAPI_TEST_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "uapi-tests"


def header_tree(version: str) -> Path:
    """The directory with `any-linux-any`, `x86-linux-any`, … of a Linux version.

    Raises:
        UnavailableError: it cannot be fetched.
    """
    tree = cache_directory() / version
    if not tree.is_dir():
        with _locked(version):
            if not tree.is_dir():
                _fetch(WHEELS[version], tree)
    return tree


@contextmanager
def _locked(version: str) -> Iterator[None]:
    cache_directory().mkdir(parents=True, exist_ok=True)
    with (cache_directory() / f"{version}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(wheel_version: str, tree: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=tree.parent) as name:
        wheel = _download(wheel_version, Path(name))
        _extract(wheel, Path(name) / "include")
        (Path(name) / "include").rename(tree)


def _download(wheel_version: str, directory: Path) -> Path:
    if importlib.util.find_spec("pip") is None:
        raise UnavailableError("header trees are fetched with pip, which is not installed")
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary", ":all:", "-d", str(directory)),
    ]
    said = ""
    for platform in ((), _ANY_PLATFORM):
        done = subprocess.run(
            [*command, *platform, f"ziglang=={wheel_version}"],
            capture_output=True,
            text=True,
            check=False,
        )
        wheels = list(directory.glob("*.whl"))
        if done.returncode == 0 and wheels:
            return wheels[0]
        said = done.stderr.strip()
    last = said.splitlines()[-1] if said else "no wheel"
    raise UnavailableError(f"pip download ziglang=={wheel_version}: {last}")


def _extract(wheel: Path, into: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            name = member.removeprefix(_MEMBERS)
            folder = name.partition("/")[0]
            if name == member or not folder.endswith("-linux-any") or name.endswith("/"):
                continue
            target = into / name
            if not target.resolve().is_relative_to(into.resolve()):
                raise UnavailableError(f"{wheel.name} has a member outside of it: {member}")
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
