"""What headers that landed say, to hold the headers of cases against."""

from __future__ import annotations

from pathlib import Path

from abi.evaluate import Value
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import CASES, open_source
from tests.oracle.ours import kvm_surface


def variant(case: str, header: str, target: str = "x86_64") -> Surface:
    """A header of a case."""
    return load(open_source(str(CASES / case / header), []), TARGETS[target])


def landed(tree: Path, target: str = "x86_64") -> Surface:
    """linux/kvm.h of a tree, and what it includes."""
    return kvm_surface(tree, TARGETS[target])


def value(surface: Surface, name: str) -> int | None:
    """A macro's or an enumerator's value."""
    for found in (surface.constant(name), surface.enumerator(name)):
        if isinstance(found, Value):
            return found.value
    return None
