"""``uapi rules``"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reports.cli import output
from reports.cli.options import add_output_options

if TYPE_CHECKING:
    from abi.rules.rule import Rule

EXAMPLES = """examples:
  uapi rules
  uapi rules --format md                 as a page, with a link to each rule's own
  uapi rules --format json"""

_TITLES = {
    "compat": "Compatibility: what a change does to programs and kernels that exist",
    "design": "Design: what an interface will be regretted for",
    "gate": "Gate: what its own decisions lack",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    add_output_options(parser, ("terminal", "markdown", "md", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    formats = {"terminal": _terminal, "markdown": _markdown, "md": _markdown, "json": _json}
    output.write(formats[arguments.format](arguments), arguments)
    return 0


def _all() -> Iterator[tuple[str, tuple[Rule, ...]]]:
    from abi.rules.registry import FAMILIES, rules

    for family in FAMILIES:
        yield family, rules(family)


def _terminal(arguments: argparse.Namespace) -> str:
    style = output.style(arguments)
    lines: list[str] = []
    for family, rules in _all():
        lines += [style.paint(f"{_TITLES[family]} ({len(rules)})", "strong")]
        for rule in rules:
            lines += textwrap.wrap(
                f"{rule.id:<30} {rule.summary}", style.width, subsequent_indent=" " * 33,
                initial_indent="  ", break_on_hyphens=False,
            )  # fmt: skip
        lines.append("")
    return style.finish("\n".join(lines[:-1]) + "\n")


def _markdown(_: argparse.Namespace) -> str:
    lines = [
        "# Rules", "", "Made by `uapi rules --format md`. Each links to its page, which "
        "`uapi explain RULE` prints.",
    ]  # fmt: skip
    for family, rules in _all():
        lines += ["", f"## {_TITLES[family]}", "", "| rule | catches |", "|---|---|"]
        for rule in rules:
            path = f"../abi/rules/{family}/{rule.id.replace('-', '_')}.md"
            lines.append(f"| [{rule.id}]({path}) | {rule.summary} |")
    return "\n".join(lines) + "\n"


def _json(_: argparse.Namespace) -> str:
    import msgspec

    data = [
        {"id": rule.id, "family": family, "summary": rule.summary}
        for family, rules in _all()
        for rule in rules
    ]
    return msgspec.json.format(msgspec.json.encode(data)).decode() + "\n"
