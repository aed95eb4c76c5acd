"""Sections of kind ``relations``: what each record keeps of the one before it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from abi.case import RelationsSection
from abi.design.relation import Relation, common_prefix, relate
from abi.layout import Layout
from abi.rules.finding import Finding
from reports import report as r
from reports.compare.context import Built, Context
from reports.compare.subject import View, amount, names, some_names

Pair = tuple[View, View, Relation]


def build(section: RelationsSection, context: Context) -> Built:
    """The section of a case."""
    views = [v for v in context.views(section.variants, section.record) if _is_laid_out(v)]
    pairs = list(_pairs(section, views))
    blocks: list[r.Block] = [r.Text(section.lead)] if section.lead else []
    blocks.append(_table(section, pairs))
    return Built(
        r.Section(section.id, section.title, tuple(blocks)),
        tuple(_answer(views, pairs)),
        tuple(_findings(pairs, context)),
    )


def _is_laid_out(view: View) -> bool:
    return isinstance(view.layout(), Layout)


def _layout(view: View) -> Layout:
    found = view.layout()
    assert isinstance(found, Layout)
    return found


def _pairs(section: RelationsSection, views: Sequence[View]) -> Iterator[Pair]:
    known = {view.name: view for view in views}
    chosen = [(known[a], known[b]) for a, b in section.pairs if a in known and b in known]
    for old, new in chosen or itertools.pairwise(views):
        members = (old.spans(), new.spans())
        yield old, new, relate((_layout(old), _layout(new)), members)


def _answer(views: Sequence[View], pairs: Sequence[Pair]) -> Iterator[str]:
    if len(views) < 2:
        return
    prefix = common_prefix([v.spans() for v in views], [_layout(v).size for v in views])
    sizes: dict[int, list[str]] = {}
    for view in views:
        sizes.setdefault(_layout(view).size, []).append(view.title)
    parts = [f"{size} in {_from_to(who)}" for size, who in sizes.items()]
    parts = [str(size) for size in sizes] if len(sizes) == 1 else parts
    yield (
        f"{'Both' if len(views) == 2 else f'All {len(views)}'} variants begin with the same "
        f"{amount(prefix, 'byte')}; {'their sizes are' if len(sizes) > 1 else 'their size is'} "
        f"{names(parts)}."
    )
    next_to = set(itertools.pairwise(view.name for view in views))
    renamed = [
        new.title
        for old, new, found in pairs
        if found.is_same_layout and found.renamed and (old.name, new.name) in next_to
    ]
    if renamed:
        verb = "renames" if len(renamed) == 1 else "rename"
        yield f"{names(renamed)} only {verb} members: the same ABI, but a source break."


def _from_to(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{titles[0]} to {titles[-1]}"


def _table(section: RelationsSection, pairs: Sequence[Pair]) -> r.Table:
    columns = tuple(r.Column(t) for t in ("old, new", "bytes", "layout", "source"))
    rows = tuple(
        (
            r.Cell(f"{old.title} → {new.title}"),
            r.Cell(_sizes(found)),
            r.Cell(*_of_layout(found)),
            r.Cell(*_of_source(found)),
        )
        for old, new, found in pairs
    )
    caption = "From one variant to another: what programs built for the old one meet in the new"
    return r.Table(f"relations-{section.id}", caption, columns, rows)


def _sizes(found: Relation) -> str:
    old, new = found.sizes
    return str(old) if old == new else f"{old} → {new}"


def _of_layout(found: Relation) -> tuple[str, r.Tone]:
    recut = f"; fillers cut anew: {some_names(_code(found.recut))}" if found.recut else ""
    if found.is_same_layout:
        return f"same{recut}", "good"
    if found.is_prefix:
        return f"grown at the end; bytes 0..{found.prefix - 1} are the same", "good"
    places = f"{found.same} of {found.of} members at their places"
    named = f"; takes filler for {some_names(_code(found.named))}" if found.named else ""
    return f"{places}{recut}{named}", "warn" if found.same == found.of else "bad"


def _of_source(found: Relation) -> tuple[str, r.Tone]:
    if not found.breaks_source:
        return "same names", "good"
    texts = [f"`{old}` is `{new}`" for old, new in found.renamed if _tail(old) != _tail(new)]
    nested = [old for old, new in found.renamed if _tail(old) == _tail(new)]
    texts += [f"{len(nested)} members are in an inner struct of one of them"] if nested else []
    texts += [f"`{path}` is gone" for path in found.lost]
    return f"break: {', '.join(texts)}", "bad"


def _tail(path: str) -> str:
    return path.rpartition(".")[2]


def _code(paths: Sequence[str]) -> list[str]:
    return [f"`{path}`" for path in paths]


def _findings(pairs: Sequence[Pair], context: Context) -> Iterator[Finding]:
    for old, new, found in pairs:
        if found.breaks_source and found.is_same_layout:
            text = f"{old.title} → {new.title}: {_of_source(found)[0]}; the layout is the same"
            yield Finding("renamed-only", new.record, "note", context.targets[:1], text)
