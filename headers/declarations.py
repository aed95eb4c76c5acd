"""The declarations of a split unit: what `abi.surface` asks for, parsed when it asks."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from abi import expression as x
from abi.ctype import CType
from abi.declarations import Declaration, Declared, Macro, Redeclared
from abi.diagnostic import Diagnostic, Location
from headers.called import ABSENT, STAND_IN
from headers.cost import LARGE, LIMIT, Cost, Costs
from headers.macros import Definition, ExpansionError, definition, expand
from headers.names import COMPILER_TYPES, declared_at, enumerator_at
from headers.raw import ADDRESS_SPACES, ALIGNED, MEANING, PACKED
from headers.redeclared import Reaches, redeclared
from headers.saying import blanked, lines_of_words, macro_text, place_in, plain, tokens_of, told_by
from headers.split import MacroText, Piece, Unit
from headers.words import IDENTIFIER, NESTING_LIMIT, TOO_DEEP, is_too_deep

_WORD = re.compile(IDENTIFIER)


class Names(NamedTuple):
    """Names of one header, as keys; enumerators and macros by themselves."""

    keys: list[str]
    enumerators: list[str]
    macros: list[str]


class UnitDeclarations:
    """The declarations of one unit: parses a piece when it is asked for.

    What the headers `left_out` say does not count. `around` is another unit
    that has what this one needs and does not include. `homes` are those of macros
    that several headers define.
    """

    def __init__(
        self,
        unit: Unit,
        *,
        left_out: frozenset[str] = frozenset(),
        around: UnitDeclarations | None = None,
        homes: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.unit = unit
        self._every = unit.pieces
        self.problems: list[Diagnostic] = []
        self._pieces: dict[str, list[Piece]] = {}
        self.left_out = left_out
        self._own: dict[str, bool] = {}
        self._index()
        self._around = around
        self.typedefs: frozenset[str] = (around.typedefs if around else COMPILER_TYPES) | {
            key.removeprefix("typedef ") for key in self._pieces if key.startswith("typedef ")
        }
        self._enumerator_pieces: dict[str, Piece] = {}
        """Where the owner of each enumerator has it first."""
        self._parsed: dict[int, dict[str, Declared]] = {}
        self._macros: dict[str, Macro] = {}
        self._homes = homes or {}
        self._elsewhere: Callable[[], Iterable[Mapping[str, MacroText]]] = tuple
        self.expressions: dict[str, x.Expression] = {}
        self._ends: dict[str, str] = {}
        self._refused: dict[str, set[str]] = {}
        """Macros that are too large, with the others of their header."""

    @functools.cached_property
    def _owners(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for piece in self._every:
            if piece.enumerators and piece.header not in self.left_out:
                for name, key in piece.enumerators:
                    if name not in found:
                        found[name] = key
                        self._enumerator_pieces[name] = piece
        return found

    @functools.cached_property
    def macro_texts(self) -> dict[str, MacroText]:
        """All macros, those of stand-ins too."""
        return self.unit.macros(self._homes, self.left_out)

    @functools.cached_property
    def _definitions(self) -> _Definitions:
        if self._around:
            return _Definitions(self.macro_texts, self._around.macro_texts)
        elsewhere: dict[str, MacroText] = {}
        for macros in reversed([*self._elsewhere()]):  # the first that defines one counts
            elsewhere.update(macros)
        return _Definitions(self.macro_texts, elsewhere)

    @functools.cached_property
    def _costs(self) -> Costs:
        return Costs(self._definitions)

    def _index(self) -> None:
        # The source's own declaration stands before a stand-in's of the same name.
        for piece in sorted(self._every, key=lambda p: not self._is_own(p.header)):
            if piece.header not in self.left_out:
                for key in piece.keys:
                    self._pieces.setdefault(key, []).append(piece)

    def _is_own(self, header: str) -> bool:
        """Whether a header belongs to the source, not to the compiler or our shims."""
        known = self._own.get(header)
        if known is None:
            is_foreign = not header or header.startswith((STAND_IN, ABSENT))
            known = self._own[header] = not is_foreign and header not in self.left_out
        return known

    def names_in(self, headers: Collection[str]) -> Names:
        """What some headers declare and define."""
        pieces = (piece for piece in self._every if piece.header in headers)
        return Names(
            self.keys_in(headers),
            [name for piece in pieces for name, _ in piece.enumerators],
            list(self.macros_in(headers)),
        )

    def keys_in(self, headers: Collection[str]) -> list[str]:
        """What is at home in some headers."""
        return [key for key, found in self._pieces.items() if told_by(found).header in headers]

    def macros_in(self, headers: Collection[str]) -> dict[str, MacroText]:
        """What some headers define."""
        return {name: m for name, m in self.macro_texts.items() if m.header in headers}

    def typedefs_in(self, headers: Collection[str]) -> set[str]:
        """Names of the types that some headers declare."""
        return {key[8:] for key in self.keys_in(headers) if key.startswith("typedef ")}

    def know(
        self,
        typedefs: Iterable[set[str]],
        macros: Callable[[], Iterable[Mapping[str, MacroText]]],
    ) -> None:
        """What others have that this unit may need and does not include."""
        self.typedefs = self.typedefs.union(*typedefs)
        self._elsewhere = macros

    def has_constant(self, name: str) -> bool:
        """Whether a header of the source has a macro or an enumerator of this name."""
        return self.has_macro(name) or name in self._owners

    def meaning(self, name: str) -> tuple[str, ...]:
        """The words and signs that declare a key, a macro or an enumerator; nothing is parsed."""
        macro = self.macro_texts.get(name)
        if macro is not None:
            return tokens_of(f"{macro.parameters} {macro.body}")
        key = name if " " in name else self._owners[name]
        return tokens_of(told_by(self._pieces[key]).code)

    def code_of(self, key: str) -> str | None:
        """The text that declares a key."""
        pieces = self._pieces.get(key)
        return told_by(pieces).code if pieces else None

    def words_of(self, name: str) -> set[str]:
        """The words by which others speak of a key or a macro."""
        pieces = self._pieces.get(name, ())
        own = {word for piece in pieces for word, key in piece.enumerators if key == name}
        return {name.rpartition(" ")[2], *own}

    def text_of(self, name: str) -> str | None:
        """What a key or a macro says, by itself."""
        if " " not in name:
            macro = self.macro_texts.get(name)
            return macro_text(macro) if macro is not None else None
        pieces = self._pieces.get(name, ())
        return " ".join([f"{piece.pack} {plain(piece.code)}" for piece in pieces]) or None

    def says_the_same(self, key: str, other: UnitDeclarations) -> bool:
        """Whether a key says, by itself, the same in two units."""
        ours: Sequence[Piece] = self._pieces.get(key, ())
        theirs: Sequence[Piece] = other._pieces.get(key, ())
        if len(ours) != len(theirs):
            return False
        if len(ours) == 1 and ours[0].code == theirs[0].code:  # nearly all
            return ours[0].pack == theirs[0].pack
        pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a.code != b.code]
        packs = [piece.pack for piece in ours] == [piece.pack for piece in theirs]
        return packs and all(plain(a.code) == plain(b.code) for a, b in pairs)

    def said(self) -> Iterator[tuple[str, str]]:
        """All keys and macros, with the code that says what they are."""
        for name, macro in self.macro_texts.items():
            yield name, macro.body if macro.parameters is None else macro_text(macro)
        for key, pieces in self._pieces.items():
            yield key, pieces[0].code if len(pieces) == 1 else self.text_of(key) or ""

    def homes(self) -> dict[str, str]:
        """The headers that declare keys and define macros; nothing is parsed."""
        found = {name: macro.header for name, macro in self.macro_texts.items()}
        for key, pieces in self._pieces.items():
            found[key] = (pieces[0] if len(pieces) == 1 else told_by(pieces)).header
        return found

    def keys(self) -> Iterable[str]:
        return filter(self.has, self._pieces)

    def has(self, key: str) -> bool:
        return any(map(self._is_own, [piece.header for piece in self._pieces.get(key, ())]))

    def has_macro(self, name: str) -> bool:
        macro = self.macro_texts.get(name)
        return macro is not None and self._is_own(macro.header)

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

    def to_parse(self) -> list[tuple[str, frozenset[str], int]]:
        """All pieces that declare something, as `headers.parse` takes them."""
        pieces = (piece for piece in self._every if piece.header not in self.left_out)
        return list(dict.fromkeys(self._input(piece) for piece in pieces if piece.keys))

    def to_expand(self) -> list[str]:
        """All object-like macros of the source that have a body."""
        texts = self.macro_texts.items()
        own = ((n, m) for n, m in texts if self._is_own(m.header) and m.parameters is None)
        return [n for n, m in own if m.body and not _PLAIN_LITERAL.fullmatch(m.body)]

    def _input(self, piece: Piece) -> tuple[str, frozenset[str], int]:
        own = {key.removeprefix("typedef ") for key in piece.keys if key[:8] == "typedef "}
        text = piece.code
        return text, self._used_typedefs(text, own), piece.pack

    def _parse(self, piece: Piece) -> dict[str, Declared]:
        if id(piece) not in self._parsed:
            from headers.parse import parse_piece
            from headers.piece import PieceError

            try:
                parsed = {found.key: found for found in parse_piece(*self._input(piece))}
                self._parsed[id(piece)] = parsed
                if not parsed.keys() >= set(piece.keys):
                    self._report(piece, PieceError("it declares something else as well"))
            except PieceError as error:
                self._parsed[id(piece)] = {}
                self._report(piece, error)
        return self._parsed[id(piece)]

    def _used_typedefs(self, text: str, own: set[str]) -> frozenset[str]:
        return frozenset(self.typedefs.intersection(blanked(text).split()) - own)

    def _report(self, piece: Piece, error: Exception) -> None:
        what = ", ".join(piece.keys) or "a declaration"
        line = piece.line + getattr(error, "line", 0)
        message = f"{_shortened(what)} is not understood: {_shortened(str(error))}"
        self.problems.append(Diagnostic("error", message, piece.header, line))

    def redeclared(self, reaches: Reaches) -> Iterator[Redeclared]:
        """Names that a program meets twice, of all headers that count."""
        return redeclared(self.unit, self._is_own, self._in_piece, reaches)

    def _in_piece(self, piece: Piece | None, key: str) -> Declaration | None:
        if piece is None:
            return self.get(key)
        found = self._parse(piece).get(key)
        return found.declaration if found else None

    def get(self, key: str) -> Declaration | None:
        found = self._declared(key)
        return found[0].declaration if found else None

    def says(self, name: str, header: str) -> bool:
        """Whether a header declares a key, or an enumerator, or defines a macro."""
        key = name if " " in name else self._owners.get(name)
        pieces = self._pieces.get(key, ()) if key else ()
        if any(piece.header == header for piece in pieces):
            return True
        chunks = (chunk for chunk in self.unit.chunks if header in chunk.headers)
        macros = (macro for chunk in chunks for macro in chunk.macros) if " " not in name else ()
        return any(macro.name == name and macro.header == header for macro in macros)

    def location(self, key: str, header: str = "") -> Location | None:
        """Where the text has it, in a header if that is given; nothing is parsed."""
        pieces = self._pieces.get(key)
        if not pieces:
            return None
        piece = told_by([piece for piece in pieces if piece.header == header] or pieces)
        return place_in(piece, declared_at(key, piece.code))

    def member_location(self, key: str, member: str) -> Location | None:
        if self._owners.get(member) == key:
            return self._enumerator_location(key, member)
        found = self._declared(key)
        if found is None or member not in found[0].member_lines:
            return None
        declared, piece = found
        return Location(piece.header, piece.line + declared.member_lines[member])

    def _enumerator_location(self, key: str, name: str) -> Location | None:
        for piece in self._pieces[key]:
            if piece is self._enumerator_pieces.get(name) or (name, key) in piece.enumerators:
                lines = lines_of_words(piece.code)
                if name in lines:
                    return Location(piece.header, piece.line + lines[name])
                return place_in(piece, enumerator_at(key, name, piece.code))
        return None

    def owner(self, enumerator: str) -> str | None:
        return self._owners.get(enumerator)

    def enumerators(self) -> dict[str, str]:
        return self._owners

    def macros(self) -> Iterable[str]:
        return (name for name, macro in self.macro_texts.items() if self._is_own(macro.header))

    def macros_mentioning(self, word: str) -> Iterable[str]:
        return self.unit.macros_mentioning(word)

    def macro(self, name: str) -> Macro | None:
        found = self._macros.get(name)
        if found is None and (text := self.macro_texts.get(name)) is not None:
            found = Macro(definition(text.parameters, "").parameters, text.body)
            self._macros[name] = found
        return found

    def macro_location(self, name: str) -> Location | None:
        macro = self.macro_texts.get(name)
        return Location(macro.header, macro.line) if macro else None

    def expression(self, name: str) -> x.Expression:
        if name not in self.expressions:
            self.expressions[name] = self._expression(name)
        return self.expressions[name]

    def _expression(self, name: str) -> x.Expression:
        macro = self.macro_texts.get(name)
        if macro is None:
            return x.Unevaluated(f"'{name}' is not defined")
        if _PLAIN_LITERAL.fullmatch(macro.body):
            return x.Literal(macro.body)
        if _LONE_WORD.fullmatch(macro.body) and (meant := self._meant(name)) is not None:
            return self.expression(meant)
        cost = self._costs.of_text(macro.body)
        if cost.is_list:
            return x.Unevaluated("a list, not a constant expression")
        return self._parsed_expression(lambda: self._expanded(name, macro.body, cost))

    def _meant(self, name: str) -> str | None:
        """Where a chain of ``#define A B`` ends: at a macro that says something else. None where
        that leads in a circle, or is no macro without parameters."""
        chain: dict[str, None] = {}
        end = name
        while end not in chain and end not in self._ends:
            chain[end] = None
            macro = self.macro_texts.get(end)
            if macro is None or macro.parameters is not None:
                return None
            end = macro.body if _LONE_WORD.fullmatch(macro.body) else end
            if end not in self.macro_texts:
                return None
        end = self._ends.get(end, end)
        self._ends.update(dict.fromkeys(chain, end))
        return end if end != name and self._costs.is_plain(end) else None

    def called(self, name: str, arguments: tuple[str, ...]) -> x.Expression:
        call = f"{name}({', '.join(arguments)})"
        return self._parsed_expression(
            lambda: self._affordable(name, call, self._costs.of_text(call))
        )

    def named_type(self, name: str) -> CType | None:
        macro = self.macro_texts.get(name)
        if macro is None or macro.parameters is not None:
            return None
        cost = self._costs.of_text(macro.body)
        found = self._parsed_expression(lambda: f"sizeof({self._expanded(name, macro.body, cost)})")
        if isinstance(found, x.SizeOf) and isinstance(found.operand, CType):
            return found.operand
        return None

    def _parsed_expression(self, expanded: Callable[[], str]) -> x.Expression:
        from headers.parse import parse_expression

        try:
            text = expanded()
        except (ExpansionError, RecursionError) as error:
            return x.Unevaluated(str(error) or TOO_DEEP)
        if not text:
            return x.Unevaluated("has no value")
        return parse_expression(text, self._used_typedefs(text, set()))

    def _expanded(self, name: str, body: str, cost: Cost) -> str:
        # #define A (A - 1), beside an enumerator A: its own name is not expanded again.
        is_in_itself = name in body and name in _WORD.findall(body)
        return self._affordable(name, name if is_in_itself else body, cost)

    def _affordable(self, name: str, text: str, cost: Cost) -> str:
        """The expansion of a text, if it is not too large.

        Raises:
            ExpansionError: it is.
        """
        if cost.depth > NESTING_LIMIT or is_too_deep(text):
            raise ExpansionError(TOO_DEEP)
        if cost.size > LARGE and (cost.size > LIMIT or name in self._unaffordable(name)):
            raise ExpansionError(f"with others of its header, expands to more than {LIMIT} tokens")
        return expand(text, self._definitions)

    def _unaffordable(self, name: str) -> set[str]:
        """The large macros of a macro's header that come behind too many others."""
        header = self.macro_texts[name].header
        if header not in self._refused:
            self._refused[header] = set()
            total = 0
            for other, macro in self.macro_texts.items():
                if (
                    macro.header == header
                    and (size := self._costs.of_text(macro.body).size) > LARGE
                ):
                    total += size if size <= LIMIT else 0
                    self._refused[header] |= {other} if total > LIMIT else set()
        return self._refused[header]

    def expanded(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Texts that are parsed as expressions, each with the typedef names in scope."""
        for name in self.to_expand():
            with contextlib.suppress(ExpansionError, RecursionError):
                body = self.macro_texts[name].body
                text = self._expanded(name, body, self._costs.of_text(body))
                yield text, self._used_typedefs(text, set())

    @functools.cached_property
    def _nameless(self) -> list[Piece]:
        """What declares no name: nobody can ask for that by one."""
        return [piece for piece in self._every if not piece.keys]

    def read(self, headers: Collection[str] | None = None) -> None:
        """Parse all that counts, so that all problems are met; or, with `headers`, what they
        declare, and all that declares no name."""
        pieces = self._nameless if headers is not None and not headers else self._every
        for piece in pieces:
            is_asked = headers is None or not piece.keys or piece.header in headers
            if is_asked and piece.header not in self.left_out:
                self._parse(piece)


def _shortened(text: str) -> str:
    """A line that can be read, whatever a header says."""
    return text if len(text) <= 300 else f"{text[:300]}…"


_LONE_WORD = re.compile(IDENTIFIER)
_PLAIN_LITERAL = re.compile(r"(?:0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*")


_RAW = {
    **dict.fromkeys(ADDRESS_SPACES, Definition(None, "")),
    PACKED: Definition(None, MEANING[PACKED]),
    ALIGNED: Definition(("n",), f"{MEANING[ALIGNED]}n)))"),
}
"""What only the kernel defines, where a header does not."""


class _Definitions(dict[str, Definition]):
    """Definitions for the expander, taken apart when they are first used."""

    def __init__(self, macros: Mapping[str, MacroText], around: Mapping[str, MacroText]) -> None:
        super().__init__()
        self._macros = macros
        self._around = around

    def __contains__(self, name: object) -> bool:
        return name in self._macros or name in self._around or name in _RAW

    def get(self, name: str, default: Definition | None = None) -> Definition | None:  # type: ignore[override]
        found = super().get(name)
        if found is None:
            macro = self._macros.get(name) or self._around.get(name)
            if macro is None:
                return _RAW.get(name, default)
            found = self[name] = definition(macro.parameters, macro.body)
        return found


def _is_complete(declaration: Declaration) -> bool:
    return getattr(declaration, "members", ()) is not None and (
        getattr(declaration, "enumerators", ()) is not None
    )
