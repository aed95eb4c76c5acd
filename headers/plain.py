"""Plain declarations, read without a C parser.

Ninety-nine of a hundred declarations of kernel headers have the same few
forms: members, enumerators, a type and a name. These are read here, by
recursive descent over words; what is anything else (declarators in
parentheses, attributes in rare places, qualifiers behind a type, C++-isms,
errors) is left to `headers.grammar`. For what both read they must give the
same: tests hold them against each other on whole trees.
"""

from __future__ import annotations

import msgspec

from abi import expression as x
from abi.ctype import (
    Array,
    CType,
    Function,
    InlineRecord,
    Named,
    Parameter,
    Pointer,
    Scalar,
    unqualified,
)
from abi.declarations import (
    Declared,
    Enum,
    Enumerator,
    Member,
    Prototype,
    Record,
    RecordKind,
    Typedef,
    Variable,
)
from headers.constant import ConstantParser, NotSimpleError
from headers.gnu import LAYOUT_ATTRIBUTES, RESPELLED
from headers.words import words_in

_RECORDS: dict[str, RecordKind] = {"struct": "struct", "union": "union"}
_STORAGE = frozenset(("static", "extern", "inline"))


def parse_plain(text: str, typedefs: frozenset[str], pack: int) -> tuple[Declared, ...] | None:
    """The declarations of a piece, as `headers.grammar` gives them; None when it is not plain.

    Raises:
        TooDeepError: no parser is to read it.
    """
    parser = _Plain(text, typedefs, pack)
    try:
        parser.declaration()
    except (NotSimpleError, IndexError):
        return None
    return tuple(parser.found) if parser.at == len(parser.words) else None


class _Attributes(msgspec.Struct):
    packed: bool = False
    aligned: tuple[x.Expression, ...] = ()


class _Plain(ConstantParser):
    """One piece. `found` are its declarations, inner ones first."""

    def __init__(self, text: str, typedefs: frozenset[str], pack: int) -> None:
        words: list[str] = []
        self.lines: list[int] = []
        """The line of each word, from 0."""
        line = 0
        for word in words_in(text):
            if word != "\n":
                words.append(word)
                self.lines.append(line)
            if "\n" in word:
                line += word.count("\n")
        if not RESPELLED.keys().isdisjoint(words):
            words = [RESPELLED.get(word, word) for word in words]
            if not words[0]:  # __extension__ typedef …
                del words[0], self.lines[0]
        super().__init__(words, typedefs)
        self.pack = pack
        self.found: list[Declared] = []
        self.inner: dict[str, int] = {}
        """Lines of the members of the record without a tag that was read last."""

    def declaration(self) -> None:
        """``typedef … name;``, ``struct tag { … };``, ``enum { … };``, a function, an object."""
        if self.peek() == "typedef":
            self.at += 1
            self._typedef()
            return
        storage = self._storage()
        kind = self.peek()
        base = self.specifiers()
        if base is None:
            raise NotSimpleError
        if self.peek() != ";":
            self._object(base, storage)
            return
        self.at += 1
        if storage or isinstance(base, InlineRecord) or kind not in ("struct", "union", "enum"):
            raise NotSimpleError
        if "{" not in self.words:
            value = Enum(None) if kind == "enum" else Record(_RECORDS[kind], None)
            self.found.append(Declared(" ".join(self.words[:2]), value, self.lines[1]))

    def _storage(self) -> list[str]:
        start = self.at
        while self.peek() in _STORAGE:
            self.at += 1
        return self.words[start : self.at]

    def _object(self, base: CType, storage: list[str]) -> None:
        """``static inline int name(…);``, ``extern int name[];``, or one that is initialised."""
        at, ctype, name = self._declared_name(base)
        if self.peek() == "(":
            function = self._function(ctype)
            found = Declared(
                f"function {name}", Prototype(function, "inline" in storage), self.lines[at]
            )
        else:
            found = Declared(f"variable {name}", Variable(self._arrays(ctype)), self.lines[at])
        if self._attributes() != _Attributes():
            raise NotSimpleError
        if self.peek() == "=" and found.key.startswith("variable "):
            self.at += 1
            self._initializer()
        self.expect(";")
        self.found.append(found)

    def _declared_name(self, base: CType) -> tuple[int, CType, str]:
        """Which word it is, the type in front of it, the name."""
        ctype = self.pointers(base)
        return self.at, ctype, self._new_name()

    def _new_name(self) -> str:
        """A name that no type has."""
        if self.peek() in self.typedefs:
            raise NotSimpleError
        return self.name()

    def _function(self, returns: CType) -> Function:
        """After a function's name: its parameters."""
        found = self.listed(self._parameter)
        is_empty = [parameter.type for parameter in found] == [Scalar("void")]
        return Function(returns, () if is_empty else tuple(found))

    def _parameter(self) -> Parameter:
        ctype = self.pointers(self._base())
        name = "" if self.peek() in (",", ")", "[") else self._new_name()
        return Parameter(name, self._arrays(ctype))

    def _initializer(self) -> None:
        """A value, or values in braces; which they are is nothing to a declaration."""
        if self.peek() != "{":
            self.conditional()
            return
        self._enter()
        self.at += 1
        while self.peek() != "}":
            if self.peek() in (".", "["):
                raise NotSimpleError
            self._initializer()
            if self.peek() != "}":
                self.expect(",")
        self.at += 1
        self.depth -= 1

    def _typedef(self) -> None:
        self.inner = {}
        at, ctype, name = self._declared_name(self._base())
        ctype = self._arrays(ctype)
        self.expect(";")
        lines = self.inner if isinstance(ctype, InlineRecord) else {}
        self.found.append(Declared(f"typedef {name}", Typedef(ctype), self.lines[at], lines))

    def _base(self) -> CType:
        ctype = self.specifiers()
        if ctype is None or isinstance(unqualified(ctype), InlineRecord) != (
            isinstance(ctype, InlineRecord)
        ):
            raise NotSimpleError
        return ctype

    def tagged(self, kind: str) -> CType:
        """After ``struct``, ``union`` or ``enum``: a name, a body, or both."""
        start = self.at - (self.peek() == "{" or kind == "enum")
        tag = "" if self.peek() == "{" else self.name()
        if self.peek() != "{":
            return Named(f"{kind} {tag}")
        self.at += 1
        return (
            self._enum(tag, start) if kind == "enum" else self._record(_RECORDS[kind], tag, start)
        )

    def _enum(self, tag: str, start: int) -> CType:
        values: list[Enumerator] = []
        lines: dict[str, int] = {}
        while self.peek() != "}":
            lines[self.peek()] = self.lines[self.at]
            name = self._new_name()
            value = None
            if self.peek() == "=":
                self.at += 1
                value = self.conditional()
            values.append(Enumerator(name, value))
            if self.peek() != "}":
                self.expect(",")
        if not values:
            raise NotSimpleError
        self.at += 1
        key = f"enum {tag}" if tag else f"enum #{values[0].name}"
        if self.peek() == "__attribute__":
            raise NotSimpleError
        self.found.append(Declared(key, Enum(tuple(values)), self.lines[start], lines))
        return Named(key)

    def _record(self, kind: RecordKind, tag: str, start: int) -> CType:
        members: list[Member] = []
        lines: dict[str, int] = {}
        while self.peek() != "}":
            self._member(members, lines)
        self.at += 1
        own = self._attributes()
        record = Record(kind, tuple(members), own.packed, own.aligned, self.pack)
        if not tag:
            self.inner = lines
            return InlineRecord(record)
        self.found.append(Declared(f"{kind} {tag}", record, self.lines[start], lines))
        return Named(f"{kind} {tag}")

    def _member(self, members: list[Member], lines: dict[str, int]) -> None:
        """One member declaration, up to its ``;``."""
        self.inner = {}
        start = self.at
        base = self._base()
        inner = self.inner if isinstance(base, InlineRecord) else {}
        before = self._attributes()
        if self.peek() == ";":
            self.at += 1
            if isinstance(base, InlineRecord):
                members.append(Member(None, base, None, before.packed, before.aligned))
                self._lines(lines, "", inner)
            elif "{" not in self.words[start : self.at]:
                raise NotSimpleError
            return
        while True:
            self._declarator(base, before, members, lines, inner)
            sign = self.take()
            if sign == ";":
                return
            if sign != "," or before != _Attributes() or members[-1].aligned or members[-1].packed:
                raise NotSimpleError

    def _declarator(
        self,
        base: CType,
        before: _Attributes,
        members: list[Member],
        lines: dict[str, int],
        inner: dict[str, int],
    ) -> None:
        ctype = self.pointers(base)
        name = None
        if self.peek() != ":":
            line = self.lines[self.at]
            name = self.name()
            lines.setdefault(name, line)
            self._lines(lines, f"{name}.", inner)
            ctype = self._arrays(ctype)
        bits = None
        if self.peek() == ":":
            if inner or isinstance(ctype, Pointer):
                raise NotSimpleError
            self.at += 1
            bits = self.conditional()
        after = self._attributes()
        if before != _Attributes() and after != _Attributes():
            raise NotSimpleError
        packed, aligned = before.packed or after.packed, before.aligned + after.aligned
        members.append(Member(name, ctype, bits, packed, aligned))

    def _lines(self, lines: dict[str, int], prefix: str, inner: dict[str, int]) -> None:
        for member, line in inner.items():
            lines.setdefault(f"{prefix}{member}", line)

    def _arrays(self, ctype: CType) -> CType:
        bounds: list[x.Expression | None] = []
        while self.peek() == "[":
            self.at += 1
            if self.peek() == "*":
                raise NotSimpleError
            self.counted(len(bounds))
            bounds.append(None if self.peek() == "]" else self.conditional())
            self.expect("]")
        for bound in reversed(bounds):
            ctype = Array(ctype, bound)
        return ctype

    def _attributes(self) -> _Attributes:
        """``__attribute__((packed, aligned(n)))``, any number of them; others mean no layout."""
        found = _Attributes()
        while self.peek() == "__attribute__":
            self.at += 1
            self.expect("(")
            self.expect("(")
            while self.peek() != ")":
                self._attribute(found)
                if self.peek() != ")":
                    self.expect(",")
            self.at += 1
            self.expect(")")
        return found

    def _attribute(self, found: _Attributes) -> None:
        word = self.take().strip("_")
        if word == "packed":
            found.packed = True
        elif word == "aligned" and self.peek() == "(":
            self.at += 1
            if self.peek() == "*":
                raise NotSimpleError
            found.aligned += (self.conditional(),)
            self.expect(")")
        elif word in LAYOUT_ATTRIBUTES or not word.isidentifier() or self.peek() == "(":
            raise NotSimpleError
