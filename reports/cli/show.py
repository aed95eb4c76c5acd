"""``uapi show``"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from abi.diagnostic import READ_AFTER, Diagnostic, UapiError
from reports.cli import output
from reports.cli.options import (
    add_output_options,
    add_source_options,
    open_tree,
    reader,
    targets_of,
    tell,
)

if TYPE_CHECKING:
    from abi.surface import Surface
    from headers.load import Reader

EXAMPLES = """examples:
  uapi show kvm_run                      from the headers of this system
  uapi show TREE kvm_run 'KVM_CAP_*'     from a header tree
  uapi show proposal.h                   everything that one header declares
  uapi show kvm_sev_cmd -t x86_64,i386 --source TREE
  cat proposal.h | uapi show - kvm_new"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "words", metavar="SOURCE|NAME", nargs="+",
        help="what to show: names or globs; a path, REV:PATH, '-' or case:… is the source",
    )  # fmt: skip
    parser.add_argument("--source", "-s", metavar="SOURCE", help="where to look (default: system)")
    parser.add_argument(
        "--cache-lines", metavar="BYTES", type=int, nargs="?", const=64, default=0,
        help="mark cache lines, of 64 bytes unless said otherwise",
    )  # fmt: skip
    add_source_options(parser)
    add_output_options(parser, ("terminal", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    spec, names = _source_and_names(arguments)
    tree = open_tree(spec, arguments)
    readers = [reader(tree, target, arguments) for target in targets_of(arguments)]
    shown = _from_few(spec, names, readers, arguments)
    if shown is None or not shown.is_complete or shown.errors:
        shown = _show(spec, names, tuple(r.surface() for r in readers), arguments)
    output.write(shown.text, arguments)
    tell([*shown.errors, *_of_long_time(shown, readers)], arguments)
    asks_for_all = not names or any(map(_is_glob, names))  # for what is not read, too
    is_unread = shown.is_unread and asks_for_all
    return 0 if shown.is_complete and not is_unread else 3


class _Shown(NamedTuple):
    text: str
    is_complete: bool
    """Whether all of it could be laid out."""
    errors: list[str]
    """Warnings are among them."""
    is_unread: bool = False
    """Whether there is an error among them."""
    keys: tuple[str, ...] = ()
    """What is shown."""
    surfaces: tuple[Surface, ...] = ()
    """Where it was found."""


def _from_few(
    spec: str, names: list[str], readers: list[Reader], arguments: argparse.Namespace
) -> _Shown | None:
    """The names from the headers that have them in their text; None where that is not enough."""
    if not names or any(map(_is_glob, names)):
        return None
    words = {name.rpartition(" ")[2] for name in names}
    try:
        surfaces = tuple(one.mentioning(words).surface() for one in readers)
        shown = _show(spec, names, surfaces, arguments)
    except UapiError:
        return None
    return shown if all(_understands(s, word) for s in surfaces for word in words) else None


def _is_glob(name: str) -> bool:
    return any(sign in name for sign in "*?[")


def _understands(surface: Surface, word: str) -> bool:
    """Whether all macros that speak of a name have a value: they may be ioctls that carry it."""
    from abi.expression import Unevaluated

    names = surface.declarations.macros_mentioning(word)
    return not any(isinstance(surface.constant(name), Unevaluated) for name in names)


def _show(
    spec: str, names: list[str], surfaces: tuple[Surface, ...], arguments: argparse.Namespace
) -> _Shown:
    from abi.sight import lost_name
    from reports.lookup import find, not_found

    keys: list[str] = []
    unread: list[str] = []
    for name in names:
        found = [key for s in surfaces for key in find(s, name)]
        lost = next(filter(None, (lost_name(name, s) for s in surfaces)), None)
        if not found and lost is None:
            raise not_found(surfaces[0], name, spec)
        keys += found
        unread += [] if found else [f"{name}: stands in what could not be read ({lost})"]
    if not names:
        keys = [key for s in surfaces for key in _all_of(s)]
    keys = list(dict.fromkeys(keys))
    if not keys and unread:
        return _Shown("", False, unread)
    if not keys:
        why = "; ".join(map(str, _problems([], surfaces)[:1])) or _WHAT_INSTEAD
        raise UapiError(f"{spec}: declares nothing: {why}")
    text, unmet = _render(keys, surfaces, arguments)
    if not names:  # a macro that was not asked for may well be no constant, and says so
        unmet -= {key.removeprefix("constant ") for key in keys if key.startswith("constant ")}
    problems = _problems(keys if names else [], surfaces)
    is_unread = any(problem.level in (("error",) if names else _LOST) for problem in problems)
    told = [*unread, *map(str, problems)]
    return _Shown(text, not unmet and not unread, told, is_unread, tuple(keys), surfaces)


def _of_long_time(shown: _Shown, readers: list[Reader]) -> Iterator[str]:
    """What is another thing to a program whose time_t has 64 bits, on a 32-bit target."""
    from reports.cli.long_time import WHO, differing
    from reports.lookup import home

    names = [key.removeprefix("constant ") for key in shown.keys]
    for surface, whole in zip(shown.surfaces, readers, strict=False):
        for name, now in differing(names, surface, whole):
            place = home(name, surface)
            yield f"{place}: note: {name} is {now} on {surface.target.name} to {WHO}"


_LOST = ("error", "warning")
"""Who asks for all that a header declares wants to know of warnings, too."""
_WHAT_INSTEAD = "name a C header; of what it includes, name what to show"


def _all_of(surface: Surface) -> list[str]:
    """What the source's own headers declare. Of a single header that is all, in its order, and
    nothing of what it includes, nor its include guard; of a tree the types, functions and variables
    that have a name."""
    own = surface.headers.names()
    if len(own) != 1:
        return [key for key in surface.keys() if not key.startswith("enum #")]
    declarations = surface.declarations
    places = [(declarations.location(key), key) for key in surface.keys()]
    header = surface.headers.get(own[0])
    guard = header.raw.guard.name if header is not None else ""
    for name in declarations.macros():
        if name != guard:
            places.append((declarations.macro_location(name), f"constant {name}"))
    found = [(p.line, key) for p, key in places if p is not None and p.header == own[0]]
    return [key for _, key in sorted(found, key=lambda pair: pair[0])]


def _problems(keys: list[str], surfaces: tuple[Surface, ...]) -> list[Diagnostic]:
    """Errors and warnings; with `keys`, those of the headers that declare them."""
    from reports.lookup import home

    if not keys:
        return list(dict.fromkeys(d for s in surfaces for d in _all_problems(s)))
    names = [key.removeprefix("constant ") for key in keys]
    headers = {home(name, s) for s in surfaces for name in names} | {""}
    met = (d for s in surfaces for d in s.declarations.met())
    found = (d for d in met if d.level != "note" or d.message.startswith(READ_AFTER))
    return [d for d in dict.fromkeys(found) if d.header in headers]


def _all_problems(surface: Surface) -> list[Diagnostic]:
    from abi.sight import unread

    said = surface.declarations.diagnostics()
    warnings = (d for d in said if d.level == "warning" or d.message.startswith(READ_AFTER))
    return [*warnings, *unread(surface)]


def _source_and_names(arguments: argparse.Namespace) -> tuple[str, list[str]]:
    """Tell a source from names: a source is a path, has a colon, or is ``-`` or ``system``."""
    words = list(arguments.words)
    if arguments.source is not None:
        return arguments.source, words
    first = words[0]
    is_source = "/" in first or ":" in first or first in ("-", "system") or first.endswith(".h")
    if is_source or Path(first).exists():
        return first, words[1:]
    return _nearest(), words


def _nearest() -> str:
    """The header tree one stands in, else the system's headers."""
    for place in (".", "usr/include", "include"):
        if (Path(place) / "linux" / "types.h").is_file() and (Path(place) / "asm").is_dir():
            return place
    is_kernel = Path("include/uapi/linux/types.h").is_file() and Path("arch").is_dir()
    return "." if is_kernel else "system"


def _render(
    keys: list[str],
    surfaces: tuple[Surface, ...],
    arguments: argparse.Namespace,
) -> tuple[str, set[str]]:
    """The text, and the names of what could not be laid out or has no value."""
    if arguments.format == "json":
        return _json(keys, surfaces)
    from reports.show import show
    from reports.style import Style, terminal_width

    style = Style(output.wants_color(arguments), output.wants_ascii(arguments), terminal_width())
    shown = [show(key, surfaces, style, arguments.cache_lines) for key in keys]
    text = "\n\n".join("\n".join(part.lines) for part in shown)
    unmet = (key for key, part in zip(keys, shown, strict=True) if not part.is_complete)
    return style.finish(f"{text}\n"), {key.removeprefix("constant ") for key in unmet}


def _json(keys: list[str], surfaces: tuple[Surface, ...]) -> tuple[str, set[str]]:
    import msgspec

    from abi.snapshot import contents

    types = [key for key in keys if not key.startswith("constant ")]
    names = [key.removeprefix("constant ") for key in keys if key.startswith("constant ")]
    data = {}
    for surface in surfaces:
        enums = {surface.declarations.owner(name) for name in names} - {None}
        chosen = [*types, *sorted(str(key) for key in enums)]
        data[surface.target.name] = contents(surface, chosen, names)
    unmet = {name for found in data.values() for name in found["unevaluated"]}
    return msgspec.json.format(msgspec.json.encode(data)).decode() + "\n", unmet
