"""One interface to a preprocessor, and the choice between the two that there are.

An engine is a process: whatever a hostile header makes it do is bounded in
time, memory and output, and cannot hurt the caller.
"""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import functools
import hashlib
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from abi.diagnostic import UapiError
from abi.predefined import predefined
from abi.target import Target
from headers.called import DRIVER, FILES, FORGET, MISSING, TEXT, directories, include_name
from headers.ending import temporary_directory
from headers.preprocess.confine import Confinement, installation
from headers.preprocess.entered import Entered

SECONDS = 30
MEMORY = 2 << 30
OUTPUT = 64 << 20
_PIPE = 1 << 20
"""Limits of one run; the whole x86 tree of Linux 7.2 needs 0.2 s, 60 MB and 4 MB."""

_NO_QUESTIONS = ("-U__has_include", "-U__has_include_next", "-U__has_embed")
"""Who pastes the name of such an operator together, unseen by the scan, asks in vain."""
_COMPILERS = ("cc", "gcc", "clang")
_SAID = re.compile(
    rf"""from\ [^\n]*{re.escape(DRIVER)}:(?P<driver>\d+)
        |^(?P<file>.+?):(?P<line>\d+)(?::\d+)?:\ (?P<fatal>fatal\ )?error:\ (?P<message>.*)$""",
    re.MULTILINE | re.VERBOSE,
)


class Alone(msgspec.Struct, frozen=True):
    """A header that is read by itself, and the macros that it and what it includes may define.

    `before` are those that it needs and does not include.
    """

    header: str
    macros: tuple[str, ...]
    before: tuple[str, ...] = ()


class Request(msgspec.Struct, frozen=True):
    """What to preprocess: `headers`, included one after the other, on a target.

    Before them come the headers that are read `alone`, each forgotten before the next.
    """

    headers: tuple[str, ...]
    search: tuple[Path, ...]
    target: Target
    text: str | None = None
    """The text of a header that is no file."""
    name: str = ""
    """Of that header."""
    missing: tuple[str, ...] = ()
    """Includes that no directory has; empty files stand in for them."""
    alone: tuple[Alone, ...] = ()
    defines: tuple[tuple[str, str], ...] = ()
    """Macros that are defined besides the target's own."""
    before: tuple[str, ...] = ()
    """Those of the headers that are read before any other, also before one that is alone."""
    files: tuple[str, ...] = ()
    """The files below `search` that may be read: those that were scanned."""
    asks: bool = True
    """Whether a header asks for others by ``__has_include``, as far as the scan can see."""


class Complaint(NamedTuple):
    """An ``#error`` and the like. `header` is what the driver included; empty: not known."""

    header: str
    file: str
    line: int
    message: str
    is_fatal: bool


Sink = Callable[[str], None]
"""Takes the preprocessed text, with line markers and definitions, as it comes."""


class Engine(NamedTuple):
    """A way to preprocess: `command` (without input and output) and its `identity`."""

    name: str
    command: tuple[str, ...]
    identity: str
    """Changes when its output may; part of the cache's key."""


class HeaderError(Exception):
    """One header that stops the whole unit; the unit can go on without it."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.message)
        self.header, self.file, self.line = complaint.header, complaint.file, complaint.line


@functools.cache
def choose_engine(name: str = "auto") -> Engine:
    """The engine of a name: ``auto``, ``cc``, ``pcpp``, or a compiler's own name or path.

    Raises:
        UapiError: there is no such compiler.
    """
    if name != "pcpp":
        for candidate in _COMPILERS if name in ("auto", "cc") else (name,):
            path = None if candidate.startswith("-") else shutil.which(candidate)
            if path:
                return _compiler(path)
        if name != "auto":
            raise UapiError(f"--engine {name}: no such compiler; use 'pcpp', which needs none")
    from importlib.metadata import version

    worker = Path(__file__).with_name("pcpp_worker.py")
    digest = hashlib.sha256(worker.read_bytes()).hexdigest()
    command = (sys.executable, "-I", str(worker))
    return Engine("pcpp", command, f"pcpp {version('pcpp')} {digest}")


def _compiler(path: str) -> Engine:
    real = os.path.realpath(path)
    status = os.stat(real)
    command = (
        os.path.abspath(path),
        "-E",
        "-dD",
        "-undef",
        "-nostdinc",
        "-std=gnu11",
        "-x",
        "c",
        "-w",
    )
    return Engine("cc", command, f"{real} {status.st_size} {status.st_mtime_ns}")


def confinement(request: Request, engine: Engine) -> contextlib.closing[Confinement]:
    """What the engine may read in one or several runs for a request.

    Raises:
        UapiError: the kernel can confine it, and does not.
    """
    try:
        search = [os.fspath(path) for path in request.search]
        own = installation(engine.command)
        return contextlib.closing(Confinement(request.files, search, own))
    except OSError as error:
        raise UapiError(f"{engine.command[0]}: cannot be confined: {error.strerror}") from None


def preprocess(
    request: Request, engine: Engine, sink: Callable[[str], Sink], confined: Confinement
) -> list[Complaint]:
    """Run the engine; `sink` is given the directory of the file that includes all headers.

    Files are known by their directory's name in `headers.called`.

    Raises:
        HeaderError: a header (its name is in the error) makes the run impossible.
        UapiError: the engine failed, or went past a limit.
    """
    with temporary_directory("uapi-") as name:
        directory = Path(name)
        search = _lay_out_files(request, directory)
        _write_driver(request, directory)
        arguments = [
            *engine.command,
            *(f"-D{macro}={value}" for macro, value in predefined(request.target).items()),
            *(f"-D{macro}={value}" for macro, value in request.defines),
            *(f"-I{path}" for path in search),
            *(() if request.asks or engine.name == "pcpp" else _NO_QUESTIONS),
            str(directory / DRIVER),
        ]
        entered = Entered(name, _named(request), request.files)
        if engine.name == "pcpp":
            _name_files(entered.scanned, directory)
        said = _run(arguments, directory, _Output(sink(name), entered), confined)
    complaints = list(_complaints(said, request))
    for complaint in complaints:
        if complaint.is_fatal:
            raise HeaderError(complaint)
    return complaints


def _write_driver(request: Request, directory: Path) -> None:
    """The file that includes all headers; behind one that is alone, one that forgets it."""
    lines = []
    for number, alone in enumerate(request.alone):
        lines += [f"#include <{header}>\n" for header in (*alone.before, alone.header)]
        lines.append(f'#include "{FORGET}{number}.h"\n')
        forget = "".join(f"#undef {macro}\n" for macro in alone.macros)
        (directory / f"{FORGET}{number}.h").write_text(forget, encoding="utf-8")
    lines += [f"#include <{header}>\n" for header in request.headers]
    driver = directory / DRIVER
    driver.write_text("".join(lines), encoding="utf-8", errors="surrogateescape")


def driven(request: Request) -> list[str]:
    """The header that each line of the driver is about."""
    alone = [one.header for one in request.alone for _ in range(len(one.before) + 2)]
    return [*alone, *request.headers]


def _complaints(said: str, request: Request) -> Iterator[Complaint]:
    """What an engine said, with the header that the driver included then."""
    lines = driven(request)
    header = ""
    for found in _SAID.finditer(said):
        driver = found["driver"]
        if driver is None and found["file"].endswith(DRIVER):
            driver = found["line"]
        if driver is not None:
            header = lines[int(driver) - 1] if 0 < int(driver) <= len(lines) else ""
        if found["file"] is not None:
            file, line, message = found["file"], int(found["line"]), _plain(found["message"])
            yield Complaint(header, file, line, message, found["fatal"] is not None)


def _lay_out_files(request: Request, directory: Path) -> list[str]:
    """The search path: links to directories, and what is in no tree.

    That is a text from standard input, and stand-ins for what is missing.
    """
    named = _named(request)
    for name, path in named.items():
        (directory / name).symlink_to(os.path.abspath(path))
    search = list(named)
    if request.text is not None:
        (directory / TEXT).mkdir()
        (directory / TEXT / request.name).write_text(request.text, encoding="utf-8")
        search.insert(0, TEXT)
    return search + sorted({_stand_in(header, directory) for header in request.missing})


def _stand_in(header: str, directory: Path) -> str:
    """Make a file for an include that is missing; the directory of the search path that it is in.

    That is one of its own for each number of slashes, as one missing header may be called what
    is a directory to another. Some names no file can have: the preprocessor finds them neither.
    """
    folder = f"{MISSING}{os.path.normpath(header).count('/')}"
    stand_in = directory / folder / header
    with contextlib.suppress(OSError):
        stand_in.parent.mkdir(parents=True, exist_ok=True)
        stand_in.write_text("#define UAPI_MISSING\n")  # pcpp does not mark empty files
    return folder


def _named(request: Request) -> dict[str, str]:
    """The directories of the search path, by the names that they have in the run."""
    return dict(zip(directories(len(request.search)), map(os.fspath, request.search), strict=True))


def _plain(message: str) -> str:
    """A compiler's message without what only its own users understand."""
    if message.startswith("#include nested"):
        return "#include never ends: headers include each other without a guard"
    if refused := _REFUSED.search(message):
        return _not_scanned(refused[1])
    if unfound := _TOO_LONG.fullmatch(message):
        return (
            f"#include <{include_name(unfound[1])}>: not found, as no file can have so long a name"
        )
    return message


_REFUSED = re.compile(r"([^\s'\"]+)['\"]?: Permission denied$")
"""What compilers say of a file that they are not let read."""
_TOO_LONG = re.compile(r"(?:cannot open file ')?([^']+?)'?: File name too long")
"""What they say of a name that no file can have."""


def _not_scanned(path: str) -> str:
    return f"{include_name(path)} is no file of the source that was looked at; refused"


def _name_files(scanned: Iterable[tuple[int, int]], directory: Path) -> None:
    """For pcpp, which looks itself whether it may read a file."""
    lines = (f"{device} {inode}\n" for device, inode in scanned)
    (directory / FILES).write_text("".join(lines))


class _Output(NamedTuple):
    """Where preprocessed text goes, unless it is of a file that was not scanned."""

    sink: Sink
    entered: Entered

    def check(self, data: bytes) -> None:
        found = self.entered.stranger(data)
        if found:
            raise HeaderError(Complaint("", found.by, found.line, _not_scanned(found.path), True))


def _run(arguments: list[str], directory: Path, output: _Output, confined: Confinement) -> str:
    """Run within limits, passing on what it writes; what it wrote to standard error."""
    errors = directory / "errors"
    with errors.open("wb") as stream, open(os.devnull, "rb") as nothing:
        begin = functools.partial(_begin, arguments, directory, nothing, stream)
        try:
            process = confined.start(begin, str(directory))
        except OSError as error:
            raise UapiError(f"{arguments[0]}: cannot be run: {error.strerror}") from None
        try:
            _pass_on(process, output)
            code = process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    complaints = errors.read_text(encoding="utf-8", errors="replace")
    if code < 0 or any(sign in complaints for sign in _DIED):
        raise UapiError(_TOO_MUCH)
    if code > 1 or (code == 1 and not _SAID.search(complaints)):
        raise _failed(arguments[0], code, complaints.partition("\n")[0], output.entered)
    return complaints


def _failed(program: str, code: int, said: str, entered: Entered) -> Exception:
    """What to raise of an engine that failed and says of no header that it is why."""
    refused, (file, line) = _REFUSED.search(said), entered.place()
    if refused and file:  # GCC of a file that a header asks about
        return HeaderError(Complaint("", file, line, _not_scanned(refused[1]), True))
    return UapiError(f"{program}: failed with exit code {code}: {said or 'it said nothing'}")


def _begin(
    arguments: list[str], directory: Path, nothing: IO[bytes], errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start the process; all that it is given is open, as nothing can be opened any more."""
    path = os.environ.get("PATH", "/usr/bin:/bin")
    # Standard output, not -o: on an #error GCC removes the file that -o names.
    return subprocess.Popen(
        [*_LIMITED, *arguments],
        stdin=nothing,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=directory,
        env={"PATH": path, "LC_ALL": "C", "TMPDIR": str(directory)},
        start_new_session=True,
    )


def _pass_on(process: subprocess.Popen[bytes], output: _Output) -> None:
    """Read to the end, but not past the limits of time and size."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    deadline = time.monotonic() + SECONDS
    total = 0
    with process.stdout as pipe:  # type: ignore[union-attr]
        with contextlib.suppress(OSError):  # so that the engine need not wait for the sink
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
        while True:
            if not select.select([pipe], [], [], max(0, deadline - time.monotonic()))[0]:
                raise UapiError(_TOO_MUCH)
            data = os.read(pipe.fileno(), 1 << 18)
            total += len(data)
            if total > OUTPUT:
                raise UapiError(_TOO_MUCH)
            output.check(data)
            output.sink(decoder.decode(data, final=not data))
            if not data:
                return


_DIED = (
    "out of memory", "memory exhausted", "MemoryError", "internal compiler error", "write error",
    "signal terminated",
)  # fmt: skip


_TOO_MUCH = (
    f"preprocessing went past {SECONDS} s, {MEMORY >> 30} GiB of memory or {OUTPUT >> 20} MiB of "
    "output; a macro of this header expands without end"
)

# ulimit of POSIX sh counts seconds and KiB; what follows is exec'ed as it is.
_LIMITED = (
    "/bin/sh",
    "-c",
    f'ulimit -t {SECONDS}; ulimit -v {MEMORY >> 10}; exec "$@"',
    "uapi-limits",
)
