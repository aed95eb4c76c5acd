"""Sections of kind ``bits``: values of variants bit by bit, and what masks tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from abi.case import BitProperty, BitsSection, Variant
from abi.design.bits import Reading, bits_of, compute, misread, number_of, readings
from abi.evaluate import Value
from abi.rules.finding import Finding
from abi.spelling import spell_expression
from abi.surface import Surface
from reports.compare.context import Built, Context
from reports.compare.subject import names
from reports.report import (
    BitLane,
    BitMap,
    BitRow,
    BitTest,
    BitValue,
    Block,
    Cell,
    Column,
    Section,
    Table,
    Text,
)
