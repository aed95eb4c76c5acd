"""Cases from ``case.toml``, checked against the headers so that they cannot drift apart."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from abi.case import Case, Variant
from abi.diagnostic import UapiError
from abi.layout import Layout, Placed
from abi.surface import Surface
from headers.sources.spec import CASES


def case_names() -> tuple[str, ...]:
    """Cases that come with the package."""
    return tuple(sorted(path.parent.name for path in CASES.glob("*/case.toml")))


def is_case(name: str) -> bool:
    """Whether a word names a case of the package, or a directory with a ``case.toml``."""
    return name in case_names() or (Path(name) / "case.toml").is_file()


def load_case(name: str) -> tuple[Case, Path]:
    """A case and the directory that its headers lie in.

    Raises:
        UapiError: no such case, or its file is wrong.
    """
    directory = CASES / name if name in case_names() else Path(name)
    path = directory / "case.toml"
    try:
        case = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Case)
    except OSError:
        raise UapiError(f"{name}: no such case; there is {', '.join(case_names())}") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise UapiError(f"{path}: {error}") from None
    _check_names(case, path)
    return case, directory


def _check_names(case: Case, path: Path) -> None:
    names = [variant.name for variant in case.variant]
    for name in names:
        if names.count(name) > 1:
            raise UapiError(f"{path}: two variants are named '{name}'")
    for variant in case.variant:
        if Path(variant.header).name != variant.header:
            raise UapiError(f"{path}: header '{variant.header}' is not a file name")
        for other in variant.replaces:
            if other not in names:
                raise UapiError(f"{path}: '{variant.name}' replaces '{other}', which is none")
    for remark in case.remark:
        if remark.variant not in names:
            raise UapiError(f"{path}: a remark is about variant '{remark.variant}', which is none")


def check_variant(variant: Variant, surface: Surface, path: Path) -> None:
    """Check every name that the case uses of a variant against its header.

    Raises:
        UapiError: a record, member or constant that the header does not declare.
    """
    place = f"{path}: variant '{variant.name}'"
    for key in {variant.record, *(c.data for c in variant.command)} - {"immediate", "none"}:
        if surface.declaration(key) is None:
            raise UapiError(f"{place}: {variant.header} declares no '{key}'")
    known = {member.name for member in _members(variant, surface)}
    for name in (*variant.inputs, *variant.outputs):
        if name not in known:
            raise UapiError(f"{place}: {variant.record} has no member '{name}'")
    for command in variant.command:
        if surface.enumerator(command.name) is None and (
            surface.declarations.macro(command.name) is None
        ):
            raise UapiError(f"{place}: {variant.header} defines no '{command.name}'")


def _members(variant: Variant, surface: Surface) -> list[Placed]:
    layout = surface.layout(variant.record)
    return [placed for _, placed in layout.leaves()] if isinstance(layout, Layout) else []
