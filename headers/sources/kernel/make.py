"""GNU make, as far as the kernel's files about headers use it.

Kbuild files and the small makefiles of system call tables are read: variables,
conditions, includes, rules with patterns, variables of one target, and the
functions on text. No command runs; what a rule would run is told. What is
not known here is an error that says where, because a guess would export the
wrong headers.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Callable, Iterator

import msgspec

from abi.diagnostic import UapiError
from headers.sources.kernel.makefile import Reader, Rule
from headers.sources.kernel.words import TEXT_FUNCTIONS, matches, split_arguments

_MOST_DEPTH = 40
_MOST_TEXT = 1 << 16
"""Characters of a makefile, and in one expansion; the kernel's have a few thousand."""
_MOST_WORK = 1 << 22
"""Characters that are expanded and words that are compared; the kernel needs 50,000."""
_MOST_RULES = 2_000
_MOST_INCLUDES = 50

_CALL = re.compile(r"\$\(call (cmd|if_changed|filechk),(\w[\w.-]*)(?:,([^()]*))?\)")

_LOOKS_AT_OUTPUT = re.compile(
    r"(?:mkdir -p|test -d|\[ -d) '?\S*/include/generated/[^;|`$]*(?:\|\| mkdir -p [^;|`$]*)?"
)
"""Shell commands about headers that an earlier make left; here none ever did."""


class _Variable(msgspec.Struct):
    text: str
    is_simple: bool
    """Expanded when it was set (``:=``)."""


class _ForTarget(msgspec.Struct):
    targets: list[str]
    statement: tuple[str, str, str]


class Make:
    """Variables and rules, from the files that were read."""

    def __init__(
        self,
        variables: dict[str, str],
        read: Callable[[str], str | None],
        wildcard: Callable[[str], list[str]],
    ) -> None:
        self.variables = {name: _Variable(text, True) for name, text in variables.items()}
        self.rules: list[Rule] = []
        self.warnings: list[str] = []
        self._read = read
        self._wildcard = wildcard
        self._for_targets: list[_ForTarget] = []
        self._place = ""
        self._depth = 0
        self._work = 0
        self._includes = 0

    def include(self, name: str, *, must_exist: bool = True) -> None:
        """Read a file.

        Raises:
            UapiError: it is not there, or something in it is not understood.
        """
        self._includes += 1
        if self._includes > _MOST_INCLUDES:
            raise self._error(f"too many includes, at last {name}")
        text = self._read(name)
        if text is not None:
            if len(text) > _MOST_TEXT:
                raise self._error(f"{name}: too large for a makefile about headers")
            outer = self._place
            Reader(self, name).read(text)
            self._place = outer
        elif must_exist:
            raise self._error(f"{name}: not in this kernel tree")

    def value(self, name: str) -> str:
        """What a variable says, expanded."""
        variable = self.variables.get(name)
        if variable is None:
            return ""
        return variable.text if variable.is_simple else self.expand(variable.text)

    def expand(self, text: str) -> str:
        """The text with its references replaced.

        Raises:
            UapiError: an unknown function, or no end.
        """
        if "$" not in text:
            return text
        self._depth += 1
        self._spend(len(text))
        if self._depth > _MOST_DEPTH:
            raise self._error("variables that refer to each other without end")
        parts: list[str] = []
        length = 0
        for part in self._parts(text):
            parts.append(part)
            length += len(part)
            if length > _MOST_TEXT:
                raise self._error("a variable that is too long")
        self._depth -= 1
        return "".join(parts)

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > _MOST_WORK:
            raise self._error("more work than makefiles about headers make")

    def _parts(self, text: str) -> Iterator[str]:
        position = 0
        while (dollar := text.find("$", position)) >= 0:
            yield text[position:dollar]
            following = text[dollar + 1 : dollar + 2]
            if following in ("(", "{"):
                end = _closing(text, dollar + 1)
                if end < 0:
                    raise self._error(f"no end of {text[dollar : dollar + 40]}")
                yield self._reference(text[dollar + 2 : end])
                position = end + 1
            else:
                yield "$" if following == "$" else self.value(following)
                position = dollar + 2
        yield text[position:]

    def _reference(self, inside: str) -> str:
        name, blank, rest = inside.partition(" ")
        if "\t" in name:
            name, blank, rest = inside.partition("\t")
        if blank and "$" not in name:
            return self._function(name, rest.lstrip())
        name = self.expand(inside)
        base, colon, change = name.partition(":")
        if colon and "=" in change:
            old, _, new = change.partition("=")
            arguments = [f"%{old}", f"%{new}"] if "%" not in old else [old, new]
            return TEXT_FUNCTIONS["patsubst"](*arguments, self.value(base))
        return self.value(name)

    def _function(self, name: str, rest: str) -> str:
        if name in TEXT_FUNCTIONS:
            most = TEXT_FUNCTIONS[name].__code__.co_argcount
            arguments = [self.expand(a) for a in split_arguments(rest, most)]
            self._spend(math.prod(a.count(" ") + 1 for a in arguments))
            if len(arguments) == most:
                return TEXT_FUNCTIONS[name](*arguments)
        elif name in _SPECIAL:
            return _SPECIAL[name](self, rest)
        raise self._error(f"$({name} …) is not known here")

    def _if(self, rest: str) -> str:
        condition, *branches = split_arguments(rest, 3)
        is_true = bool(self.expand(condition.strip()))
        chosen = branches[:1] if is_true else branches[1:]
        return self.expand(chosen[0]) if chosen else ""

    def _or(self, rest: str) -> str:
        return next(filter(None, map(self.expand, split_arguments(rest, 99))), "")

    def _foreach(self, rest: str) -> str:
        arguments = split_arguments(rest, 3)
        if len(arguments) != 3:
            raise self._error(f"$(foreach {rest[:40]}) has too few arguments")
        name, words, text = arguments
        name = self.expand(name.strip())
        before = self.variables.get(name)
        results = []
        for word in self.expand(words).split():
            self.variables[name] = _Variable(word, True)
            results.append(self.expand(text))
        self.variables.pop(name, None)
        if before is not None:
            self.variables[name] = before
        return " ".join(results)

    def _find(self, rest: str) -> str:
        patterns = self.expand(rest).split()
        return " ".join(name for p in patterns for name in self._wildcard(p))

    def _shell(self, rest: str) -> str:
        command = self.expand(rest)
        if not _LOOKS_AT_OUTPUT.fullmatch(command):
            raise self._error(f"asks the system: {command[:60]}; commands do not run here")
        return ""

    def _warning(self, rest: str) -> str:
        self.warnings.append(self.expand(rest))
        return ""

    def _stop(self, rest: str) -> str:
        raise self._error(self.expand(rest))

    def assign(self, name: str, operator: str, text: str) -> None:
        """Set a variable."""
        name = self.expand(name).strip()
        if operator == "!=":
            raise self._error(f"{name} asks the system: {text[:60]}; commands do not run here")
        known = self.variables.get(name)
        if operator == "?=" and known is not None:
            return
        if operator == "+=" and known is not None:
            added = self.expand(text) if known.is_simple else text
            self.variables[name] = _Variable(f"{known.text} {added}".strip(), known.is_simple)
        elif operator in (":=", "::="):
            self.variables[name] = _Variable(self.expand(text), True)
        else:
            self.variables[name] = _Variable(text, False)

    def assign_for(self, targets: str, statement: tuple[str, str, str]) -> None:
        """Set a variable of targets only."""
        name, operator, text = statement
        if operator in (":=", "::="):
            text = self.expand(text)
        self._for_targets.append(_ForTarget(self.expand(targets).split(), (name, operator, text)))

    def add(self, rule: Rule) -> None:
        """Remember a rule."""
        self.rules.append(rule)
        if len(self.rules) > _MOST_RULES:
            raise self._error("too many rules")

    def reached(self, goal: str) -> list[str]:
        """All that explicit rules make for a goal, in their order."""
        sources: dict[str, list[str]] = {}
        for rule in self.rules:
            for target in rule.targets:
                sources.setdefault(target, []).extend(rule.sources)
        found = [goal]
        seen = {goal}
        for name in found:  # which grows
            new = [s for s in dict.fromkeys(sources.get(name, ())) if s not in seen]
            found += new
            seen.update(new)
        return found[1:]

    def command(self, target: str) -> str:
        """What make would run for a target, expanded; empty if no rule has a command.

        Raises:
            UapiError: the recipe is of a kind that is not known here.
        """
        self._spend(len(self.rules) + len(self.variables) + len(self._for_targets))
        chosen = self._rule(target)
        if chosen is None:
            return ""
        rule, stem = chosen
        outer = dict(self.variables)
        sources = [source.replace("%", stem, 1) for source in rule.sources]
        base = posixpath.splitext(posixpath.basename(target))[0]
        automatic = {"@": target, "*": stem, "<": (sources or [""])[0], "basetarget": base}
        self.variables |= {name: _Variable(text, True) for name, text in automatic.items()}
        for specific in self._for_targets:
            if any(matches(pattern, target) is not None for pattern in specific.targets):
                self.assign(*specific.statement)
        try:
            return self._run("\n".join(rule.recipe))
        finally:
            self.variables = outer

    def _rule(self, target: str) -> tuple[Rule, str] | None:
        """The rule that makes a target and its stem: a named one, or the closest pattern."""
        with_recipe = [rule for rule in self.rules if rule.recipe]
        for rule in with_recipe:
            if target in rule.targets:
                return rule, ""
        stems = [(r, matches(p, target)) for r in with_recipe for p in r.targets if "%" in p]
        possible = [(rule, stem) for rule, stem in stems if stem is not None]
        return min(possible, key=lambda found: len(found[1]), default=None)

    def _run(self, recipe: str) -> str:
        call = _CALL.search(recipe)
        if call is None:
            raise self._error(f"a recipe that is not known here: {recipe[:60]}")
        kind, name, argument = call.groups()
        if kind != "filechk":
            return self.value(f"cmd_{name}")
        self.variables |= {
            "1": _Variable(name, True),
            "2": _Variable(self.expand(argument or ""), True),
        }
        return self.value(f"filechk_{name}")

    def _error(self, why: str) -> UapiError:
        return UapiError(f"{self._place or 'make'}: {why}")

    def at(self, place: str) -> None:
        """Remember which line is read, for messages."""
        self._place = place

    def not_known(self, line: str) -> UapiError:
        return self._error(f"make syntax that is not known here: {line[:60]}")


_SPECIAL: dict[str, Callable[[Make, str], str]] = {
    "if": Make._if,
    "or": Make._or,
    "foreach": Make._foreach,
    "wildcard": Make._find,
    "shell": Make._shell,
    "warning": Make._warning,
    "info": Make._warning,
    "error": Make._stop,
}


def _closing(text: str, start: int) -> int:
    """Where the parenthesis at `start` closes; -1 if nowhere."""
    opening = text[start]
    closing = ")" if opening == "(" else "}"
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == opening) - (text[at] == closing)
        if not depth:
            return at
    return -1
