"""Cases from ``case.toml``, checked against the headers so that they cannot drift apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

import msgspec

from abi.case import Case, FactsSection, Variant
from abi.diagnostic import Diagnostic, UapiError
from abi.layout import Layout
from abi.surface import Surface
from headers.sources.scan import Inside
from headers.sources.spec import CASES
from headers.written import toml

FILE = "case.toml"


def case_names() -> tuple[str, ...]:
    """Cases that come with the package."""
    return tuple(sorted(path.parent.name for path in CASES.glob(f"*/{FILE}")))


def is_case(name: str) -> bool:
    """Whether a word names a case of the package, or a directory with a ``case.toml``."""
    return name in case_names() or (Path(name) / FILE).is_file()


def case_directory(name: str) -> Path:
    """Where a case lies.

    Raises:
        UapiError: there is no such case.
    """
    if not is_case(name):
        raise UapiError(f"{name}: no such case; there is {', '.join(case_names())}")
    return CASES / name if name in case_names() else Path(name)


def load_case(name: str) -> tuple[Case, Path, list[Diagnostic]]:
    """A case, the directory that its headers lie in, and what of it cannot be used.

    Raises:
        UapiError: no such case, or its file says what no case can say.
    """
    directory = case_directory(name)
    path = directory / FILE
    try:
        case = msgspec.convert(toml(path)[1], Case)
    except msgspec.ValidationError as error:
        raise UapiError(f"{path}: {error}") from None
    away = {v.header for v in case.variant if v.header and _leads_away(directory, v.header)}
    leaving = (f"header '{name}' is a link that leaves the case; refused" for name in sorted(away))
    problems = [Diagnostic("error", text, FILE) for text in (*_wrong(case), *leaving)]
    return _usable(case, away), directory, problems


def _leads_away(directory: Path, header: str) -> bool:
    return not Inside((str(directory),)).has(str(directory / header))


def _wrong(case: Case) -> Iterator[str]:
    """What a case says of names that it does not have."""
    names = [variant.name for variant in case.variant]
    yield from (f"two variants are named '{n}'" for n in dict.fromkeys(names) if names.count(n) > 1)
    for variant in case.variant:
        place = f"variant '{variant.name}'"
        if bool(variant.header) == bool(variant.source):
            yield f"{place}: needs a header of the case, or a source"
        if Path(variant.header).name != variant.header:
            yield f"{place}: header '{variant.header}' is not a file name"
        yield from (
            f"{place}: replaces '{o}', which is none" for o in variant.replaces if o not in names
        )
        for command in variant.command:
            if command.stage and command.stage not in case.stages:
                yield f"{place}: {command.name}: no stage '{command.stage}' in 'stages'"
    for remark in case.remark:
        if remark.variant not in names:
            yield f"a remark is about variant '{remark.variant}', which is none"
    sections = [section.id for section in case.section]
    yield from (f"answer: there is no section '{n}'" for n in case.answer if n not in sections)
    for section in case.section:
        for name in section.variants:
            if name not in names:
                yield f"section '{section.id}': there is no variant '{name}'"


def _usable(case: Case, left_out: Set[str] = frozenset()) -> Case:
    """The case without what is wrong with it."""
    first = {variant.name: variant for variant in reversed(case.variant)}
    kept = tuple(
        v for v in first.values()
        if Path(v.header).name == v.header
        and bool(v.header) != bool(v.source)
        and v.header not in left_out
    )  # fmt: skip
    names = [variant.name for variant in kept]
    ids = [section.id for section in case.section]
    return msgspec.structs.replace(
        case,
        variant=kept[::-1],
        remark=tuple(r for r in case.remark if r.variant in names),
        answer=tuple(name for name in case.answer if name in ids),
    )


def check_variant(variant: Variant, surface: Surface) -> list[Diagnostic]:
    """What the case says of a variant that its header does not: records, members, constants."""
    place = f"variant '{variant.name}'"
    where = variant.header or variant.source
    keys = {variant.record, *(c.data for c in variant.command)} - {"immediate", "none", ""}
    missing = [f"declares no '{key}'" for key in sorted(keys) if surface.declaration(key) is None]
    layout = surface.layout(variant.record)
    known = {p.name for _, p in layout.leaves()} if isinstance(layout, Layout) else set()
    if variant.record:
        unknown = (n for n in (*variant.inputs, *variant.outputs) if n not in known)
        missing += [f"{variant.record} has no member '{name}'" for name in unknown]
    names = [*filter(None, [variant.ioctl]), *(c.name for c in variant.command)]
    missing += [f"defines no '{name}'" for name in names if not _is_known(name, surface)]
    return [Diagnostic("error", f"{place}: {where}: {text}", FILE) for text in missing]


_QUOTED = re.compile(r"`([A-Za-z_]\w*)`")


def check_sections(case: Case, surfaces: Sequence[Surface]) -> list[Diagnostic]:
    """Names in the case's own tables that no variant's header has."""
    return [
        Diagnostic("error", f"section '{section.id}': no header has '{name}'", FILE)
        for section in case.section
        if isinstance(section, FactsSection)
        for name in dict.fromkeys(_QUOTED.findall(" ".join(sum(section.row, ()))))
        if not any(_has(name, surface) for surface in surfaces)
    ]


def _has(name: str, surface: Surface) -> bool:
    declarations = surface.declarations
    keys = (f"{kind} {name}" for kind in ("struct", "union", "enum", "typedef", "function"))
    if declarations.macro(name) is not None or any(declarations.has(key) for key in keys):
        return True
    if surface.enumerator(name) is not None:
        return True
    layouts = (surface.layout(k) for k in surface.keys() if k.startswith(("struct ", "union ")))
    return any(p.name == name for lo in layouts if isinstance(lo, Layout) for p in lo.named())


def _is_known(name: str, surface: Surface) -> bool:
    return surface.enumerator(name) is not None or surface.declarations.macro(name) is not None
