"""Whether the names of a tree mean what programs get that include one header each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from abi.surface import Surface
from headers.called import STAND_IN
from headers.processors import available
from headers.programs import Programs
from headers.several import HeaderDeclarations
from headers.verify.alone import Meaning, Program, including, numbers, said
from headers.verify.compare import Findings
from headers.verify.compiler import Compiler, CompilerError
from headers.verify.said import Record, Statement

_WORD = re.compile(r"(?<![\w.])[A-Za-z_$][\w$]*")
_TYPES = frozenset(("unsigned", "signed", "char", "short", "int", "long", "sizeof"))
_HEXADECIMAL = re.compile(r"(?<![\w.])0[xX][0-9a-fA-F]++(?![.pP])")
_STRING = re.compile(r"[\"']")

Asked = dict[str, list[tuple[str, str]]]
"""Macros and the headers that define them, by what is asked about them."""


class Plain:
    """The question for one surface, that says `own`, of the `programs` of all its headers.

    With `layouts`, the compiler lays out as the target does. What headers declare that are
    `unread`, by uapi or by the compiler, is not asked about.
    """

    def __init__(
        self,
        surface: Surface,
        own: Statement,
        programs: Mapping[str, Program],
        *,
        layouts: bool = True,
        unread: Collection[str] = (),
    ) -> None:
        assert isinstance(surface.declarations, HeaderDeclarations)
        self.declarations = surface.declarations
        self.own = own
        self.layouts = layouts
        self.unread = unread
        self.programs = {h: program for h, program in programs.items() if not program.refused}
        self.refused = {h: program.refused for h, program in programs.items() if program.refused}
        self.findings = Findings()
        self.by_context: list[str] = []
        """Macros that mean something else to a program that has included more before them."""
        files = {header: program.files for header, program in self.programs.items()}
        self._rule = Programs(
            list(programs), lambda h: [(file, True) for file in files.get(h, ()) if file != h]
        )
        self._headers = frozenset(programs)

    def check(self, compiler: Compiler, search: Sequence[Path]) -> None:
        """Compare everything; `compiler`, with the headers of a `search` path, tells values."""
        for name, found in self._meanings().items():
            self._macro(name, found)
        for header, program in self.programs.items():
            for name in program.names if header not in self.unread else ():
                self._declared(name, header, program)
        self._values(compiler, search)

    def _meanings(self) -> dict[str, dict[Meaning, list[str]]]:
        """What each macro of the tree's headers means, and to which programs."""
        meanings: dict[str, dict[Meaning, list[str]]] = {}
        for header, program in self.programs.items():
            for name, meaning in program.macros.items():
                if meaning.home in self._headers:
                    meanings.setdefault(name, {}).setdefault(meaning, []).append(header)
        return meanings

    def _macro(self, name: str, found: Mapping[Meaning, list[str]]) -> None:
        """The plain name is what the program gets that counts; the others are NAME@HEADER."""
        self.findings.counts["macros"] += 1
        readers = [header for headers in found.values() for header in headers]
        program = self._rule.choose(readers) if len(found) > 1 else readers[0]
        plain, ours = self.programs[program].macros[name], self._said(name)
        if ours is None and self.declarations.owner(name) is not None:
            self._other(name, plain, found[plain])  # an enumerator of another header
        elif ours is None:
            self.findings.missing.append(f"macros: {name} of <{program}>")
        elif ours != plain:
            why = f"is '{plain.text}' of {plain.home}, not '{ours.text}' of {ours.home}"
            self.findings.wrong.append(f"macros: {name} of <{program}> {why}")
        for meaning, headers in found.items():
            if meaning.text != plain.text:
                self._other(name, meaning, headers)

    def _other(self, name: str, meaning: Meaning, headers: Sequence[str]) -> None:
        """Another meaning; one that only includers of its header get has no name of its own."""
        if meaning.home not in headers:
            self.by_context.append(f"{name} of <{headers[0]}> is '{meaning.text}'")
            return
        ours = self._said(f"{name}@{meaning.home}")
        if ours is None:
            self.findings.missing.append(f"macros: {name}@{meaning.home}")
        elif ours.text != meaning.text:
            why = f"is '{meaning.text}', not '{ours.text}'"
            self.findings.wrong.append(f"macros: {name}@{meaning.home} {why}")

    def _said(self, name: str) -> Meaning | None:
        """What uapi says of a macro."""
        macro = self.declarations.macro(name)
        place = self.declarations.macro_location(name)
        if macro is None or place is None:
            return None
        parameters = None if macro.parameters is None else f"({','.join(macro.parameters)})"
        return Meaning(place.header.removeprefix(STAND_IN), said(parameters, macro.body))

    def _declared(self, name: str, header: str, program: Program) -> None:
        """A tag or an enumerator of a header, and that it is declared as uapi has it."""
        kind = "records" if " " in name else "enumerators"
        self.findings.counts[kind] += 1
        for called in (f"{name}@{header}", name):
            key = called if " " in name else self.declarations.owner(called)
            code = self.declarations.code_of(key) if key else None
            if code is not None:
                if not _has(program.code, "".join(code.split()).rstrip(";")):
                    self.findings.wrong.append(f"{kind}: {name}: <{header}> declares it otherwise")
                return
        self.findings.missing.append(f"{kind}: {name} of <{header}>")

    def _values(self, compiler: Compiler, search: Sequence[Path]) -> None:
        """What macros come to, as a program sees it that includes their own header.

        Those that stand for numbers are asked about together; what else they may stand for,
        only that program knows.
        """
        plain, others = self._to_ask()
        known = compiler.integers(plain)
        for text, value in zip(known, compiler.numbers(known), strict=True):
            for name, header in plain[text]:
                self._value("macros", name, header, self.own.macros, value)
        questions = {header: [name for name, _ in asked] for header, asked in others.items()}
        for header in self.declarations.apart.intersection(self.programs):
            questions.setdefault(header, []).extend(self._of_declared(header))

        def ask(header: str) -> dict[str, int]:
            before = self.declarations.before.get(header, ())
            own = including((*before, header), compiler, search)
            try:
                return numbers(own, questions[header])
            except CompilerError as error:
                self.refused[header] = str(error)
                return {}

        with ThreadPoolExecutor(available()) as pool:
            for header, told in zip(questions, pool.map(ask, questions), strict=True):
                for question, value in told.items():
                    self._answer(question, header, value)

    def _to_ask(self) -> tuple[Asked, Asked]:
        """Macros by the numbers that they stand for, and the others by header."""
        plain: Asked = {}
        others: Asked = {}
        for header, program in self.programs.items():
            for name, text in program.values.items():
                if program.macros[name].home != header or not text or _STRING.search(text):
                    continue
                is_plain = _TYPES.issuperset(_WORD.findall(text))
                asked, question = (plain, text) if is_plain else (others, header)
                asked.setdefault(question, []).append((name, header))
        return plain, others

    def _of_declared(self, header: str) -> list[str]:
        """Questions about what a header declares that is read by itself."""
        program = self.programs[header]
        enumerators = [n for n in program.names if " " not in n and n not in program.macros]
        tags = [n for n in program.names if n.startswith(("struct ", "union ")) and self.layouts]
        return [*enumerators, *(f"sizeof({tag})" for tag in tags)]

    def _answer(self, question: str, header: str, value: int) -> None:
        if question.startswith("sizeof("):
            sizes = {n: (h, _size(said)) for n, (h, said) in self.own.records.items()}
            self._value("records", question[len("sizeof(") : -1], header, sizes, value)
        elif question in self.programs[header].macros:
            self._value("macros", question, header, self.own.macros, value)
        else:
            self._value("enumerators", question, header, self.own.enumerators, value)

    def _value(
        self,
        kind: str,
        name: str,
        header: str,
        own: Mapping[str, tuple[str, int | str]],
        value: int,
    ) -> None:
        self.findings.counts["values"] += 1
        said = own.get(f"{name}@{header}") or own.get(name)
        if said is None:
            self.findings.missing.append(f"{kind}: {name} of <{header}>, which is {value}")
        elif isinstance(said[1], str):
            self.findings.unevaluated.append(f"{kind}: {name} of <{header}>: {said[1]}")
        elif said[1] != value:
            self.findings.wrong.append(f"{kind}: {name} of <{header}> is {value}, not {said[1]}")


def _has(code: str, said: str) -> bool:
    """Whether a program's code has a declaration; compilers spell the value of a predefined macro
    each in their own way."""
    return said in code or _HEXADECIMAL.sub(_decimal, said) in _HEXADECIMAL.sub(_decimal, code)


def _decimal(found: re.Match[str]) -> str:
    return str(int(found[0], 16))


def _size(said: Record | str) -> int | str:
    return said if isinstance(said, str) else said.size
