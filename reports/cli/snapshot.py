"""``uapi snapshot``"""

from __future__ import annotations

import argparse

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

EXAMPLES = """examples:
  uapi snapshot TREE --target x86_64 -o kvm.json
  uapi snapshot case:mem-enc-op/rfc-v4

The format is described in docs/snapshot.md; its JSON Schema comes with the package."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "source", metavar="SOURCE", help="a directory, a header, '-', case:…, system"
    )
    add_source_options(parser)
    add_output_options(parser, ("json",))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    import msgspec

    from abi.snapshot import snapshot
    from reports.cli.main import tool_version

    targets = targets_of(arguments)
    if len(targets) > 1:
        raise UapiError("a snapshot is of one target; name one with --target")
    surface = load_surface(open_tree(arguments.source, arguments), targets[0], arguments)
    data = snapshot(
        surface,
        spec=arguments.source,
        tool=f"uapi {tool_version()}",
        digest=surface.declarations.digest,
    )
    output.write(msgspec.json.format(msgspec.json.encode(data)).decode() + "\n", arguments)
    tell([str(d) for d in surface.declarations.diagnostics() if d.level == "error"], arguments)
    return 0
