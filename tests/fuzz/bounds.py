"""Bounds of a run: its time, its memory, and the files that it may open and change."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

SECONDS = 30
"""Of one run: what ends well does so in a twentieth of it, on a machine that does other things."""

MEMORY = 2 << 30
"""Bytes of address space that one run may add."""


class TookTooLong(BaseException):
    """Not an `Exception`, so that nothing takes it for damage."""


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """The run ends in time, and with the memory that it may use."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGTERM)}
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, before[1]))
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _too_long(*_: object) -> NoReturn:
    raise TookTooLong


Watch = Callable[[str, str, bool], None]
_watches: list[Watch] = []
"""Who wants to know what is opened. A hook cannot be taken away, so there is one that asks here."""
_CHANGES = {
    "os.mkdir": 0, "os.remove": 0, "os.rmdir": 0, "os.chmod": 0,
    "os.rename": 1, "os.link": 1, "os.symlink": 1,
}  # fmt: skip
"""Events, and which argument is the path that changes."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _watches or (event != "open" and event not in _CHANGES):
        return
    named = arguments[_CHANGES.get(event, 0)]
    if isinstance(named, str | bytes | os.PathLike):
        flags = arguments[2] if event == "open" else _WRITES
        is_change = isinstance(flags, int) and bool(flags & _WRITES)
        for watch in _watches:
            watch(event, os.path.realpath(os.fsdecode(named)), is_change)


sys.addaudithook(_hook)


@contextlib.contextmanager
def watched(folder: Path, touched: list[str]) -> Iterator[None]:
    """Note what is opened beside a directory, and what is changed but there and in the cache."""
    temporary = os.path.realpath(tempfile.gettempdir())
    own = (os.path.realpath(folder), os.path.realpath(os.environ["XDG_CACHE_HOME"]), "/dev/null")
    scratch = (f"{temporary}/uapi-", f"{temporary}/tmp")
    beside = (os.path.realpath(folder.parent / "outside"), "/etc/passwd")

    def watch(event: str, path: str, is_change: bool) -> None:
        is_ours = path.startswith((*own, *scratch)) or "__pycache__" in path
        if path.startswith(beside) or (is_change and not is_ours):
            touched.append(f"{event} {path}")

    _watches.append(watch)
    try:
        yield
    finally:
        _watches.remove(watch)
