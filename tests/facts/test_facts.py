"""What is known of the KVM and PSP headers of five Linux versions, from compiled programs.

The numbers are in the tables beside this file, one a kind of fact. They were
not made by uapi: gcc 12 and clang 14 printed them.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from abi.evaluate import Value
from abi.layout import Layout
from abi.snapshot import concrete
from abi.spelling import spell
from abi.surface import Surface
from abi.target import TARGETS
from tests.conftest import Trees
from tests.header_trees import VERSIONS
from tests.oracle.judge import surface_of
from tests.oracle.ours import kvm_surface

X86 = ("x86_64", "i386")
Surfaces = Callable[[str, str], Surface]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text())


IOCTLS, SIZES = _table("ioctls"), _table("sizes")
LAYOUTS = [(v, fact) for fact in _table("layouts")["layout"] for v in fact["linux"]]
CONSTANTS = _table("constants")["group"]


@pytest.fixture(scope="module")
def surfaces(trees: Trees, own_cache: Path) -> Surfaces:
    return functools.cache(lambda version, target: kvm_surface(trees(version), TARGETS[target]))


def _value(surface: Surface, name: str) -> int | None:
    """The value of a macro or an enumerator."""
    for found in (surface.constant(name), surface.enumerator(name)):
        if isinstance(found, Value):
            return found.value
    return None


@pytest.mark.parametrize(
    ("version", "fact"), LAYOUTS, ids=lambda f: f if f in VERSIONS else f["record"]
)
@pytest.mark.parametrize("target", X86)
def test_members(version: str, fact: dict[str, Any], target: str, surfaces: Surfaces) -> None:
    surface, place = surfaces(version, target), X86.index(target)
    layout = surface.layout(fact["record"])
    assert isinstance(layout, Layout)
    assert layout.size == fact["size"][place]
    found = {
        m.name: (spell(concrete(m.type, surface)), m.offset, m.size)
        for m in layout.named()
        if m.bit_width is None
    }
    assert found == {
        name: (ctype, offsets[place], size)
        for name, (ctype, *offsets, size) in fact["members"].items()
    }


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("target", X86)
def test_sizes(version: str, target: str, surfaces: Surfaces) -> None:
    surface, place = surfaces(version, target), X86.index(target)
    layouts = {name: surface.layout(f"struct {name}") for name in SIZES}
    found = {
        name: known.size if isinstance(known, Layout) else None for name, known in layouts.items()
    }
    assert found == {
        name: row[version][place] if row[version] else None for name, row in SIZES.items()
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_constants(version: str, surfaces: Surfaces) -> None:
    """A name has its value in the versions that list it, and none in others."""
    surface = surfaces(version, "x86_64")
    expected: dict[str, int | None] = {name: None for g in CONSTANTS for name in g["constants"]}
    for group in CONSTANTS:
        if version in group["linux"]:
            expected |= group["constants"]
    assert {name: _value(surface, name) for name in expected} == expected


@pytest.mark.parametrize("target", ["x86_64", "i386", "arm64", "powerpc64", "s390x"])
def test_ioctl_numbers(target: str, surfaces: Surfaces) -> None:
    """A number is the same in each version that has it; some versions lack the argument."""
    found: dict[str, set[int]] = {name: set() for name in IOCTLS}
    for version in VERSIONS:
        for name, values in found.items():
            value = _value(surfaces(version, target), name)
            values.update(() if value is None else (value,))
    assert found == {
        name: {row[target]} if target in row else set() for name, row in IOCTLS.items()
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_ioctls_come_and_go(version: str, surfaces: Surfaces) -> None:
    surface = surfaces(version, "x86_64")
    order = VERSIONS.index
    here = {
        n
        for n, row in IOCTLS.items()
        if order(row["first"]) <= order(version) <= order(row["last"])
    }
    arm_only = {n for n, row in IOCTLS.items() if "x86_64" not in row}
    assert {n for n in IOCTLS if surface.declarations.macro(n)} - arm_only == here - arm_only


@pytest.mark.parametrize(("version", "count"), [("6.3.8", 11), ("6.13.4", 32)])
def test_ioctls_without_their_argument(version: str, count: int, surfaces: Surfaces) -> None:
    """KVM_S390_* and KVM_PPC_* stay where the types that they need do not."""
    surface = surfaces(version, "x86_64")
    names = [n for n in surface.declarations.macros_mentioning("KVMIO") if n.startswith("KVM_")]
    assert sum(_value(surface, name) is None for name in names) == count


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("target", "number"), [("x86_64", 0x4010AEAB), ("powerpc64", 0x8010AEAB)])
def test_one_number_for_two_ioctls(
    version: str, target: str, number: int, surfaces: Surfaces
) -> None:
    """One is a vCPU's, the other a VM's."""
    surface = surfaces(version, target)
    assert _value(surface, "KVM_GET_ONE_REG") == number
    assert _value(surface, "KVM_ARM_SET_DEVICE_ADDR") == number


SEV_INIT_PROPOSALS = {
    "2024-02-09": (
        "__u32 vm_type; __u32 flags; __u64 vmsa_features; __u32 pad[8];",
        {"vm_type": 0, "flags": 4, "vmsa_features": 8, "pad": 16},
    ),
    "2024-02-26": (
        "__u64 vmsa_features; __u32 flags; __u32 pad[9];",
        {"vmsa_features": 0, "flags": 8, "pad": 12},
    ),
    "6.10": (
        "__u64 vmsa_features; __u32 flags; __u16 ghcb_version; __u16 pad1; __u32 pad2[8];",
        {"vmsa_features": 0, "flags": 8, "ghcb_version": 12, "pad1": 14, "pad2": 16},
    ),
}


@pytest.mark.parametrize(
    ("members", "offsets"), SEV_INIT_PROPOSALS.values(), ids=SEV_INIT_PROPOSALS
)
@pytest.mark.parametrize(("target", "align"), [("x86_64", 8), ("i386", 4)])
def test_the_ways_to_init_sev_have_one_size(
    members: str, offsets: dict[str, int], target: str, align: int
) -> None:
    text = f"#include <linux/types.h>\nstruct kvm_sev_init {{ {members} }};\n"
    layout = surface_of(text, TARGETS[target]).layout("struct kvm_sev_init")
    assert isinstance(layout, Layout)
    assert (layout.size, layout.align) == (48, align)
    assert {m.name: m.offset for m in layout.named()} == offsets
