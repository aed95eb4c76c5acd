"""``uapi verify``"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from abi.target import Target
from reports.cli import output
from reports.cli.options import add_output_options, add_source_options, open_tree, targets_of

if TYPE_CHECKING:
    from headers.verify.compare import Findings
    from headers.verify.compiler import Compiler
    from headers.verify.units import Result

ALONE = "each alone"

EXAMPLES = """examples:
  uapi verify TREE                            against the compilers that are installed
  uapi verify TREE --target arm64,s390x --compiler clang
  uapi verify TREE --target m68k --compiler m68k-linux-gnu-gcc

What is asked: size and alignment of every record and typedef, place and size
of every member, every enumerator, every macro that is an integer constant;
and that every function is there. Then, whether every plain name means what a
program gets that includes one header (the row 'each alone'). clang tells what a
header declares, so it must be installed; any GCC or clang can be asked. Nothing
is run or linked.

exit codes: 0 all is verified, 1 something is wrong, missing, or has a value only
for the compiler, 2 could not run, 3 nothing is wrong, but a header could not be
read, by uapi or by a compiler, and is not verified"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "source", metavar="SOURCE", help="a tree, a header, a git revision, an archive, …"
    )
    parser.add_argument(
        "--compiler", metavar="CC",
        help="ask this one (default: each that is installed and makes code for the target)",
    )  # fmt: skip
    parser.add_argument(
        "--each", action="store_true",
        help="compile every header by itself: slow, but nothing is shared between them",
    )  # fmt: skip
    add_source_options(parser)
    add_output_options(parser, ("terminal", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    results = [(target, _check(target, arguments)) for target in targets_of(arguments)]
    text = _json(results) if arguments.format == "json" else "".join(_lines(results))
    output.write(text, arguments)
    if any(f.faults for _, result in results for _, f in _all(result)):
        return 1
    return 3 if any(result.is_unread for _, result in results) else 0


def _check(target: Target, arguments: argparse.Namespace) -> Result:
    from headers.verify.compiler import CompilerError
    from headers.verify.units import Checker

    tree = open_tree(arguments.source, arguments)
    if tree.text is not None:
        raise UapiError("standard input cannot be verified; name a file or a directory")
    try:
        checker = Checker(tree, target, _compilers(target, arguments.compiler), _teller(target))
        return checker.check(each=arguments.each)
    except CompilerError as error:
        line = str(error).strip().partition("\n")[0]
        raise UapiError(f"{arguments.source}: the compiler for {target.name}: {line}") from None


def _compilers(target: Target, name: str | None) -> list[Compiler]:
    from headers.verify.compiler import compilers_for, one_for

    if name is not None:
        return [one_for(name, target)]
    found = compilers_for(target)
    if not found:
        wanted = " or ".join([*(["clang"] if target.clang else []), *(c[0] for c in target.gcc)])
        raise UapiError(f"no compiler for {target.name} is installed; install {wanted or 'one'}")
    return found


def _teller(target: Target) -> Compiler:
    """A clang that parses for a target of the same kind, so that names are the target's."""
    from headers.verify.compiler import parser_for

    found = parser_for(target)
    if found is None:
        raise UapiError("clang is not installed; it tells which names there are to verify")
    return found


def _lines(results: list[tuple[Target, Result]]) -> Iterator[str]:
    yield (
        f"{'target':<12}{'compiler':<12}"
        + "".join(
            f"{title:>9}"
            for title in ("records", "members", "typedefs", "enum.", "macros", "wrong")
        )
        + f"{'missing':>8}\n"
    )
    for target, result in results:
        for name, findings in _all(result):
            yield _row(target, name, findings)
    for target, result in results:
        yield from _details(target, result)


def _all(result: Result) -> Iterator[tuple[str, Findings]]:
    """Findings by compiler, and those of programs that include one header."""
    yield from result.findings.items()
    if result.alone is not None:
        yield ALONE, result.alone


def _row(target: Target, name: str, findings: Findings) -> str:
    kinds = ("records", "members", "typedefs", "enumerators", "macros")
    none = "–" if name == ALONE else 0  # of members and typedefs nothing is asked there
    cells = "".join(f"{findings.counts[kind] or none:>9}" for kind in kinds)
    lost = len(findings.missing) + len(findings.unevaluated)
    return f"{target.name:<12}{name[:11]:<12}{cells}{len(findings.wrong):>9}{lost:>8}\n"


def _details(target: Target, result: Result) -> Iterator[str]:
    for name, findings in _all(result):
        yield from (f"{target.name} {name}: {fault}\n" for fault in findings.faults)
    if result.by_context:
        yield f"\n{target.name}: another meaning to who includes more before:\n"
        yield from (f"  {found}\n" for found in result.by_context)
    if result.refused:
        yield f"\n{target.name}: no programs by themselves: {', '.join(result.refused)}\n"
    if result.rejected:
        count = len(result.rejected)
        yield (
            f"\n{target.name}: not verified, as a compiler rejects them: {count} "
            f"header{'s'[: count != 1]}, of which uapi gives {result.rejected_names} values:\n"
        )
        yield from (f"  {name}  {why}\n" for name, why in result.rejected.items())
    if result.unread:
        yield f"\n{target.name}: not verified, as uapi cannot read it:\n"
        yield from (f"  {problem}\n" for problem in result.unread)


def _json(results: list[tuple[Target, Result]]) -> str:
    import msgspec

    rows = [
        {
            "target": target.name,
            "compiler": os.path.basename(name),
            "compared": findings.counts,
            "wrong": findings.wrong,
            "missing": findings.missing,
            "unevaluated": findings.unevaluated,
            "only_uapi": findings.only_ours,
            "rejected": result.rejected,
            "by_context": result.by_context if name == ALONE else (),
            "unread": result.unread,
        }
        for target, result in results
        for name, findings in _all(result)
    ]
    return msgspec.json.format(msgspec.json.encode(rows)).decode() + "\n"
