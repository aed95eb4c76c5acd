"""``uapi compare``"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from abi.diagnostic import Diagnostic, UapiError
from reports.cli import output
from reports.cli.options import (
    add_output_options,
    add_source_options,
    in_order,
    load_surface,
    open_tree,
    targets_of,
    tell,
)

if TYPE_CHECKING:
    from pathlib import Path

    from abi.case import Variant
    from abi.surface import Surface
    from abi.target import Target
    from headers.sources.tree import Tree
    from reports.compare.context import Context
    from reports.compare.subject import Subject
    from reports.report import Report, Section

EXAMPLES = """examples:
  uapi compare mem-enc-op                          a case that comes with uapi
  uapi compare mem-enc-op -f html -o report.html
  uapi compare sev-init2 --against v7.2            what became of each proposal
  uapi compare v1.h v2.h v3.h --type kvm_sev_init  any headers or trees
  uapi compare A B --type kvm_sev_cmd,kvm_tdx_cmd  another name in each of them"""

_SHOWN = 12
"""Records laid out when none is named; the others are listed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "sources", metavar="CASE|SOURCE", nargs="+",
        help="a case, or two and more sources: directories, headers, case:NAME/VARIANT",
    )  # fmt: skip
    parser.add_argument(
        "--type", metavar="T[,T…]", action="append", default=[],
        help="a record to compare, or one name for each source; can be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--against", metavar="SOURCE",
        help="say what became of each variant of a case in these headers",
    )  # fmt: skip
    add_source_options(parser)
    add_output_options(parser, ("terminal", "markdown", "html", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Run the command; the result is its exit code."""
    from headers.case import is_case

    sources = arguments.sources
    if len(sources) == 1 and not is_case(sources[0]):
        from headers.case import case_directory

        case_directory(sources[0])  # says which cases there are
    report = _case(sources[0], arguments) if len(sources) == 1 else _records(arguments)
    output.write(output.render(report, arguments), arguments)
    errors = [str(d) for d in report.diagnostics if d.level == "error"]
    tell(errors, arguments)
    return 3 if errors else 0


def _case(name: str, arguments: argparse.Namespace) -> Report:
    from reports.compare.build import compare_case

    context, problems, first = read_case(name, arguments)
    return compare_case(context, problems, _landed(arguments, first))


def read_case(name: str, arguments: argparse.Namespace) -> tuple[Context, list[Diagnostic], Target]:
    """A case with its headers read, what of it cannot be used, and the first target."""
    from headers.case import check_sections, check_variant, load_case
    from headers.case_values import check_values, expressions
    from reports.compare.context import Context

    case, directory, problems = load_case(name)
    targets = in_order(targets_of(arguments, ",".join(case.targets)))
    read: list[tuple[Variant, tuple[Surface, ...]]] = []
    for variant in case.variant:
        try:
            own = _variant(variant, directory, targets, arguments)
        except UapiError as error:
            problems.append(Diagnostic("error", f"variant '{variant.name}': {error}", "case.toml"))
            continue
        problems += check_variant(variant, own[0])
        read.append((variant, own))
    problems += check_sections(case, [own[0] for _, own in read])
    problems += check_values(case, read)
    names = tuple(target.name for target in targets)
    context = Context(directory.resolve().name, case, tuple(read), names, expressions(case))
    return context, problems, targets[0]


def _landed(arguments: argparse.Namespace, target: Target) -> tuple[str, Surface] | None:
    """The real headers to see what became of each variant, where some are named."""
    if not arguments.against:
        return None
    tree = open_tree(arguments.against, arguments)
    return arguments.against, load_surface(tree, target, arguments)


def _variant(
    variant: Variant, directory: Path, targets: tuple[Target, ...], arguments: argparse.Namespace
) -> tuple[Surface, ...]:
    """A variant on all targets: a header of the case, or any source."""
    from headers.sources.spec import open_source

    beside = directory / (variant.header or variant.source)
    spec = str(beside) if variant.header or beside.exists() else variant.source
    tree = open_source(spec, arguments.include)
    return tuple(load_surface(tree, target, arguments) for target in targets)


def _records(arguments: argparse.Namespace) -> Report:
    from reports.compare.build import compare_records, titles_of

    targets = in_order(targets_of(arguments))
    trees = [open_tree(spec, arguments) for spec in arguments.sources]
    surfaces = [
        tuple(load_surface(tree, target, arguments) for target in targets) for tree in trees
    ]
    sources = list(zip(arguments.sources, titles_of(arguments.sources), strict=True))
    chosen = [_aligned(words.split(","), arguments.sources) for words in arguments.type]
    more: list[Section] = []
    if not chosen:
        from reports.compare.declared import left_out

        more = _declared(trees, [title for _, title in sources], surfaces)
        different = _different(surfaces)
        chosen = [[key] * len(surfaces) for key in different[:_SHOWN]]
        rest = [key.partition(" ")[2] for key in different[_SHOWN:]]
        more += [left_out(rest)] if rest else []
    subjects = [_subject(keys, sources, surfaces, targets) for keys in chosen]
    names = tuple(target.name for target in targets)
    whole = not arguments.type
    if not whole:
        subjects = [one for subject in subjects for one in (subject, *_inside(subject))]
    return compare_records(subjects, sources, surfaces, names, more, whole=whole)


def _declared(
    trees: Sequence[Tree], titles: Sequence[str], surfaces: Sequence[tuple[Surface, ...]]
) -> list[Section]:
    """Constants and prototypes that differ, where single headers are compared."""
    from reports.compare.declared import sections

    if not all(tree.only for tree in trees):
        return []
    return list(sections(titles, surfaces, [tree.only for tree in trees]))


def _aligned(words: list[str], sources: list[str]) -> list[str]:
    if len(words) == 1:
        return words * len(sources)
    if len(words) != len(sources):
        raise UapiError(f"--type {','.join(words)}: give one name, or {len(sources)}, one a source")
    return words


def _subject(
    words: list[str],
    sources: list[tuple[str, str]],
    surfaces: Sequence[tuple[Surface, ...]],
    targets: tuple[Target, ...],
) -> Subject:
    from reports.compare.subject import Subject, View
    from reports.lookup import not_found

    views: list[View] = []
    missing: list[UapiError] = []
    for word, (spec, title), own in zip(words, sources, surfaces, strict=True):
        keys = [key for surface in own for key in _named(surface, word)]
        if keys:
            older = tuple(view.name for view in views)
            views.append(View(title, title, keys[0], own, replaces=older))
        else:
            missing.append(not_found(own[0], word, spec))
    if not views:
        raise missing[0]
    names = tuple(target.name for target in targets)
    name = _id(words[0].rpartition(" ")[2])
    return Subject(name, views[0].record, tuple(views), names)


def _inside(subject: Subject) -> Iterator[Subject]:
    """The records without a tag that those of a subject lead to, each as a subject."""
    from abi.inner import inner_keys

    found = (
        key[len(view.record) :]
        for view in subject.views
        for surface in view.surfaces
        for key in inner_keys(view.record, surface)
    )
    for path in dict.fromkeys(found):
        views = tuple(view._replace(record=f"{view.record}{path}") for view in subject.views)
        yield subject._replace(
            id=_id(f"{subject.id}{path}"), title=f"{subject.title}{path}", views=views
        )


def _id(name: str) -> str:
    return re.sub(r"[^\w.-]", "-", name)


def _named(surface: Surface, word: str) -> list[str]:
    """The records of a word, or of the key of one without a tag."""
    from abi.untagged import is_inner, itself
    from reports.lookup import find

    if is_inner(word):
        return [word] if surface.declaration(word) is not None else []
    found = [key for key in find(surface, word) if not key.startswith("constant ")]
    kinds = (*_RECORDS, "typedef ")
    return [k for k in found if k.startswith(kinds) or itself(surface.declaration(k)) is not None]


def _different(surfaces: Sequence[tuple[Surface, ...]]) -> list[str]:
    """Records whose layout is not the same in all the sources that have them, on any target;
    also those without a tag, and what lies behind one."""
    every = [surface for own in surfaces for surface in own]
    known = dict.fromkeys(key for surface in every for key in _records_in(surface))
    return [key for key in known if _is_different(key, surfaces)]


def _is_different(key: str, surfaces: Sequence[tuple[Surface, ...]]) -> bool:
    return any(len({_shape(key, s) for s in one}) > 1 for one in zip(*surfaces, strict=True))


def _records_in(surface: Surface) -> Iterator[str]:
    from abi.inner import inner_keys
    from abi.untagged import itself

    for key in surface.keys():
        if key.startswith(_RECORDS) or itself(surface.declaration(key)) is not None:
            yield key
        if not key.startswith("enum "):
            yield from inner_keys(key, surface)


_RECORDS = ("struct ", "union ")


def _shape(key: str, surface: Surface) -> object:
    """What a record is on a target; None where it has no layout."""
    from abi.design.spans import spans
    from abi.layout import Layout

    layout = surface.layout(key)
    return (layout.size, spans(layout, surface)) if isinstance(layout, Layout) else None
