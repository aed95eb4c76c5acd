"""``uapi.toml``: what a project decided about its gate."""

from __future__ import annotations

import datetime
import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from abi.diagnostic import UapiError
from abi.rules.conventions import Convention, Way
from abi.rules.policy import Level, PathPolicy, Policy, Profile
from abi.rules.registry import names
from abi.rules.suppress import Allow

FILE = "uapi.toml"


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """``[check]``: what `uapi check` does without options."""

    profile: Profile = "source"
    fail_on: Literal["error", "warning", "note", "never"] = "error"
    target: tuple[str, ...] = ()
    source: str = ""
    """Where the headers lie, from the file's directory; empty: the directory itself."""
    base: str = ""
    """The revision to compare with; empty: where this branch left its upstream."""
    only: tuple[str, ...] = ()
    """Headers to judge, as glob patterns; empty: all."""
    baseline: str = ""
    design: Level = "warning"
    """The most that a design rule can be."""
    allow_unjudged: bool = False


class AllowEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[[allow]]``: a finding that was decided about."""

    rule: str
    name: str
    reason: str
    target: tuple[str, ...] = ()
    until: datetime.date | None = None


class ConventionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[[conventions]]``: how records of some headers may grow."""

    way: Way
    headers: tuple[str, ...]
    reason: str
    source: str = ""
    names: tuple[str, ...] = ("*",)


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. Its schema is ``reports/schemas/config.schema.json``."""

    check: Check = Check()
    rules: dict[str, Level] = {}
    paths: tuple[PathPolicy, ...] = ()
    conventions: tuple[ConventionEntry, ...] = ()
    allow: tuple[AllowEntry, ...] = ()

    def policy(self, profile: Profile | None) -> Policy:
        """What the file says of severities, unless the command line says otherwise."""
        return Policy(profile or self.check.profile, self.rules, self.paths, self.check.design)

    def allows(self) -> list[Allow]:
        return [
            Allow(e.rule, e.name, e.reason, FILE, e.target, e.until.isoformat() if e.until else "")
            for e in self.allow
        ]

    def own_conventions(self) -> tuple[Convention, ...]:
        return tuple(
            Convention(e.way, e.headers, e.reason, e.source or FILE, e.names)
            for e in self.conventions
        )


def read(path: Path | None) -> Config:
    """The file's content; what nobody wrote is the default.

    Raises:
        UapiError: it cannot be read, or says something that it cannot say.
    """
    if path is None:
        return Config()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UapiError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UapiError(f"{path}: is no TOML: {error}") from None
    try:
        config = msgspec.convert(data, Config)
    except msgspec.ValidationError as error:
        raise UapiError(f"{path}: {_better(str(error), data)}") from None
    _check_names(path, config)
    return config


def find(start: Path) -> Path | None:
    """The file of the project that one stands in: here, or above up to the repository's root."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
        if (folder / ".git").exists():
            return None
    return None


_UNKNOWN = re.compile(r"unknown field `([^`]+)`(?: - at `\$?\.?([^`]*)`)?")
_STRUCTS: dict[str, Any] = {
    "": Config, "check": Check, "paths": PathPolicy, "conventions": ConventionEntry,
    "allow": AllowEntry,
}  # fmt: skip


def _better(message: str, data: dict[str, Any]) -> str:
    """An error of msgspec in words for somebody who wrote TOML."""
    del data
    found = _UNKNOWN.search(message)
    if not found:
        return message.replace("`$.", "`").replace("Object missing", "missing")
    section = re.sub(r"\[.*", "", found[2] or "")
    fields = _STRUCTS.get(section, Config).__struct_encode_fields__
    near = difflib.get_close_matches(found[1], fields, 1)
    hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(fields)}"
    return f"unknown key '{found[1]}'{f' in [{section}]' if section else ''}; {hint}"


def _check_names(path: Path, config: Config) -> None:
    known = names()
    said = [*config.rules, *(r for p in config.paths for r in p.rules)]
    for name in (*said, *(entry.rule for entry in config.allow)):
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else "see 'uapi rules'"
            raise UapiError(f"{path}: there is no rule '{name}'; {hint}")
    for entry in config.allow:
        if not entry.reason.strip():
            raise UapiError(f"{path}: allow {entry.rule} {entry.name}: the reason is empty")
