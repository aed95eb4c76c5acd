"""``uapi baseline``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from abi.diagnostic import UapiError
from reports.cli import output
from reports.cli.options import add_output_options, add_source_options, open_tree, tell

if TYPE_CHECKING:
    from abi.rules.finding import Finding
    from reports.cli.baseline_file import Entry

EXAMPLES = """examples:
  uapi baseline create --reason 'as released in 1.0' OLD NEW
  uapi baseline update --reason 'agreed on the list' OLD NEW
  uapi baseline check OLD NEW            say what in it is not needed any more

The file is uapi-baseline.json unless --baseline or uapi.toml names another.
exit codes: 0 done, 1 'check' found entries that nothing matches, 2 could not run"""

FILE = "uapi-baseline.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    from reports.cli.gate import add_gate_options

    parser.add_argument("action", choices=("create", "update", "check"))
    parser.add_argument("old", metavar="OLD", nargs="?", help="as of 'uapi check'")
    parser.add_argument("new", metavar="NEW", nargs="?", help="as of 'uapi check'")
    parser.add_argument("--base", metavar="REV", help="as of 'uapi check'")
    parser.add_argument("--no-design", action="store_true", help="as of 'uapi check'")
    parser.add_argument(
        "--reason", metavar="TEXT", default="", help="why the findings that are added are accepted"
    )
    add_gate_options(parser)
    add_source_options(parser)
    add_output_options(parser, ())


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    from reports.cli import baseline_file
    from reports.cli.gate import configuration

    settings = configuration(arguments)
    path = Path(arguments.baseline or FILE)
    if arguments.action == "create" and path.exists():
        raise UapiError(f"{path}: is there already; 'uapi baseline update' changes it")
    known = () if arguments.action == "create" else baseline_file.read(path).entries
    arguments.baseline = None  # the findings are wanted as they are without it
    found = _findings(arguments, settings)
    matched = {e: [f for f in found if _is_of(e, f)] for e in known}
    unused = [entry for entry, own in matched.items() if not own]
    if arguments.action == "check":
        tell([f"{path}: nothing matches {e.rule} {e.name}" for e in unused], arguments)
        return 1 if unused else 0
    new = [f for f in found if not any(f in own for own in matched.values())]
    if new and not arguments.reason.strip():
        raise UapiError(f"{len(new)} findings are to be added; say why with --reason")
    kept = [entry for entry in known if entry not in unused]
    kept += [baseline_file.entry(finding, arguments.reason) for finding in new]
    output.write_file(path, baseline_file.text(kept))
    tell([f"{path}: {len(new)} added, {len(unused)} taken out, {len(kept)} in all"], arguments)
    return 0


def _findings(arguments: argparse.Namespace, settings: object) -> list[Finding]:
    """What a check without a baseline would have to say, notes left out."""
    from reports.cli.check import specs
    from reports.cli.config import Config
    from reports.cli.gate import decide, judge_sources

    assert isinstance(settings, Config)
    old, new = (open_tree(spec, arguments) for spec in specs(arguments, settings))
    found = judge_sources(old, new, settings, arguments)
    left, _ = decide(found.findings, found.allows, settings, arguments)
    return [finding for finding in left if finding.severity != "note"]


def _is_of(entry: Entry, finding: Finding) -> bool:
    from abi.rules.suppress import matches
    from reports.cli.baseline_file import SCHEMA, Baseline, allows

    return any(matches(allow, finding) for allow in allows(Baseline(SCHEMA, (entry,)), ""))
