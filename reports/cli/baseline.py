"""``uapi baseline``"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from abi.diagnostic import UapiError
from reports.cli import output
from reports.cli.options import add_output_options, add_source_options, tell

if TYPE_CHECKING:
    from abi.rules.finding import Finding
    from abi.rules.rule import Family
    from reports.cli.baseline_file import Entry
    from reports.cli.config import Project

EXAMPLES = """examples:
  uapi baseline create v1.0 . --reason 'as released in 1.0'
  uapi baseline update --reason 'agreed on the list' v1.0 .
  uapi baseline check v1.0 .             whether it says what is so, no more and no less

The file is uapi-baseline.json beside uapi.toml, or here, unless --baseline or
uapi.toml names another; 'uapi check' reads it. It holds errors and warnings.
exit codes: 0 done, 1 'check' found that 'update' would change it, 2 could not run"""


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
    parser.add_argument(
        "--until", metavar="DAY", default="", help="the last day on which they are: 2027-01-31"
    )
    add_gate_options(parser)
    add_source_options(parser)
    add_output_options(parser, ())


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    from reports.cli import baseline_file, gate
    from reports.cli.config import BASELINE

    _see_day(arguments.until)
    is_named = bool(arguments.baseline)
    own = gate.project(arguments)
    path = Path(arguments.baseline if is_named else own.own(own.check.baseline or BASELINE))
    is_new = arguments.action == "create"
    if is_new and path.exists():
        raise UapiError(f"{path}: is there already; 'uapi baseline update' changes it")
    known = () if is_new else baseline_file.read(path).entries
    outcome = _outcome(known, str(path), own, arguments)
    if arguments.action == "check":
        tell(outcome.words(path), arguments)
        return 1 if outcome.added or outcome.gone else 0
    if outcome.added and not arguments.reason.strip():
        raise UapiError(f"{len(outcome.added)} findings are to be added; say why with --reason")
    made = [baseline_file.entry(f, arguments.reason, arguments.until) for f in outcome.added]
    every = [*outcome.kept, *made]
    output.write_file(path, baseline_file.text(every))
    tell([f"{path}: {len(made)} added, {len(outcome.gone)} taken out"], arguments)
    return 0


class _Outcome(NamedTuple):
    """What becomes of a baseline."""

    added: list[Finding]
    gone: list[Entry]
    """What nothing matches, or what does not hold any more."""
    kept: list[Entry]

    def words(self, path: Path) -> list[str]:
        """What there is to do, a line each."""
        lines = [f"{path}: not in it: {f.rule} {f.subject} on {', '.join(f.targets)}"
                 for f in self.added]  # fmt: skip
        lines += [f"{path}: not needed: {e.rule} {e.name}" for e in self.gone]
        return [*lines, f"{path}: 'uapi baseline update' repairs it"] if lines else []


def _outcome(
    known: tuple[Entry, ...], path: str, own: Project, arguments: argparse.Namespace
) -> _Outcome:
    """What a check without a baseline has to say, notes and remarks on decisions left out."""
    from abi.rules import suppress
    from reports.cli import baseline_file
    from reports.cli.check import judge
    from reports.cli.gate import decide, is_in, ran

    arguments.baseline, only, arguments.only = "", arguments.only, []
    found = judge(arguments, own).found
    serious = [f for f in decide(found, own, arguments).findings if f.severity != "note"]
    entries = {baseline_file.allow(entry, path): entry for entry in known}
    scope = ran(found, own, arguments, _families(own, arguments))
    decided = suppress.apply(_of_rules(serious), list(entries), scope, _today())
    dead = [allow for allow, state in decided.states.items() if state in _DEAD]
    return _Outcome(
        [f for f in decided.left if is_in(f, only)],
        [entries[allow] for allow in dead],
        [entry for allow, entry in entries.items() if allow not in dead],
    )


def _families(own: Project, arguments: argparse.Namespace) -> tuple[Family, ...]:
    """Whose entries may be called unneeded: a baseline is of what `check` looks at."""
    is_silent = arguments.no_design or own.check.design == "off"
    return ("compat", "gate") if is_silent else ("compat", "design", "gate")


def _of_rules(findings: list[Finding]) -> list[Finding]:
    """Without remarks on decisions, about which nobody decides."""
    return [f for f in findings if not f.rule.startswith("suppression-")]


def _today() -> str:
    return datetime.date.today().isoformat()


_DEAD = ("unused", "over", "invalid")


def _see_day(text: str) -> None:
    try:
        if text:
            datetime.date.fromisoformat(text)
    except ValueError:
        raise UapiError(f"--until {text}: is no day such as 2027-01-31") from None
