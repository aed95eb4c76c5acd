"""The same work for many targets, on all processors."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import BinaryIO, NoReturn, TypeVar

from abi.diagnostic import UapiError
from abi.target import Target
from headers.processors import VARIABLE, available

T = TypeVar("T")


def for_each(targets: Sequence[Target], work: Callable[[Target], T], jobs: int | None) -> list[T]:
    """What `work` makes of every target, in their order.

    The targets are dealt to `jobs` processes (None: one a processor), which
    remember from one target to the next what these have in common.

    Raises:
        UapiError: what the work of a target raised.
    """
    count = min(jobs or available(), len(targets))
    if count <= 1 or sys.platform != "linux" or threading.active_count() > 1:
        return [_clean(work, target) for target in targets]
    shares = [targets[n::count] for n in range(count)]
    pipes: list[tuple[int, BinaryIO]] = []
    try:
        for share in shares:
            pipes.append(_start(share, work))
        answers: list[list[T]] = [_answer(*pipe) for pipe in pipes]
    except BaseException:
        for child, _ in pipes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        raise
    return [answers[place % count][place // count] for place in range(len(targets))]


def _clean(work: Callable[[Target], T], target: Target) -> T:
    result = work(target)
    gc.collect()  # surfaces are full of circles, and the collector is off
    return result


def _start(share: Sequence[Target], work: Callable[[Target], T]) -> tuple[int, BinaryIO]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(share, work, writing)
    os.close(writing)
    return child, open(reading, "rb")


def _live(share: Sequence[Target], work: Callable[[Target], T], pipe: int) -> NoReturn:
    """The child's life: nothing that the parent opened is flushed or cleaned up by it."""
    answer: list[T] | UapiError
    code = 1
    os.environ[VARIABLE] = "1"
    try:
        try:
            answer = [_clean(work, target) for target in share]
        except UapiError as error:
            answer = error
        with open(pipe, "wb") as out:
            pickle.dump(answer, out, pickle.HIGHEST_PROTOCOL)
        code = 0
    except KeyboardInterrupt:
        code = 130
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        os._exit(code)


def _answer(child: int, pipe: BinaryIO) -> list[T]:
    """What a child found; its answer comes from our own code over our own pipe."""
    with pipe:
        data = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 130:
        raise KeyboardInterrupt
    if code != 0:
        raise UapiError(f"a worker process died (exit code {code}); try --jobs 1")
    answer: list[T] | UapiError = pickle.loads(data)
    if isinstance(answer, UapiError):
        raise answer
    return answer
