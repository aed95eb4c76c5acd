"""Headers that make generates, from the command that would generate them."""

from __future__ import annotations

import argparse
import posixpath
import re
import shlex
from typing import NoReturn

import msgspec

from abi.diagnostic import UapiError

_TABLE_LINE = re.compile(r"([0-9A-Fa-fXx]+)[ \t\v\f\r]+(\S.*)")
"""A row of a system call table: number, ABI, name, and entry points that do not matter here."""

_WRAPPER = re.compile(r"#include <(asm-generic/[\w.-]+\.h)>")
_NUMBER = re.compile(r"[0-9]{1,9}")


class Wrapper(msgspec.Struct, frozen=True):
    """A header that includes one of ``asm-generic``."""

    includes: str

    def text(self) -> bytes:
        return f"#include <{self.includes}>\n".encode()


class Numbers(msgspec.Struct, frozen=True):
    """A header of system call numbers, ``__NR_read`` and so on, from a table."""

    table: str
    """Where the table lies in the kernel tree."""
    guard: str
    abis: tuple[str, ...] = ()
    """Which rows: those whose ABI begins so; without any, all."""
    offset: str = ""
    """What is added to each number, such as ``__NR_Linux``."""
    prefix: str = ""
    emits_count: bool = False
    is_s390: bool = False

    def text(self, table: bytes) -> bytes:
        """The header before it is installed."""
        rows = self._rows(table.decode("utf-8", "replace"))
        if self.is_s390:
            return self._as_s390(rows)
        lines = [f"#ifndef {self.guard}", f"#define {self.guard}", ""]
        for number, name in rows:
            value = f"({self.offset} + {number})" if self.offset else number
            lines.append(f"#define __NR_{self.prefix}{name} {value}")
        if self.emits_count:
            lines.append("")  # in front of the count, which is the kernel's own
        return _joined([*lines, "", f"#endif /* {self.guard} */"])

    def _rows(self, table: str) -> list[tuple[str, str]]:
        rows = []
        for line in table.split("\n"):
            found = _TABLE_LINE.match(line)
            if found and (not self.abis or found[2].startswith(self.abis)):
                name = [*found[2].split(), ""][1]
                rows.append((found[1], name))
        return rows

    def _as_s390(self, rows: list[tuple[str, str]]) -> bytes:
        decimal = [(int(n), name) for n, name in rows if _NUMBER.fullmatch(n)]
        return _joined(
            [
                "/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */",
                f"#ifndef {self.guard}",
                f"#define {self.guard}",
                "",
                *(f"#define __NR_{name} {number}" for number, name in sorted(decimal)),
                "",
                f"#endif /* {self.guard} */",
            ]
        )


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def generated(command: str, place: str) -> Wrapper | Numbers:
    """What a command of a makefile writes.

    Raises:
        UapiError: a command that is not known here.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    program, *arguments = words[words[:1] == ["sh"] :] or [""]
    if program == "echo" and arguments and (found := _WRAPPER.fullmatch(arguments[0])):
        return Wrapper(found[1])
    try:
        if posixpath.basename(program) == "syscallhdr.sh":
            return _syscallhdr(arguments)
        if posixpath.basename(program) == "syscalltbl":
            return _syscalltbl(arguments)
    except _WrongArgumentsError:
        pass
    raise UapiError(f"{place}: made by a command that is not known here: {command[:100]}")


class _WrongArgumentsError(Exception):
    pass


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _WrongArgumentsError(message)


def _syscallhdr(arguments: list[str]) -> Numbers:
    """scripts/syscallhdr.sh; without options, an architecture's own of before 5.14.

    Those took input, output, ABIs, prefix and offset by place, and wrote the
    same macros in other lines.
    """
    parser = _Arguments(add_help=False, allow_abbrev=False)
    for option in ("--abis", "--offset", "--prefix"):
        parser.add_argument(option, default="")
    parser.add_argument("--emit-nr", action="store_true")
    parser.add_argument("files", nargs="*")
    given = parser.parse_args(arguments)
    files: list[str] = given.files
    table, output, *older = files if len(files) >= 2 else ("", "")
    abis, prefix, offset, *unknown = [*older, *[""] * (3 - len(older))]
    if unknown or not output:
        raise _WrongArgumentsError
    return Numbers(
        table,
        _guard("_UAPI_ASM_", output),
        _abis(given.abis or abis),
        given.offset or offset,
        given.prefix or prefix,
        given.emit_nr,
    )


def _syscalltbl(arguments: list[str]) -> Numbers:
    """arch/s390/kernel/syscalls/syscalltbl ``-H -a ABIS -f OUTPUT < TABLE``."""
    parser = _Arguments(add_help=False, allow_abbrev=False)
    parser.add_argument("-H", action="store_true", required=True)
    parser.add_argument("-a", required=True)
    parser.add_argument("-f", required=True)
    parser.add_argument("-i", default="")
    parser.add_argument("redirected", nargs="*")
    given = parser.parse_args(arguments)
    if given.redirected[:1] == ["<"] and len(given.redirected) == 2:
        given.i = given.redirected[1]
    if not given.i:
        raise _WrongArgumentsError
    return Numbers(given.i, _guard("__UAPI_ASM_S390_", given.f), _abis(given.a), is_s390=True)


def _abis(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _guard(start: str, output: str) -> str:
    name = re.sub(r"[^A-Z0-9_]", "_", start + posixpath.basename(output).upper())
    return name.replace("__", "_")


def version_header(makefile: bytes) -> bytes:
    """``linux/version.h``, from the kernel's top Makefile.

    Raises:
        UapiError: the Makefile does not say which version it is.
    """
    numbers = []
    for name in ("VERSION", "PATCHLEVEL", "SUBLEVEL"):
        found = re.search(rf"^{name} *= *([0-9]{{1,4}})?\s*$".encode(), makefile, re.MULTILINE)
        numbers.append(int(found[1] or 0) if found else -1)
    version, patchlevel, sublevel = numbers
    if version < 0 or patchlevel < 0:
        raise UapiError("Makefile: does not say VERSION and PATCHLEVEL; not a kernel tree")
    sublevel = max(sublevel, 0)
    clamps = b"-gt 255" in makefile  # since 5.12; stable versions then went beyond 255
    code = (version << 16) + (patchlevel << 8) + (min(sublevel, 255) if clamps else sublevel)
    last = "((c) > 255 ? 255 : (c))" if clamps else "(c)"
    lines = [
        f"#define LINUX_VERSION_CODE {code}",
        f"#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + {last})",
    ]
    if b"LINUX_VERSION_MAJOR" in makefile:
        names = ("MAJOR", "PATCHLEVEL", "SUBLEVEL")
        values = (version, patchlevel, sublevel)
        lines += [f"#define LINUX_VERSION_{n} {v}" for n, v in zip(names, values, strict=True)]
    return _joined(lines)
