"""``uapi``: finds the command, runs it, turns errors into one line and an exit code."""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from abi.diagnostic import UapiError

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
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(FAILED, f"{self.prog}: {message}; try '{self.prog} --help'\n")


def build_parser(commands: Sequence[str] = tuple(COMMANDS)) -> Parser:
    """The parser of the whole program, with the options of these commands only."""
    parser = Parser(
        prog="uapi",
        description="Linux userspace ABIs: laid out, compared, bound; for every architecture, "
        "without a kernel build.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
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


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"uapi {tool_version()}")
        parser.exit()


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
    command = next((word for word in words if not word.startswith("-")), "")
    try:
        parser = build_parser((command,) if command in COMMANDS else ())
        parsed = parser.parse_args(words)
        if not parsed.command:
            parser.print_help(sys.stderr)
            return FAILED
        code = int(parsed.run(parsed))
        sys.stdout.flush()
        return code
    except UapiError as error:
        print(f"uapi: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader went away; nothing more can be said, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"uapi: standard output: {error.strerror}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 128 + 2


def run() -> NoReturn:
    """Run the program and end the process: what it made is not taken apart piece by piece."""
    from reports.cli.budget import kept

    code = kept(main, FAILED)
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)
