"""The KVM headers as uapi reads them against the same headers as a compiler does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from abi.surface import Surface
from abi.target import Target
from headers.load import SHIM, load
from headers.sources.tree import Tree
from headers.verify.compiler import Compiler, clang_for, gcc_for
from headers.verify.names import Names, declared
from tests.oracle import ours


class Findings:
    """How much was compared, and what differed."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(("records", "members", "typedefs", "enumerators", "macros"), 0)
        self.wrong: list[str] = []
        self.missing: list[str] = []
        self.unevaluated: list[str] = []

    @property
    def faults(self) -> list[str]:
        return [
            *(f"wrong: {w}" for w in self.wrong),
            *(f"missing: {m}" for m in self.missing),
            *(f"unevaluated: {u}" for u in self.unevaluated),
        ]

    def values(self, kind: str, theirs: dict[str, int], own: dict[str, int | str]) -> None:
        """Compare what the compiler knows with what uapi has; and nothing may be invented."""
        for name, value in theirs.items():
            self.counts[kind] += 1
            said = own.get(name)
            if said is None:
                self.missing.append(f"{kind}: {name}")
            elif isinstance(said, str):
                self.unevaluated.append(f"{kind}: {name}: {said}")
            elif said != value:
                self.wrong.append(f"{kind}: {name} is {value}, not {said}")
        invented = (n for n, said in own.items() if isinstance(said, int) and n not in theirs)
        self.wrong += [f"{kind}: {name} is no constant to the compiler" for name in invented]


class Question(NamedTuple):
    """A C expression, and who wants to know."""

    expression: str
    owner: str


def compilers(
    tree: Tree, target: Target, clang: str, gcc: str, headers: Iterable[str] = ()
) -> list[Compiler]:
    """The compilers to ask about headers (a tree's own, if none are given), clang first."""
    roots = (SHIM / "libc", *tree.search_path(target), SHIM / "kernel")
    options = ("-nostdinc", *(f"-I{os.fspath(root)}" for root in roots))
    head = "".join(f"#include <{name}>\n" for name in headers or tree.only)
    other = gcc_for(gcc, target, head, *options)
    return [clang_for(clang, target, head, *options), *([other] if other else [])]


def compare(surface: Surface, names: Names, compiler: Compiler) -> Findings:
    """Ask one compiler about everything that clang names."""
    findings = Findings()
    _records(findings, ours.records(surface), names, compiler)
    _typedefs(findings, ours.typedefs(surface), names, compiler)
    enumerators = dict(zip(names.enumerators, compiler.numbers(names.enumerators), strict=True))
    findings.values("enumerators", enumerators, ours.enumerators(surface))
    macros = compiler.integers(compiler.macros())
    own = ours.constants(surface)
    findings.values("macros", dict(zip(macros, compiler.numbers(macros), strict=True)), own)
    return findings


def _typedefs(
    findings: Findings, own: dict[str, tuple[int, int] | str], names: Names, compiler: Compiler
) -> None:
    for index, ask in enumerate(("sizeof", "_Alignof")):
        known = compiler.integers(f"{ask}({name})" for name in names.typedefs)
        theirs = dict(zip(known, compiler.numbers(known), strict=True))
        said = {f"{ask}({n})": s if isinstance(s, str) else s[index] for n, s in own.items()}
        findings.values("typedefs", theirs, said)


def _records(
    findings: Findings, own: dict[str, ours.Record], names: Names, compiler: Compiler
) -> None:
    asked: list[tuple[str, str, Callable[[ours.Record], int | None], str]] = []
    bits: list[tuple[str, str, str]] = []
    for record, paths in names.records.items():
        findings.counts["records"] += 1
        findings.counts["members"] += len(paths)
        if record not in own:
            findings.missing.append(f"records: {record}")
            continue
        extra = own[record].members.keys() - {path.name for path in paths}
        findings.wrong += [f"members: {record} has no {name}" for name in extra]
        asked += [(record, "size", lambda r: r.size, f"sizeof({record})")]
        asked += [(record, "align", lambda r: r.align, f"_Alignof({record})")]
        for path in paths:
            if path.is_bit_field:
                bits.append((record, path.name, path.designator))
                continue
            offset = f"__builtin_offsetof({record}, {path.designator})"
            asked.append((record, f"offset of {path.name}", _part(path.name, 0), offset))
            if not path.is_flexible:
                size = f"sizeof((({record} *)0)->{path.designator})"
                asked.append((record, f"size of {path.name}", _part(path.name, 1), size))
    invented = own.keys() - names.records.keys()
    findings.wrong += [f"records: {record} is none to the compiler" for record in invented]
    _judge(findings, own, asked, bits, compiler)


def _part(name: str, index: int) -> Callable[[ours.Record], int | None]:
    def part(record: ours.Record) -> int | None:
        place = record.members.get(name)
        return None if place is None else place[index]

    return part


def _judge(
    findings: Findings,
    own: dict[str, ours.Record],
    asked: list[tuple[str, str, Callable[[ours.Record], int | None], str]],
    bits: list[tuple[str, str, str]],
    compiler: Compiler,
) -> None:
    images = [(record, f"{{ .{designator} = -1 }}") for record, _, designator in bits]
    numbers, objects = compiler.answer([question for *_, question in asked], images)
    for (record, what, part, _), number in zip(asked, numbers, strict=True):
        _verdict(findings, f"{what} in {record}", number, part(own[record]))
    for (record, name, _), image in zip(bits, objects, strict=True):
        said = own[record].members.get(name)
        _verdict(findings, f"bits of {name} in {record}", _bits(image, compiler), said)


def _verdict(findings: Findings, what: str, theirs: object, said: object) -> None:
    if said is None:
        findings.missing.append(what)
    elif said != theirs:
        findings.wrong.append(f"{what} is {theirs}, not {said}")


def _bits(image: bytes, compiler: Compiler) -> tuple[int, int]:
    """First bit and width of the ones in an object, in the order of allocation."""
    order: Iterable[int] = range(8) if compiler.is_little_endian else range(7, -1, -1)
    row = [byte >> bit & 1 for byte in image for bit in order]
    ones = [place for place, bit in enumerate(row) if bit]
    assert ones == list(range(ones[0], ones[0] + len(ones))), "not one run of bits"
    return ones[0], len(ones)


def check(
    source: Path, target: Target, clang: str, gcc: str, headers: tuple[str, ...] = ours.HEADERS
) -> dict[str, Findings]:
    """Findings by compiler."""
    tree = ours.tree(source, target, headers)
    surface = load(tree, target)
    found = compilers(tree, target, clang, gcc)
    names = declared(found[0])
    stand_ins = _stand_ins(compilers(tree, target, clang, gcc, _libc_headers())[0])
    results = {}
    for compiler in found:
        findings = compare(surface, names, compiler)
        findings.missing = [m for m in findings.missing if m not in stand_ins]
        results[os.path.basename(compiler.command[0])] = findings
    return results


def _libc_headers() -> list[str]:
    top = SHIM / "libc"
    return sorted(path.relative_to(top).as_posix() for path in top.rglob("*.h"))


def _stand_ins(clang: Compiler) -> set[str]:
    """What only our stand-ins for the C library's headers declare: no surface has it."""
    names = declared(clang)
    sizes = (f"typedefs: {ask}({n})" for ask in ("sizeof", "_Alignof") for n in names.typedefs)
    return {
        *(f"records: {name}" for name in names.records),
        *(f"enumerators: {name}" for name in names.enumerators),
        *(f"macros: {name}" for name in clang.macros()),
        *sizes,
    }
