"""What one request gives: the units of the headers that it reads together, and of each alone."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from abi.diagnostic import UapiError
from headers.called import DRIVER, include_name
from headers.preprocess.confine import Confinement
from headers.preprocess.engine import (
    Alone,
    Complaint,
    Engine,
    HeaderError,
    Request,
    Sink,
    driven,
    preprocess,
)
from headers.split import Problem, Splitter, Unit


class Run(NamedTuple):
    """The unit of the headers that were read together, and what was met on the way.

    `alone` has the same of each other header; no unit where it cannot be read.
    """

    unit: Unit
    problems: list[Problem]
    alone: dict[str, tuple[Unit | None, list[Problem]]]


def run_engine(request: Request, engine: Engine, confined: Confinement) -> Run:
    """Preprocess and split, leaving out headers that cannot be preprocessed.

    Headers that are to be read alone are read in the same run, because to
    start a preprocessor costs more than most of them; one of them that
    disturbs the others gets a run of its own, and that is said. Where it does
    not show which it is, each gets one.

    Raises:
        UapiError: the headers cannot be read together, or the only one not at all.
    """
    run = functools.partial(_in_one_run, engine=engine, confined=confined)
    if not request.alone:
        return run(request)
    if request.before:
        return _one_by_one(request, run)
    try:
        return run(request)
    except UapiError:
        return _one_by_one(request, run)
    except DisturbedError as error:
        disturbing = [alone for alone in request.alone if alone.header in error.headers]
        if not disturbing:
            return _one_by_one(request, run)
    rest = tuple(alone for alone in request.alone if alone not in disturbing)
    made = run_engine(msgspec.structs.replace(request, alone=rest), engine, confined)
    made.alone.update(_disturbing(disturbing, request, run))
    return made


def _disturbing(
    disturbing: Sequence[Alone], request: Request, run: Callable[[Request], Run]
) -> Iterator[tuple[str, tuple[Unit | None, list[Problem]]]]:
    """What headers say that get a run of their own, and that they do."""
    own = msgspec.structs.replace(request, alone=tuple(disturbing))
    why = "read by itself: it changes what is defined for all, and would disturb the others"
    for alone, (unit, problems) in zip(disturbing, _each(own, run), strict=True):
        yield alone.header, (unit, [Problem("note", why, alone.header, 0), *problems])


class DisturbedError(Exception):
    """Headers have done something that the next one may notice; which, if that is known."""

    def __init__(self, headers: Collection[str] = ()) -> None:
        super().__init__(*headers)
        self.headers = headers


def _in_one_run(request: Request, engine: Engine, confined: Confinement) -> Run:
    found = Run(Unit([]), [], {})
    while True:
        splitters: list[Splitter] = []

        def sink(directory: str, into: list[Splitter] = splitters) -> Sink:
            into.append(Splitter(directory))
            return into[0].feed

        try:
            complaints = preprocess(request, engine, sink, confined)
        except HeaderError as error:
            request = _without(_culprit(error, request), error, request, found)
        else:
            return _sorted(splitters[0].finish(), complaints, request, found)


def _culprit(error: HeaderError, request: Request) -> str:
    """Which header it was that the run cannot go on with."""
    names = {*request.headers, *(alone.header for alone in request.alone)}
    lines = driven(request) if error.file.endswith(DRIVER) else []
    included = lines[error.line - 1] if 0 < error.line <= len(lines) else ""
    for name in (error.header, include_name(error.file), included):
        if name in names:
            return name
    if request.alone:
        raise DisturbedError
    return request.headers[0]


def _without(name: str, error: HeaderError, request: Request, found: Run) -> Request:
    """The request without a header; what is wrong with it is noted."""
    file = include_name(error.file)
    alone = tuple(other for other in request.alone if other.header != name)
    if len(alone) < len(request.alone):
        why = f"left out: {file}:{error.line}: {error}"
        found.alone[name] = None, [Problem("error", why, name, 0)]
        return msgspec.structs.replace(request, alone=alone)
    if len(request.headers) == 1:
        raise UapiError(f"{file}:{error.line}: {error}")
    why = f"left out, it cannot be preprocessed: {error}"
    found.problems.append(Problem("error", why, file, error.line))
    rest = tuple(header for header in request.headers if header != name)
    return msgspec.structs.replace(request, headers=rest)


def _sorted(
    units: list[Unit], complaints: Iterable[Complaint], request: Request, found: Run
) -> Run:
    """What belongs to each header that was read alone, and the rest."""
    said: dict[str, list[Problem]] = {alone.header: [] for alone in request.alone}
    for complaint in complaints:
        header = complaint.header or include_name(complaint.file)
        said.get(header, found.problems).append(_problem(complaint))
    pairs = list(zip(request.alone, units, strict=False))
    disturbing = [alone.header for alone, unit in pairs if not _is_isolated(unit, alone)]
    if disturbing:
        raise DisturbedError(disturbing)
    found.alone.update((alone.header, (unit, said[alone.header])) for alone, unit in pairs)
    return found._replace(unit=units[-1])


def _is_isolated(unit: Unit, alone: Alone) -> bool:
    """Whether all that a header has defined or undefined is forgotten behind it."""
    macros = set(alone.macros)
    chunks = (chunk for chunk in unit.chunks if chunk.headers)
    return all(macro.name in macros for chunk in chunks for macro in chunk.macros)


def _problem(complaint: Complaint) -> Problem:
    return Problem("error", complaint.message, include_name(complaint.file), complaint.line)


def _one_by_one(request: Request, run: Callable[[Request], Run]) -> Run:
    """A run for each header that is to be read alone."""
    names = [alone.header for alone in request.alone]
    found = dict(zip(names, _each(request, run), strict=True))
    if not request.headers:
        return Run(Unit([]), [], found)
    together = run(msgspec.structs.replace(request, alone=()))
    return together._replace(alone=found)


def _each(
    request: Request, run: Callable[[Request], Run]
) -> Iterator[tuple[Unit | None, list[Problem]]]:
    for alone in request.alone:
        try:
            first = tuple(dict.fromkeys((*request.before, *alone.before, alone.header)))
            own = msgspec.structs.replace(request, headers=first, alone=())
            made = run(own)
            yield made.unit, made.problems
        except UapiError as error:
            yield None, [Problem("error", f"left out: {error}", alone.header, 0)]
