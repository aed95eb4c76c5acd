"""Headers of Linux to edit."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from headers.sources.spec import open_source
from tests.conftest import Trees
from tests.headers.edits import reader_of

SOME = (
    "linux/kvm.h", "linux/vfio.h", "linux/fs.h", "linux/coda.h", "linux/byteorder/big_endian.h",
    "linux/input.h", "linux/if.h", "linux/socket.h", "drm/i915_drm.h", "asm/unistd_32.h",
    "asm/unistd_64.h", "asm/kvm.h", "linux/netfilter.h", "linux/btrfs.h", "linux/signal.h",
)  # fmt: skip


@pytest.fixture(scope="module")
def headers(trees: Trees, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some headers of Linux that do not all get along, and what they include."""
    place = tmp_path_factory.mktemp("tree")
    reader = reader_of(open_source(str(trees("7.2.0"))))
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
