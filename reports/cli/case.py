"""``uapi case``"""

from __future__ import annotations

import argparse
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from reports.cli import output
from reports.cli.options import add_output_options, add_source_options, tell

if TYPE_CHECKING:
    from abi.case import Case

EXAMPLES = """examples:
  uapi case list
  uapi case new my-case                  a directory with a case to fill in
  uapi case check my-case                are all names in it names of its headers?

'uapi compare my-case' makes the report. docs/cases.md says what a case may say.
exit codes: 0 all is well, 1 'check' found something wrong, 2 could not run"""

_HEADER = """#include <linux/types.h>

struct {tag} {{
	__u32 flags;
{members}}};
"""

_CASE = """title = "{name}: in a few words"
question = "What do people want to know?"
targets = ["x86_64", "i386"]

# The parts of the report, in order; docs/cases.md lists the kinds.
[[section]]
kind = "bytes"
id = "record"
title = "struct {tag}"

[[variant]]
name = "v1"
title = "v1"
header = "v1.h"
status = "superseded"
date = 2026-01-01
origin = "a message-id, or a commit with its subject"
record = "struct {tag}"
summary = "What it is, in a sentence."

[[variant]]
name = "v2"
title = "v2"
header = "v2.h"
status = "proposed"
record = "struct {tag}"
replaces = ["v1"]
summary = "What it is, in a sentence."

[[remark]]
variant = "v2"
about = "flags"
text = "What no header can tell."
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("action", choices=("list", "new", "check"))
    parser.add_argument("name", metavar="CASE", nargs="?", help="a case's name, or its directory")
    add_source_options(parser)
    add_output_options(parser, ())


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    if arguments.action == "list":
        output.write(_list(), arguments)
        return 0
    if not arguments.name:
        raise UapiError(f"case {arguments.action}: name a case")
    return _new(arguments) if arguments.action == "new" else _check(arguments)


def _list() -> str:
    from headers.case import case_names, load_case

    return "".join(_described(name, load_case(name)[0]) for name in case_names())


def _described(name: str, case: Case) -> str:
    """A case in a few lines of 80 columns."""
    texts = (case.title, f"{case.question} {len(case.variant)} variants")
    lines = [line for text in texts for line in textwrap.wrap(text, 58)]
    return "".join(f"{name if n == 0 else '':<20}  {line}\n" for n, line in enumerate(lines))


def _new(arguments: argparse.Namespace) -> int:
    directory = Path(arguments.name)
    if directory.exists():
        raise UapiError(f"{directory}: is there already; name a new directory")
    tag = re.sub(r"\W", "_", directory.name)
    if not re.match(r"[A-Za-z_]", tag):
        raise UapiError(f"{directory.name}: a case's name begins with a letter")
    try:
        directory.mkdir(parents=True)
    except OSError as error:
        raise UapiError(f"{directory}: cannot be made: {error.strerror}") from None
    output.write_file(directory / "v1.h", _HEADER.format(tag=tag, members="\t__u32 pad[3];\n"))
    members = "\t__u32 fd;\n\t__u32 pad[2];\n"
    output.write_file(directory / "v2.h", _HEADER.format(tag=tag, members=members))
    output.write_file(directory / "case.toml", _CASE.format(name=directory.name, tag=tag))
    tell([f"{directory}: made; next: uapi compare {directory}"], arguments)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    """Read all that a comparison would read, and say what is wrong with it."""
    from abi.sight import unread
    from reports.cli.compare import read_case

    context, problems, _ = read_case(arguments.name, arguments)
    problems += dict.fromkeys(d for _, own in context.read for s in own for d in unread(s))
    tell([str(problem) for problem in problems], arguments)
    if not problems:
        tell([f"{arguments.name}: all names are names of its headers"], arguments)
    return 1 if problems else 0
