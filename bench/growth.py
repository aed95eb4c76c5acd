"""What becomes of the time when there is twice as much to read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from abi.target import TARGETS
from headers.sources.spec import open_source

Time = Callable[[Sequence[Sequence[str]]], float]
"""Seconds that commands take one after the other, from an empty cache on."""

SLACK = 1.15
"""More than this beyond twice the time is no longer linear."""

_SMALL, _LARGE = "x86_64,arm64", "x86_64,arm64,riscv64,s390x"


def growth(old: str, new: str, time: Time) -> None:
    """Print the table."""
    print(f"\n{'twice as much':<38}{'once':>10}{'twice':>10}{'times':>10}{'limit':>10}")
    with tempfile.TemporaryDirectory(prefix="uapi-bench-") as name:
        place = Path(name)
        half = [_half(spec, place / f"half{n}") for n, spec in enumerate((old, new))]
        whole = [_copy(spec, place / f"whole{n}") for n, spec in enumerate((old, new))]
        more = _edited(Path(whole[1]), place, 3)
        works = {
            "headers": ([_diff(*half)], [_diff(*whole)]),
            "targets": ([_diff(old, new, _SMALL)], [_diff(old, new, _LARGE)]),
            "versions": (
                [_diff(*whole), _diff(whole[1], more[0])],
                [_diff(*whole), *map(_diff, (whole[1], *more), more)],
            ),
        }
        for work, (once, twice) in works.items():
            a, b = time(once), time(twice)
            over = " over" if b > 2 * SLACK * a else ""
            print(f"{work:<38}{a:>10.2f}{b:>10.2f}{b / a:>10.2f}{2:>10}{over}")


def _diff(old: str, new: str, targets: str = "x86_64") -> Sequence[str]:
    return ("diff", old, new, "-t", targets, "-q")


def _copy(spec: str, place: Path) -> str:
    """The x86 headers of a tree."""
    for root in reversed(open_source(spec).search_path(TARGETS["x86_64"])):
        shutil.copytree(root, place, dirs_exist_ok=True)
    return str(place)


def _half(spec: str, place: Path) -> str:
    """Half of the bytes of the headers, all kinds of them; of the smaller ones more."""
    _copy(spec, place)
    paths = sorted((p for p in place.rglob("*.h") if p.parts[-2] != "asm"), key=_bytes)
    for path in paths[1::2]:
        path.unlink()
    return str(place)


def _bytes(path: Path) -> int:
    return path.stat().st_size


def _edited(tree: Path, place: Path, count: int) -> list[str]:
    """Versions of a tree, each with a line more than the one before."""
    found = [tree]
    for number in range(count):
        found.append(place / f"edited{number}")
        shutil.copytree(found[-2], found[-1])
        with (found[-1] / "linux" / "kvm.h").open("a") as header:
            header.write(f"#define KVM_BENCH_{number} {number}\n")
    return [str(path) for path in found[1:]]
