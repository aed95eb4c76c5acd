"""A bit map as text: a row for each value, a column of bits for each lane."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from reports.formats.visible import plain
from reports.report import BitLane, BitMap, BitValue
from reports.style import Style

RIGHT, WRONG = "✓", "✗"


def draw(figure: BitMap, style: Style) -> Iterator[str]:
    """The lines of the drawing, within the width of the style."""
    yield from (style.paint(line, "faint") for line in textwrap.wrap(legend(figure), style.width))
    facts = list(_facts(figure))
    wide = max(len(_bits(figure, None)), *(len(lane.summary) for lane in figure.lanes))
    room = style.width - len(facts[0]) + 2
    per_band = max(1, room // (wide + 2))
    for start in range(0, len(figure.lanes), per_band):
        if start:
            yield ""
        yield from _band(figure, figure.lanes[start : start + per_band], facts, wide, style)


def legend(figure: BitMap) -> str:
    """Which bits are tested for what, and what the marks mean."""
    tests = (f"{bits_name(test.bits)}: {plain(test.name)}" for test in figure.tests)
    return f"{', '.join(tests)}; {RIGHT} true, {WRONG} false of that type"


def bits_name(bits: tuple[int, ...]) -> str:
    """``bit 0``, ``bits 0 and 2``."""
    return f"bit{'s' if len(bits) > 1 else ''} {' and '.join(map(str, bits))}"


def _facts(figure: BitMap) -> Iterator[str]:
    """The left columns: the head, then each row's name and what is true of it."""
    names = ["", *(plain(row.name) for row in figure.rows), figure.summary]
    wide = max(map(len, names))
    heads = "  ".join(test.short for test in figure.tests)
    yield f" {'in truth':<{wide}}  {heads}"
    for row in figure.rows:
        cells = (
            f"{'yes' if index in row.true else '–':<{len(test.short)}}"
            for index, test in enumerate(figure.tests)
        )
        yield f" {plain(row.name):<{wide}}  {'  '.join(cells)}"
    yield f" {figure.summary:<{wide}}  {' ' * len(heads)}"


def _band(
    figure: BitMap, lanes: tuple[BitLane, ...], facts: list[str], wide: int, style: Style
) -> Iterator[str]:
    folded = [textwrap.wrap(plain(lane.name), wide) for lane in lanes]
    empty = " " * len(facts[0])
    for line in range(max(map(len, folded))):
        yield _line(
            empty, [(f[line] if line < len(f) else "", "strong") for f in folded], wide, style
        )
    yield _line(facts[0], [(_numbers(figure), "faint")] * len(lanes), wide, style)
    for index, fact in enumerate(facts[1:-1]):
        cells = [_cell(figure, lane.values[index]) for lane in lanes]
        yield _line(fact, cells, wide, style)
    yield _line(facts[-1], [(lane.summary, lane.tone) for lane in lanes], wide, style)


def _line(fact: str, cells: list[tuple[str, str]], wide: int, style: Style) -> str:
    texts = (style.paint(f"{text:<{wide}}", tone) for text, tone in cells)
    return f"{fact}  {'  '.join(texts)}".rstrip()


def _cell(figure: BitMap, value: BitValue | None) -> tuple[str, str]:
    if value is None:
        return "–", "faint"
    return _bits(figure, value), "bad" if value.wrong else ""


def _bits(figure: BitMap, value: BitValue | None) -> str:
    """``000 1✗1✓``: the bits from the highest, those under test with a mark each."""
    text = ""
    for bit in reversed(range(figure.width)):
        tests = [index for index, test in enumerate(figure.tests) if bit in test.bits]
        text += "0" if value is None else str(value.value >> bit & 1)
        if tests:
            is_wrong = value is not None and any(index in value.wrong for index in tests)
            text += WRONG if is_wrong else RIGHT
        elif bit and any(bit - 1 in test.bits for test in figure.tests):
            text += " "
    return text


def _numbers(figure: BitMap) -> str:
    """The bits' numbers over them, the last digit of each."""
    text = ""
    for bit in reversed(range(figure.width)):
        text += str(bit % 10)
        is_tested = any(bit in test.bits for test in figure.tests)
        if is_tested or (bit and any(bit - 1 in test.bits for test in figure.tests)):
            text += " "
    return text
