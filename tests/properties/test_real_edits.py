"""Edits of real headers: gcc says what moved, and the judgement must not be milder."""

from __future__ import annotations

import functools
import re
import shutil
from pathlib import Path

import pytest

from abi.difference import difference
from abi.rules.finding import Finding
from abi.rules.judge import judge
from abi.surface import Surface
from abi.target import TARGETS
from headers.load import load
from headers.sources.tree import Tree
from headers.verify.compiler import gcc_for
from tests.conftest import Trees, do_without
from tests.properties.holds import said_of
from tests.properties.real_edits import EDITS, Edit

pytestmark = pytest.mark.oracle

_TARGET = TARGETS["x86_64"]
_HARM = ("safe", "depends", "breaks")


class Edited:
    """Linux 7.2.0, and the same with all edits made: one a header, so that none meets another."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.old = source / "x86-linux-any", source / "any-linux-any"
        shutil.copytree(self.old[0], folder / "x86")
        self.new = folder / "x86", folder / "edited", self.old[1]
        for edit in EDITS:
            old = next(root / edit.header for root in self.old if (root / edit.header).is_file())
            new = folder / ("x86" if old.is_relative_to(self.old[0]) else "edited") / edit.header
            new.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(edit.applied(old.read_text()))

    def surface(self, roots: tuple[Path, ...]) -> Surface:
        headers = dict.fromkeys(name for edit in EDITS for name in (edit.program, edit.header))
        return load(Tree("edited", roots[1:], (("x86", roots[0]),), only=tuple(headers)), _TARGET)

    @functools.cached_property
    def findings(self) -> tuple[Finding, ...]:
        old, new = self.surface(self.old), self.surface(self.new)
        return judge(difference(old, new), old, new).findings

    def numbers(self, edit: Edit, roots: tuple[Path, ...]) -> list[int]:
        """What gcc says of a program that includes the header."""
        places = *roots, roots[-1] / "drm"
        options = [option for place in places for option in ("-isystem", str(place))]
        text = f"#include <linux/ioctl.h>\n#include <{edit.program}>\n"
        compiler = gcc_for("gcc", _TARGET, text, *options)
        if compiler is None:
            do_without("no gcc for x86_64 is installed")
        return compiler.numbers([expression(fact) for fact in edit.facts])


@pytest.fixture(scope="module")
def edited(trees: Trees, own_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    return Edited(trees("7.2.0"), tmp_path_factory.mktemp("edited"))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.header}-{edit.anchor}")
def test_an_edit(edit: Edit, edited: Edited) -> None:
    told = zip(
        edit.facts, *(edited.numbers(edit, r) for r in (edited.old, edited.new)), strict=True
    )
    assert tuple(written(*fact) for fact in told) == edit.facts
    found = [f for f in edited.findings if names(edit) & said_of(f)]
    assert worst(found) == edit.verdicts


def names(edit: Edit) -> set[str]:
    """What an edit is of, and all that gcc is asked about."""
    return {edit.anchor, *(subject(fact).split(".")[0].split("(")[0] for fact in edit.facts)}


def subject(fact: str) -> str:
    """What a fact is of, without its kind."""
    return re.sub(r"^(?:sizeof )?(?:struct |union )?|( \w+)?( -> \w+)?$", "", fact)


def expression(fact: str) -> str:
    """A fact as a question in C."""
    what = re.sub(r" \w+( -> \w+)?$", "", fact)
    if what.startswith("sizeof "):
        record, dot, member = what.removeprefix("sizeof ").partition(".")
        return f"sizeof((({record} *)0)->{member})" if dot else f"sizeof({record})"
    if what.startswith(("struct ", "union ")):
        return "__builtin_offsetof({}, {})".format(*what.split(".", 1))
    return what


def written(fact: str, old: int, new: int) -> str:
    """A fact with the numbers that gcc gives."""
    what = re.sub(r" \w+( -> \w+)?$", "", fact)
    form = "#x" if expression(fact) == what else "d"
    return f"{what} {old:{form}}" + (f" -> {new:{form}}" if new != old else "")


def worst(found: list[Finding]) -> str:
    """The worst verdicts of old and new programs."""
    given = [f.verdicts for f in found if f.verdicts]
    sides = (
        {v.old_program_new_kernel.value for v in given},
        {v.new_program_old_kernel.value for v in given},
    )
    return "/".join(max(side, key=_HARM.index, default="safe") for side in sides)
