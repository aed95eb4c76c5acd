"""All of one finding in a terminal, with nothing counted or cut."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from abi.rules.finding import Finding
from reports.formats import bytebar, findings
from reports.formats.visible import plain, visible
from reports.style import Style


def render(found: list[Finding], style: Style) -> str:
    """Findings of one name: more than one where targets differ."""
    blocks = ("\n".join(_finding(finding, style)) for finding in found)
    more = f"What to do: uapi explain {found[0].rule}"
    return style.finish("\n\n".join([*blocks, style.paint(more, "faint")]) + "\n")


def _finding(finding: Finding, style: Style) -> Iterator[str]:
    tone = findings.SIGNS[finding.severity][1]
    yield style.paint(f"{finding.rule}  {plain(finding.subject)}", tone)
    yield style.paint(f"{finding.id}, {findings.word(finding)}", "faint")
    yield from _list("on", finding.targets, style)
    yield from _wrapped(finding.message, style)
    if finding.picture:
        yield ""
        yield from bytebar.draw(finding.picture, style)
    yield from _verdicts(finding, style)
    yield from _places(finding)
    yield from _many("also", findings.also(finding))
    yield from _many("with it", findings.carried(finding))


def _wrapped(text: str, style: Style, start: str = "", indent: str = "") -> list[str]:
    return textwrap.wrap(
        plain(text), style.width, initial_indent=start, subsequent_indent=indent,
        break_on_hyphens=False,
    )  # fmt: skip


def _list(title: str, names: tuple[str, ...], style: Style) -> list[str]:
    return _wrapped(f"{title} {', '.join(names)}", style, indent="   ") if names else []


def _verdicts(finding: Finding, style: Style) -> Iterator[str]:
    given = findings.verdicts(finding)
    if given:
        yield ""
    for whom, verdict in given:
        start = f"{whom:<23}  {verdict.value:<7}  "
        first, *rest = _wrapped(verdict.reason, style, start, " " * 34) or [start.rstrip()]
        word = style.paint(first[25:32], findings.VERDICTS[verdict.value][1])
        yield f"{first[:25]}{word}{first[32:]}"
        yield from rest


def _places(finding: Finding) -> Iterator[str]:
    for title, place in (("before", finding.old), ("now", finding.new)):
        if place is not None:
            where = f"{findings.path(place)}:{place.line}" if place.line else findings.path(place)
            yield from ("", f"{title}: {visible(where)}")
            if place.text:
                yield f"    {visible(place.text.strip())}"


def _many(title: str, names: list[str]) -> Iterator[str]:
    """Every name on a line of its own."""
    if names:
        yield from ("", f"{title} ({len(names):,}):")
        yield from (f"    {plain(name)}" for name in names)
