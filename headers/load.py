"""From a tree to the surface of a target."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from abi.diagnostic import Diagnostic, Level, UapiError
from abi.surface import Surface
from abi.target import Target
from headers.cache import Cache
from headers.declarations import ABSENT, STAND_IN, UnitDeclarations
from headers.partition import Partition
from headers.preprocess.engine import (
    Engine,
    HeaderError,
    Outcome,
    Request,
    Sink,
    choose_engine,
    preprocess,
)
from headers.processors import available
from headers.reading import Part, Reading
from headers.several import HeaderDeclarations
from headers.sources.scan import Missing, Scan, read_header, scan
from headers.sources.tree import Tree
from headers.split import Problem, Splitter, Unit

FORMAT = "14"
"""Raised when a cached unit of an older uapi would be read wrongly."""

SHIM = Path(__file__).parent / "shim"


def load(
    tree: Tree, target: Target, *, engine: Engine | None = None, cache: Cache | None = None
) -> Surface:
    """Everything that a tree declares for a target.

    Raises:
        UapiError: the tree cannot be read at all.
    """
    reading, found = _reading(tree, target, engine or choose_engine(), cache or Cache())
    main = UnitDeclarations(reading.unit, left_out=frozenset(reading.left_out))
    parts = [(p.header, UnitDeclarations(p.unit, around=main)) for p in reading.parts]
    guards = frozenset(reading.guards)
    declarations = HeaderDeclarations(main, parts, f"sha256:{found.digest()}", guards)
    declarations.problems += _problems(reading, found.missing)
    if not tree.has_architecture(target):
        declarations.problems.append(_other_architecture(tree, target))
    return Surface(declarations, target)


def _other_architecture(tree: Tree, target: Target) -> Diagnostic:
    found = tree.architecture() or ", ".join(name for name, _ in tree.by_architecture)
    return Diagnostic(
        "warning",
        f"{tree.spec} has the asm/ headers of {found}, not those of {target.headers}: what "
        f"depends on them is wrong for {target.name}",
    )


def _reading(tree: Tree, target: Target, engine: Engine, cache: Cache) -> tuple[Reading, Scan]:
    """All units of a tree, and what they rest on."""
    search = (SHIM / "libc", *tree.search_path(target), SHIM / "kernel")
    names = tuple(name for name in tree.headers(target) if ">" not in name and "\n" not in name)
    found = _scan(tree, names, search, cache)
    key = _key(tree, target, engine, names, found)
    reading = cache.reading(key)
    if reading is None:
        missing = tuple(m.name for m in found.missing)
        reading = _read(Request(names, search, target, tree.text, missing), engine)
        cache.put_reading(key, reading)
    return reading, found


def _read(request: Request, engine: Engine) -> Reading:
    """Read headers: together those that get along, each by itself those that do not."""
    headers = request.headers
    partition = Partition(functools.partial(_bytes, request))
    if len(headers) == 1:
        reading = Reading(*_unit(request, engine))
        reading.guards = partition.guards(_read_names(reading))
        return reading
    apart = partition.apart(headers)
    together = tuple(name for name in headers if name not in apart)
    unit, problems = _unit(msgspec.structs.replace(request, headers=together), engine)
    clashing = partition.clashing(together, unit)
    reading = Reading(unit, problems, left_out=sorted(clashing))
    alone = [name for name in headers if name in apart | clashing]
    if alone:
        with ThreadPoolExecutor(available()) as pool:
            parts = pool.map(lambda name: _part(request, name, engine), alone)
        for part, more in parts:
            reading.parts += part
            reading.problems += [p for p in more if p not in reading.problems]
    reading.guards = partition.guards(_read_names(reading))
    return reading


def _read_names(reading: Reading) -> Iterator[str]:
    """Every header that any unit read, as programs include it."""
    for unit in (reading.unit, *(part.unit for part in reading.parts)):
        for entered in unit.headers:
            yield entered.name.removeprefix(STAND_IN)


def _part(request: Request, name: str, engine: Engine) -> tuple[list[Part], list[Problem]]:
    """A header by itself, or why it cannot be read so."""
    try:
        unit, problems = _unit(msgspec.structs.replace(request, headers=(name,)), engine)
    except UapiError as error:
        return [], [Problem("error", f"left out: {error}", name, 0)]
    return [Part(name, unit)], problems


def _bytes(request: Request, name: str) -> bytes | None:
    if request.text is not None and name == request.headers[0]:
        return request.text.encode("utf-8", "surrogatepass")
    for root in request.search:
        path = os.path.join(root, name)
        if os.path.exists(path):
            return read_header(path, name) if os.path.isfile(path) else None
    return None


def _scan(tree: Tree, names: tuple[str, ...], search: tuple[Path, ...], cache: Cache) -> Scan:
    if tree.text is not None:
        return _scan_text(tree.text, names, search)
    key = hashlib.sha256(repr((FORMAT, names, search)).encode("utf-8", "surrogateescape"))
    found = cache.scan(key.hexdigest())
    if found is None:
        found = scan(names, search)
        folders = {os.path.dirname(path) for path in found.paths} | {str(p) for p in search}
        cache.put_scan(key.hexdigest(), found, [*found.paths, *sorted(folders)])
    return found


def _scan_text(text: str, names: tuple[str, ...], search: tuple[Path, ...]) -> Scan:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="uapi-") as name:
        (Path(name) / names[0]).write_text(text, encoding="utf-8")
        return scan(names, (Path(name), *search))


def _key(tree: Tree, target: Target, engine: Engine, names: tuple[str, ...], found: Scan) -> str:
    parts = (
        FORMAT, engine.identity, target.name, repr(target.macros), found.digest(),
        repr(names), repr(found.missing), tree.text or "",
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _unit(request: Request, engine: Engine) -> tuple[Unit, list[Problem]]:
    """Preprocess and split, leaving out headers that stop the whole unit."""
    problems: list[Problem] = []
    while True:
        splitters: list[Splitter] = []

        def sink(driver: str, into: list[Splitter] = splitters) -> Sink:
            into.append(Splitter(driver))
            return into[0].feed

        try:
            outcome = preprocess(request, engine, sink)
        except HeaderError as error:
            name = include_name(error.file, request.search)
            if len(request.headers) <= 1:
                raise UapiError(f"{name}:{error.line}: {error}") from None
            why = f"left out, it cannot be preprocessed: {error}"
            problems.append(Problem("error", why, name, error.line))
            rest = tuple(h for h in request.headers if h != error.header)
            request = msgspec.structs.replace(request, headers=rest)
        else:
            unit = splitters[0].finish()
            _rename(unit, request.search, outcome)
            return unit, problems + _complaints(outcome, request.search)


def include_name(file: str, search: Iterable[Path | str]) -> str:
    """A file as programs include it: without the directory of the search path."""
    for root in search:
        prefix = os.fspath(root) + os.sep
        if file.startswith(prefix):
            return file[len(prefix) :]
    return file


def _rename(unit: Unit, search: tuple[Path, ...], outcome: Outcome) -> None:
    """File names into include names, so that a unit does not say where it was read."""
    absent, text = outcome.missing_root, outcome.text_root
    for entered in unit.headers:
        path = entered.name
        if path.startswith(f"{absent}/"):
            entered.name = ABSENT + path[len(absent) + 1 :]
        elif path.startswith(f"{SHIM}{os.sep}"):
            entered.name = STAND_IN + include_name(path, (SHIM / "libc", SHIM / "kernel"))
        elif path.startswith("<") or path.endswith("driver.c"):
            entered.name = ""
        else:
            entered.name = include_name(path, (text, *search))


def _complaints(outcome: Outcome, search: tuple[Path, ...]) -> list[Problem]:
    roots: list[Path | str] = [outcome.text_root, *search]
    return [
        Problem(
            "warning" if message.startswith("#error") else "error",
            message,
            include_name(file, roots),
            line,
        )
        for file, line, message in outcome.complaints
    ]


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
