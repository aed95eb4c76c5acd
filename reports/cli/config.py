"""``uapi.toml``: what a project decided about its gate."""

from __future__ import annotations

import datetime
import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta

from abi.diagnostic import UapiError
from abi.rules.conventions import Convention, Way
from abi.rules.finding import Place
from abi.rules.policy import Level, PathPolicy, Policy, Profile
from abi.rules.registry import names
from abi.rules.suppress import Allow
from abi.target import select_targets
from headers.written import toml

FILE = "uapi.toml"
BASELINE = "uapi-baseline.json"
FailOn = Literal["error", "warning", "note", "never"]


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """`[check]`: what `uapi check` does without options."""

    profile: Annotated[
        Profile, Meta(description="What counts as broken: programs that exist, recompiles as well, "
                      "all that is not known to be safe.")
    ] = "source"  # fmt: skip
    fail_on: Annotated[FailOn, Meta(description="Exit with 1 from this severity on.")] = "error"
    target: Annotated[
        tuple[str, ...], Meta(description="Targets, as --target takes them; none: the host's.")
    ] = ()
    source: Annotated[
        str, Meta(description="Where the headers lie, from this file's directory; empty: there.")
    ] = ""
    base: Annotated[
        str, Meta(description="The branch to be merged into; empty: what git knows as upstream.")
    ] = ""
    only: Annotated[
        tuple[str, ...], Meta(description="Glob patterns of headers to judge; none: all.")
    ] = ()
    baseline: Annotated[
        str, Meta(description="From this file's directory; empty: uapi-baseline.json, if any.")
    ] = ""
    design: Annotated[
        Level, Meta(description="The most that a finding about the design of what is new can be.")
    ] = "warning"
    cxx: Annotated[bool, Meta(description="Whether programs in C++ include the headers, too.")] = (
        False
    )
    allow_unjudged: Annotated[
        bool, Meta(description="Whether to exit with 0 when something could not be judged.")
    ] = False


class AllowEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[allow]]`: a finding that was decided about."""

    rule: str
    name: Annotated[str, Meta(description="A subject, or a glob pattern of subjects.")]
    reason: str
    target: Annotated[tuple[str, ...], Meta(description="On these only; none: on all.")] = ()
    until: Annotated[datetime.date | None, Meta(description="The last day on which it holds.")] = (
        None
    )


class ConventionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[conventions]]`: how records of some headers may grow."""

    way: Annotated[Way, Meta(description="What tells the kernel how large a program's record is.")]
    headers: Annotated[tuple[str, ...], Meta(description="Glob patterns of headers.")]
    reason: Annotated[str, Meta(description="In words for a finding.")]
    source: Annotated[str, Meta(description="The document that says so.")] = ""
    names: Annotated[tuple[str, ...], Meta(description="Glob patterns of records.")] = ("*",)


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a project decided about its gate."""

    check: Check = Check()
    rules: Annotated[
        dict[str, Level], Meta(description="The severity of a rule's findings, whatever they say.")
    ] = {}
    paths: tuple[PathPolicy, ...] = ()
    conventions: tuple[ConventionEntry, ...] = ()
    allow: tuple[AllowEntry, ...] = ()


class Project(NamedTuple):
    """What holds where one stands. Paths in the file are relative to it."""

    config: Config = Config()
    path: Path | None = None
    """The file; None where there is none."""
    entries: tuple[int, ...] = ()
    """The lines of the file at which ``[[allow]]`` stands."""

    @property
    def check(self) -> Check:
        return self.config.check

    def at(self, name: str) -> str:
        """A path of the file, as seen from here."""
        if self.path is None:
            return name
        return os.path.relpath(self.path.parent / name)

    def own(self, name: str) -> str:
        """The same of a file that is to be written, which lies in the project's directory.

        Raises:
            UapiError: it lies elsewhere.
        """
        found = self.at(name)
        if self.path is not None:
            top = os.path.realpath(self.path.parent)
            folder = os.path.realpath(os.path.dirname(found) or ".")
            if os.path.commonpath((top, folder)) != top:
                raise UapiError(
                    f"{self.path}: baseline = {name}: lies outside of the project's directory; "
                    "nothing is written there"
                )
        return found

    @property
    def source(self) -> str:
        """Where the headers lie, as seen from here."""
        return self.at(self.check.source or ".")

    @property
    def baseline(self) -> str:
        """The baseline's file, as seen from here; empty if there is none and none is meant."""
        found = self.at(self.check.baseline or BASELINE)
        return found if self.check.baseline or os.path.isfile(found) else ""

    def policy(self, profile: Profile | None, design: Level | None = None) -> Policy:
        """What the file says of severities, unless the command line says otherwise."""
        own, check = self.config, self.check
        return Policy(profile or check.profile, own.rules, own.paths, design or check.design)

    def allows(self) -> list[Allow]:
        """The decisions in the file."""
        return list(self._allows())

    def _allows(self) -> Iterator[Allow]:
        name = self.path.name if self.path else FILE
        lines = dict(enumerate(self.entries))
        for number, entry in enumerate(self.config.allow):
            place = Place(name, lines.get(number, 0), path=self.at(name))
            yield Allow(
                entry.rule, entry.name, entry.reason, name, place, _targets(entry.target),
                entry.until.isoformat() if entry.until else "",
            )  # fmt: skip

    def conventions(self) -> tuple[Convention, ...]:
        """What the project says of records that grow, before what is known of subsystems."""
        return tuple(
            Convention(e.way, e.headers, e.reason, e.source or FILE, e.names)
            for e in self.config.conventions
        )


def _targets(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(target.name for target in select_targets(",".join(words))) if words else ()


def find(start: Path) -> Path | None:
    """The file of the project that one stands in: here, or above up to the repository's root."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
        if (folder / ".git").exists():
            return None
    return None


def read(path: Path | None) -> Project:
    """The file's content; what nobody wrote is the default.

    Raises:
        UapiError: it cannot be read, or says something that it cannot say.
    """
    if path is None:
        return Project()
    text, data = toml(path)
    try:
        config = msgspec.convert(data, Config)
    except msgspec.ValidationError as error:
        raise UapiError(f"{path}: {_explained(str(error), data)}") from None
    for fault in _faults(config):
        raise UapiError(f"{path}: {fault}")
    marks = re.finditer(r"^[ \t]*\[\[[ \t]*allow[ \t]*\]\]", text, re.MULTILINE)
    return Project(config, path, tuple(text.count("\n", 0, m.start()) + 1 for m in marks))


# What is wrong, in words for somebody who wrote TOML

_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
_MISSING = re.compile(r"missing required field `([^`]+)`")
_TYPE = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_CHOICE = re.compile(r"Invalid enum value '([^']*)'")
_AT = re.compile(r" - at `\$\.?([^`]*)`$")
_STRUCTS: dict[str, Any] = {
    "": Config, "check": Check, "paths": PathPolicy, "conventions": ConventionEntry,
    "allow": AllowEntry,
}  # fmt: skip
_CHOICES = {
    "profile": get_args(Profile), "fail-on": get_args(FailOn), "way": get_args(Way),
    "design": get_args(Level), "rules": get_args(Level),
}  # fmt: skip
_WORDS = {
    "array": 'a list such as ["…"]', "object": "a table", "str": "a string",
    "bool": "true or false", "int": "a number", "float": "a number",
    "date | null": "a day such as 2027-01-31",
}  # fmt: skip


def _explained(message: str, data: dict[str, Any]) -> str:
    place = _AT.search(message)
    where = place[1].replace("[...]", "") if place else ""
    section, field = re.split(r"[.\[]", where)[0], where.rpartition(".")[2].partition("[")[0]
    return f"{_shown(where)}{_fault(message, section, field, data)}"


def _shown(where: str) -> str:
    """A place in the file: ``allow[0].until`` is ``[[allow]] number 1, until:``."""
    entry = re.match(r"(\w+)\[(\d+)\]\.?(.*)", where)
    if entry:
        inside = f", {entry[3]}" if entry[3] else ""
        return f"[[{entry[1]}]] number {int(entry[2]) + 1}{inside}: "
    return f"{where}: " if where else ""


def _fault(message: str, section: str, field: str, data: dict[str, Any]) -> str:
    if found := _UNKNOWN.search(message):
        known = _STRUCTS.get(section, Config).__struct_encode_fields__
        if not section and found[1] in Check.__struct_encode_fields__:
            return f"unknown key '{found[1]}'; it belongs below [check]"
        return f"unknown key '{found[1]}'; {_hint(found[1], known)}"
    if found := _MISSING.search(message):
        return f"'{found[1]}' is missing"
    if found := _CHOICE.search(message):
        known = _CHOICES.get(field, ())
        own = data.get(section, {}) if section == "rules" else {}
        which = next((f"{rule}: " for rule, level in own.items() if level == found[1]), "")
        return f"{which}'{found[1]}' is none of {', '.join(known)}"
    if found := _TYPE.search(message):
        wanted, given = (_WORDS.get(found[n], found[n]) for n in (1, 2))
        return f"this has to be {wanted}, not {given.partition(' such')[0]}"
    if "date" in message:
        return f"this has to be {_WORDS['date | null']}"
    return message[0].lower() + _AT.sub("", message)[1:]


def _hint(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"


def _faults(config: Config) -> Iterator[str]:
    """What is well-formed and cannot be meant."""
    yield from _unknown_rules(config)
    yield from _unknown_targets("[check]", config.check.target)
    for number, entry in enumerate(config.allow, 1):
        where = f"[[allow]] number {number}"
        yield from _unknown_targets(where, entry.target)
        if entry.rule.startswith("suppression-"):
            yield f"{where}: {entry.rule} cannot be allowed; [rules] can turn it off"
        for field in ("name", "reason"):
            if not getattr(entry, field).strip():
                yield f"{where}: the {field} is empty"


def _unknown_rules(config: Config) -> Iterator[str]:
    said = [("[rules]", name) for name in config.rules]
    said += [(f"[[paths]] number {n}", r) for n, p in enumerate(config.paths, 1) for r in p.rules]
    said += [(f"[[allow]] number {n}", e.rule) for n, e in enumerate(config.allow, 1)]
    for where, name in said:
        if name not in names():
            near = difflib.get_close_matches(name, names(), 1)
            hint = f"did you mean '{near[0]}'?" if near else "see 'uapi rules'"
            yield f"{where}: there is no rule '{name}'; {hint}"


def _unknown_targets(where: str, words: tuple[str, ...]) -> Iterator[str]:
    for word in words:
        try:
            select_targets(word)
        except UapiError as error:
            yield f"{where}: {error}"
