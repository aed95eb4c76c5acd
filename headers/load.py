"""From a tree to the surface of a target."""

from __future__ import annotations

import functools
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from abi import expression as x
from abi.declarations import Declaration, Declared, Macro
from abi.diagnostic import Diagnostic, Level, Location, UapiError
from abi.surface import Surface
from abi.target import Target
from headers.cache import Cache
from headers.macros import Definition, ExpansionError, definition, expand
from headers.preprocess.engine import (
    Engine,
    HeaderError,
    Outcome,
    Request,
    Sink,
    choose_engine,
    preprocess,
)
from headers.sources.scan import Missing, Scan, scan
from headers.sources.tree import Tree
from headers.split import MacroText, Piece, Problem, Splitter, Unit

FORMAT = "11"
"""Raised when a cached unit of an older uapi would be read wrongly."""

SHIM = Path(__file__).parent / "shim"
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_COMPILER_TYPES = frozenset(
    ("__int128_t", "__uint128_t", "__builtin_va_list", "_Float16", "__float128", "_Float128")
)
_SHIM, _ABSENT = "<shim>/", "<missing>/"


def load(
    tree: Tree, target: Target, *, engine: Engine | None = None, cache: Cache | None = None
) -> Surface:
    """Everything that a tree declares for a target.

    Raises:
        UapiError: the tree cannot be read at all.
    """
    unit, digest, problems = _unit(tree, target, engine or choose_engine(), cache or Cache())
    declarations = HeaderDeclarations(unit, digest)
    declarations.problems += problems
    if not tree.has_architecture(target):
        declarations.problems.append(_other_architecture(tree, target))
    return Surface(declarations, target)


def _other_architecture(tree: Tree, target: Target) -> Diagnostic:
    found = tree.architecture() or ", ".join(name for name, _ in tree.by_architecture)
    return Diagnostic(
        "warning",
        f"{tree.spec} has the asm/ headers of {found}, not those of {target.headers}: what "
        f"depends on them is wrong for {target.name}",
    )


def _unit(
    tree: Tree, target: Target, engine: Engine, cache: Cache
) -> tuple[Unit, str, list[Diagnostic]]:
    """The split unit, the digest of what it was read from, and its problems."""
    search = (SHIM / "libc", *tree.search_path(target), SHIM / "kernel")
    names = tuple(name for name in tree.headers(target) if ">" not in name and "\n" not in name)
    found = _scan(tree, names, search, cache)
    key = _key(tree, target, engine, names, found)
    unit = cache.unit(key)
    if unit is None:
        missing = tuple(m.name for m in found.missing)
        request = Request(names, search, target, tree.text, missing)
        unit, outcome, left_out = _preprocess(request, engine)
        _rename(unit, search, outcome)
        unit.problems = left_out + _complaints(outcome, search)
        cache.put_unit(key, unit)
    return unit, f"sha256:{found.digest()}", _unit_problems(unit, found.missing)


def _scan(tree: Tree, names: tuple[str, ...], search: tuple[Path, ...], cache: Cache) -> Scan:
    if tree.text is not None:
        return _scan_text(tree.text, names, search)
    key = hashlib.sha256(repr((FORMAT, names, search)).encode("utf-8", "surrogateescape"))
    found = cache.scan(key.hexdigest())
    if found is None:
        found = scan(names, search)
        folders = {os.path.dirname(path) for path in found.paths} | {str(p) for p in search}
        cache.put_scan(key.hexdigest(), found, [*found.paths, *sorted(folders)])
    return found


def _scan_text(text: str, names: tuple[str, ...], search: tuple[Path, ...]) -> Scan:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="uapi-") as name:
        (Path(name) / names[0]).write_text(text, encoding="utf-8")
        return scan(names, (Path(name), *search))


def _key(tree: Tree, target: Target, engine: Engine, names: tuple[str, ...], found: Scan) -> str:
    parts = (
        FORMAT, engine.identity, target.name, repr(target.macros), found.digest(),
        repr(names), repr(found.missing), tree.text or "",
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _preprocess(request: Request, engine: Engine) -> tuple[Unit, Outcome, list[Problem]]:
    """Preprocess and split, leaving out headers that stop the whole unit."""
    problems: list[Problem] = []
    while True:
        splitters: list[Splitter] = []

        def sink(driver: str, into: list[Splitter] = splitters) -> Sink:
            into.append(Splitter(driver))
            return into[0].feed

        try:
            outcome = preprocess(request, engine, sink)
            return splitters[0].finish(), outcome, problems
        except HeaderError as error:
            name = _include_name(error.file, request.search)
            if len(request.headers) <= 1:
                raise UapiError(f"{name}:{error.line}: {error}") from None
            why = f"left out, it cannot be preprocessed: {error}"
            problems.append(Problem("error", why, name, error.line))
            rest = tuple(h for h in request.headers if h != error.header)
            request = msgspec.structs.replace(request, headers=rest)


def _include_name(file: str, search: Iterable[Path | str]) -> str:
    for root in search:
        prefix = os.fspath(root) + os.sep
        if file.startswith(prefix):
            return file[len(prefix) :]
    return file


def _rename(unit: Unit, search: tuple[Path, ...], outcome: Outcome) -> None:
    """File names into include names, so that a unit does not say where it was read."""
    absent, text = outcome.missing_root, outcome.text_root
    for entered in unit.headers:
        path = entered.name
        if path.startswith(f"{absent}/"):
            entered.name = _ABSENT + path[len(absent) + 1 :]
        elif path.startswith(f"{SHIM}{os.sep}"):
            entered.name = _SHIM + _include_name(path, (SHIM / "libc", SHIM / "kernel"))
        elif path.startswith("<") or path.endswith("driver.c"):
            entered.name = ""
        else:
            entered.name = _include_name(path, (text, *search))


def _complaints(outcome: Outcome, search: tuple[Path, ...]) -> list[Problem]:
    roots: list[Path | str] = [outcome.text_root, *search]
    return [
        Problem(
            "warning" if message.startswith("#error") else "error",
            message,
            _include_name(file, roots),
            line,
        )
        for file, line, message in outcome.complaints
    ]


_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning", "note": "note"}


def _unit_problems(unit: Unit, missing: tuple[Missing, ...]) -> list[Diagnostic]:
    """What was really included and is not there, and text that does not end."""
    where = {m.name: m for m in missing}
    problems = [Diagnostic(_LEVELS[p.level], p.message, p.header, p.line) for p in unit.problems]
    for entered in unit.headers:
        name = entered.name.removeprefix(_ABSENT)
        if entered.name.startswith(_ABSENT):
            by = where.get(name, Missing(name, "", 0))
            problems.append(
                Diagnostic(
                    "error",
                    f"#include <{name}>: not found in the source; add its directory with --include",
                    by.header,
                    by.line,
                )
            )
        elif entered.name.startswith((f"{_SHIM}linux/", f"{_SHIM}asm/")):
            name = entered.name.removeprefix(_SHIM)
            problems.append(Diagnostic("note", f"{name} is not in the source; uapi's own was read"))
    for header, line, why in unit.unfinished:
        problems.append(Diagnostic("error", why, unit.headers[header].name, line))
    return problems


class HeaderDeclarations:
    """`abi.surface.Declarations` over a split unit: parses a piece when it is asked for."""

    def __init__(self, unit: Unit, digest: str) -> None:
        self.unit = unit
        self.digest = digest
        self.problems: list[Diagnostic] = []
        self._pieces: dict[str, list[Piece]] = {}
        self._files = [entered.name for entered in unit.headers]
        self._index()
        self._typedefs = _COMPILER_TYPES | {
            key.removeprefix("typedef ") for key in self._pieces if key.startswith("typedef ")
        }
        self._parsed: dict[int, dict[str, Declared]] = {}
        self._expressions: dict[str, x.Expression] = {}

    @functools.cached_property
    def _owners(self) -> dict[str, str]:
        return self.unit.enumerators()

    @functools.cached_property
    def _macros(self) -> dict[str, MacroText]:
        return self.unit.macros()

    @functools.cached_property
    def _definitions(self) -> _Definitions:
        return _Definitions(self._macros)

    def _index(self) -> None:
        # The source's own declaration stands before a stand-in's of the same name.
        for piece in sorted(self.unit.pieces, key=lambda p: not self._is_own(p.header)):
            for key in piece.keys:
                self._pieces.setdefault(key, []).append(piece)

    def _is_own(self, header: int) -> bool:
        """Whether a header belongs to the source, not to the compiler or our shims."""
        return not self._files[header].startswith((_SHIM, _ABSENT)) and self._files[header] != ""

    def keys(self) -> Iterable[str]:
        return (
            key
            for key, pieces in self._pieces.items()
            if any(self._is_own(piece.header) for piece in pieces)
        )

    def _declared(self, key: str) -> tuple[Declared, Piece] | None:
        """The declaration that defines a key: the first with a body, else the first."""
        first: tuple[Declared, Piece] | None = None
        for piece in self._pieces.get(key, ()):
            found = self._parse(piece).get(key)
            if found is None:
                continue
            if _is_complete(found.declaration):
                return found, piece
            first = first or (found, piece)
        return first

    def _parse(self, piece: Piece) -> dict[str, Declared]:
        if id(piece) not in self._parsed:
            from headers.parse import PieceError, parse_piece

            own = {key.removeprefix("typedef ") for key in piece.keys if key[:8] == "typedef "}
            try:
                text = self.unit.code(piece)
                parsed = parse_piece(text, self._used_typedefs(text, own), piece.pack)
                self._parsed[id(piece)] = {declared.key: declared for declared in parsed}
            except PieceError as error:
                self._parsed[id(piece)] = {}
                self._report(piece, error)
        return self._parsed[id(piece)]

    def _used_typedefs(self, text: str, own: set[str]) -> frozenset[str]:
        return frozenset(self._typedefs.intersection(_WORD.findall(text)) - own)

    def _report(self, piece: Piece, error: Exception) -> None:
        what = ", ".join(piece.keys) or "a declaration"
        line = piece.line + getattr(error, "line", 0)
        message = f"{what} is not understood: {error}"
        self.problems.append(Diagnostic("error", message, self._files[piece.header], line))

    def get(self, key: str) -> Declaration | None:
        found = self._declared(key)
        return found[0].declaration if found else None

    def location(self, key: str) -> Location | None:
        found = self._declared(key)
        if found is None:
            pieces = self._pieces.get(key)
            return Location(self._files[pieces[0].header], pieces[0].line) if pieces else None
        return Location(self._files[found[1].header], found[1].line + found[0].line)

    def member_location(self, key: str, member: str) -> Location | None:
        found = self._declared(key)
        if found is None or member not in found[0].member_lines:
            return None
        declared, piece = found
        return Location(self._files[piece.header], piece.line + declared.member_lines[member])

    def owner(self, enumerator: str) -> str | None:
        return self._owners.get(enumerator)

    def enumerators(self) -> Iterable[str]:
        return self._owners

    def macros(self) -> Iterable[str]:
        return (name for name, macro in self._macros.items() if self._is_own(macro.header))

    def macros_mentioning(self, word: str) -> Iterable[str]:
        return self.unit.macros_mentioning(word)

    def macro(self, name: str) -> Macro | None:
        macro = self._macros.get(name)
        if macro is None:
            return None
        return Macro(definition(macro.parameters, "").parameters, macro.body)

    def macro_location(self, name: str) -> Location | None:
        macro = self._macros.get(name)
        return Location(self._files[macro.header], macro.line) if macro else None

    def expression(self, name: str) -> x.Expression:
        if name not in self._expressions:
            self._expressions[name] = self._expression(name)
        return self._expressions[name]

    def _expression(self, name: str) -> x.Expression:
        macro = self._macros.get(name)
        if macro is None:
            return x.Unevaluated(f"'{name}' is not defined")
        if _PLAIN_LITERAL.fullmatch(macro.body):
            return x.Literal(macro.body)
        from headers.parse import parse_expression

        try:
            text = expand(macro.body, self._definitions)
        except (ExpansionError, RecursionError) as error:
            return x.Unevaluated(str(error) or "nested too deeply")
        if not text:
            return x.Unevaluated("has no value")
        return parse_expression(text, self._used_typedefs(text, set()))

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(dict.fromkeys(self.problems))


_PLAIN_LITERAL = re.compile(r"(?:0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*")


class _Definitions(dict[str, Definition]):
    """Definitions for the expander, taken apart when they are first used."""

    def __init__(self, macros: dict[str, MacroText]) -> None:
        super().__init__()
        self._macros = macros

    def __contains__(self, name: object) -> bool:
        return name in self._macros

    def get(self, name: str, default: Definition | None = None) -> Definition | None:  # type: ignore[override]
        if name not in self._macros:
            return default
        found = super().get(name)
        if found is None:
            macro = self._macros[name]
            found = self[name] = definition(macro.parameters, macro.body)
        return found


def _is_complete(declaration: Declaration) -> bool:
    return getattr(declaration, "members", ()) is not None and (
        getattr(declaration, "enumerators", ()) is not None
    )
