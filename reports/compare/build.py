"""The report of a comparison, from a case or from any sources."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

from abi.case import Case
from abi.diagnostic import Diagnostic
from abi.rules.finding import Finding
from abi.sight import unread, without_meaning
from abi.surface import Surface
from abi.untagged import outermost
from reports.compare import against, rules
from reports.compare.bytes import detail_sections, envelope_sentence, map_section
from reports.compare.context import Built, Context
from reports.compare.each import merged, said
from reports.compare.maps import trap_findings, traps
from reports.compare.subject import Subject
from reports.compare.tables import target_findings
from reports.report import Cell, Column, Note, Notes, Report, Section, Source, Table

_MOST_SENTENCES = 3
"""Sentences of an answer that leave room for a picture on the first screen."""


def compare_case(
    context: Context,
    problems: Sequence[Diagnostic] = (),
    landed: tuple[str, Surface] | None = None,
) -> Report:
    """The report of a case; `problems` are about variants that could not be read.

    With `landed`, a source's name and surface, it says what became of each variant there.
    """
    case = context.case
    judged, findings = rules.section(context)
    built = {section.id: _build(section, context) for section in case.section}
    order = case.answer or tuple(built)
    answer = [sentence for name in order for sentence in built[name].answer]
    answer += [sentence for name in order for sentence in built[name].further]
    body = [s for b in built.values() for s in (b.section, *b.more)]
    body.insert(1, _also(answer[_MOST_SENTENCES:]))
    fates, said = against.section(context, *landed) if landed else (None, ())
    body += [*((fates,) if fates else ()), judged]
    body += [_remarks(case), _questions(case), _provenance(case)]
    return Report(
        "compare",
        f"{context.name}: {case.title}",
        case.question,
        (*answer[:_MOST_SENTENCES], *said),
        context.targets,
        tuple(
            Source("variant", f"case:{context.name}/{v.name}", v.title, own[0].declarations.digest)
            for v, own in context.read
        ),
        tuple(section for section in body if section.blocks),
        _by_severity([*(f for b in built.values() for f in b.findings), *findings]),
        diagnostics=(*problems, *_all_problems([own for _, own in context.read])),
    )


def _build(section: object, context: Context) -> Built:
    """Each kind of section has a module of its name.

    What it shows is of the first target; what it says and finds, of each.
    """
    kind = section.__struct_config__.tag  # type: ignore[attr-defined]
    module = importlib.import_module(f"reports.compare.{kind}")
    built: Built = module.build(section, context)
    if len(context.targets) < 2:
        return built
    alone: list[Built] = [module.build(section, one) for one in context.on_each()]
    answer = said(built.answer, [one.answer for one in alone], context.targets)
    found = merged([*built.findings, *(f for one in alone for f in one.findings)])
    return built._replace(answer=answer.answer, further=answer.further, findings=tuple(found))


def compare_records(
    subjects: Sequence[Subject],
    sources: Sequence[tuple[str, str]],
    surfaces: Sequence[tuple[Surface, ...]],
    targets: tuple[str, ...],
    more: Sequence[Section] = (),
    *,
    whole: bool = False,
) -> Report:
    """The report over records of any sources; `sources` are (spec, title), `more` is what else
    they declare. `whole` sources are compared, not the headers that some records stand in."""
    problems = _all_problems(surfaces) if whole else _diagnostics_about(subjects, surfaces)
    body: list[Section] = []
    findings: list[Finding] = []
    for subject in subjects:
        body.append(map_section(subject, traps(subject)))
        body += detail_sections(subject)
        alone = [subject.on(target) for target in range(len(targets))]
        findings += merged(f for one in alone for f in trap_findings(one, traps(one)))
        findings += target_findings(subject)
    body += more
    return Report(
        "compare",
        f"{len(sources)} variants side by side",
        "What do these variants share, and where do they part?",
        _answer(subjects, more, surfaces, problems),
        targets,
        tuple(
            Source("variant", spec, title, own[0].declarations.digest)
            for (spec, title), own in zip(sources, surfaces, strict=True)
        ),
        tuple(body),
        _by_severity(findings),
        diagnostics=tuple(problems),
    )


def _answer(
    subjects: Sequence[Subject],
    more: Sequence[Section],
    surfaces: Sequence[tuple[Surface, ...]],
    problems: Sequence[Diagnostic],
) -> tuple[str, ...]:
    """The answer; where something was not read, no variant is said to lack anything."""
    targets = [surface.target.name for surface in surfaces[0]]
    is_unread = any(problem.level == "error" for problem in problems)
    shared = _shared(subjects, targets)
    if is_unread:
        return (*shared, _UNREAD)
    return shared or _no_record(more, surfaces)


_UNREAD = "Something could not be read: nobody knows whether they declare the same."


def _shared(subjects: Sequence[Subject], targets: Sequence[str]) -> tuple[str, ...]:
    """What the variants share of the first records, of those that more than one has."""
    compared = [s for s in subjects if len(s.layouts()) > 1] or list(subjects)
    found: list[str] = []
    for subject in compared[:_MOST_SENTENCES]:
        alone = [[envelope_sentence(subject.on(target))] for target in range(len(targets))]
        answer = said(alone[0], alone, targets)
        found += (*answer.answer, *answer.further)
    return tuple(found)


def _no_record(more: Sequence[Section], surfaces: Sequence[tuple[Surface, ...]]) -> tuple[str, ...]:
    """What to say where no record's layout differs."""
    kinds = ("constants", "prototypes")
    names = " and ".join(section.id for section in more if section.id in kinds)
    if more:
        return (f"Only {names} differ.",)
    pairs = (pair for own in surfaces[1:] for pair in zip(surfaces[0], own, strict=True))
    if any(old.declarations.differing(new.declarations) for old, new in pairs):
        return ("Their records have the same layouts; 'uapi diff' lists what else differs.",)
    return ("They declare the same.",)


def _all_problems(surfaces: Sequence[tuple[Surface, ...]]) -> tuple[Diagnostic, ...]:
    """What could not be read, or has no layout, anywhere in the sources; and warnings."""
    every = [surface for own in surfaces for surface in own]
    said = (d for surface in every for d in surface.declarations.diagnostics())
    warnings = [d for d in said if d.level == "warning"]
    return tuple(dict.fromkeys([*warnings, *(d for s in every for d in unread(s))]))


def _diagnostics_about(
    subjects: Sequence[Subject], surfaces: Sequence[tuple[Surface, ...]]
) -> tuple[Diagnostic, ...]:
    """Problems of the headers that the compared records stand in."""
    places = (
        surface.declarations.location(outermost(view.record))
        for subject in subjects
        for view in subject.views
        for surface in view.surfaces
    )
    headers = {place.header for place in places if place is not None} | {""}
    met = (d for own in surfaces for s in own for d in s.declarations.met() if d.level != "note")
    without = (
        problem
        for subject in subjects
        for view in subject.views
        for surface in view.surfaces
        for problem in without_meaning(surface, [view.record])
    )
    return tuple(dict.fromkeys([*(d for d in met if d.header in headers), *without]))


def _also(sentences: Sequence[str]) -> Section:
    """What did not fit above the first picture."""
    return Section(
        "also", "And further", (Notes(tuple(Note(0, s) for s in sentences)),) * bool(sentences)
    )


def _remarks(case: Case) -> Section:
    titles = {variant.name: variant.title for variant in case.variant}
    notes = tuple(Note(0, f"{titles[r.variant]}, `{r.about}`: {r.text}") for r in case.remark)
    return Section("remarks", "What no header can tell", (Notes(notes),) if notes else ())


def _questions(case: Case) -> Section:
    asked = [Note(0, f"{v.title}: {text}") for v in case.variant for text in v.asks]
    return Section("questions", "What was asked", (Notes(tuple(asked)),) if asked else ())


def _provenance(case: Case) -> Section:
    columns = tuple(Column(t) for t in ("variant", "status", "date", "what it is", "origin"))
    rows = tuple(
        (Cell(v.title), Cell(v.status), Cell(str(v.date or "–")), Cell(v.summary), Cell(v.origin))
        for v in case.variant
    )
    table = Table("variants", "Where the variants come from", columns, rows, is_folded=True)
    return Section("provenance", "Provenance", (table,))


def titles_of(specs: Sequence[str]) -> list[str]:
    """Short column heads for sources: as much of their paths as tells them apart."""
    paths = [Path(spec.removeprefix("case:")).parts for spec in specs]
    while len({path[-1:] for path in paths}) == 1 and all(len(path) > 1 for path in paths):
        paths = [path[:-1] for path in paths]
    for length in range(1, max(map(len, paths)) + 1):
        titles = ["/".join(parts[-length:]) for parts in paths]
        if len(set(titles)) == len(titles):
            return titles
    return [f"{spec} ({number})" for number, spec in enumerate(specs, 1)]


def _by_severity(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    order = ("error", "warning", "note")
    unique = dict.fromkeys(findings)  # two sections may show one record
    return tuple(sorted(unique, key=lambda finding: order.index(finding.severity)))
