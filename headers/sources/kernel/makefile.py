"""Statements of a makefile, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from headers.sources.kernel.words import split_arguments

if TYPE_CHECKING:
    from headers.sources.kernel.make import Make

_CONDITION = re.compile(r"(ifeq|ifneq|ifdef|ifndef|else|endif)\b\s*(.*)")
_INCLUDE = re.compile(r"(-include|sinclude|include)\s+(.*)")
_MODIFIER = re.compile(r"(?:override|export|private)\s+(?=\S)")


class Rule(msgspec.Struct):
    """A rule: what it makes, from what, and the recipe."""

    targets: list[str]
    sources: list[str]
    recipe: list[str]


class Reader:
    """Reads one file into a `Make`."""

    def __init__(self, make: Make, name: str) -> None:
        self.make = make
        self.name = name
        self.rule: Rule | None = None
        self.conditions: list[tuple[bool, bool]] = []
        """Of each open condition: whether this part holds, whether any part did."""
        self.defined: tuple[str, list[str]] | None = None

    def read(self, text: str) -> None:
        for number, line in _logical_lines(text):
            self.make.at(f"{self.name}:{number}")
            if self.defined is not None:
                self._define(line)
            elif line.startswith("\t") and self.rule is not None:
                if self._holds():
                    self.rule.recipe.append(line.strip())
            else:
                self._statement(_without_comment(line).strip())
        if self.conditions or self.defined is not None:
            raise self.make.not_known("a condition or define without its end")

    def _holds(self) -> bool:
        return all(holds for holds, _ in self.conditions)

    def _define(self, line: str) -> None:
        assert self.defined is not None
        name, lines = self.defined
        if line.strip() != "endef":
            lines.append(line)
            return
        self.defined = None
        if self._holds():
            self.make.assign(name, "=", "\n".join(lines))

    def _statement(self, line: str) -> None:
        if not line:
            return
        if found := _CONDITION.fullmatch(line):
            self._condition(found[1], found[2])
        elif line.startswith("define "):
            self.defined = (line[7:].rstrip(" =:").strip(), [])
        elif self._holds():
            self._effect(line)

    def _effect(self, line: str) -> None:
        if found := _INCLUDE.match(line):
            for name in self.make.expand(found[2]).split():
                self.make.include(name, must_exist=found[1] == "include")
            return
        while found := _MODIFIER.match(line):
            line = line[found.end() :]
        at, operator = _operator(line)
        if operator == ":":
            self._rule(line[:at], line[at + 1 :])
        elif operator:
            self.make.assign(line[:at], operator, line[at + len(operator) :].strip())
            self.rule = None
        elif self.make.expand(line).strip():
            raise self.make.not_known(line)

    def _rule(self, targets: str, rest: str) -> None:
        while found := _MODIFIER.match(rest.strip()):
            rest = rest.strip()[found.end() :]
        at, operator = _operator(rest)
        if operator not in ("", ":"):
            text = rest[at + len(operator) :].strip()
            self.make.assign_for(targets, (rest[:at].strip(), operator, text))
            self.rule = None
            return
        sources, semicolon, recipe = rest.partition(";")
        words = self.make.expand(sources).partition("|")[0].split()
        self.rule = Rule(self.make.expand(targets).split(), words, [])
        if semicolon:
            self.rule.recipe.append(recipe.strip())
        self.make.add(self.rule)

    def _condition(self, keyword: str, rest: str) -> None:
        if keyword in ("else", "endif") and not self.conditions:
            raise self.make.not_known(keyword)
        if keyword == "endif":
            self.conditions.pop()
        elif keyword == "else":
            _, any_held = self.conditions.pop()
            inner = _CONDITION.fullmatch(rest) if rest else None
            holds = not any_held and (inner is None or self._test(inner[1], inner[2]))
            self.conditions.append((holds, any_held or holds))
        else:
            holds = self._holds() and self._test(keyword, rest)
            self.conditions.append((holds, holds))

    def _test(self, keyword: str, rest: str) -> bool:
        if keyword in ("ifdef", "ifndef"):
            variable = self.make.variables.get(self.make.expand(rest).strip())
            return bool(variable and variable.text) is (keyword == "ifdef")
        pair = _compared(rest)
        if keyword not in ("ifeq", "ifneq") or pair is None:
            raise self.make.not_known(f"{keyword} {rest}")
        left, right = map(self.make.expand, pair)
        return (left == right) is (keyword == "ifeq")


def _compared(rest: str) -> tuple[str, str] | None:
    """The two sides of ``(a,b)`` or ``"a" "b"``."""
    if rest.startswith("(") and rest.endswith(")"):
        sides = split_arguments(rest[1:-1], 2)
        return (sides[0].rstrip(), sides[1].lstrip()) if len(sides) == 2 else None
    found = re.fullmatch(r"""(["'])(.*?)\1\s+(["'])(.*?)\3""", rest)
    return (found[2], found[4]) if found else None


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with what continues them, and the number of the first."""
    start, held = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        whole = f"{held} {line.strip()}" if held else line.removesuffix("\r")
        start = start if held else number
        if whole.endswith("\\") and not whole.endswith("\\\\"):
            held = whole[:-1].rstrip() or " "
            continue
        held = ""
        yield start, whole


def _without_comment(line: str) -> str:
    position = 0
    while (at := line.find("#", position)) >= 0:
        if at == 0 or line[at - 1] != "\\":
            return line[:at]
        line = line[: at - 1] + line[at:]
        position = at
    return line


def _operator(line: str) -> tuple[int, str]:
    """Where an assignment or a rule's colon stands, outside of references; "" if none."""
    depth = 0
    for at, character in enumerate(line):
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        elif not depth and character in ":=+?!":
            for operator in ("::=", ":=", "+=", "?=", "!=", "="):
                if line.startswith(operator, at):
                    return at, operator
            if character == ":":
                return at, ":"
    return 0, ""
