"""Finds the rules: one ``.py`` and one ``.md`` each, below `compat`, `design` and `gate`."""

from __future__ import annotations

import functools
import importlib
from importlib.resources import files

from abi.rules.rule import Family, Rule

FAMILIES: tuple[Family, ...] = ("compat", "design", "gate")


@functools.cache
def rules(family: Family) -> tuple[Rule, ...]:
    """All rules of a family, in the order of their names."""
    return tuple(_load(family, stem) for stem in _stems(family))


def find(name: str) -> Rule | None:
    """A rule by its id; only this one is imported."""
    stem = name.replace("-", "_")
    family = next((family for family in FAMILIES if stem in _stems(family)), None)
    return None if family is None else _load(family, stem)


@functools.cache
def names() -> tuple[str, ...]:
    """The ids of all rules; nothing is imported."""
    return tuple(stem.replace("_", "-") for family in FAMILIES for stem in _stems(family))


def page(rule: Rule) -> str:
    """The rule's page, as Markdown."""
    name = f"{rule.id.replace('-', '_')}.md"
    return files(f"abi.rules.{rule.family}").joinpath(name).read_text(encoding="utf-8")


@functools.cache
def _stems(family: Family) -> tuple[str, ...]:
    found = (entry.name for entry in files(f"abi.rules.{family}").iterdir())
    return tuple(sorted(n[:-3] for n in found if n.endswith(".py") and not n.startswith("_")))


def _load(family: Family, stem: str) -> Rule:
    module = importlib.import_module(f"abi.rules.{family}.{stem}")
    found = getattr(module, stem)
    assert isinstance(found, Rule), stem
    return found
