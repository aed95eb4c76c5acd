"""``uapi decode``"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from abi.ioctl import IoctlNumber, decode
from abi.target import Target
from headers.long_time import LongTime
from reports.cli import output
from reports.cli.options import (
    add_output_options,
    add_source_options,
    load_surface,
    open_tree,
    reader,
    targets_of,
)

if TYPE_CHECKING:
    from abi.ioctl import Ioctl
    from abi.surface import Surface
    from headers.sources.tree import Tree

EXAMPLES = """examples:
  uapi decode 0xc008aeba
  uapi decode 3221794490 --target all --source TREE"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("number", metavar="NUMBER", help="an ioctl number, decimal or 0x…")
    parser.add_argument(
        "--source", "-s", metavar="SOURCE",
        help="where to look for its name (default: the system's headers, if there are any)",
    )  # fmt: skip
    add_source_options(parser)
    add_output_options(parser, ("terminal", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    number = _number(arguments.number)
    targets = targets_of(arguments, "all")
    named = {t.name: _names(number, t, arguments) for t in targets}
    decoded = {t: decode(number, t) for t in targets}
    text = (_json if arguments.format == "json" else _text)(number, decoded, named)
    output.write(text, arguments)
    return 0


def _number(word: str) -> int:
    try:
        number = int(word, 0)
    except ValueError:
        raise UapiError(f"'{word}' is not a number; write it as 0xc008aeba or 3221794490") from None
    if -(1 << 31) <= number < 0:  # as some tracers print an unsigned int
        number += 1 << 32
    if not 0 <= number < 1 << 32:
        raise UapiError(f"{word} does not fit the 32 bits of an ioctl number")
    return number


def _names(number: int, target: Target, arguments: argparse.Namespace) -> list[Ioctl]:
    if arguments.source is None and arguments.target is None:
        from abi.target import host_target

        if target != host_target():
            return []
    try:
        tree = open_tree(arguments.source or "system", arguments)
        if arguments.source is None and not tree.has_architecture(target):
            return []  # this system's names may mean something else there
        found = _among(load_surface(tree, target, arguments), number)
        return found or list(_of_long_time(number, tree, target, arguments))
    except UapiError:
        if arguments.source is not None:
            raise
        return []


def _of_long_time(
    number: int, tree: Tree, target: Target, arguments: argparse.Namespace
) -> Iterator[Ioctl]:
    """The same for a program whose time_t has 64 bits."""
    from msgspec.structs import replace

    surfaces = LongTime(reader(tree, target, arguments)).surfaces()
    found = {ioctl.name: ioctl for surface in surfaces for ioctl in _among(surface, number)}
    for name, ioctl in found.items():
        yield replace(ioctl, name=f"{name} (64-bit time_t)")


def _among(surface: Surface, number: int) -> list[Ioctl]:
    from reports.lookup import ioctls

    return [i for i in ioctls(surface, nr=number & 0xFF) if i.code.number == number]


def _text(
    number: int, decoded: dict[Target, IoctlNumber | None], named: dict[str, list[Ioctl]]
) -> str:
    lines = [f"{number:#010x}"]
    groups: dict[tuple[IoctlNumber | None, tuple[str, ...]], list[str]] = {}
    for target, code in decoded.items():
        names = tuple(_named(named[target.name]))
        groups.setdefault((code, names), []).append(target.name)
    for (code, names), targets in groups.items():
        lines += ["", f"  on {', '.join(targets)}", f"    {_parts(code)}"]
        lines += [f"    {name}" for name in names]
    return "\n".join(lines) + "\n"


def _parts(code: IoctlNumber | None) -> str:
    if code is None:
        return "no ioctl: its direction bits mean nothing there"
    return (
        f"{code.macro}({code.character}, {code.nr:#04x}, {code.size} bytes)"
        f"   direction {code.direction}, type {code.type:#04x}, nr {code.nr}"
    )


def _named(found: list[Ioctl]) -> Iterator[str]:
    from abi.spelling import spell_operand

    for ioctl in found:
        argument = "" if ioctl.argument is None else spell_operand(ioctl.argument)
        yield f"{ioctl.name}  {argument}".rstrip()


def _json(
    number: int, decoded: dict[Target, IoctlNumber | None], named: dict[str, list[Ioctl]]
) -> str:
    import msgspec

    value = {
        "number": number,
        "targets": {
            target.name: None
            if code is None
            else {
                "direction": code.direction,
                "type": code.type,
                "nr": code.nr,
                "size": code.size,
                "names": [ioctl.name for ioctl in named[target.name]],
            }
            for target, code in decoded.items()
        },
    }
    return msgspec.json.format(msgspec.json.encode(value)).decode() + "\n"
