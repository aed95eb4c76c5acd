"""Processes of git's plumbing, which answer within a time and change nothing.

The repository is untrusted: none of its configuration may start a program, and
no object is fetched that is not there.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import time
from pathlib import Path

from abi.diagnostic import UapiError
from headers.sources.scan import FILE_LIMIT
from headers.sources.store import shown

SECONDS = 60
"""For one question to git; listing all 86,000 files of Linux takes 0.2 s."""

LISTING_LIMIT = 256 << 20
"""Bytes of a listing; that of Linux has 8 MB."""

_OPTIONS = (
    "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "gc.auto=0", "-c", "maintenance.auto=false",
    "-c", "core.quotePath=false", "-c", "core.warnAmbiguousRefs=false",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true",
    "GIT_FLUSH": "1", "LC_ALL": "C", "LANGUAGE": "C",
}  # fmt: skip
"""No protocol keeps gits that do not know GIT_NO_LAZY_FETCH from fetching objects."""

_OF_ANOTHER = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
)  # fmt: skip
"""What the environment says of the current repository, and no other one should hear."""


class GitError(Exception):
    """What git complained of, in one line."""


class Process:
    """A git process that is asked and answers, within a time."""

    def __init__(self, place: Path, arguments: tuple[str, ...]) -> None:
        environment = {**os.environ, **_ENVIRONMENT}
        if place.resolve() != Path.cwd().resolve():
            environment = {k: v for k, v in environment.items() if k not in _OF_ANOTHER}
        try:
            self.process = subprocess.Popen(
                ["git", *_OPTIONS, *arguments],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                cwd=place, env=environment, bufsize=0,
            )  # fmt: skip
        except OSError as error:
            is_git = error.filename in ("git", None)
            why = "git is not installed" if is_git else f"{error.filename}: {error.strerror}"
            raise GitError(why) from None
        self.streams = {}
        for name in ("stdin", "stdout", "stderr"):
            stream = getattr(self.process, name)
            os.set_blocking(stream.fileno(), False)
            self.streams[name] = stream
        self.to_send = memoryview(b"")
        self.received = bytearray()
        self.complaint = bytearray()
        self.deadline = time.monotonic() + SECONDS

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self.process.poll() is None:
            self.process.kill()
        for stream in self.streams.values():
            with contextlib.suppress(OSError):
                stream.close()
        self.process.wait()

    def ask(self, question: bytes) -> None:
        """Send something; what is asked may take `SECONDS` from now."""
        self.to_send = memoryview(question)
        self.deadline = time.monotonic() + SECONDS

    def line(self) -> bytes:
        """The next line of the answer, without its end."""
        searched = 0
        while (end := self.received.find(b"\n", searched)) < 0:
            searched = len(self.received)
            if not self._receive():
                raise self._ended()
        line = bytes(self.received[:end])
        del self.received[: end + 1]
        return line

    def take(self, count: int) -> bytes:
        """The next bytes of the answer."""
        while len(self.received) < count:
            if not self._receive():
                raise self._ended()
        data = bytes(self.received[:count])
        del self.received[:count]
        return data

    def rest(self) -> bytes:
        """All that git prints until it ends well."""
        self.streams["stdin"].close()
        while self._receive():
            if len(self.received) > LISTING_LIMIT:
                raise GitError(f"an answer of more than {LISTING_LIMIT >> 20} MiB")
        if self._status() != 0:
            raise self._ended()
        return bytes(self.received)

    def _receive(self) -> bool:
        """Wait until something can be sent or has come; false at the end of the answer."""
        out, complaints = self.streams["stdout"], self.streams["stderr"]
        asking = [self.streams["stdin"]] if self.to_send else []
        reading = [out] if complaints.closed else [out, complaints]
        left = self.deadline - time.monotonic()
        readable, writable, _ = select.select(reading, asking, [], max(left, 0))
        if not readable and not writable:
            self.close()
            raise GitError(f"git took longer than {SECONDS} s")
        if writable:
            self._send()
        if complaints in readable:
            self._hear()
        if out not in readable:
            return True
        data = os.read(out.fileno(), 1 << 16)
        self.received += data
        return bool(data)

    def _send(self) -> None:
        try:
            sent = os.write(self.streams["stdin"].fileno(), self.to_send[:4096])
        except BrokenPipeError:
            sent = len(self.to_send)  # its answer ends, and says why
        self.to_send = self.to_send[sent:]

    def _hear(self) -> None:
        data = os.read(self.streams["stderr"].fileno(), 1 << 16)
        self.complaint = (self.complaint + data)[: 1 << 16]
        if not data:
            self.streams["stderr"].close()

    def _status(self) -> int:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(max(self.deadline - time.monotonic(), 0.1))
        raise GitError(f"git took longer than {SECONDS} s")

    def _ended(self) -> GitError:
        with contextlib.suppress(BlockingIOError, ValueError):
            while data := os.read(self.streams["stderr"].fileno(), 1 << 16):
                self.complaint += data
        lines = self.complaint.decode("utf-8", "replace").strip().splitlines()
        fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
        first = (fatal or lines or ["git ended without an answer"])[0]
        return GitError(shown(first.removeprefix("fatal: ").removeprefix("error: ")))


class Objects:
    """One long ``git cat-file --batch``."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.process: Process | None = None
        self.owner = 0

    def read(self, called: list[tuple[str, str]], kind: str) -> list[bytes]:
        """The contents of objects, given as their ids and what people call them.

        Raises:
            UapiError: one is missing, of another kind, or too large to be a header.
        """
        if not called:
            return []
        try:
            process = self._started()
            process.ask("".join(f"{object_id}\n" for object_id, _ in called).encode())
            return [self._object(process, *one, kind) for one in called]
        except GitError as error:
            self.close()
            raise UapiError(f"{self.place}: objects cannot be read: {error}") from None
        except BaseException:
            self.close()  # or the answers left over would be taken for those to the next question
            raise

    def _started(self) -> Process:
        """The process; never that of a process that this one was forked from."""
        if self.process is None or self.owner != os.getpid():
            self.process = Process(self.place, ("cat-file", "--batch"))
            self.owner = os.getpid()
        return self.process

    def _object(self, process: Process, object_id: str, called: str, kind: str) -> bytes:
        try:
            answer = process.line().decode("ascii", "replace").split(" ")
        except GitError as error:
            if "promisor" not in str(error):  # which is how gits say it that may not fetch
                raise
            answer = ["missing"]
        if answer[0] != object_id or len(answer) != 3:
            how = f"git -C {self.place} cat-file {kind} {object_id[:12]}"
            raise UapiError(
                f"{called}: its object {object_id[:12]} is not in this clone; '{how}' fetches it, "
                "if it can be had"
            )
        size = int(answer[2])
        if answer[1] != kind:
            raise UapiError(f"{called}: its object {object_id[:12]} is no {kind}; run 'git fsck'")
        if size > FILE_LIMIT:
            raise UapiError(f"{called}: larger than {FILE_LIMIT >> 20} MiB; that is no header")
        return process.take(size + 1)[:-1]

    def close(self) -> None:
        """End the process; the next question starts another one."""
        if self.process is not None and self.owner == os.getpid():
            self.process.close()
        self.process = None
