"""Files of an archive: wheel and zip, tar however compressed, Debian package.

Read in place and in one pass, into memory: only what can be a header or says
how a kernel makes headers. Archives are untrusted: what is read is bounded,
and no name leads anywhere.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import importlib
import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from abi.diagnostic import UapiError
from headers.sources.magic import archive_kind, kind_of
from headers.sources.scan import FILE_LIMIT
from headers.sources.store import check_names, shown

MEMBERS = 1_000_000
"""Members looked at; Linux 6.12 has 86,629 files."""

UNPACKED = 8 << 30
"""Bytes of a compressed tar that are unpacked; Linux 6.12 has 1.5 GB."""

RATIO = 250
"""Times that something may be larger unpacked, beyond `FREE`; gzip can do 1,000, xz 7,000."""

FREE = 64 << 20
"""Bytes that may be unpacked whatever the ratio is."""

KEPT = 256 << 20
"""Bytes kept, of names too; what is wanted of Linux 6.12 has 64 MB."""

ATTRIBUTES = 4 << 20
"""Bytes before a tar's member that say its name and more of it: `tarfile` holds them in memory."""

_WANTED = (".h", ".inc", ".def", ".tbl", ".sh")
_MAKEFILES = ("Kbuild", "Makefile")

_NEVER = frozenset({"drivers", "tools", "Documentation", "samples"})
"""Directories at a kernel's top with headers that are not uAPI: 570 of 650 MB."""


def is_wanted(name: str) -> bool:
    """Whether a member can be a header, or says how a kernel makes headers."""
    parts = name.split("/")
    is_named = name.endswith(_WANTED) or parts[-1].startswith(_MAKEFILES)
    return is_named and _NEVER.isdisjoint(parts[:2])


class Archive:
    """`Files` of an archive. A kernel's single top directory is not part of the names."""

    def __init__(self, path: Path, kind: str = "") -> None:
        self.path = path
        self.left_out: list[str] = []
        """Links, which are not followed."""
        self._files: dict[str, bytes | zipfile.ZipInfo] = {}
        """Contents; of a zip file, where they are."""
        self._kept = 0
        self._count = 0
        with self._opened() as file:
            self._look(file, kind or archive_kind(path))
        check_names(self._files)
        self._files = _without_single_top(self._files)

    def names(self, under: str = "") -> list[str]:
        """As `Files.names`; of those members that can be headers or say how they are made."""
        folder = f"{under.rstrip('/')}/" if under else ""
        return sorted(name for name in self._files if name.startswith(folder))

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """As `Files.read`."""
        found = {name: self._files[name] for name in names if name in self._files}
        contents = {name: data for name, data in found.items() if isinstance(data, bytes)}
        zipped = {name: m for name, m in found.items() if isinstance(m, zipfile.ZipInfo)}
        if zipped:
            self._check_kept(sum(member.file_size for member in zipped.values()))
            with self._opened() as file, zipfile.ZipFile(file) as archive:
                for name, member in zipped.items():
                    with archive.open(member) as content:
                        contents[name] = self._content(name, content, member.file_size)
        for name, data in contents.items():
            if b"\0" in data:
                raise self._error(f"{shown(name)}: not a text file; name a C header")
        return contents

    @contextlib.contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with self.path.open("rb") as file:
                yield file
        except MemoryError:
            raise self._error("needs more memory to unpack than there is; refused") from None
        except RecursionError:
            raise self._error("damaged: attributes of attributes; refused") from None
        except _DAMAGE as error:
            raise self._error(f"damaged or cut off: {_said(error)}") from None
        except OSError as error:
            why = error.strerror or f"damaged or cut off: {_said(error)}"
            raise self._error(why) from None

    def _error(self, why: str) -> UapiError:
        return UapiError(f"{shown(str(self.path))}: {why}")

    def _look(self, file: BinaryIO, kind: str) -> None:
        if kind == "zip":
            self._look_zip(file)
        elif kind == "ar":
            self._read_tar(*self._debian(file))
        elif kind:
            size = os.fstat(file.fileno()).st_size
            self._read_tar(self._unpacked(file, kind), size)
        else:
            raise self._error("not an archive; zip, wheel, tar, tar.gz, .bz2, .xz, .zst or deb")

    def _look_zip(self, file: BinaryIO) -> None:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                self._count_member()
                if member.is_dir() or not (name := self._name(member.orig_filename)):
                    continue
                kind = stat.S_IFMT(member.external_attr >> 16)
                if kind not in (0, stat.S_IFREG):
                    self._not_regular(name, is_link=kind == stat.S_IFLNK)
                elif member.flag_bits & 1:
                    raise self._error(f"{shown(name)}: encrypted; give it without a password")
                elif self._is_small(name, member.file_size):
                    self._put(name, member, 0)

    def _read_tar(self, stream: IO[bytes], packed: int) -> None:
        bounded = _Bounded(stream, max(FREE, packed * RATIO), str(self.path))
        with tarfile.open(fileobj=bounded, mode="r|", bufsize=1 << 18) as archive:
            for member in archive:
                vars(archive)["members"].clear()  # kept for random access, a kilobyte each
                self._count_member()
                bounded.expect(member.size)
                if not member.isdir() and (name := self._name(member.name)):
                    self._take(name, member, archive)
            self._check_end(archive, bounded)

    def _take(self, name: str, member: tarfile.TarInfo, archive: tarfile.TarFile) -> None:
        target = _plain_name(member.linkname)
        if member.isreg():
            content = archive.extractfile(member)
            if content is not None and self._is_small(name, member.size):
                data = self._content(name, content, member.size)
                self._put(name, data, len(data))
        elif member.islnk() and target in self._files:
            self._put(name, self._files[target], 0)
        else:
            self._not_regular(name, is_link=member.issym() or member.islnk())

    def _check_end(self, archive: tarfile.TarFile, bounded: _Bounded) -> None:
        """A tar ends with empty blocks; tarfile takes a damaged one for its end, too."""
        stream = archive.fileobj
        assert stream is not None
        bounded.expect(UNPACKED)
        count, rest = 0, b""
        while rest := stream.read(1 << 18):
            count += len(rest)
            if rest.strip(b"\0"):
                raise self._error("damaged: a member's header cannot be read")
        if not count:
            raise self._error("cut off: it does not end as an archive does")

    def _count_member(self) -> None:
        self._count += 1
        if self._count > MEMBERS:
            raise self._error(f"more than {MEMBERS} members; refused")

    def _name(self, name: str) -> str:
        """A member's name if it is wanted, else nothing."""
        plain = _plain_name(name)
        if not is_wanted(plain):
            return ""
        if name.startswith("/") or ".." in plain.split("/") or "\0" in name:
            raise self._error(f"{shown(name)}: a name that leaves the archive; refused")
        return plain

    def _not_regular(self, name: str, *, is_link: bool) -> None:
        if not is_link:
            raise self._error(f"{shown(name)}: a device, not a file; refused")
        self._keep(len(name))
        self.left_out.append(name)

    def _is_small(self, name: str, size: int) -> bool:
        """Whether a member is to be read; a header that is too large is an error."""
        if size > FILE_LIMIT and name.endswith(".h"):
            limit = f"{FILE_LIMIT >> 20} MiB"
            raise self._error(f"{shown(name)}: larger than {limit}; that is no header")
        return size <= FILE_LIMIT

    def _content(self, name: str, content: IO[bytes], size: int) -> bytes:
        data = content.read(FILE_LIMIT + 1)
        if len(data) != size:
            raise self._error(f"{shown(name)}: {len(data)} bytes instead of {size}; damaged")
        return data

    def _put(self, name: str, data: bytes | zipfile.ZipInfo, size: int) -> None:
        if name in self._files:
            raise self._error(f"{shown(name)}: stands in it twice; refused")
        self._keep(len(name) + size)
        self._files[name] = data

    def _keep(self, size: int) -> None:
        self._kept += size
        self._check_kept(self._kept)

    def _check_kept(self, size: int) -> None:
        if size > KEPT:
            raise self._error(f"more than {KEPT >> 20} MiB of headers; refused")

    def _debian(self, file: BinaryIO) -> tuple[IO[bytes], int]:
        """The ``data.tar`` of a Debian package, and its size (deb(5), ar(5))."""
        file.seek(8)
        while len(header := file.read(60)) == 60:
            name = header[:16].decode("ascii", "replace").rstrip(" /")
            if header[58:] != b"`\n" or not header[48:58].strip().isdigit():
                break
            size = int(header[48:58])
            if file.tell() + size > os.fstat(file.fileno()).st_size:
                raise self._error(f"cut off in {shown(name)}")
            if name.startswith("data.tar"):
                part = _Part(file, size)
                kind = kind_of(part.read(512)) or name.removeprefix("data.tar.")
                part.seek(0)
                return self._unpacked(cast(IO[bytes], part), kind), size
            file.seek(size + size % 2, os.SEEK_CUR)
        raise self._error("no data.tar in it; not a Debian package, or cut off")

    def _unpacked(self, file: IO[bytes], kind: str) -> IO[bytes]:
        opener = _UNPACKERS.get(kind)
        if opener is None:
            raise self._error(f"compressed in a way not known here ({shown(kind)})")
        stream = opener(file)
        if stream is None:
            raise self._error(
                "zstd needs Python 3.14, or the package 'zstandard' beside uapi; or unpack it "
                "and name the directory"
            )
        return stream


_DAMAGE = (
    EOFError, tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, gzip.BadGzipFile,
    struct.error, ValueError, NotImplementedError, RuntimeError, IndexError,
)  # fmt: skip
"""What the standard library raises for archives that are not as they should be."""


def _said(error: BaseException) -> str:
    return shown(str(error).splitlines()[0]) if str(error) else type(error).__name__


def _plain_name(name: str) -> str:
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _without_single_top(
    files: dict[str, bytes | zipfile.ZipInfo],
) -> dict[str, bytes | zipfile.ZipInfo]:
    """Names below ``linux-6.12/``, if that is all that there is and has a Makefile."""
    top = next(iter(files), "").partition("/")[0] + "/"
    if f"{top}Makefile" in files and all(name.startswith(top) for name in files):
        return {name[len(top) :]: data for name, data in files.items()}
    return files


class _Bounded(io.RawIOBase):
    """A tar's stream that ends with an error when more comes out of it than may."""

    def __init__(self, stream: IO[bytes], limit: int, called: str) -> None:
        self.stream = stream
        self.left = min(limit, UNPACKED)
        self.called = called
        self.least = 0
        """What is to be left when the next member has been found."""
        self.ends = 0
        """How often somebody has read at its end."""
        self.expect(0)

    def expect(self, size: int) -> None:
        """What comes next are the bytes of a member, and what says which the next one is."""
        self.least = self.left - size - ATTRIBUTES

    def read(self, size: int = -1, /) -> bytes:
        data = self.stream.read(size)
        self.left -= len(data)
        self.ends += not data
        if self.ends > _ENDS:  # `tarfile` would go on for as long as a member claims to be
            raise EOFError("a member is longer than all that there is")
        if self.left < 0:
            raise self._error(
                f"unpacks to more than {RATIO} times its size or {UNPACKED >> 30} GiB; refused"
            )
        if self.left < self.least:
            raise self._error(f"more than {ATTRIBUTES >> 20} MiB say what a member is; refused")
        return data

    def _error(self, why: str) -> UapiError:
        return UapiError(f"{shown(self.called)}: {why}")


class _Part(io.RawIOBase):
    """A part of a file that begins where the file stands, as a file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file = file
        self.start = file.tell()
        self.size = size

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.file.tell() - self.start

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self.size}[whence]
        return self.file.seek(self.start + base + offset) - self.start

    def read(self, size: int = -1, /) -> bytes:
        left = max(self.size - self.tell(), 0)
        return self.file.read(left if size < 0 else min(size, left))


class _Xz(io.RawIOBase):
    """An xz stream, with a limit to the memory that it can ask for."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.rest = b""
        self.decompressor = self._new()

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=512 << 20)

    def read(self, size: int = -1, /) -> bytes:
        while True:
            if self.decompressor.eof:
                after = self.decompressor.unused_data or self.file.read(_CHUNK)
                self.rest = after.lstrip(b"\0")  # padding between streams
                if not self.rest:
                    return b""
                self.decompressor = self._new()
            packed = self.rest
            if not packed and self.decompressor.needs_input:
                packed = self.file.read(_CHUNK)
                if not packed:
                    raise EOFError("the compressed data ends too early")
            self.rest = b""
            if data := self.decompressor.decompress(packed, size):
                return data


def _zstd(file: IO[bytes]) -> IO[bytes] | None:
    """A zstd stream, by whatever module there is."""
    for name in ("compression.zstd", "backports.zstd", "pyzstd"):
        with contextlib.suppress(ImportError):
            opened: IO[bytes] = importlib.import_module(name).ZstdFile(file)
            return opened
    with contextlib.suppress(ImportError):
        decompressor = importlib.import_module("zstandard").ZstdDecompressor()
        reader: IO[bytes] = decompressor.stream_reader(file, read_across_frames=True)
        return reader
    return None


_CHUNK = 1 << 18
_ENDS = 64
"""Reads at the end of a tar that still mean no harm; `tarfile` looks for it a few times."""
_UNPACKERS: dict[str, Callable[[IO[bytes]], IO[bytes] | None]] = {
    "tar": lambda file: file,
    "data.tar": lambda file: file,
    "gz": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file)),
    "bz2": bz2.BZ2File,
    "xz": lambda file: cast(IO[bytes], _Xz(file)),
    "zst": _zstd,
}
