"""Questions to a compiler, many in one run, answered by the object file it writes."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import struct
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from abi.diagnostic import UapiError
from abi.predefined import predefined
from abi.target import Target
from headers.ending import temporary_directory
from headers.preprocess.confine import Confinement, installation
from headers.verify.elf import byte_order, sections

CLANGS = ("clang-22", "clang-21", "clang-20", "clang-19", "clang-18", "clang-17", "clang")
"""Names of clang, the newest first."""
_PARSED_ONLY = {"csky-linux-gnu"}
"""Triples for which clang, as it is distributed, makes no code."""
_X86_MACHINES = ("x86_64", "AMD64", "i386", "i486", "i586", "i686")
"""Machines whose ``gcc`` compiles for x86."""
_COMPLAINT = re.compile(r"^<stdin>:(\d+):(?:\d+:)? error:", re.MULTILINE)
"""GCC counts no columns in lines that are too long."""
_UNDECLARED = re.compile(r"error: [‘'](\w+)['’] undeclared")
_QUESTION = re.compile(r"^enum \{ uapi_p(\d+) = (.*)$", re.MULTILINE)
_WORD = re.compile(r"(?<!struct )(?<!union )(?<!enum )\b[A-Za-z_]\w*")
_NUMBERS, _SIGNS, _IMAGE = "uapi.numbers", "uapi.signs", "uapi.image."


class CompilerError(Exception):
    """The compiler refuses the text."""


class Compiler(NamedTuple):
    """A compiler for one target. `head` is the text that all questions are asked about."""

    command: tuple[str, ...]
    head: str
    is_little_endian: bool = True
    files: tuple[str, ...] | None = None
    """The headers that it may read; None: any file, as they are our own."""

    def run(self, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run on the head and a text after it, from standard input."""
        with temporary_directory("uapi-oracle-") as folder:
            return self._run_in(folder, text, *options)

    def _run_in(self, folder: str, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        """The same, where it can write files."""
        words = [*self.command, *options, "-x", "c", "-"]
        pipe = subprocess.PIPE
        environment = {**os.environ, "TMPDIR": folder}

        def begin() -> subprocess.Popen[bytes]:
            return subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)

        search = [word[2:] for word in self.command if word.startswith("-I")]
        confinement = Confinement(self.files, search, installation(words))
        with contextlib.closing(confinement) as confined:
            process = confined.start(begin, folder, is_writable=True)
        try:
            said = process.communicate((self.head + text).encode("utf-8", "surrogateescape"))
        except BaseException:
            process.kill()
            process.wait()
            raise
        out, err = (data.decode("utf-8", "replace") for data in said)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def numbers(self, expressions: Sequence[str]) -> list[int]:
        """The values of integer constant expressions."""
        return self.answer(expressions, ())[0]

    def answer(
        self, expressions: Sequence[str], images: Sequence[tuple[str, str]]
    ) -> tuple[list[int], list[bytes]]:
        """Values of expressions, and bytes of objects given as (type, initialiser)."""
        if not self.writes_objects:
            return self._told(expressions), []
        values = "".join(f"(unsigned long long)({e}),\n" for e in expressions)
        signs = "".join(f"(({e}) < 0),\n" for e in expressions)
        text = (
            f'\n__attribute__((used, section("{_NUMBERS}"))) const unsigned long long '
            f"uapi_numbers[] = {{\n{values}0}};\n"
            f'__attribute__((used, section("{_SIGNS}"))) const unsigned char '
            f"uapi_signs[] = {{\n{signs}0}};\n"
        ) + "".join(
            f'__attribute__((used, section("{_IMAGE}{n}"))) const {ctype} '
            f"uapi_image_{n} = {initialiser};\n"
            for n, (ctype, initialiser) in enumerate(images)
        )
        image = self._object(text)
        found = sections(image)
        raw = struct.unpack(f"{byte_order(image)}{len(expressions) + 1}Q", found[_NUMBERS])
        pairs = zip(raw[:-1], found[_SIGNS], strict=False)
        numbers = [number - (1 << 64) if sign else number for number, sign in pairs]
        return numbers, [found[f"{_IMAGE}{n}"] for n in range(len(images))]

    def _told(self, expressions: Sequence[str]) -> list[int]:
        """Values that clang tells in complaints about assertions, all of which fail."""
        asked = "".join(
            f'\n_Static_assert((unsigned long long)({e}) == 0x1p99, "");'
            f'\n_Static_assert((({e}) < 0 ? 1LL : 0LL) == 2LL, "");'
            for e in expressions
        )
        done = self.run(asked, "-w", "-fsyntax-only", "-ferror-limit=0")
        said = re.findall(r"expression evaluates to '(\S+) == ", done.stderr)
        if len(said) != 2 * len(expressions):
            raise CompilerError(done.stderr)
        pairs = zip(said[::2], said[1::2], strict=True)
        return [int(value) - ((1 << 64) if sign == "1" else 0) for value, sign in pairs]

    def _object(self, text: str) -> bytes:
        with temporary_directory("uapi-oracle-") as folder:
            path = Path(folder) / "answers.o"
            done = self._run_in(folder, text, "-w", "-c", "-o", str(path))
            if done.returncode:
                raise CompilerError(done.stderr)
            return path.read_bytes()

    def integers(self, names: Iterable[str]) -> list[str]:
        """Those of the names that are integer constant expressions."""
        kept = list(names)
        while True:  # gcc complains of an undeclared name only once
            refused = self._refused(kept)
            if not refused:
                return kept
            kept = [name for n, name in enumerate(kept) if n not in refused]

    def _refused(self, names: list[str]) -> set[int]:
        first = self.head.count("\n") + 1
        text = "".join(f"enum {{ uapi_p{n} = ~({e}) ? 1 : 0 }};\n" for n, e in enumerate(names))
        if self.is_gcc:
            return self._refused_by_gcc(text, first)
        done = self.run(text, "-w", "-fsyntax-only", "-ferror-limit=0")
        return {int(line) - first for line in _COMPLAINT.findall(done.stderr)}

    def _refused_by_gcc(self, text: str, first: int) -> set[int]:
        """GCC places an error where a macro is defined, so macros are expanded beforehand.

        Of an undeclared name it complains once: all lines that use it are refused.
        """
        expanded = self.run(text, "-w", "-E").stdout
        options = ("-w", "-fsyntax-only", "-fpreprocessed")
        done = self._replace(head="").run(expanded, *options)
        refused = {int(line) - first for line in _COMPLAINT.findall(done.stderr)}
        unknown = set(_UNDECLARED.findall(done.stderr))
        if unknown:
            for found in _QUESTION.finditer(expanded):
                if not unknown.isdisjoint(_WORD.findall(found[2])):
                    refused.add(int(found[1]))
        return refused

    @property
    def writes_objects(self) -> bool:
        """Whether it compiles: clang parses for more targets than it has code generators for."""
        return _PARSED_ONLY.isdisjoint(self.command)

    @property
    def is_gcc(self) -> bool:
        return "-target" not in self.command


def clang_for(clang: str, target: Target, head: str = "", *options: str) -> Compiler:
    """A clang that compiles for a target.

    Raises:
        CompilerError: clang knows no such target.
    """
    if not target.clang:
        raise CompilerError(f"clang has no target {target.name}")
    command = (clang, "-target", target.clang, "-std=gnu11", *options)
    return Compiler(command, head, target.byte_order == "little")


def gcc_for(gcc: str, target: Target, head: str = "", *options: str) -> Compiler | None:
    """The first gcc for a target that is installed; `gcc` is this machine's own."""
    found = next(_gccs(target, gcc), None)
    return _gcc(found, target, head, *options) if found else None


def compilers_for(target: Target, head: str = "", *options: str) -> list[Compiler]:
    """The compilers for a target that are on PATH, the one that judges first.

    Where gcc judges, clang is not asked: it has another ABI, or none.
    """
    found = [_gcc(command, target, head, *options) for command in _gccs(target, "gcc")]
    clang = next(filter(None, map(shutil.which, CLANGS)), None)
    if target.judge == "clang" and target.clang and clang:
        found.insert(0, clang_for(clang, target, head, *options))
    return found


def parser_for(target: Target) -> Compiler | None:
    """The newest clang, to tell which names headers declare on a target; None without one.

    Where clang does not know the target, one with types of the same sizes
    stands in, with the target's own macros.
    """
    clang = next(filter(None, map(shutil.which, CLANGS)), None)
    if clang is None or target.clang:
        return clang_for(clang, target) if clang else None
    kin = {("little", 64): "x86_64", ("big", 64): "s390x", ("little", 32): "riscv32"}
    triple = kin.get((target.byte_order, target.bits), "mips")
    macros = (f"-D{name}={value}" for name, value in predefined(target).items())
    command = (clang, "-target", f"{triple}-linux-gnu", "-std=gnu11", "-undef", *macros)
    return Compiler(command, "", target.byte_order == "little")


def one_for(name: str, target: Target) -> Compiler:
    """A compiler that a person names.

    Raises:
        UapiError: it is not there, or compiles for another target.
    """
    path = None if name.startswith("-") else shutil.which(name)
    if path is None:
        raise UapiError(f"--compiler {name}: no such program; name a GCC or a clang")
    if "clang" in os.path.basename(path):
        if not target.clang:
            raise UapiError(f"--compiler {name}: clang has no target {target.name}")
        return clang_for(path, target)
    own = next((c[1:] for c in target.gcc if c[0] in ("gcc", os.path.basename(path))), ())
    compiler = _gcc((path, *own), target, "")
    order = f"__ORDER_{target.byte_order.upper()}_ENDIAN__"
    wanted = {"sizeof(void *)": target.bits // 8, f"__BYTE_ORDER__ == {order}": 1}
    try:
        said = compiler.numbers(list(wanted))
    except (CompilerError, OSError):
        said = []
    if said != list(wanted.values()):
        raise UapiError(f"--compiler {name}: does not compile for {target.name}")
    return compiler


def _gccs(target: Target, own: str) -> Iterator[tuple[str, ...]]:
    """Commands of gccs for a target that are installed, each program once."""
    seen = set()
    for name, *options in target.gcc:
        is_own = name == "gcc"
        if is_own and platform.machine() not in _X86_MACHINES:
            continue
        path = shutil.which(own if is_own else name)
        if path and os.path.realpath(path) not in seen:
            seen.add(os.path.realpath(path))
            yield (path, *options)


def _gcc(command: tuple[str, ...], target: Target, head: str, *options: str) -> Compiler:
    gcc, *own = command
    whole = (gcc, *own, "-std=gnu11", "-Wno-packed-bitfield-compat", *options)
    return Compiler(whole, head, target.byte_order == "little")
