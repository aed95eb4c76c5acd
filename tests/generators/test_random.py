"""Random records, with attributes wherever C takes them, against gcc."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.generators.oracle import bytes_by_gcc, refuted_by_gcc, said_by_ctypes
from tests.generators.test_python import generate

_SCALARS = {
    "unsigned char": 8, "short": 16, "int": 32, "unsigned int": 32, "unsigned long": 32,
    "long long": 64, "unsigned long long": 64,
}  # fmt: skip
_OTHERS = ("void *", "double", "char")
_MEMBER = ("", "", "", " __attribute__((packed))", " __attribute__((aligned({n})))")
_RECORD = ("", "", "__attribute__((packed))", "__attribute__((aligned({n})))",
           "__attribute__((packed, aligned({n})))")  # fmt: skip


def _attribute(draw: random.Random, choices: tuple[str, ...]) -> str:
    return draw.choice(choices).format(n=draw.choice((1, 2, 4, 8, 16)))


def _member(draw: random.Random, name: str, known: list[str], depth: int) -> str:
    attribute = _attribute(draw, _MEMBER)
    kind = draw.random()
    if kind < 0.35:
        scalar = draw.choice(tuple(_SCALARS))
        return f"{scalar} {name}:{draw.randint(1, _SCALARS[scalar])}{attribute};"
    if kind < 0.4:
        return f"{draw.choice(tuple(_SCALARS))} :{draw.choice((0, 0, 3, 5))};"
    if kind < 0.55 and depth < 2:
        inner = _members(draw, f"{name}_", known, depth + 1)
        named = draw.choice(("", "", name))
        return f"{draw.choice(('struct', 'union'))} {{ {inner} }}{attribute} {named};"
    if kind < 0.65 and known:
        return f"struct {draw.choice(known)} {name}{draw.choice(('', '[2]'))}{attribute};"
    return f"{draw.choice((*_SCALARS, *_OTHERS))} {name}{draw.choice(('', '', '[3]'))}{attribute};"


def _members(draw: random.Random, prefix: str, known: list[str], depth: int) -> str:
    count = draw.randint(1, 6)
    first = f"int {prefix}first;"
    rest = (_member(draw, f"{prefix}{i}", known, depth) for i in range(count))
    return " ".join((first, *rest) if draw.random() < 0.5 else (*rest, first))


def _header(seed: int, count: int) -> str:
    draw = random.Random(seed)
    known: list[str] = []
    lines = []
    for i in range(count):
        kind = "struct" if draw.random() < 0.8 else "union"
        members = _members(draw, "m", known, 0)
        lines.append(f"{kind} r{i} {{ {members} }} {_attribute(draw, _RECORD)};")
        if kind == "struct":
            known.append(f"r{i}")
    return "\n".join(lines) + "\n"


@pytest.mark.oracle
@pytest.mark.parametrize("target", ["x86_64", "i386"])
def test_random_records_are_laid_out_as_gcc_does(target: str, tmp_path: Path) -> None:
    header = tmp_path / "random.h"
    header.write_text(_header(seed=7, count=150))
    said = said_by_ctypes(generate(tmp_path, "some", header), target)
    text = header.read_text()
    assert len(said["records"]) > 200
    assert refuted_by_gcc(said, target, text, [], tmp_path) == ""
    fields = {n: r["bits"] for n, r in said["records"].items() if r["bits"] and "." not in n}
    asked = {name: list(bits) for name, bits in fields.items()}
    assert fields == bytes_by_gcc(asked, target, text, tmp_path)
