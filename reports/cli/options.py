"""Options that mean the same in every command, and what they open."""

from __future__ import annotations

import argparse
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from abi.diagnostic import READ_AFTER, UapiError
from abi.target import TARGETS, Target, host_target, is_one_target, select_targets
from reports.cli.streams import say

if TYPE_CHECKING:
    from abi.surface import Surface
    from headers.cache import Cache
    from headers.load import Reader
    from headers.sources.tree import Tree

T = TypeVar("T")


def add_source_options(parser: argparse.ArgumentParser) -> None:
    """Options that say how headers are read."""
    group = parser.add_argument_group("reading headers")
    group.add_argument(
        "--target",
        "-t",
        metavar="T[,T…]",
        help="names, 'all', '64bit', 'big-endian', … (default: the host's; see 'uapi targets')",
    )
    group.add_argument(
        "--include", "-I", metavar="DIR", action="append", default=[],
        help="where else to look for included headers; can be repeated",
    )  # fmt: skip
    group.add_argument(
        "-D", metavar="NAME[=VALUE]", dest="define", action="append", default=[],
        help="a macro that the program defines first; can be repeated",
    )  # fmt: skip
    group.add_argument(
        "--before", metavar="HEADER", action="append", default=[],
        help="a header that the program includes first; can be repeated",
    )  # fmt: skip
    group.add_argument(
        "--engine", metavar="NAME", default="auto",
        help="preprocessor: cc, gcc, clang, pcpp (needs no compiler), a path (default: auto)",
    )  # fmt: skip
    group.add_argument(
        "--jobs", "-j", metavar="N", type=_jobs,
        help="processes that share the work (default: one a processor)",
    )  # fmt: skip
    group.add_argument("--no-cache", action="store_true", help="read everything anew")


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of processes")
    return int(text)


def add_output_options(parser: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    """Options that say how a result is written; the first format is the default."""
    group = parser.add_argument_group("output")
    if len(formats) > 1:
        group.add_argument("--format", "-f", choices=formats, default=formats[0])
    group.add_argument("--output", "-o", metavar="FILE", help="write here instead of stdout")
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    group.add_argument("--ascii", action="store_true", help="use no character outside ASCII")
    group.add_argument("--quiet", "-q", action="store_true", help="no notes on stderr")


def targets_of(arguments: argparse.Namespace, default: str = "") -> tuple[Target, ...]:
    """The targets asked for; the host's, or `default`, when none is."""
    if arguments.target:
        return select_targets(arguments.target)
    return select_targets(default) if default else (host_target(),)


def in_order(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Targets in the order of the table: who names them in another order gets the same answer."""
    return tuple(target for target in TARGETS.values() if target in targets)


def targets_in(trees: Sequence[Tree], arguments: argparse.Namespace) -> tuple[Target, ...]:
    """The targets asked for; of those that a group names, the ones that all trees have."""
    words = (arguments.target or host_target().name).split(",")
    named = {t.name for word in words if is_one_target(word) for t in select_targets(word)}
    chosen = targets_of(arguments)
    kept = [
        target
        for target in chosen
        if target.name in named or all(tree.has_architecture(target) for tree in trees)
    ]
    left_out = [target.name for target in chosen if target not in kept]
    if left_out:
        tell(
            [f"left out, as there are no asm/ headers of theirs: {', '.join(left_out)}"], arguments
        )
    if not kept:
        raise UapiError(f"{trees[0].spec}: no asm/ headers of any of these targets; name one")
    return in_order(kept)


def open_tree(spec: str, arguments: argparse.Namespace) -> Tree:
    """The tree behind a source given on the command line."""
    from msgspec.structs import replace

    from headers.sources.spec import open_source

    tree = open_source(spec, arguments.include, keep=not arguments.no_cache)
    defines = tuple(map(_definition, arguments.define))
    return replace(tree, defines=defines, before=tuple(arguments.before))


_MACRO = re.compile(r"([A-Za-z_]\w*)(?:=([^\n\r]*))?", re.ASCII)


def _definition(text: str) -> tuple[str, str]:
    """A macro's name and what it stands for; 1 where nothing is said, as for compilers."""
    found = _MACRO.fullmatch(text)
    if found is None:
        raise UapiError(f"-D {text}: not NAME or NAME=VALUE")
    return found[1], "1" if found[2] is None else found[2]


def open_both(old: str, new: str, arguments: argparse.Namespace) -> tuple[Tree, Tree]:
    """The trees behind two sources."""
    works = (functools.partial(open_tree, spec, arguments) for spec in (old, new))
    is_here = all(Path(spec).exists() for spec in (old, new))
    return _both(*works, in_threads=not is_here and arguments.jobs != 1)


def base(upstream: str = "", below: str = "") -> str:
    """Where HEAD left its upstream branch, as a source that lies where the work tree does.

    `below` is a directory of it.
    """
    from headers.sources.git import Repository, repository_here

    place = repository_here()
    if place is None:
        raise UapiError("OLD is needed, as this is no git repository; name two sources")
    revision = Repository(place).merge_base(upstream)[:12]
    if below in ("", ".") and Path(".git").exists():
        return revision
    return f"{revision}:./{below}"


def both_readers(
    old: Tree, new: Tree, target: Target, arguments: argparse.Namespace
) -> tuple[Reader, Reader]:
    """Two trees for a target, to be read as the options say."""
    works = (functools.partial(reader, tree, target, arguments) for tree in (old, new))
    is_here = old.exports is None and new.exports is None
    return _both(*works, in_threads=not is_here and arguments.jobs != 1)


def _both(one: Callable[[], T], other: Callable[[], T], *, in_threads: bool) -> tuple[T, T]:
    """What both make; in two threads where it takes a while, as they write files and ask git."""
    if not in_threads:
        return one(), other()
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(2)
    try:
        works = [pool.submit(work) for work in (one, other)]
        found = works[0].result(), works[1].result()
    except BaseException:
        pool.shutdown(wait=False)  # whoever pressed Ctrl-C does not wait
        raise
    pool.shutdown()
    return found


def reader(tree: Tree, target: Target, arguments: argparse.Namespace) -> Reader:
    """A tree for a target, to be read as the options say."""
    from headers.load import Reader
    from headers.preprocess.engine import choose_engine

    return Reader(tree, target, choose_engine(arguments.engine), cache_of(arguments))


def tell_read_after(
    trees: Iterable[Tree], targets: Sequence[Target], arguments: argparse.Namespace
) -> None:
    """Say what was read before a single header that needs it and does not include it."""
    single = [tree for tree in trees if len(tree.only) == 1]
    read = (reader(tree, target, arguments) for tree in single for target in targets[:1])
    problems = (d for one in read for d in one.declarations.problems)
    notes = (str(d) for d in problems if d.message.startswith(READ_AFTER))
    tell(list(dict.fromkeys(notes)), arguments)


def cache_of(arguments: argparse.Namespace) -> Cache:
    """The cache, unless the options say that there is to be none."""
    from headers.cache import Cache

    return Cache(enabled=not arguments.no_cache)


def load_surface(tree: Tree, target: Target, arguments: argparse.Namespace) -> Surface:
    """The surface of a tree, read as the options say."""
    return reader(tree, target, arguments).surface()


def tell(lines: Iterator[str] | list[str], arguments: argparse.Namespace) -> None:
    """Say something beside the result: on stderr, unless asked to be quiet."""
    if not arguments.quiet:
        for line in lines:
            say(line)
