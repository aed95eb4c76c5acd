"""Sections of kind ``facts``: a table of what no header can tell."""

from __future__ import annotations

from abi.case import FactsSection
from reports.compare.context import Built, Context
from reports.report import Block, Cell, Column, Section, Table, Text


def build(section: FactsSection, context: Context) -> Built:
    """The section of a case."""
    del context
    columns = tuple(map(Column, section.column))
    rows = tuple(tuple(map(Cell, row)) for row in section.row)
    blocks: list[Block] = [Text(section.lead)] if section.lead else []
    blocks.append(Table(f"{section.id}-table", "", columns, rows))
    return Built(Section(section.id, section.title, tuple(blocks)), section.says)
