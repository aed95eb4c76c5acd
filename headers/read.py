"""From a request to a reading: the units of headers, preprocessed and split."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from abi.diagnostic import UapiError
from headers.called import STAND_IN, include_name
from headers.child import end_well
from headers.partition import Partition
from headers.preprocess.engine import Complaints, Engine, HeaderError, Request, Sink, preprocess
from headers.processors import available
from headers.reading import Part, Reading
from headers.sources.scan import Scan, changed, read_header
from headers.split import KNOWN, Problem, Splitter, Unit

SHIM = Path(__file__).parent / "shim"


PARTS: dict[str, Part] = {}
"""Parts so far, by key."""


def read(request: Request, engine: Engine, scan: Scan, key: Callable[[str], str]) -> Reading:
    """Read headers: together those that get along, each by itself those that do not.

    `scan` says what can be reached, `key` what a header depends on that is read by itself.
    """
    end_well()
    headers = request.headers
    partition = _partition(request, scan)
    if len(headers) == 1:
        reading = Reading(*_unit(request, engine))
        reading.guards = partition.guards(_read_names(reading))
        return reading
    apart = partition.apart(headers)
    together = tuple(name for name in headers if name not in apart)
    with ThreadPoolExecutor(available()) as pool:  # threads that wait for preprocessors
        parts = {n: pool.submit(_part, request, n, engine, key) for n in headers if n in apart}
        unit, problems = _unit(msgspec.structs.replace(request, headers=together), engine)
        clashing = partition.clashing(together, unit)
        parts |= {n: pool.submit(_part, request, n, engine, key) for n in clashing}
    reading = Reading(unit, problems, left_out=sorted(clashing))
    for name in headers:
        if name in parts:
            part, more = parts[name].result()
            reading.parts += part
            reading.problems += [p for p in more if p not in reading.problems]
    reading.guards = partition.guards(_read_names(reading))
    return reading


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


def _part(
    request: Request, name: str, engine: Engine, key: Callable[[str], str]
) -> tuple[list[Part], list[Problem]]:
    """A header by itself, or why it cannot be read so."""
    own = key(name)
    if own in PARTS:
        return [PARTS[own]], PARTS[own].problems
    try:
        unit, problems = _unit(msgspec.structs.replace(request, headers=(name,)), engine)
    except UapiError as error:
        return [], [Problem("error", f"left out: {error}", name, 0)]
    PARTS[own] = Part(name, unit, own, problems)
    return [PARTS[own]], problems


def _partition(request: Request, scan: Scan) -> Partition:
    paths = _by_name(request.search, scan.seen)
    digests = {name: scan.seen[path].digest for name, path in paths.items()}
    text = (request.text or "").encode("utf-8", "surrogatepass")
    if request.text is not None:
        digests[request.headers[0]] = hashlib.sha256(text).digest()

    def content(name: str) -> bytes:
        data = read_header(paths[name], name) if name in paths else text
        if hashlib.sha256(data).digest() != digests[name]:
            raise changed(name)
        return data

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


def _unit(request: Request, engine: Engine) -> tuple[Unit, list[Problem]]:
    """Preprocess and split, leaving out headers that stop the whole unit."""
    problems: list[Problem] = []
    while True:
        splitters: list[Splitter] = []

        def sink(driver: str, into: list[Splitter] = splitters) -> Sink:
            into.append(Splitter(driver))
            return into[0].feed

        try:
            complaints = preprocess(request, engine, sink)
        except HeaderError as error:
            name = include_name(error.file)
            if len(request.headers) <= 1:
                raise UapiError(f"{name}:{error.line}: {error}") from None
            why = f"left out, it cannot be preprocessed: {error}"
            problems.append(Problem("error", why, name, error.line))
            rest = tuple(h for h in request.headers if h != error.header)
            request = msgspec.structs.replace(request, headers=rest)
        else:
            return splitters[0].finish(), problems + _complaints(complaints)


def _complaints(complaints: Complaints) -> list[Problem]:
    return [
        Problem(
            "warning" if message.startswith("#error") else "error",
            message,
            include_name(file),
            line,
        )
        for file, line, message in complaints
    ]
