"""``uapi gen``"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from abi.diagnostic import READ_AFTER, Diagnostic, UapiError
from generators import LANGUAGES, Generator, generator
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
    from generators.view import View

EXAMPLES = """examples:
  uapi gen python TREE --type kvm_regs --type 'kvm_sev_*' -o kvm.py
  uapi gen python linux/kvm.h --target x86_64,i386,arm64 -o kvm.py
  uapi gen python case:mem-enc-op/rfc-v4 --stub

The module checks itself: 'python -m kvm' compares what ctypes says with the
recorded layouts. See docs/bindings.md.

exit codes: 0 all that was asked for is bound, 2 could not run, 3 some of it could
not be read or laid out, and is left out or opaque"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "language", metavar="LANGUAGE", choices=tuple(LANGUAGES), help=", ".join(LANGUAGES)
    )
    parser.add_argument(
        "source", metavar="SOURCE", help="a tree, a header, a git revision, an archive, …"
    )
    parser.add_argument(
        "--type", metavar="T", action="append", default=[], dest="types",
        help="a type (or 'kvm_*') to take, with all it needs; repeatable (default: everything)",
    )  # fmt: skip
    parser.add_argument(
        "--module",
        metavar="NAME",
        help="what it will be imported as (default: by --output or SOURCE)",
    )
    parser.add_argument(
        "--stub", action="store_true", help="print the stub (.pyi) that -o writes beside the module"
    )
    add_source_options(parser)
    add_output_options(parser, ("code",))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    language = generator(arguments.language)
    view, unread = _view(arguments)
    module = _module(arguments)
    texts = language.generate(view, module)
    _write(texts, language, arguments)
    tell(list(unread), arguments)
    return 3 if unread else 0


def _view(arguments: argparse.Namespace) -> tuple[View, tuple[str, ...]]:
    """The view, and what of all that was asked for is not in it."""
    from abi.sight import unread
    from generators.build import build
    from reports.cli.main import tool_version

    tree = open_tree(arguments.source, arguments)
    surfaces = [load_surface(tree, target, arguments) for target in targets_of(arguments)]
    roots = _roots(surfaces, arguments) if arguments.types else None
    view = build(surfaces, spec=arguments.source, tool=f"uapi {tool_version()}", roots=roots)
    notes = {str(d) for s in surfaces for d in s.declarations.met() if _is_remark(d)}
    tell(sorted(notes), arguments)
    if roots is not None:
        return view, view.problems
    errors = [str(d) for surface in surfaces for d in unread(surface)]
    return view, tuple(dict.fromkeys((*errors, *view.problems)))


def _is_remark(found: Diagnostic) -> bool:
    return found.message.startswith(READ_AFTER)


def _roots(surfaces: list[Surface], arguments: argparse.Namespace) -> list[str]:
    """The keys of all types asked for, on whichever target has them."""
    from reports.lookup import find, not_found

    roots: dict[str, None] = {}
    for word in arguments.types:
        found = [key for surface in surfaces for key in find(surface, word)]
        if not found:
            raise not_found(surfaces[0], word, arguments.source)
        roots |= dict.fromkeys(found)
    return list(roots)


def _module(arguments: argparse.Namespace) -> str:
    """The module's name: as asked for, else that of the file or of the source."""
    if arguments.module:
        if not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", arguments.module):
            raise UapiError(f"--module {arguments.module}: not a name that Python can import")
        return str(arguments.module)
    named = arguments.output not in (None, "-")
    stem = re.sub(r"\W", "_", Path(arguments.output if named else arguments.source).stem)
    return stem if stem.isidentifier() and stem.strip("_") else "bindings"


def _write(texts: dict[str, str], language: Generator, arguments: argparse.Namespace) -> None:
    """All files beside each other, or one of them to standard output."""
    first, *others = language.SUFFIXES
    if arguments.output in (None, "-"):
        suffix = others[0] if arguments.stub and others else first
        output.write(texts[suffix], arguments)
        return
    path = Path(arguments.output)
    if path.suffix in others:
        raise UapiError(f"{path}: name the {first} file; {path.suffix} is written beside it")
    if not path.exists() or path.is_file():  # nothing goes beside /dev/null
        for suffix in others:
            output.write_file(path.with_suffix(suffix), texts[suffix])
    output.write_file(path, texts[first])
