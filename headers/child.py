"""Work done by a copy of this process, beside it."""

from __future__ import annotations

import contextlib
import errno
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import BinaryIO, Generic, NoReturn, TypeVar

from abi.diagnostic import UapiError
from headers.ending import end_well, sweep
from headers.processors import VARIABLE, available

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")
_INTERRUPTED, _ENDED, _NO_MEMORY = 130, 143, 12
_PATIENCE = 30.0
"""Seconds for a process to clean up after itself."""


def can_share() -> bool:
    """Whether a copy of this process could do work beside it."""
    return sys.platform == "linux" and available() > 1 and threading.active_count() == 1


class WorkError(Exception):
    """A mistake of our own in a copy of this process; its traceback is a note."""


def lacks_memory(error: BaseException) -> bool:
    """Whether something could not be done for want of memory, whatever the error is called."""
    is_thread = isinstance(error, RuntimeError) and "can't start new thread" in str(error)
    return (
        is_thread
        or isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
    )


def told(error: BaseException) -> str:
    """A mistake of our own in few words: what, and where in our text."""
    if isinstance(error, WorkError):
        return str(error)
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}"[:300] + where


def _mistake(error: Exception) -> WorkError:
    import traceback

    found = WorkError(told(error))
    found.add_note("".join(traceback.format_exception(error)))
    return found


class Child(Generic[T]):
    """A process that does some work with all that this one knows, on one processor.

    It does one step after the other, and tells what each has made. A fork costs some 20 ms.
    """

    def __init__(self, *steps: Callable[[], T]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        self._number = os.fork()
        if self._number == 0:
            os.close(reading)
            _live(steps, writing)
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb")
        self._is_over = False

    def next(self) -> T:
        """What the next step made; waits for it.

        Raises:
            UapiError: what the step raised, or that the process died.
            MemoryError: it had too little memory.
            WorkError: what else it raised.
        """
        try:
            # Pickled by our own copy, over our own pipe.
            answer: T | UapiError | WorkError = pickle.load(self._pipe)
        except (EOFError, pickle.UnpicklingError):
            self._end()
            raise UapiError("a process that did part of the work has not finished it") from None
        if isinstance(answer, UapiError | WorkError):
            raise answer
        return answer

    def result(self) -> T:
        """What the last step made; waits for the end.

        Raises:
            UapiError: likewise.
        """
        answer = self.next()
        self._end()
        return answer

    def _end(self) -> None:
        self._pipe.close()
        code = os.waitstatus_to_exitcode(os.waitpid(self._number, 0)[1])
        self._is_over = True
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
        if code == _NO_MEMORY:
            raise MemoryError
        if code != 0:
            raise UapiError(f"a process that did part of the work died (exit code {code})")

    def kill(self) -> None:
        """End it, without what it wrote aside; its result is lost."""
        self._pipe.close()
        if not self._is_over:
            self._is_over = True
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._number, signal.SIGTERM)
                deadline = time.monotonic() + _PATIENCE
                while os.waitpid(self._number, os.WNOHANG) == (0, 0):
                    if time.monotonic() > deadline:
                        os.kill(self._number, signal.SIGKILL)
                    time.sleep(0.005)


def _live(steps: Iterable[Callable[[], object]], pipe: int) -> NoReturn:
    """The child's life: nothing that the parent opened is flushed or cleaned up by it."""
    os.environ[VARIABLE] = "1"
    code = 1
    try:
        end_well()
        with open(pipe, "wb") as out:
            _tell(steps, out)
        code = 0
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except (SystemExit, BrokenPipeError):  # nobody waits any more
        code = _ENDED
    except MemoryError:
        code = _NO_MEMORY
    finally:
        sweep()
        os._exit(code)


def _tell(steps: Iterable[Callable[[], object]], out: BinaryIO) -> None:
    try:
        for step in steps:
            pickle.dump(step(), out, pickle.HIGHEST_PROTOCOL)
            out.flush()
    except UapiError as error:
        pickle.dump(error, out, pickle.HIGHEST_PROTOCOL)
    except BrokenPipeError:
        raise
    except Exception as error:
        if lacks_memory(error):
            raise MemoryError from error
        pickle.dump(_mistake(error), out, pickle.HIGHEST_PROTOCOL)


def beside(one: Callable[[], A], other: Callable[[], B], /) -> tuple[A, B]:
    """What both make; `other` is done by a copy of this process where there is a processor."""
    if not can_share():
        return one(), other()
    child = Child(other)
    try:
        return one(), child.result()
    except BaseException:
        child.kill()
        raise
