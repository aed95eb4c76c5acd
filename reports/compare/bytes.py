"""Sections of kind ``bytes``: a record of each variant, byte by byte and member by member."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from abi.case import BytesSection
from abi.design.members import shared_bytes, shared_members
from abi.expression import Unevaluated
from abi.ioctl import ioctl_of
from abi.rules.finding import Finding
from abi.spelling import spell_operand
from reports.compare.context import Built, Context
from reports.compare.maps import Trap, byte_map, trap_findings, traps
from reports.compare.subject import Subject, View, counted, names, some_names
from reports.compare.tables import members_table, moved_members, sizes_table, target_findings
from reports.report import Block, Section, Text


def build(section: BytesSection, context: Context) -> Built:
    """The section of a case."""
    views = context.views(section.variants, section.record, section.titles)
    subject = Subject(section.id, section.title, views, context.targets)
    found = traps(subject)
    ioctl = context.case.ioctl
    answer = [*_trap_sentences(subject, found), envelope_sentence(subject)]
    answer += _target_sentences(subject, ioctl)
    findings = [*trap_findings(subject, found), *target_findings(subject)]
    findings += _number_findings(subject, ioctl)
    first = map_section(subject, found, section.lead)
    return Built(first, tuple(answer), tuple(findings), tuple(detail_sections(subject)))


def envelope_sentence(subject: Subject) -> str:
    """What the variants share, in a sentence."""
    layouts = subject.layouts()
    if len(layouts) < 2:
        return f"{subject.title}: {'only one' if layouts else 'no'} variant has it."
    members = [view.spans() for view in subject.laid_out()]
    shared = shared_bytes(members)
    largest = max(layout.size for layout in layouts)
    equal = [span.path for span in shared_members(members)]
    which = f" ({some_names([f'`{name}`' for name in equal])})" if equal else ""
    title = subject.title
    what = f"The variants of {title[:1].lower()}{title[1:]}" if title.startswith("The ") else title
    if what == title and len(title) < 40:
        what = f"The variants of {title}"
    among = f"in {counted(len(layouts))} variants"
    return f"{what} share {shared} of {largest} bytes{which} {among}."


def _trap_sentences(subject: Subject, found: Sequence[Trap]) -> Iterator[str]:
    views = subject.laid_out()
    for trap in found:
        if trap.severity == "error":
            yield f"Trap in {views[trap.lane].title}: {trap.text}."


def _target_sentences(subject: Subject, ioctl: str) -> Iterator[str]:
    for target, name in enumerate(subject.targets[1:], 1):
        for view in subject.laid_out(target):
            base, layout = view.layout(0), view.layout(target)
            moved = moved_members(view, target)
            if not moved or isinstance(base, Unevaluated) or isinstance(layout, Unevaluated):
                continue
            hidden = f", and {ioctl} does not carry the size" if _hides_size(ioctl, view) else ""
            yield (
                f"On {name}, {view.title} has {layout.size} bytes instead of {base.size}: "
                f"{names([f'`{m}`' for m in moved])} move{'s' * (len(moved) == 1)}{hidden}."
            )


def _hides_size(ioctl: str, view: View) -> bool:
    return _number_argument(ioctl, view) not in ("", view.record)


def _number_argument(ioctl: str, view: View) -> str:
    """What the size in the ioctl's number is the size of."""
    if not ioctl:
        return ""
    surface = view.surfaces[0]
    found = ioctl_of(ioctl, surface.declarations.expression(ioctl), surface)
    return "" if found is None or found.argument is None else spell_operand(found.argument)


def _number_findings(subject: Subject, ioctl: str) -> Iterator[Finding]:
    hiding = [v for v in subject.views if _hides_size(ioctl, v)]
    if hiding:
        argument = _number_argument(ioctl, hiding[0])
        text = (
            f"its number encodes sizeof({argument}), not the record: no change of the record's "
            "size or layout shows in it"
        )
        yield Finding("size-not-in-number", ioctl, "warning", subject.targets, text)


def map_section(subject: Subject, found: Sequence[Trap], lead: str = "") -> Section:
    """The bytes of a record, drawn for each target that lays it out otherwise."""
    blocks: list[Block] = [Text(lead)] if lead else []
    blocks += [byte_map(subject, 0, found)] if subject.laid_out() else []
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


def detail_sections(subject: Subject) -> Iterator[Section]:
    """The same as tables: what becomes of each member, and what each target makes of it."""
    targets = range(len(subject.targets))
    first = next((target for target in targets if subject.laid_out(target)), 0)
    members = members_table(subject.on(first))
    title = f"{subject.title}, member by member"
    yield Section(f"{subject.id}-members", title, (members, sizes_table(subject)))
