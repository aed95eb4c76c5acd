"""Sections of kind ``claims``: bits of a word, and all who would have them."""

from __future__ import annotations

from collections.abc import Iterator

from abi.case import ClaimedWord, ClaimsSection
from abi.design.bits import bits_of, number_of
from abi.design.meanings import Named, meanings
from abi.rules.finding import Finding
from reports import report as r
from reports.compare.context import Built, Context
from reports.compare.subject import names

Claims = dict[int, dict[str, list[str]]]
"""Bit to name to variants."""


def build(section: ClaimsSection, context: Context) -> Built:
    """The section of a case."""
    found = [(word, _claims(word, context)) for word in section.word]
    blocks: list[r.Block] = [r.Text(section.lead)] if section.lead else []
    answer = tuple(text for word, claims in found for text in _answer(word, claims, context))
    blocks += [r.Text(sentence) for sentence in answer]
    for number, (word, claims) in enumerate(found):
        blocks.append(_table(f"claims-{section.id}-{number}", word, claims, context))
    return Built(
        r.Section(section.id, section.title, tuple(blocks)),
        answer,
        tuple(f for word, claims in found for f in _findings(word, claims, context)),
    )


def _claims(word: ClaimedWord, context: Context) -> Claims:
    named = [
        Named(variant.name, name, bit)
        for variant, own in context.read
        for name in word.names.get(variant.name, ())
        for bit in bits_of(number_of(name, own[0]) or 0)
    ]
    return meanings(named)


def _landed(context: Context) -> set[str]:
    return {variant.name for variant, _ in context.read if variant.status == "merged"}


def _table(id_: str, word: ClaimedWord, claims: Claims, context: Context) -> r.Table:
    titles = {variant.name: variant.title for variant, _ in context.read}
    landed = _landed(context)
    columns = (
        r.Column("bit", is_number=True), r.Column("landed"), r.Column("flag"),
        r.Column("claimed by"),
    )  # fmt: skip
    rows = []
    for bit, found in claims.items():
        for name, variants in sorted(found.items(), key=lambda item: not landed & {*item[1]}):
            has_landed = bool(landed & {*variants})
            by = word.who.get(name) or ", ".join(titles[v] for v in variants)
            rows.append(
                (
                    r.Cell(str(bit)),
                    r.Cell("yes" if has_landed else "no", "good" if has_landed else "faint"),
                    r.Cell(f"`{name}`"),
                    r.Cell(by),
                )
            )
    return r.Table(id_, f"{word.title}: bits and their claims", columns, tuple(rows))


def _answer(word: ClaimedWord, claims: Claims, context: Context) -> Iterator[str]:
    """The bits with most claims to them: those of three and more, or those of two."""
    landed = _landed(context)
    least = min(max(map(len, claims.values()), default=0), 3)
    parts = []
    for bit, found in claims.items():
        if len(found) >= max(least, 2):
            winner = [name for name, variants in found.items() if landed & {*variants}]
            parts.append(f"bit {bit} has {len(found)} claims ({_won(winner)})")
    if parts:
        yield f"{word.title}: {names(parts)}."


def _won(winner: list[str]) -> str:
    return f"{names([f'`{name}`' for name in winner])} landed" if winner else "none landed"


def _findings(word: ClaimedWord, claims: Claims, context: Context) -> Iterator[Finding]:
    for bit, found in claims.items():
        if len(found) > 1:
            text = f"{len(found)} claims: {names([f'`{name}`' for name in found])}"
            yield Finding("bit-claimed", f"{word.title} {bit}", "note", context.targets[:1], text)
