"""Archives that somebody damaged, or made to do harm."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st

HEADER = b"struct s { int a; };\n"
NAMES = (
    "linux/s.h", "linux/./s.h", "linux//s.h", "./linux/t.h", "usr/include/linux/u.h", "s.h",
    "Makefile", "Kbuild", "../outside/secret.h", "linux/../../outside/x.h", "/etc/x.h", "//x.h",
    "/", "..", ".", "", ".h", "linux/..h", "linux/s.h/t.h", "linux/s.h/", "linux",
    "linux/\x1b[2J.h", "linux/\u202e.h", "linux/new\nline.h", "linux/\r.h", "linux/\udcff.h",
    "linux/é.h", "-o.h", "--help.h", "a" * 300 + ".h", "a/" * 300 + "x.h", "x" * 9000 + ".h",
    "linux\\..\\x.h", "C:\\x.h", "linux/con.h", "include/uapi/linux/types.h",
    "arch/x86/include/uapi/asm/own.h", "scripts/x.sh", "linux/`x`.h", "linux/<b>.h",
    "linux/%s{0}.h", "linux/s.h\0.png", "LINUX/S.H", "linux/ .h", "usr/lib/linux/uapi/x86/asm/s.h",
    "any-linux-any/linux/s.h", "x86-linux-any/asm/s.h", "pax_global_header",
)  # fmt: skip
TYPES = (
    tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE,
    tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE,
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE, b"Z", b"\xff",
)  # fmt: skip
CONTENTS = (
    HEADER, HEADER, b"", b"\0", b"struct", b"#include <linux/s.h>\n",
    b'#include "../outside/secret.h"\n', b"VERSION = 6\nPATCHLEVEL = 12\n",
    b"VERSION = " + b"9" * 6000, b"struct s { \xff\xfe };", b"x" * 20_000,
)  # fmt: skip
_SIZES = (
    b"-1", b"777777777777", b"\x80" + b"\xff" * 11, b"\xff" * 12, b"\xff" * 10 + b"\xfe\x00",
    b"\x80" + bytes(7) + b"\x7f\xff\xff\xff", b"zzz", b"00000001000\0", bytes(12),
)  # fmt: skip
_RECORDS = (
    ("path", "../outside/secret.h"), ("path", ""), ("path", "linux/p.h"), ("size", "-1"),
    ("size", "9" * 5000), ("size", "nan"), ("mtime", "inf"), ("mtime", "9" * 400),
    ("uid", "9" * 5000), ("linkpath", "/etc/passwd"), ("GNU.sparse.map", "0,9999999999,1"),
    ("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "99999999999"),
    ("GNU.sparse.name", "../x.h"), ("hdrcharset", "BINARY"), ("comment", "x" * 100_000),
    ("path", "x" * 70_000), ("GNU.sparse.size", "1" * 5000), ("GNU.sparse.numblocks", "-1"),
    ("", "x"), ("path", "a\0b"),
)  # fmt: skip


class Member(NamedTuple):
    """One entry, and what is odd about it."""

    name: str
    type: bytes = tarfile.REGTYPE
    link: str = ""
    content: bytes = HEADER
    size: bytes = b""
    """Bytes of the size field; empty: the true size."""
    pax: dict[str, str] = {}  # noqa: RUF012


MEMBERS = st.builds(
    Member,
    st.sampled_from(NAMES),
    st.one_of(st.just(tarfile.REGTYPE), st.sampled_from(TYPES)),
    st.sampled_from(
        ("", "linux/s.h", "../outside/secret.h", "/etc/passwd", "..", "x" * 9000, "\x1b")
    ),
    st.sampled_from(CONTENTS),
    st.one_of(st.just(b""), st.just(b""), st.sampled_from(_SIZES)),
    st.one_of(st.just({}), st.lists(st.sampled_from(_RECORDS), max_size=2).map(dict)),
)


def tar(members: list[Member]) -> bytes:
    return b"".join(map(_entry, members)) + bytes(10240)


def _entry(member: Member) -> bytes:
    info = tarfile.TarInfo(member.name)
    info.type, info.linkname, info.size = member.type, member.link, len(member.content)
    head = info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
    block = bytearray(head[-512:])
    if member.size:
        block[124:136] = member.size.ljust(12, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)  # pax, "ustar Interchange Format": the checksum
    padding = bytes(-len(member.content) % 512)
    return pax(member.pax) + head[:-512] + bytes(block) + member.content + padding


def pax(records: dict[str, str]) -> bytes:
    if not records:
        return b""
    lines = b"".join(map(_record, records.items()))
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, len(lines)
    return info.tobuf(tarfile.USTAR_FORMAT) + lines + bytes(-len(lines) % 512)


def _record(item: tuple[str, str]) -> bytes:
    """``LENGTH key=value``, of which the length counts itself."""
    rest = f" {item[0]}={item[1]}\n".encode()
    length = len(rest) + 1
    while length != len(rest) + len(str(length)):
        length = len(rest) + len(str(length))
    return str(length).encode() + rest


def zipped(members: list[Member]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        warnings.simplefilter("ignore")
        for member in members:
            info = zipfile.ZipInfo(member.name.encode("utf-8", "replace").decode() or "x")
            info.external_attr = {tarfile.SYMTYPE: 0o120777, tarfile.CHRTYPE: 0o020666}.get(
                member.type, 0o100644
            ) << 16
            with contextlib.suppress(struct.error):  # a name that is too long
                whole.writestr(info, member.content)
    return out.getvalue()


def ar(parts: dict[str, bytes]) -> bytes:
    """ar(5): a header of 60 bytes before each part, parts at even places."""
    whole = b"!<arch>\n"
    for name, content in parts.items():
        whole += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode()
        whole += content + b"\n" * (len(content) % 2)
    return whole


def deb(data: bytes, name: str = "data.tar.xz") -> bytes:
    return ar({"debian-binary": b"2.0\n", "control.tar.xz": b"odd", name: data})


KINDS: dict[str, Callable[[list[Member]], bytes]] = {
    "tar": tar,
    "zip": zipped,
    "gz": lambda members: gzip.compress(tar(members), 1, mtime=0),
    "bz2": lambda members: bz2.compress(tar(members)),
    "xz": lambda members: lzma.compress(tar(members), preset=0),
    "deb": lambda members: deb(lzma.compress(tar(members), preset=0)),
    "deb.tar": lambda members: deb(tar(members), "data.tar"),
}


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """The same, cut off, with other bytes in it, doubled, or with another archive behind it."""
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, max(len(whole) - 1, 0)))
        kind = draw(st.sampled_from(("cut", "bytes", "bytes", "delete", "double", "numbers")))
        if kind == "cut":
            whole = whole[:place]
        elif kind == "bytes":
            odd = draw(st.binary(min_size=1, max_size=4))
            whole = whole[:place] + odd + whole[place + len(odd) :]
        elif kind == "delete":
            whole = whole[:place] + whole[place + draw(st.integers(1, 600)) :]
        elif kind == "double":
            whole = whole[:place] + whole
        else:
            whole = whole[:place] + b"\xff" * 8 + whole[place + 8 :]
    return whole
