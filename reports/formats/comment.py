"""A report of findings as Markdown for a comment on a pull request.

The verdict first, then the worst findings as blocks; the others, facts, and
what was suppressed are folded. GitHub refuses a comment that is too long, so
what does not fit is left out from the end of each part, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from abi.rules.finding import Finding, Picture, Place, Suppressed, Verdict
from reports.formats import findings
from reports.formats.markdown_text import code, escape, fenced, row
from reports.formats.visible import encodable
from reports.report import Report

LIMIT = 65_536
"""Characters of a comment on GitHub; bytes are counted here, which are never fewer."""
_SHARES = {"findings": 0.6, "more": 0.6, "notes": 0.5, "suppressed": 0.6, "unread": 0.9}
"""How much of what is left each part may take."""
_LONGEST = 2_000
"""Characters of a sentence."""
_WIDTH = 80


class Room:
    """How many bytes are left, and which pieces still fit."""

    def __init__(self, size: int) -> None:
        self.left = size

    def take(self, pieces: Iterable[str], share: float) -> list[str]:
        """The first pieces that fit into a share of what is left; each ends a line."""
        taken: list[str] = []
        room = int(self.left * share)
        for piece in pieces:
            room -= _size(piece) + 1
            if room < 0:
                break
            taken.append(piece)
            self.left -= _size(piece) + 1
        return taken


def render(report: Report, *, tool: str) -> str:
    """The whole comment, never longer than `LIMIT`."""
    head, foot = _head(report), f"<sub>{escape(tool)} {escape(report.command)}</sub>"
    room = Room(LIMIT - _size(head) - _size(foot) - 1_000)  # for what is left out, and headings
    parts = [head, *_serious(report, room), *_notes(report, room), *_decided(report, room)]
    parts += [*_unread(report, room), foot]
    return encodable("\n\n".join(parts)) + "\n"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _head(report: Report) -> str:
    lines = [f"### {_short(findings.answer(report))}", "", _short(report.title)]
    for sentence in report.answer[1:4]:
        lines += ["", _short(sentence)]
    return "\n".join(lines)


def _short(text: str) -> str:
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


# What breaks, and what is to decide


def _serious(report: Report, room: Room) -> list[str]:
    """The worst findings in full, a line for each of the others."""
    found = findings.serious(report)
    taken = room.take(_blocks(found[: findings.FULL], report), _SHARES["findings"])
    rest = found[len(taken) :]
    lines = room.take((_line(finding, report) for finding in rest), _SHARES["more"])
    folded = _folded(f"{len(rest):,} more: {findings.counted(rest)}", lines, len(rest))
    return [*(piece.rstrip() for piece in taken), *folded]


def _blocks(found: Sequence[Finding], report: Report) -> Iterator[str]:
    """Findings in full; neighbours show one picture, and a rule is pointed at once."""
    drawn: Picture | None = None
    explained: set[str] = set()
    for finding in found:
        parts = [_block(finding, report, is_drawn=finding.picture == drawn)]
        if finding.rule not in explained:
            parts.append(f"what to do: {code(f'uapi explain {finding.rule}')}")
        explained.add(finding.rule)
        drawn = finding.picture
        yield "\n\n".join(parts) + "\n"


def _block(finding: Finding, report: Report, *, is_drawn: bool) -> str:
    sign = findings.SIGNS[finding.severity][0]
    where = findings.on_targets(finding, report)
    head = f"#### {sign} {code(finding.rule)} {code(finding.subject)}"
    parts = [head + (f" ({escape(where)})" if where else ""), _short(finding.message)]
    drawn = "" if is_drawn else findings.drawn(finding, _WIDTH)
    if drawn:
        parts.append("\n".join(fenced(drawn.split("\n"))))
    parts.append("\n".join(verdict_table(finding)))
    parts.append("  \n".join(_details(finding)))
    return "\n\n".join(filter(None, parts))


def verdict_table(finding: Finding) -> list[str]:
    """The three verdicts as a table; nothing for a finding on one surface."""
    rows = [row([whom, _verdict(v), _short(v.reason)]) for whom, v in findings.verdicts(finding)]
    return [row(["", "verdict", "why"]), row(["---"] * 3), *rows] if rows else []


def _verdict(verdict: Verdict) -> str:
    word = findings.VERDICTS[verdict.value][0]
    return word if verdict.value == "safe" else f"**{word}**"


def _details(finding: Finding) -> list[str]:
    places = " → ".join(map(_place, findings.both_places(finding)))
    lines = [places] if places else []
    for start, names in (("also", findings.also(finding)), ("with it", findings.carried(finding))):
        if names:
            lines.append(f"{start}: {escape(findings.some(names, 200))}")
    return lines


def _place(place: Place) -> str:
    where = findings.path(place) + (f":{place.line}" if place.line else "")
    text = " ".join(place.text.split())
    return code(where) + (f" {code(text)}" if text else "")


# What is folded


def _notes(report: Report, room: Room) -> list[str]:
    facts = findings.notes(report)
    taken = room.take((_line(finding, report) for finding in facts), _SHARES["notes"])
    noun = "fact" if len(facts) == 1 else "facts"
    return _folded(f"{len(facts):,} {noun}: {findings.counted(facts)}", taken, len(facts))


def _decided(report: Report, room: Room) -> list[str]:
    entries = report.suppressed
    taken = room.take((_suppressed(e, report) for e in entries), _SHARES["suppressed"])
    return _folded(f"{len(entries):,} suppressed", taken, len(entries))


def _unread(report: Report, room: Room) -> list[str]:
    unread = [d for d in report.diagnostics if d.level != "note"]
    taken = room.take((f"* {escape(str(d))}" for d in unread), _SHARES["unread"])
    return _folded(f"{len(unread):,} could not be judged", taken, len(unread))


def _folded(summary: str, lines: Sequence[str], count: int) -> list[str]:
    """A list under a line that opens it; `summary` has no text of others."""
    if not count:
        return []
    rest = count - len(lines)
    more = [f"* and {rest:,} more: `--format json` has all"] if rest else []
    text = "\n".join([*lines, *more])
    return [f"<details><summary>{summary[:400]}</summary>\n\n{text}\n\n</details>"]


def _line(finding: Finding, report: Report) -> str:
    where = ", ".join(filter(None, [findings.on_targets(finding, report), _first_place(finding)]))
    head = f"* {code(finding.rule)} {code(finding.subject)}"
    return f"{head}{where and f' ({escape(where)})'}: {_short(finding.message)}"


def _first_place(finding: Finding) -> str:
    place = findings.place(finding)
    return f"{place.header}:{place.line}" if place and place.line else ""


def _suppressed(entry: Suppressed, report: Report) -> str:
    until = f", until {entry.until}" if entry.until else ""
    return f"{_line(entry.finding, report)}  \n  {escape(f'{entry.where}{until}: {entry.reason}')}"
