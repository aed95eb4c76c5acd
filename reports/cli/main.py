"""``uapi``: finds the command, runs it, turns errors into one line and an exit code."""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from abi.diagnostic import UapiError
from reports.cli import streams

COMMANDS = {
    "show": "lay out types, constants, ioctls and prototypes",
    "diff": "list what differs between two sources, without opinion",
    "check": "say whom a change breaks, and why: a gate",
    "lint": "review the design of an interface",
    "explain": "explain a rule, or a finding of the last check",
    "rules": "list the rules",
    "baseline": "keep findings that a project lives with",
    "compare": "lay proposed designs of one interface side by side",
    "case": "list, make or check cases to compare",
    "gen": "write bindings that check themselves",
    "verify": "check layouts and values against an installed compiler",
    "snapshot": "write everything a source declares as JSON",
    "decode": "take an ioctl number apart on every target",
    "targets": "list the targets and what is known of them",
    "cache": "say what the cache holds, or clear it",
    "completion": "print a completion script for a shell",
}
"""Each is a module of this package, imported when it runs."""

NOTHING, FOUND, FAILED, UNJUDGED = 0, 1, 2, 3
"""Exit codes: nothing to report; findings; could not run; something could not be judged."""

_EXAMPLES = """examples:
  uapi show kvm_run                           a struct, from the system's headers
  uapi show kvm_sev_cmd --target x86_64,i386 --source TREE
  uapi diff OLD NEW                           what changed between two header trees
  uapi compare mem-enc-op                     four designs of one ioctl, side by side
  uapi gen python TREE --type kvm_regs -o kvm.py
  uapi decode 0xc008aeba

exit codes:
  0  nothing to report    1  differences or findings    2  could not run
  3  nothing found, but something in scope could not be read

'uapi COMMAND --help' has more on each."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, and whose help is written or fails."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}; try '{self.prog} --help'")

    def print_help(self, file: Any = None) -> None:
        if file is None:
            streams.put_text(self.format_help())
        else:
            super().print_help(file)


class UsageError(Exception):
    """The command line says what it cannot say."""


def build_parser(commands: Sequence[str] = tuple(COMMANDS)) -> Parser:
    """The parser of the whole program, with the options of these commands only."""
    parser = Parser(
        prog="uapi",
        description="Linux userspace ABIs: laid out, compared, bound; for every architecture, "
        "without a kernel build.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument(
        "--verbose", "-v", action="store_true",
        help="with it, say which preprocessor is used and what it is kept from",
    )  # fmt: skip
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name, summary in COMMANDS.items():
        if name in commands:
            module = importlib.import_module(f"reports.cli.{name}")
            own = subparsers.add_parser(
                name,
                help=summary,
                description=f"{summary[0].upper()}{summary[1:]}.",
                epilog=module.EXAMPLES,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            module.add_arguments(own)
            own.set_defaults(run=module.run)
        else:
            subparsers.add_parser(name, help=summary, add_help=False)
    return parser


def tool_version() -> str:
    """The installed version."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("uapi-toolkit")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0.1.0"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit code."""
    gc.disable()  # a short process that makes many values and no garbage in cycles
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except UsageError as error:
        streams.say_line(str(error))
    except UapiError as error:
        streams.say(str(error))
    except BrokenPipeError:  # the reader went away
        streams.give_up()
        return 128 + 13
    except KeyboardInterrupt:
        return 128 + 2
    except (MemoryError, RecursionError):  # `budget` has a word for it
        raise
    except Exception as error:  # the last net; what gets here is our mistake
        from headers.child import lacks_memory

        if lacks_memory(error):
            raise MemoryError from error
        if os.environ.get("UAPI_DEBUG") == "raise":
            raise
        _report(error)
    return FAILED


def _run(words: list[str]) -> int:
    command = next((word for word in words if not word.startswith("-")), "")
    parser = build_parser((command,) if command in COMMANDS else ())
    try:
        parsed = parser.parse_args(words)
    except SystemExit as end:  # after --help
        return int(end.code or NOTHING)
    if parsed.version:
        streams.put_text("\n".join(_version(is_long=parsed.verbose)) + "\n")
        return NOTHING
    if not parsed.command:
        parser.print_help(sys.stderr)
        return FAILED
    if getattr(parsed, "output", None):
        from reports.cli.output import see_output

        see_output(parsed)
    return int(parsed.run(parsed))


def _version(*, is_long: bool) -> Iterator[str]:
    yield f"uapi {tool_version()}"
    if is_long:
        from headers.preprocess.confine import said
        from headers.preprocess.engine import choose_engine

        engine = choose_engine()
        yield f"preprocessor: {engine.command[0] if engine.name == 'cc' else engine.name}"
        yield f"confinement: {said()}"


def _report(error: Exception) -> None:
    """One line about a mistake of our own, and how to tell us; the whole of it when asked for."""
    import traceback

    from headers.child import told

    if os.environ.get("UAPI_DEBUG"):
        with contextlib.suppress(OSError):
            traceback.print_exception(error)
    streams.say(
        f"internal error: {told(error)}; nothing was judged. Please report it, with what "
        "UAPI_DEBUG=1 in the environment makes of the same command"
    )


def run() -> NoReturn:
    """Run the program and end the process: what it made is not taken apart piece by piece."""
    from headers.ending import end_well, sweep
    from reports.cli.budget import kept

    streams.open_all()
    end_well()
    try:
        code = kept(main, FAILED)
    except SystemExit as end:  # somebody asked for it
        code = int(end.code or NOTHING)
    atexit._run_exitfuncs()
    sweep()
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)
