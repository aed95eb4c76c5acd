"""The report of a comparison, from a case or from any sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from abi.case import Case
from abi.design.members import shared_bytes, shared_members
from abi.diagnostic import Diagnostic
from abi.expression import Unevaluated
from abi.ioctl import ioctl_of
from abi.rules.finding import Finding
from abi.spelling import spell_operand
from abi.surface import Surface
from reports.compare.commands import behind, collision_findings, sections, sharing_sentence
from reports.compare.maps import Trap, byte_map, trap_findings, traps
from reports.compare.subject import Subject, View, names, some_names
from reports.compare.tables import members_table, moved_members, sizes_table, target_findings
from reports.report import Block, Cell, Column, Note, Notes, Report, Section, Source, Table, Text

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def compare_case(
    name: str, case: Case, surfaces: Sequence[tuple[Surface, ...]], targets: tuple[str, ...]
) -> Report:
    """The report of a case; `surfaces` has one tuple a variant, one surface a target."""
    views = tuple(
        View(v.name, v.title, v.record, own, v.inputs, v.outputs, v.replaces)
        for v, own in zip(case.variant, surfaces, strict=True)
    )
    subject = Subject(name, "The envelope", views, targets)
    found = traps(subject)
    commands = behind(case.variant, surfaces, targets)
    has_commands = any(v.command for v in case.variant)
    answer = [_envelope_sentence(subject, sharing_sentence(commands) if has_commands else "")]
    answer += _trap_sentences(subject, found)
    answer += _target_sentences(subject, case)
    body = [_map_section(subject, found), *_detail_sections(subject)]
    findings = [*trap_findings(subject, found), *target_findings(subject)]
    findings += _number_findings(case, subject)
    if has_commands:
        body += sections(commands)
        findings += collision_findings(commands, case.ioctl, targets)
    body += [_remarks(case), _provenance(case)]
    return Report(
        "compare",
        f"{name}: {case.title}",
        case.question,
        tuple(answer),
        targets,
        tuple(
            Source("variant", f"case:{name}/{v.name}", v.title, own[0].declarations.digest)
            for v, own in zip(case.variant, surfaces, strict=True)
        ),
        tuple(section for section in body if section.blocks),
        _by_severity(findings),
        diagnostics=_diagnostics(surfaces),
    )


def compare_records(
    subjects: Sequence[Subject],
    sources: Sequence[tuple[str, str]],
    surfaces: Sequence[tuple[Surface, ...]],
    targets: tuple[str, ...],
    left_out: Sequence[str] = (),
) -> Report:
    """The report over records of any sources; `sources` are (spec, title)."""
    body: list[Section] = []
    findings: list[Finding] = []
    for subject in subjects:
        found = traps(subject)
        body.append(_map_section(subject, found))
        body += _detail_sections(subject)
        findings += [*trap_findings(subject, found), *target_findings(subject)]
    if left_out:
        text = f"Not shown, name them with --type: {', '.join(left_out)}."
        body.append(Section("left-out", "What was left out", (Text(text),)))
    return Report(
        "compare",
        f"{len(sources)} variants side by side",
        "What do these variants share, and where do they part?",
        tuple(_envelope_sentence(s, "") for s in subjects[:3]) or ("They declare the same.",),
        targets,
        tuple(
            Source("variant", spec, title, own[0].declarations.digest)
            for (spec, title), own in zip(sources, surfaces, strict=True)
        ),
        tuple(body),
        _by_severity(findings),
        diagnostics=_diagnostics_about(subjects, surfaces),
    )


def _diagnostics(surfaces: Sequence[tuple[Surface, ...]]) -> tuple[Diagnostic, ...]:
    found = (d for own in surfaces for s in own for d in s.declarations.diagnostics())
    return tuple(dict.fromkeys(d for d in found if d.level != "note"))


def _diagnostics_about(
    subjects: Sequence[Subject], surfaces: Sequence[tuple[Surface, ...]]
) -> tuple[Diagnostic, ...]:
    """Problems of the headers that the compared records stand in."""
    places = (
        surface.declarations.location(view.record)
        for subject in subjects
        for view in subject.views
        for surface in view.surfaces
    )
    headers = {place.header for place in places if place is not None} | {""}
    return tuple(d for d in _diagnostics(surfaces) if d.header in headers)


# The answer


def _envelope_sentence(subject: Subject, more: str) -> str:
    layouts = subject.layouts()
    if len(layouts) < 2:
        return f"{subject.title}: only one variant has it."
    members = [view.spans() for view in subject.laid_out()]
    shared = shared_bytes(members)
    largest = max(layout.size for layout in layouts)
    equal = [span.path for span in shared_members(members)]
    which = f" ({some_names([f'`{name}`' for name in equal])})" if equal else ""
    what = "The envelopes" if more else f"The variants of `{subject.title}`"
    count = _NUMBERS[len(layouts)] if len(layouts) < len(_NUMBERS) else str(len(layouts))
    among = "both" if len(layouts) == 2 else f"all {count}"
    sentence = f"{what} share {shared} of {largest} bytes{which} in {among} variants. {more}"
    return sentence.rstrip()


def _trap_sentences(subject: Subject, found: Sequence[Trap]) -> Iterator[str]:
    views = subject.laid_out()
    for trap in found:
        if trap.severity == "error":
            yield f"Trap in {views[trap.lane].title}: {trap.text}."


def _target_sentences(subject: Subject, case: Case) -> Iterator[str]:
    for target, name in enumerate(subject.targets[1:], 1):
        moved = [v for v in subject.laid_out(target) if moved_members(v, target)]
        for view in moved:
            base, layout = view.layout(0), view.layout(target)
            if isinstance(base, Unevaluated) or isinstance(layout, Unevaluated):
                continue
            hidden = (
                f", and {case.ioctl} does not carry the size" if _hides_size(case, view) else ""
            )
            yield (
                f"On {name}, {view.title} has {layout.size} bytes instead of {base.size}: "
                f"{names([f'`{m}`' for m in moved_members(view, target)])} move{hidden}."
            )


def _hides_size(case: Case, view: View) -> bool:
    return _number_argument(case, view) not in ("", view.record)


def _number_argument(case: Case, view: View) -> str:
    """What the size in the ioctl's number is the size of."""
    if not case.ioctl:
        return ""
    surface = view.surfaces[0]
    found = ioctl_of(case.ioctl, surface.declarations.expression(case.ioctl), surface)
    return "" if found is None or found.argument is None else spell_operand(found.argument)


def _number_findings(case: Case, subject: Subject) -> Iterator[Finding]:
    hiding = [v for v in subject.views if _hides_size(case, v)]
    if hiding:
        argument = _number_argument(case, hiding[0])
        text = (
            f"its number encodes sizeof({argument}), not the record: no change of the record's "
            "size or layout shows in it"
        )
        yield Finding("size-not-in-number", case.ioctl, "warning", subject.targets, text)


# Sections


def _map_section(subject: Subject, found: Sequence[Trap]) -> Section:
    blocks: list[Block] = [byte_map(subject, 0, found)]
    for target in range(1, len(subject.targets)):
        if any(
            view.spans(target) != view.spans(0) or view.layout(target) != view.layout(0)
            for view in subject.laid_out(target)
            if _is_different(view, target)
        ):
            blocks.append(byte_map(subject, target, ()))
    return Section(subject.id, f"{subject.title}, byte by byte", tuple(blocks))


def _is_different(view: View, target: int) -> bool:
    base, layout = view.layout(0), view.layout(target)
    if isinstance(base, Unevaluated) or isinstance(layout, Unevaluated):
        return True
    same = view.says_the_same(target)
    return base.size != layout.size or bool(moved_members(view, target)) or not same


def _detail_sections(subject: Subject) -> Iterator[Section]:
    yield Section(
        f"{subject.id}-members",
        f"{subject.title}, member by member",
        (members_table(subject), sizes_table(subject)),
    )


def _remarks(case: Case) -> Section:
    titles = {variant.name: variant.title for variant in case.variant}
    notes = tuple(Note(0, f"{titles[r.variant]}, `{r.about}`: {r.text}") for r in case.remark)
    return Section("remarks", "What no header can tell", (Notes(notes),) if notes else ())


def _provenance(case: Case) -> Section:
    columns = tuple(Column(t) for t in ("variant", "status", "date", "what it is", "origin"))
    rows = tuple(
        (Cell(v.title), Cell(v.status), Cell(str(v.date or "–")), Cell(v.summary), Cell(v.origin))
        for v in case.variant
    )
    table = Table("variants", "Where the variants come from", columns, rows, is_folded=True)
    return Section("provenance", "Provenance", (table,))


def titles_of(specs: Sequence[str]) -> list[str]:
    """Short column heads for sources: as much of their paths' ends as tells them apart."""
    paths = [Path(spec.removeprefix("case:")).parts for spec in specs]
    for length in range(1, max(map(len, paths)) + 1):
        titles = ["/".join(parts[-length:]) for parts in paths]
        if len(set(titles)) == len(titles):
            return titles
    return [f"{spec} ({number})" for number, spec in enumerate(specs, 1)]


def _by_severity(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    order = ("error", "warning", "note")
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))
