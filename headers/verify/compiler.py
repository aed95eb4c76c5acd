"""Questions to a compiler, many in one run, answered by the object file it writes."""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from abi.target import Target
from headers.verify.elf import byte_order, sections

_GCC_MACHINES = {"x86_64": "-m64", "i386": "-m32"}
_NUMBERS, _SIGNS, _IMAGE = "uapi.numbers", "uapi.signs", "uapi.image."


class CompilerError(Exception):
    """The compiler refuses the text."""


class Compiler(NamedTuple):
    """A compiler for one target. `head` is the text that all questions are asked about."""

    command: tuple[str, ...]
    head: str
    is_little_endian: bool = True

    def run(self, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run on the head and a text after it, from standard input."""
        return subprocess.run(
            [*self.command, *options, "-x", "c", "-"],
            input=self.head + text,
            capture_output=True,
            text=True,
            check=False,
        )

    def numbers(self, expressions: Sequence[str]) -> list[int]:
        """The values of integer constant expressions."""
        return self.answer(expressions, ())[0]

    def answer(
        self, expressions: Sequence[str], images: Sequence[tuple[str, str]]
    ) -> tuple[list[int], list[bytes]]:
        """Values of expressions, and bytes of objects given as (type, initialiser)."""
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

    def _object(self, text: str) -> bytes:
        with tempfile.TemporaryDirectory(prefix="uapi-oracle-") as name:
            path = Path(name) / "answers.o"
            done = self.run(text, "-w", "-c", "-o", str(path))
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
        everything = "-ftrack-macro-expansion=0" if self.is_gcc else "-ferror-limit=0"
        done = self.run(text, "-w", "-fsyntax-only", everything)
        lines = re.findall(r"^<stdin>:(\d+):\d+: error:", done.stderr, re.MULTILINE)
        return {int(line) - first for line in lines}

    def macros(self) -> dict[str, str]:
        """Object-like macros that the head defines, and their bodies."""
        own = self._defined(self.head)
        predefined = self._defined("")
        return {name: body for name, body in own.items() if predefined.get(name) != body}

    def _defined(self, head: str) -> dict[str, str]:
        done = self._replace(head=head).run("", "-E", "-dM")
        if done.returncode:
            raise CompilerError(done.stderr)
        return dict(re.findall(r"^#define (\w+)(?: (.*))?$", done.stdout, re.MULTILINE))

    @property
    def is_gcc(self) -> bool:
        return "-target" not in self.command


def clang_for(clang: str, target: Target, head: str = "", *options: str) -> Compiler:
    """A clang that compiles for a target."""
    command = (clang, "-target", target.clang, "-std=gnu11", *options)
    return Compiler(command, head, target.byte_order == "little")


def gcc_for(gcc: str, target: Target, head: str = "", *options: str) -> Compiler | None:
    """A gcc for a target, where a gcc for x86 can be one."""
    machine = _GCC_MACHINES.get(target.name)
    if machine is None:
        return None
    return Compiler((gcc, machine, "-std=gnu11", "-Wno-packed-bitfield-compat", *options), head)
