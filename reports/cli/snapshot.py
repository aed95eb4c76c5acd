"""``uapi snapshot``"""

from __future__ import annotations

import argparse
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from reports.cli import output
from reports.cli.options import (
    add_output_options,
    add_source_options,
    load_surface,
    open_tree,
    targets_in,
    tell,
)
from reports.cli.workers import for_each

if TYPE_CHECKING:
    from abi.target import Target
    from headers.sources.tree import Tree

EXAMPLES = """examples:
  uapi snapshot TREE --target x86_64 -o kvm.json
  uapi snapshot TREE --target all -o DIRECTORY
  uapi snapshot case:mem-enc-op/rfc-v4

The format is described in docs/snapshot.md; its JSON Schema comes with the package.

exit codes: 0 all is in it, 2 could not run, 3 something could not be read and is
listed in it"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a tree, a header, a git revision, an archive, …",
    )
    add_source_options(parser)
    add_output_options(parser, ("json",))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    tree = open_tree(arguments.source, arguments)
    targets = targets_in((tree,), arguments)
    if len(targets) == 1:
        text, problems = _snapshot(tree, arguments, targets[0])
        output.write(text, arguments)
        tell(problems, arguments)
        return 3 if problems else 0
    directory = Path(arguments.output or "")
    if not arguments.output or (directory.exists() and not directory.is_dir()):
        raise UapiError("snapshots of several targets need a directory; name one with --output")
    try:
        directory.mkdir(exist_ok=True)
    except OSError as error:
        raise UapiError(f"{directory}: cannot be made: {error.strerror}") from None
    work = functools.partial(_write, directory, tree, arguments)
    results = for_each(targets, work, arguments.jobs)
    for target, found in zip(targets, results, strict=True):
        tell([f"{target.name}: {problem}" for problem in found], arguments)
    return 3 if any(results) else 0


def _write(directory: Path, tree: Tree, arguments: argparse.Namespace, target: Target) -> list[str]:
    """Write the snapshot of a target; what could not be read."""
    text, problems = _snapshot(tree, arguments, target)
    output.write_file(directory / f"{target.name}.json", text)
    return problems


def _snapshot(tree: Tree, arguments: argparse.Namespace, target: Target) -> tuple[str, list[str]]:
    import msgspec

    from abi.sight import unread
    from abi.snapshot import snapshot
    from headers.child import beside
    from reports.cli.main import tool_version

    surface = load_surface(tree, target, arguments)
    data = snapshot(
        surface,
        spec=arguments.source,
        tool=f"uapi {tool_version()}",
        digest=surface.declarations.digest,
        together=beside,
    )
    problems = list(dict.fromkeys(map(str, unread(surface))))
    return msgspec.json.format(msgspec.json.encode(data)).decode() + "\n", problems
