"""The peer: what scripts/check-uapi.sh of Linux does, redone in its smallest form.

For every header that both trees have: ``gcc -g`` on both sides, ``abidiff``
where the two objects differ, as many at once as there are processors. It sees one
architecture, and what debug information holds: no constants, no ioctl numbers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from abi.target import TARGETS, Target
from headers.sources.spec import open_source

_COMPILE = ("gcc", "-shared", "-nostdlib", "-fPIC", "-O0", "-g", "-w",
            "-fno-eliminate-unused-debug-types")  # fmt: skip
_CHANGED = 4
"""The bit of the exit code of abidiff for a changed ABI."""
TOOLS = ("gcc", "abidiff")


def is_installed() -> bool:
    """Whether the tools are there (Debian: gcc, abigail-tools)."""
    return all(map(shutil.which, TOOLS))


def check_uapi(old: str, new: str, target: Target) -> tuple[float, int, int]:
    """Seconds for two trees, headers compared, and headers that abidiff found changed."""
    sides = [open_source(spec) for spec in (old, new)]
    names = sorted(set(sides[0].headers(target)) & set(sides[1].headers(target)))
    search = [[f"-I{path}" for path in side.search_path(target)] for side in sides]
    start = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="uapi-peer-") as directory,
        ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool,
    ):
        work = [(name, Path(directory) / str(place), search) for place, name in enumerate(names)]
        found = list(pool.map(_check, work))
    return time.perf_counter() - start, sum(f is not None for f in found), sum(map(bool, found))


def _check(work: tuple[str, Path, Sequence[Sequence[str]]]) -> bool | None:
    """Whether a header's ABI changed; None where a compiler rejects it."""
    name, place, search = work
    objects = []
    for side, paths in enumerate(search):
        compiled = f"{place}.{side}.so"
        command = [*_COMPILE, *paths]
        text = f"#include <{name}>\nint f(void) {{ return 0; }}\n"
        done = subprocess.run(
            [*command, "-x", "c", "-", "-o", compiled],
            input=text, text=True, capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode:
            return None
        objects.append(compiled)
    if Path(objects[0]).read_bytes() == Path(objects[1]).read_bytes():
        return False
    command = ["abidiff", "--non-reachable-types", *objects]
    return bool(subprocess.run(command, capture_output=True, check=False).returncode & _CHANGED)


if __name__ == "__main__":
    seconds, compared, changed = check_uapi(sys.argv[1], sys.argv[2], TARGETS["x86_64"])
    print(f"{seconds:.2f} s, {compared} headers compared, {changed} changed")
