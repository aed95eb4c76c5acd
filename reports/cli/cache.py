"""``uapi cache``"""

from __future__ import annotations

import argparse
import shutil

from abi.diagnostic import UapiError
from reports.cli import output

EXAMPLES = """examples:
  uapi cache info
  uapi cache clear

Nothing in the cache is needed: what is not there is made again."""

MEANING = {
    "units": "headers, preprocessed and split",
    "changes": "differences between two sources",
    "scans": "which files a tree has",
    "trees": "headers that lie in no directory",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    from reports.cli.options import add_output_options

    parser.add_argument(
        "action", choices=("info", "clear"), nargs="?", default="info",
        help="say what the cache holds (default), or remove it all",
    )  # fmt: skip
    add_output_options(parser, ("terminal", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    if arguments.action == "clear":
        _clear()
    output.write(_json() if arguments.format == "json" else _table(), arguments)
    return 0


def _clear() -> None:
    from headers import cache
    from headers.sources import store

    base = cache.directory()
    for kind in cache.LIMITS:
        if (base / kind).is_dir():
            try:
                shutil.rmtree(base / kind)
            except OSError as error:
                raise UapiError(f"{base / kind}: cannot be removed: {error.strerror}") from None
    if not store.clear(base / "trees"):
        raise UapiError(f"{base / 'trees'}: other processes use some of it; try again later")


def _json() -> str:
    import msgspec

    from headers import cache

    kinds = {
        kind: {"files": files, "bytes": size, "limit": cache.LIMITS.get(kind)}
        for kind, (files, size) in cache.contents().items()
    }
    data = {"directory": str(cache.directory()), "kinds": kinds}
    return msgspec.json.format(msgspec.json.encode(data)).decode() + "\n"


def _table() -> str:
    from headers import cache

    found = cache.contents()
    total = sum(size for _, size in found.values())
    lines = [f"{cache.directory()}  {total / 1e6:.1f} MB", ""]
    lines.append(f"  {'kind':<13}{'files':>7}{'MB':>9}{'limit':>7}")
    for kind, (files, size) in found.items():
        limit = f"{cache.LIMITS[kind] / 1e6:.0f}" if kind in cache.LIMITS else "–"
        lines.append(f"  {kind:<13}{files:>7}{size / 1e6:>9.1f}{limit:>7}  {MEANING.get(kind, '')}")
    return "\n".join(line.rstrip() for line in lines) + "\n"
