"""From a request to a reading: the units of headers, preprocessed and split."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from abi.predefined import predefined
from abi.raw import Raw
from headers.called import ABSENT, STAND_IN
from headers.partition import Partition
from headers.preprocess.engine import Alone, Engine, Request, confinement
from headers.preprocess.run import Run, run_engine
from headers.reading import Part, Reading
from headers.sources.scan import TEXTS, Scan, changed, read_header
from headers.split import KNOWN, Problem, Unit

SHIM = Path(__file__).parent / "shim"


PARTS: dict[str, Part] = {}
"""Parts so far, by key."""


def read(
    request: Request, engine: Engine, scan: Scan, key: Callable[[tuple[str, ...]], str]
) -> Reading:
    """Read headers: together those that get along, each by itself those that do not.

    `scan` says what can be reached, `key` what headers depend on that are read by themselves.
    """
    partition = _partition(request, scan)
    with confinement(request, engine) as confined:

        def engine_run(request: Request) -> Run:
            return run_engine(request, engine, confined)

        if len(request.headers) <= len(request.before) + 1:
            run = engine_run(request)
            reading = Reading(run.unit, run.problems)
        else:
            reading = _read_many(request, partition, _Apart(request, engine_run, partition, key))
    reading.guards = partition.guards(_read_names(reading))
    return reading


def _read_many(request: Request, partition: Partition, others: _Apart) -> Reading:
    headers = request.headers
    apart = partition.apart(headers).union(others.needs).difference(request.before)
    together = tuple(name for name in headers if name not in apart)
    unit, problems = others.read(together, apart)
    clashing = partition.clashing(headers, together, unit).difference(request.before)
    if clashing:
        others.read((), clashing)
    reading = Reading(unit, problems, left_out=sorted(clashing))
    for name in headers:
        part, more = others.found.get(name, (None, ()))
        reading.parts += [part] if part else []
        reading.problems += [p for p in more if p not in reading.problems]
    reading.homes = partition.homes(headers)
    reading.before = {name: need.headers for name, need in others.needs.items()}
    reading.through = _through(reading, partition, headers)
    return reading


def _through(reading: Reading, partition: Partition, headers: tuple[str, ...]) -> dict[str, str]:
    """Headers that were only read by what was read by itself, each with one of those."""
    known = set(reading.unit.headers).difference(reading.left_out)
    readers: dict[str, list[str]] = {}
    for part in reading.parts:
        for file in part.unit.headers:
            if file not in known and not file.startswith((STAND_IN, ABSENT)):
                readers.setdefault(file, []).append(part.header)
    chosen = {file: partition.choose(headers, parts) for file, parts in readers.items()}
    return {file: program for file, program in chosen.items() if program != file}


class _Apart:
    """Reads headers together, and others, in the same run of the preprocessor, by themselves."""

    def __init__(
        self,
        request: Request,
        run: Callable[[Request], Run],
        partition: Partition,
        key: Callable[[tuple[str, ...]], str],
    ) -> None:
        self._request = request
        self._run = run
        self._partition = partition
        self._key = key
        self._predefined = predefined(request.target).keys()
        self.needs = partition.needs(request.headers, self._predefined)
        self.found: dict[str, tuple[Part | None, Sequence[Problem]]] = {}
        """What was read by itself, None if it could not be, and what was met on the way."""

    def read(self, headers: tuple[str, ...], apart: Iterable[str]) -> tuple[Unit, list[Problem]]:
        """Read `headers` together, and each of those `apart` by itself."""
        keys = {name: self._key((*self._before(name), name)) for name in sorted(apart)}
        known = {name: PARTS[key] for name, key in keys.items() if key in PARTS}
        self.found |= {name: (part, part.problems) for name, part in known.items()}
        alone = tuple(self._alone(name) for name in keys if name not in known)
        request = msgspec.structs.replace(self._request, headers=headers, alone=alone)
        run = self._run(request)
        for name, (unit, met) in run.alone.items():
            problems = [*self._said(name), *met]
            part = Part(name, unit, keys[name], problems) if unit else None
            PARTS.update({part.key: part} if part else {})
            self.found[name] = part, problems
        return run.unit, run.problems

    def _before(self, name: str) -> tuple[str, ...]:
        return self.needs[name].headers if name in self.needs else ()

    def _alone(self, name: str) -> Alone:
        before = self._before(name)
        macros = self._partition.macros_within((*before, name)) - self._predefined
        return Alone(name, tuple(sorted(macros)), before)

    def _said(self, name: str) -> Iterator[Problem]:
        """That a header is not read as it stands."""
        if name in self.needs:
            before, macros = self.needs[name]
            some = ", ".join(macros[:3]) + (", …" if len(macros) > 3 else "")
            why = f"read after {', '.join(before)}: it compares {some} and does not include it"
            yield Problem("note", why, name, 0)
        if name in self._partition.disturbing:
            macro = self._partition.disturbing[name]
            why = f"read by itself: many others test {macro}, which it would define for them"
            yield Problem("note", why, name, 0)


def remember(reading: Reading) -> None:
    """What was read before helps to read what is the same now."""
    PARTS.update((part.key, part) for part in reading.parts)
    for unit in (reading.unit, *(part.unit for part in reading.parts)):
        KNOWN.update((chunk.digest, chunk) for chunk in unit.chunks)


def _read_names(reading: Reading) -> Iterator[str]:
    """Every header that any unit read, as programs include it."""
    for unit in (reading.unit, *(part.unit for part in reading.parts)):
        for name in unit.headers:
            yield name.removeprefix(STAND_IN)


def _partition(request: Request, scan: Scan) -> Partition:
    paths = _by_name(request.search, scan.seen)
    digests = {name: scan.seen[path].digest for name, path in paths.items()}
    text = (request.text or "").encode("utf-8", "surrogatepass")
    if request.text is not None:
        digests[request.name] = hashlib.sha256(text).digest()

    def content(name: str) -> Raw:
        known = TEXTS.pop(digests[name], None)
        if known is not None:
            return known
        data = read_header(paths[name], name) if name in paths else text
        if hashlib.sha256(data).digest() != digests[name]:
            raise changed(name)
        return Raw(data.decode("latin-1"))

    return Partition(digests, content)


def _by_name(search: Sequence[Path], paths: Iterable[str]) -> dict[str, str]:
    """Files by what programs include them as; the first directory of the search path wins."""
    found: dict[str, str] = {}
    for root in search:
        prefix = os.fspath(root) + os.sep
        for path in paths:
            if path.startswith(prefix):
                found.setdefault(path[len(prefix) :], path)
    return found
