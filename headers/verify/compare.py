"""What uapi says against what a compiler answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from headers.verify.compiler import Compiler
from headers.verify.macros import definitions
from headers.verify.names import Names, Path
from headers.verify.said import Record, Said, Statement

T = TypeVar("T")
KINDS = ("records", "members", "typedefs", "functions", "enumerators", "macros")
_UNDEFINED = re.compile(r"shift by -?\d+ is out of range")
_WORD = re.compile(r"[A-Za-z_]\w*")


class Findings:
    """How much was compared, and what differed."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys((*KINDS, "values"), 0)
        self.wrong: list[str] = []
        """Values that differ, and what is no constant (or no type) to the compiler."""
        self.missing: list[str] = []
        """What the compiler has and uapi does not."""
        self.unevaluated: list[str] = []
        """What has a value for the compiler, and for uapi a reason why it has none."""
        self.undefined: list[str] = []
        """What C leaves undefined: shifts past the end of a type, where compilers disagree."""
        self.only_ours: list[str] = []
        """Macros whose value needs a header that the compiler did not read with them."""

    @property
    def faults(self) -> list[str]:
        return [
            *(f"wrong: {w}" for w in self.wrong),
            *(f"missing: {m}" for m in self.missing),
            *(f"unevaluated: {u}" for u in self.unevaluated),
        ]

    def add(self, other: Findings) -> None:
        """Count what another unit found, too."""
        for kind, count in other.counts.items():
            self.counts[kind] += count
        self.wrong += other.wrong
        self.missing += other.missing
        self.unevaluated += other.unevaluated
        self.undefined += other.undefined
        self.only_ours += other.only_ours

    def values(self, kind: str, theirs: Mapping[str, T], own: Said[T | str]) -> None:
        """Compare what the compiler knows with what uapi has."""
        for name, value in theirs.items():
            self.counts[kind] += 1
            if name not in own:
                self.missing.append(f"{kind}: {name}")
                continue
            said = own[name][1]
            if isinstance(said, str):
                known = self.undefined if _UNDEFINED.search(said) else self.unevaluated
                known.append(f"{kind}: {name}: {said}")
            elif said != value:
                self.wrong.append(f"{kind}: {name} is {value}, not {said}")

    def nothing_else(self, kind: str, theirs: Iterable[str], own: Said[T]) -> None:
        """What uapi gives a value must be known to the compiler."""
        known = set(theirs)
        more = [n for n, (_, s) in own.items() if not isinstance(s, str) and n not in known]
        if kind == "macros":
            self.only_ours += more
        else:
            self.wrong += [f"{kind}: {name} is none to the compiler" for name in more]


class Question(NamedTuple):
    """A C expression about a record, and how uapi answers it."""

    record: str
    what: str
    said: Callable[[Record], object]
    expression: str


def compare(
    own: Statement,
    names: Names,
    macros: Iterable[str],
    compiler: Compiler,
    whole: Statement,
) -> Findings:
    """Ask one compiler about everything that is named.

    `macros` are those to ask about, whether or not they have a value. The
    compiler must know all that has a value in `whole`, a part of `own`.
    """
    findings = Findings()
    plain = _without_macros(compiler, names)
    _records(findings, own.records, names, plain)
    asked = plain.integers(f"sizeof({name})" for name in names.typedefs)
    known = [question[len("sizeof(") : -1] for question in asked]
    pairs = [plain.numbers([f"{ask}({n})" for n in known]) for ask in ("sizeof", "_Alignof")]
    findings.values(
        "typedefs", dict(zip(known, zip(*pairs, strict=True), strict=True)), own.typedefs
    )
    findings.values("functions", dict.fromkeys(names.functions, 0), own.functions)
    enumerators = list(names.enumerators)
    values = dict(zip(enumerators, plain.numbers(enumerators), strict=True))
    findings.values("enumerators", values, own.enumerators)
    integers = compiler.integers(macros)
    values = dict(zip(integers, compiler.numbers(integers), strict=True))
    findings.values("macros", values, own.macros)
    findings.nothing_else("records", names.records, whole.records)
    findings.nothing_else("typedefs", known, whole.typedefs)
    findings.nothing_else("enumerators", enumerators, whole.enumerators)
    findings.nothing_else("macros", integers, whole.macros)
    return findings


def _without_macros(compiler: Compiler, names: Names) -> Compiler:
    """The compiler, with no macro that hides a tag, a member, a typedef or an enumerator."""
    words = {*names.typedefs, *names.enumerators}
    for record, (_, paths) in names.records.items():
        words.add(record.rpartition(" ")[2])
        words.update(word for path in paths for word in _WORD.findall(path.designator))
    hidden = sorted(words.intersection(definitions(compiler)[0]))
    return compiler._replace(head=compiler.head + "".join(f"#undef {w}\n" for w in hidden))


def _records(findings: Findings, own: Said[Record | str], names: Names, compiler: Compiler) -> None:
    asked: list[Question] = []
    bits: list[tuple[str, Path]] = []
    for record, (_, paths) in names.records.items():
        findings.counts["records"] += 1
        findings.counts["members"] += len(paths)
        if record not in own:
            findings.missing.append(f"records: {record}")
            continue
        said = own[record][1]
        if isinstance(said, str):
            findings.unevaluated.append(f"records: {record}: {said}")
            continue
        extra = said.members.keys() - {path.name for path in paths}
        findings.wrong += [f"members: {record} has no {name}" for name in extra]
        asked += _about(record, paths)
        bits += [(record, path) for path in paths if path.is_bit_field]
    _judge(findings, own, asked, bits, compiler)


def _about(record: str, paths: list[Path]) -> Iterable[Question]:
    yield Question(record, "size", lambda r: r.size, f"sizeof({record})")
    yield Question(record, "align", lambda r: r.align, f"__alignof__({record})")
    for path in paths:
        if path.is_bit_field:
            continue
        offset = f"__builtin_offsetof({record}, {path.designator})"
        yield Question(record, f"offset of {path.name}", _part(path.name, 0), offset)
        if not path.is_flexible:
            size = f"sizeof((({record} *)0)->{path.designator})"
            yield Question(record, f"size of {path.name}", _part(path.name, 1), size)


def _part(name: str, index: int) -> Callable[[Record], object]:
    def part(record: Record) -> object:
        place = record.members.get(name)
        return None if place is None else place[index]

    return part


def _judge(
    findings: Findings,
    own: Said[Record | str],
    asked: list[Question],
    bits: list[tuple[str, Path]],
    compiler: Compiler,
) -> None:
    images = [(record, f"{{ .{path.designator} = -1 }}") for record, path in bits]
    numbers, objects = compiler.answer([question.expression for question in asked], images)
    for question, number in zip(asked, numbers, strict=True):
        record = own[question.record][1]
        if isinstance(record, Record):
            what = f"{question.what} in {question.record}"
            _verdict(findings, what, number, question.said(record))
    for (name, path), image in zip(bits, objects, strict=False):
        record = own[name][1]
        if isinstance(record, Record):
            place = _bits(image, compiler)
            _verdict(
                findings, f"bits of {path.name} in {name}", place, record.members.get(path.name)
            )


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
