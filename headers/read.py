"""From a request to a reading: the units of headers, preprocessed and split."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from abi.diagnostic import UapiError
from headers.declarations import ABSENT, STAND_IN
from headers.partition import Partition
from headers.preprocess.engine import Engine, HeaderError, Outcome, Request, Sink, preprocess
from headers.processors import available
from headers.reading import Part, Reading
from headers.sources.scan import read_header
from headers.split import Problem, Splitter, Unit

SHIM = Path(__file__).parent / "shim"


def read(request: Request, engine: Engine, paths: Iterable[str]) -> Reading:
    """Read headers: together those that get along, each by itself those that do not.

    `paths` are all files that can be reached.
    """
    headers = request.headers
    partition = Partition(functools.partial(_bytes, request, _by_name(request.search, paths)))
    if len(headers) == 1:
        reading = Reading(*_unit(request, engine))
        reading.guards = partition.guards(_read_names(reading))
        return reading
    apart = partition.apart(headers)
    together = tuple(name for name in headers if name not in apart)
    with ThreadPoolExecutor(available()) as pool:  # threads that wait for preprocessors
        parts = {n: pool.submit(_part, request, n, engine) for n in headers if n in apart}
        unit, problems = _unit(msgspec.structs.replace(request, headers=together), engine)
        clashing = partition.clashing(together, unit)
        parts |= {n: pool.submit(_part, request, n, engine) for n in headers if n in clashing}
    reading = Reading(unit, problems, left_out=sorted(clashing))
    for name in headers:
        if name in parts:
            part, more = parts[name].result()
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


def _by_name(search: Sequence[Path], paths: Iterable[str]) -> dict[str, str]:
    """Files by what programs include them as; the first directory of the search path wins."""
    found: dict[str, str] = {}
    paths = list(paths)
    for root in search:
        prefix = os.fspath(root) + os.sep
        for path in paths:
            if path.startswith(prefix):
                found.setdefault(path[len(prefix) :], path)
    return found


def _bytes(request: Request, files: Mapping[str, str], name: str) -> bytes | None:
    if request.text is not None and name == request.headers[0]:
        return request.text.encode("utf-8", "surrogatepass")
    return read_header(files[name], name) if name in files else None


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
