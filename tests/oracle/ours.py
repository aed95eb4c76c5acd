"""The KVM headers of a tree, as uapi reads them."""

from __future__ import annotations

from pathlib import Path

from abi.surface import Surface
from abi.target import Target
from headers.load import load
from headers.preprocess.engine import Engine
from headers.sources.tree import Tree, architecture_directories

HEADERS = ("linux/kvm.h", "asm/kvm.h", "linux/psp-sev.h")
STAND_IN = Path(__file__).with_name("stand_in")
"""An asm/kvm.h for targets that have none."""


def tree(source: Path, target: Target, headers: tuple[str, ...] = HEADERS) -> Tree:
    """Some headers in a directory of header trees, by default those of KVM."""
    own = architecture_directories(source)
    roots: tuple[Path, ...] = (source / "any-linux-any",)
    found = Tree("oracle", roots, own, only=headers)
    if not any((root / "asm/kvm.h").is_file() for root in found.search_path(target)):
        roots += (STAND_IN,)
    return Tree("oracle", roots, own, only=headers)


def kvm_surface(source: Path, target: Target, engine: Engine | None = None) -> Surface:
    return load(tree(source, target), target, engine=engine)
