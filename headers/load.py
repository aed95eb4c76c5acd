"""From a tree to the surface of a target."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from abi.diagnostic import Diagnostic, Level
from abi.surface import Surface
from abi.target import Target
from headers.cache import Cache
from headers.child import beside
from headers.declarations import ABSENT, STAND_IN, UnitDeclarations
from headers.preprocess.engine import Engine, Request, choose_engine
from headers.program import identity
from headers.read import SHIM, read
from headers.reading import Reading
from headers.several import HeaderDeclarations
from headers.sources.scan import Missing, Scan, scan
from headers.sources.tree import Tree
from headers.split import Unit
from headers.texts import TreeHeaders


def load(
    tree: Tree, target: Target, *, engine: Engine | None = None, cache: Cache | None = None
) -> Surface:
    """Everything that a tree declares for a target.

    Raises:
        UapiError: the tree cannot be read at all.
    """
    return Reader(tree, target, engine or choose_engine(), cache or Cache()).surface()


class Reader:
    """A tree for a target, of which as much is read as is asked for.

    Raises:
        UapiError: in every step, when the tree cannot be read at all.
    """

    def __init__(self, tree: Tree, target: Target, engine: Engine, cache: Cache) -> None:
        self.tree = tree
        self.target = target
        self._engine = engine
        self._cache = cache
        self._search = (SHIM / "libc", *tree.search_path(target), SHIM / "kernel")
        headers = tree.headers(target)
        self._names = tuple(name for name in headers if ">" not in name and "\n" not in name)

    @functools.cached_property
    def _known(self) -> Scan | None:
        """What was found when the tree was scanned last, where it is as it was then."""
        if self.tree.text is not None:
            return _scan_text(self.tree.text, self._names, self._search)
        return self._cache.scan(_scan_key(self._names, self._search))

    def is_known(self) -> bool:
        """Whether `key` costs little."""
        return self._known is not None

    @functools.cached_property
    def scan(self) -> Scan:
        """Which files there are to read."""
        found = self._known
        if found is None:
            found = scan(self._names, self._search)
            folders = {os.path.dirname(path) for path in found.paths} | set(map(str, self._search))
            paths = [*found.paths, *sorted(folders)]
            self._cache.put_scan(_scan_key(self._names, self._search), found, paths)
        return found

    @functools.cached_property
    def key(self) -> str:
        """Of all that the surface depends on; the same wherever the tree lies."""
        return _key(self.tree, self.target, self._engine, self._names, self.scan)

    @functools.cached_property
    def reading(self) -> Reading:
        """All units, from the cache where they were read before."""
        reading = self._cache.reading(self.key)
        if reading is None:
            missing = tuple(m.name for m in self.scan.missing)
            request = Request(self._names, self._search, self.target, self.tree.text, missing)
            reading = read(request, self._engine, self.scan.paths)
            self._cache.put_reading(self.key, reading)
        return reading

    @functools.cached_property
    def declarations(self) -> HeaderDeclarations:
        """What the units declare."""
        reading, scan = self.reading, self.scan
        main = UnitDeclarations(reading.unit, left_out=frozenset(reading.left_out))
        parts = [(p.header, UnitDeclarations(p.unit, around=main)) for p in reading.parts]
        guards = frozenset(reading.guards)
        declarations = HeaderDeclarations(
            main, parts, f"sha256:{scan.digest()}", guards, lambda: self.fingerprints
        )
        declarations.problems += self.tree.diagnostics(self.target)
        declarations.problems += _problems(reading, scan.missing)
        if not self.tree.has_architecture(self.target):
            declarations.problems.append(_other_architecture(self.tree, self.target))
        return declarations

    @functools.cached_property
    def fingerprints(self) -> dict[str, bytes]:
        """Of all names, from the cache where they were made before."""
        found = self._cache.fingerprints(self.key)
        if found is None:
            found = self.declarations.make_fingerprints()
            self._cache.put_fingerprints(self.key, found)
        return found

    def surface(self) -> Surface:
        """The surface; its declarations are parsed when they are asked for."""
        headers = TreeHeaders(self._names, self._search[1:-1], self.tree.text)
        return Surface(self.declarations, self.target, headers)


def read_both(one: Reader, other: Reader) -> None:
    """Read two trees and make their fingerprints, on two processors where there are two."""
    _, (scan, reading, fingerprints) = beside(
        lambda: one.fingerprints, lambda: (other.scan, other.reading, other.fingerprints)
    )
    other.__dict__.update(scan=scan, reading=reading, fingerprints=fingerprints)


def _other_architecture(tree: Tree, target: Target) -> Diagnostic:
    found = tree.architecture() or ", ".join(name for name, _ in tree.by_architecture)
    return Diagnostic(
        "warning",
        f"{tree.spec} has the asm/ headers of {found}, not those of {target.headers}: what "
        f"depends on them is wrong for {target.name}",
    )


def _scan_key(names: tuple[str, ...], search: tuple[Path, ...]) -> str:
    whole = repr((identity(), names, search))
    return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()


def _scan_text(text: str, names: tuple[str, ...], search: tuple[Path, ...]) -> Scan:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="uapi-") as name:
        (Path(name) / names[0]).write_text(text, encoding="utf-8")
        return scan(names, (Path(name), *search))


def _key(tree: Tree, target: Target, engine: Engine, names: tuple[str, ...], found: Scan) -> str:
    parts = (
        identity(), engine.identity, target.name, repr(target.macros), found.digest(),
        repr(names), repr(found.missing), tree.text or "",
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning", "note": "note"}


def _problems(reading: Reading, missing: tuple[Missing, ...]) -> list[Diagnostic]:
    """What was met on the way, in all units."""
    problems = [Diagnostic(_LEVELS[p.level], p.message, p.header, p.line) for p in reading.problems]
    for unit in (reading.unit, *(part.unit for part in reading.parts)):
        problems += _unit_problems(unit, missing)
    return problems


def _unit_problems(unit: Unit, missing: tuple[Missing, ...]) -> Iterator[Diagnostic]:
    """What was really included and is not there, and text that does not end."""
    where = {m.name: m for m in missing}
    for entered in unit.headers:
        name = entered.name.removeprefix(ABSENT)
        if entered.name.startswith(ABSENT):
            by = where.get(name, Missing(name, "", 0))
            yield Diagnostic(
                "error",
                f"#include <{name}>: not found in the source; add its directory with --include",
                by.header,
                by.line,
            )
        elif entered.name.startswith((f"{STAND_IN}linux/", f"{STAND_IN}asm/")):
            name = entered.name.removeprefix(STAND_IN)
            yield Diagnostic("note", f"{name} is not in the source; uapi's own was read")
    for header, line, why in unit.unfinished:
        yield Diagnostic("error", why, unit.headers[header].name, line)
