"""What a preprocessor may read: the headers that were scanned, and its own installation.

The confinement is that of a thread, which starts the preprocessor and ends.
The process that this program runs in stays as it was, and nothing is paid for
a helper or a copy of it.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
from collections.abc import Callable, Sequence
from subprocess import Popen
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headers.preprocess.landlock import Ruleset

_SYSTEM = (
    "/bin", "/lib", "/lib32", "/lib64", "/libx32", "/usr/bin", "/usr/lib", "/usr/lib32",
    "/usr/lib64", "/usr/libexec", "/usr/libx32", "/nix/store", "/gnu/store", "/etc/clang",
    "/etc/ld.so.cache", "/etc/ld.so.preload", f"/etc/ld-musl-{os.uname().machine}.path",
)  # fmt: skip
"""Programs, shared libraries and what finds them; the parts of a compiler lie among them."""
_PARTS = ("lib", "lib32", "lib64", "libexec")
"""Where else a compiler has its parts, beside the directory that its program lies in."""


def version() -> int:
    """The version of Landlock that confines preprocessors; 0: nothing does."""
    try:
        from headers.preprocess import landlock
    except (ImportError, OSError, AttributeError):  # another system, or a machine unknown to it
        return 0
    return landlock.version()


def said() -> str:
    """What a person is told about it."""
    if found := version():
        return (
            f"Landlock, version {found}: preprocessors read the headers that were looked at, "
            "compilers and shared libraries, and nothing else"
        )
    return "none, as this kernel has no Landlock; what a preprocessor has read is checked"


def installation(command: Sequence[str]) -> tuple[str, ...]:
    """What the program of a command needs of itself."""
    program = os.path.realpath(command[0])
    prefix = os.path.dirname(os.path.dirname(program))
    parts = (os.path.join(prefix, part) for part in _PARTS)
    own = _of_python(command[-1]) if command[0] == sys.executable else ()
    return (*_SYSTEM, program, *parts, *own)


@functools.cache
def _of_python(script: str) -> tuple[str, ...]:
    """The same of a script of this interpreter that imports pcpp."""
    from importlib.util import find_spec

    found = find_spec("pcpp")
    packages = os.path.dirname(os.path.dirname(found.origin)) if found and found.origin else ""
    library = os.path.dirname(os.__file__)
    settings = os.path.join(sys.prefix, "pyvenv.cfg")
    return (script, library, *([packages] if packages else []), settings, sys.executable)


class Confinement:
    """Starts processes that can open nothing but some files and what is installed.

    A directory of the search path can be opened, but none of its files: a compiler does so with one
    that is called as a header is, and passes it over.
    Where nothing can confine them, or `files` is None, they can open any file.

    Raises:
        OSError: in all methods, when the kernel refuses.
    """

    def __init__(
        self, files: Sequence[str] | None, search: Sequence[str], installed: Sequence[str]
    ) -> None:
        self._ruleset: Ruleset | None = None
        if files is not None and version():
            from headers.preprocess.landlock import Ruleset

            self._ruleset = Ruleset()
            self._ruleset.add_files(files)
            self._ruleset.add_directories(search)
            self._ruleset.add_installed(installed)

    def start(
        self, begin: Callable[[], Popen[bytes]], folder: str, *, is_writable: bool = False
    ) -> Popen[bytes]:
        """A process, which can read all in its own folder, too, and perhaps write there."""
        if self._ruleset is None:
            return begin()
        self._ruleset.add_folder(folder, is_writable=is_writable)
        starter = _Starter(begin, self._ruleset)
        starter.start()
        try:
            starter.join()
        except BaseException:
            starter.end()
            raise
        return starter.result()

    def close(self) -> None:
        if self._ruleset is not None:
            self._ruleset.close()


class _Starter(threading.Thread):
    """Gives up all files but some, and starts a process."""

    def __init__(self, begin: Callable[[], Popen[bytes]], ruleset: Ruleset) -> None:
        super().__init__()
        self._begin, self._ruleset = begin, ruleset
        self._process: Popen[bytes] | None = None
        self._error = OSError("not started")

    def run(self) -> None:
        try:
            self._ruleset.restrict()
            self._process = self._begin()
        except OSError as error:
            self._error = error

    def result(self) -> Popen[bytes]:
        """The process.

        Raises:
            OSError: it was not started.
        """
        if self._process is None:
            raise self._error
        return self._process

    def end(self) -> None:
        """Nobody wants the process any more."""
        self.join()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
