"""``uapi completion``"""

from __future__ import annotations

import argparse

from reports.cli import output

EXAMPLES = """examples:
  uapi completion bash > ~/.local/share/bash-completion/completions/uapi
  uapi completion zsh > ~/.zfunc/_uapi"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    parser.set_defaults(output=None)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    import shtab

    from reports.cli.main import build_parser

    output.write(shtab.complete(build_parser(), shell=arguments.shell) + "\n", arguments)
    return 0
