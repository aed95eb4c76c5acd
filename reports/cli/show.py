"""``uapi show``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from reports.cli import output
from reports.cli.options import (
    add_output_options,
    add_source_options,
    load_surface,
    open_tree,
    targets_of,
    tell,
)

if TYPE_CHECKING:
    from abi.surface import Surface

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
    from reports.lookup import find, not_found

    spec, names = _source_and_names(arguments)
    tree = open_tree(spec, arguments)
    surfaces = tuple(load_surface(tree, t, arguments) for t in targets_of(arguments))
    keys: list[str] = []
    for name in names:
        found = [key for s in surfaces for key in find(s, name)]
        if not found:
            raise not_found(surfaces[0], name, spec)
        keys += found
    if not names:
        keys = [key for s in surfaces for key in s.keys() if not key.startswith("enum #")]
    keys = list(dict.fromkeys(keys))
    if not keys:
        why = "; ".join(_problems([], surfaces)[:1]) or "name a C header"
        raise UapiError(f"{spec}: declares nothing: {why}")
    text, is_complete = _render(keys, surfaces, arguments, everything=not names)
    output.write(text, arguments)
    errors = _problems(keys if names else [], surfaces)
    tell(errors, arguments)
    return 0 if is_complete and (names or not errors) else 3


def _problems(keys: list[str], surfaces: tuple[Surface, ...]) -> list[str]:
    """Errors and warnings; with `keys`, those of the headers that declare them."""
    places = {s.declarations.location(key) for s in surfaces for key in keys}
    headers = {place.header for place in places if place is not None}
    found = (d for s in surfaces for d in s.declarations.diagnostics() if d.level != "note")
    return [str(d) for d in dict.fromkeys(found) if not keys or d.header in {*headers, ""}]


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
    *,
    everything: bool,
) -> tuple[str, bool]:
    if arguments.format == "json":
        return _json(keys, surfaces), True
    from reports.show import show
    from reports.style import Style, terminal_width

    style = Style(output.wants_color(arguments), output.wants_ascii(arguments), terminal_width())
    shown = [show(key, surfaces, style, arguments.cache_lines) for key in keys]
    text = "\n\n".join("\n".join(part.lines) for part in shown)
    return style.finish(f"{text}\n"), all(part.is_complete for part in shown)


def _json(keys: list[str], surfaces: tuple[Surface, ...]) -> str:
    import msgspec

    from abi.snapshot import contents

    types = [key for key in keys if not key.startswith("constant ")]
    names = [key.removeprefix("constant ") for key in keys if key.startswith("constant ")]
    data = {}
    for surface in surfaces:
        enums = {surface.declarations.owner(name) for name in names} - {None}
        chosen = [*types, *sorted(str(key) for key in enums)]
        data[surface.target.name] = contents(surface, chosen, names)
    return msgspec.json.format(msgspec.json.encode(data)).decode() + "\n"
