"""A source against compilers: as many headers at once as get along, the others one by one."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from abi.diagnostic import Diagnostic
from abi.sight import unread
from abi.surface import Surface
from abi.target import Target
from headers.cache import Cache
from headers.load import Reader
from headers.preprocess.engine import choose_engine
from headers.read import SHIM
from headers.several import HeaderDeclarations
from headers.sources.scan import IOCTLS, name_below, scan
from headers.sources.tree import Tree
from headers.verify.alone import programs
from headers.verify.compare import Findings, compare
from headers.verify.compiler import Compiler
from headers.verify.macros import definitions
from headers.verify.names import Names, declared
from headers.verify.plain import Plain
from headers.verify.said import Statement, statement

_ERROR = re.compile(
    r"^(?:(?:In file included| +) from <stdin>:(?P<line>\d+)[:,]|(?P<where>[^\n:]+:\d+)(?::\d+)?: "
    r"(?:fatal )?error: (?P<what>[^\n]*))",
    re.MULTILINE,
)

_WITH_IOCTLS = f"#ifndef _IOC\n#include <{IOCTLS}>\n#endif\n"
"""So that numbers of ioctls can be asked about: programs have the macros from <sys/ioctl.h>."""


class Result(NamedTuple):
    """What compilers say of a tree: findings by compiler, and headers that they reject."""

    findings: dict[str, Findings]
    rejected: dict[str, str]
    """Headers that the first compiler does not accept in any way, and why."""
    rejected_names: int
    """What uapi says of those headers: values that no compiler gives."""
    unread: tuple[Diagnostic, ...] = ()
    """What of the other headers uapi could not read."""
    alone: Findings | None = None
    """What clang says of programs that include one header each."""
    by_context: tuple[str, ...] = ()
    """Macros that such programs get otherwise, as they include more before."""
    refused: tuple[str, ...] = ()
    """Headers that are no program by themselves."""

    @property
    def is_unread(self) -> bool:
        """Whether some header was not verified, as a compiler or uapi cannot read it."""
        return bool(self.rejected or self.unread)


class Checker:
    """A source for a target, and compilers for it. `teller` is a clang: it tells what there is."""

    def __init__(
        self, tree: Tree, target: Target, compilers: list[Compiler], teller: Compiler
    ) -> None:
        self.search = (SHIM / "libc", *tree.search_path(target), SHIM / "kernel")
        options = ("-nostdinc", *(f"-I{os.fspath(root)}" for root in self.search))
        self.target = target
        reader = Reader(tree, target, choose_engine(), Cache())
        ioctls = scan((IOCTLS,), self.search)
        self._behind = "" if ioctls.missing else _WITH_IOCTLS
        files = (*reader.scan.seen, *ioctls.seen)
        self.compilers = [_with(compiler, options, files) for compiler in compilers]
        self.teller = _with(teller, options, files)
        self.surface = reader.surface()
        self.headers = tree.headers(target)
        self.own = statement(self.surface)

    def check(self, *, each: bool = False) -> Result:
        """Check everything; with `each`, every header in a run of its own."""
        result = self.compared(each=each)
        plain = self.plain(result.rejected)
        return result._replace(
            alone=plain.findings, by_context=tuple(plain.by_context), refused=tuple(plain.refused)
        )

    def compared(self, *, each: bool = False) -> Result:
        """What the compilers say of the headers as they are read here. What a program gets that
        includes one of them is another question, which costs a run of clang a header."""
        apart = _apart(self.surface)
        result = Result({_name(c): Findings() for c in self.compilers}, {}, 0)
        main = [] if each else [name for name in self.headers if name not in apart]
        main, left = self._accepted(main)
        if main:
            self._compare(main, self.own.seen_from(), frozenset(main) - apart, result)
        alone = [name for name in self.headers if each or name in apart or name in left]
        for name in alone:
            self._alone(name, main, result)
        rejected = frozenset(result.rejected)
        lost = sum(
            header in rejected and not isinstance(said, str)
            for statements in self.own
            for header, said in statements.values()
        )
        more = tuple(d for d in unread(self.surface) if d.header not in rejected)
        return result._replace(rejected_names=lost, unread=more)

    def plain(self, rejected: Collection[str] = ()) -> Plain:
        """Whether names mean what a program gets that includes one header; clang tells."""
        declarations = self.surface.declarations
        assert isinstance(declarations, HeaderDeclarations)
        clang = self.teller._replace(command=(*self.teller.command, *_as_linux(self.target)))
        found = programs(clang, self.headers, self.search, declarations.before)
        is_judge = self.target.judge == "clang"
        left = {*rejected, *(d.header for d in unread(self.surface))}
        plain = Plain(self.surface, self.own, found, layouts=is_judge, unread=left)
        plain.check(clang, self.search)
        return plain

    def _alone(self, name: str, main: list[str], result: Result) -> None:
        """A header by itself; where it is not accepted so, after all that get along."""
        said = self.own.seen_from(name)
        for before in ([], [other for other in main if other != name]):
            refused = self._refused([*before, name])
            if not refused:
                self._compare([*before, name], said, frozenset((name,)), result, only=name)
                return
            result.rejected.setdefault(name, refused.get(name) or next(iter(refused.values())))

    def _compare(
        self,
        headers: list[str],
        said: Statement,
        whole: frozenset[str],
        result: Result,
        only: str = "",
    ) -> None:
        result.rejected.pop(only, None)
        head = _include(headers) + self._behind
        names = self._names(head, only)
        for compiler in self.compilers:
            asked = compiler._replace(head=head)
            macros, undefined = definitions(asked)
            wanted = [n for n, file in macros.items() if self._is_wanted(file, only)]
            must = said.of(whole)
            for name in undefined:
                must.macros.pop(name, None)
            result.findings[_name(compiler)].add(compare(said, names, wanted, asked, must))

    def _names(self, head: str, only: str) -> Names:
        """What there is to ask about."""
        found = declared(self.teller._replace(head=head))
        return Names(
            {n: own for n, own in found.records.items() if self._is_wanted(own[0], only)},
            self._wanted(found.typedefs, only),
            self._wanted(found.enumerators, only),
            self._wanted(found.functions, only),
        )

    def _wanted(self, found: dict[str, set[str]], only: str) -> dict[str, set[str]]:
        return {n: f for n, f in found.items() if any(self._is_wanted(file, only) for file in f)}

    def _is_wanted(self, file: str, only: str) -> bool:
        if file.startswith(f"{SHIM}{os.sep}"):
            return False
        return not only or name_below(file, map(os.fspath, self.search)) == only

    def _accepted(self, headers: list[str]) -> tuple[list[str], set[str]]:
        """Headers that all compilers accept one after the other, and the rest."""
        left: set[str] = set()
        while True:
            kept = [name for name in headers if name not in left]
            refused = self._refused(kept)
            if not refused:
                return kept, left
            left |= refused.keys()

    def _refused(self, headers: list[str]) -> dict[str, str]:
        """Headers with errors in them, or in what they include, and the first error of each."""
        refused: dict[str, str] = {}
        for compiler in (self.teller, *self.compilers) if headers else ():
            run = compiler._replace(head=_include(headers))
            limit = () if run.is_gcc else ("-ferror-limit=0",)
            done = run.run("", "-w", "-fsyntax-only", *limit)
            line = 0
            for found in _ERROR.finditer(done.stderr):
                if found["line"]:
                    line = int(found["line"])
                elif line:
                    where, _, number = found["where"].rpartition(":")
                    place = f"{name_below(where, map(os.fspath, self.search))}:{number}"
                    refused.setdefault(headers[line - 1], f"{place}: {found['what']}")
            if done.returncode and not refused:
                refused[headers[-1]] = done.stderr.strip().partition("\n")[0]
            if refused:
                break
        return refused


def _as_linux(target: Target) -> tuple[str, ...]:
    """For clang: the version of gcc that headers meet, and Linux where it does not know it."""
    macros = dict(target.macros)
    version = f"{macros['__GNUC__']}.{macros['__GNUC_MINOR__']}"
    return f"-fgnuc-version={version}", "-D__linux__=1"


def _with(compiler: Compiler, options: tuple[str, ...], files: tuple[str, ...]) -> Compiler:
    return compiler._replace(command=(*compiler.command, *options), files=files)


def _name(compiler: Compiler) -> str:
    return Path(compiler.command[0]).name


def _include(headers: Iterable[str]) -> str:
    return "".join(f"#include <{name}>\n" for name in headers)


def _apart(surface: Surface) -> frozenset[str]:
    declarations = surface.declarations
    assert isinstance(declarations, HeaderDeclarations)
    return declarations.apart
