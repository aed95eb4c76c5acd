"""The names that a piece of C declares, found without parsing it.

A surface has to know every name at once and to parse only what is asked for,
so this looks at tokens alone. What it finds is checked when the piece is parsed.
Nine of ten declarations match one expression; the others are walked, word by word
and once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headers.words import CLOSING, IDENTIFIER, OPENING, closings, words_in

_NAME = r"[A-Za-z_$][\w$]*+"
_ATTRIBUTE = re.compile(
    r"""__attribute(?<=\b__attribute)(?:__)?\s*+
    \(\((?:[^()"']++|\((?:[^()"']++|\([^()"']*+\))*+\))*+\)\)""",
    re.VERBOSE,
)
"""The engine looks for the word first, and only there for where it begins."""
_SIMPLE_TAG = re.compile(rf"(struct|union|enum)\s+({_NAME})\s*\{{")
_FLAT = re.compile(
    rf"""(typedef\s+)?(struct|union|enum)\b(?:\s+(?!enum\b)({_NAME}))?
    \s*+\{{\s*+({_NAME})?+[^{{}}]*+\}}\s*+(?(1)({_NAME})\s*+);""",
    re.VERBOSE,
)
"""A record or an enum without braces in it, and the name that a ``typedef`` of it declares."""
_PLAIN = re.compile(
    rf"""(typedef|static|extern)\s\s*+(?:({_NAME})[\s*]++)+({_NAME})
    \s*+(\((?!\s*\*)[^(){{}}\[\]=]*+\)\s*+)?;""",
    re.VERBOSE,
)
"""Words, the name and perhaps parameters: no pointer to a function, no second name."""
_ONLY_TAGS = re.compile(r"(?:struct|union)\b")
_IS_EASY = re.compile(r"""(?:[^"'=_e\[]++|e(?!num\b)|_(?!_attribute|Pragma)|\[(?!\[))*+\Z""")
"""Nothing that has to be walked: no enums, attributes, literals or values."""
_TAGGED_BODY = re.compile(rf"\b(struct|union)\s+({_NAME})\s*+\{{")
_ONE_ENUM = re.compile(rf"""\benum\b(?:\s+({_NAME}))?\s*+\{{([^{{}}'"\[\]]*+)\}}""")
"""An enum, and what stands in its braces, where that is words, signs and commas."""
_PARENTHESES = re.compile(r"\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*+\))*+\)")
_ENUMERATOR = re.compile(rf",\s*+({_NAME})")
_IS_NAME = re.compile(rf"{IDENTIFIER}\Z")
_TAGS = frozenset(("struct", "union", "enum"))
_BEFORE_GROUP = frozenset((
    "__attribute__", "__attribute", "asm", "__asm", "__asm__", "_Alignas", "_Pragma",
    "__declspec",
))  # fmt: skip
"""What says something of a declaration in the parentheses behind it."""
_TYPE_BEFORE_GROUP = frozenset((
    "typeof", "__typeof", "__typeof__", "typeof_unqual", "_Atomic", "_BitInt",
))  # fmt: skip
"""What says a type in the parentheses behind it."""
_SAYS_NO_TYPE = frozenset((
    "const", "volatile", "restrict", "__const", "__const__", "__volatile", "__volatile__",
    "__restrict", "__restrict__", "extern", "static", "typedef", "inline", "__inline",
    "__inline__", "register", "_Noreturn", "auto", "_Thread_local", "__thread",
    "__extension__", "_Atomic",
))  # fmt: skip
_NO_DECLARATION = frozenset(("_Static_assert", "static_assert"))
TYPE_WORDS = _TAGS | frozenset((
    "char", "short", "int", "long", "signed", "unsigned", "float", "double", "void", "_Bool",
    "__signed__", "__signed", "__int128", "_Complex", "__complex__", "_Float32", "_Float64",
    "_Float32x", "_Float64x", "_Decimal32", "_Decimal64", "_Decimal128", "const", "volatile",
    "extern", "static", "inline", "__inline__", "__inline", "_Noreturn", "register",
))  # fmt: skip
"""Words that stand in a declaration beside the name that it declares."""

COMPILER_TYPES = frozenset((
    "__int128_t", "__uint128_t", "__builtin_va_list", "_Float16", "__float128", "_Float128",
    "_Float32", "_Float64", "_Float32x", "_Decimal32", "_Decimal64", "_Decimal128",
))  # fmt: skip
"""Types that the compiler knows without a declaration."""


def keys_of(text: str) -> tuple[str, ...]:
    """Keys of what a top-level declaration declares, nested tags included."""
    simple = _SIMPLE_TAG.match(text)
    if simple and text.endswith("};") and text.count("{") == 1:
        return (f"{simple[1]} {simple[2]}",)  # most declarations of kernel headers
    if "__attribute" in text:
        text = _ATTRIBUTE.sub(" ", text)
    return _keys_of_common(text) or _keys_of_any(text)


def _keys_of_common(text: str) -> tuple[str, ...]:
    """What `_keys_of_any` says, at once, of the forms of most declarations; () of all others."""
    if "__attribute" in text or "[[" in text or "_Pragma" in text:
        return ()
    flat = _FLAT.fullmatch(text)
    if flat:
        _, kind, tag, first, name = flat.groups()
        own = f"{kind} {tag}" if tag else f"enum #{first}" if kind == "enum" and first else ""
        declared = f"typedef {name}" if name and name not in TYPE_WORDS else ""
        return tuple(filter(None, (own, declared)))
    plain = _PLAIN.fullmatch(text)
    if plain and plain[3] not in TYPE_WORDS and plain[2] not in _TAGS:
        kind = "typedef" if plain[1] == "typedef" else "function" if plain[4] else "variable"
        return (f"{kind} {plain[3]}",)
    return ()


def _keys_of_any(text: str) -> tuple[str, ...]:
    """Keys of a declaration in any form."""
    if _ONLY_TAGS.match(text) and text.rstrip("; \n").endswith("}") and _IS_EASY.match(text):
        return tuple(dict.fromkeys(f"{kind} {tag}" for kind, tag in _TAGGED_BODY.findall(text)))
    walk = _Walk(text)
    tags = walk.tags()
    tagged = [f"{kind} {tag}" for kind, tag, _ in tags if tag]
    untagged = [f"enum #{names[0]}" for _, tag, names in tags if not tag and names]
    return tuple(dict.fromkeys((*tagged, *untagged, *walk.declared())))


def enumerators_of(text: str) -> list[tuple[str, str]]:
    """Every enumerator of a declaration with the key of its enum."""
    if "__attribute" in text:
        text = _ATTRIBUTE.sub(" ", text)
    one = _ONE_ENUM.search(text) if text.count("{") == 1 else None
    body = _PARENTHESES.sub("", one[2]) if one else "("
    if one and "(" not in body:
        found = [(one[1], _ENUMERATOR.findall(f",{body}"))]
    else:
        found = [(tag, names) for kind, tag, names in _Walk(text).tags() if kind == "enum"]
    keyed = (
        (f"enum {tag}" if tag else f"enum #{names[0]}", names) for tag, names in found if names
    )
    return [(name, key) for key, names in keyed for name in names]


def declared_at(key: str, text: str) -> int:
    """Where a declaration's text declares a key: the tag or its ``enum``, or the declared name."""
    kind, _, name = key.partition(" ")
    if name.startswith("#"):
        return text.rfind("enum", 0, next(_words(text, name[1:]), 0))
    if kind not in ("struct", "union", "enum"):
        return max(_words(text, name), default=-1)
    first = -1
    for place in _words(text, name):
        before = text[:place].rstrip()
        if before.endswith(kind):
            at = len(before) - len(kind)
            if text[place + len(name) :].lstrip().startswith(("{", ":")):
                return at
            first = first if first >= 0 else at
    return first


def enumerator_at(key: str, name: str, text: str) -> int:
    """Where an enum's text has an enumerator: behind the brace that opens it."""
    start = text.find("{", max(declared_at(key, text), 0))
    return next(_words(text, name, start), -1)


def _words(text: str, word: str, start: int = 0) -> Iterator[int]:
    """Where a text has a word and not only a part of a longer one."""
    place = text.find(word, start)
    while place >= 0:
        end = place + len(word)
        if not _is_in_word(text[place - 1 : place]) and not _is_in_word(text[end : end + 1]):
            yield place
        place = text.find(word, end)


def _is_in_word(sign: str) -> bool:
    return sign.isalnum() or sign in ("_", "$")


class _Walk:
    """The words of a declaration, without what only says something of it."""

    def __init__(self, text: str) -> None:
        self.words = _without_attributes([word for word in words_in(text) if word != "\n"])
        self.closing = closings(self.words)
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.words[place] if place < len(self.words) else ""

    def tags(self) -> list[tuple[str, str, list[str]]]:
        """Kind, tag and enumerators of what has a body, wherever it stands."""
        found = []
        for place, word in enumerate(self.words):
            if word in _TAGS:
                tag, body = self._head(place)
                if body:
                    names = self._enumerators(body) if word == "enum" else []
                    found.append((word, tag, names))
        return found

    def _head(self, place: int) -> tuple[str, int]:
        """The tag behind a ``struct``, ``union`` or ``enum``, and where its body begins, or 0."""
        self.at = place + 1
        tag = self.peek() if _is_name(self.peek()) and self.peek() not in _TAGS else ""
        self.at += bool(tag)
        if self.words[place] == "enum" and self.peek() == ":":
            after = self.at + 1
            while after < len(self.words) and _is_name(self.words[after]):
                after += 1
            self.at = after if self.words[after : after + 1] == ["{"] else self.at
        return tag, self.at if self.peek() == "{" else 0

    def _enumerators(self, body: int) -> list[str]:
        """The words behind the commas of an enum's body."""
        found, place, end = [], body + 1, self.closing[body]
        if place >= end or not _is_name(self.words[place]):
            return []
        is_new = True
        while place < end:
            word = self.words[place]
            if is_new and _is_name(word):
                found.append(word)
            is_new = word == ","
            place = self.closing.get(place, place) + 1
        return found

    def declared(self) -> list[str]:
        """Keys of typedefs, functions and objects; of a tag that is only declared, too."""
        if self.words and self.words[0] in _NO_DECLARATION:
            return []
        self.at = 0
        is_typedef, forward = self._specifiers()
        if self.peek() in (";", ""):
            return [forward] if forward else []
        keys = []
        while self.peek() not in (";", ""):
            name, is_function = self._declarator()
            if name:
                kind = "typedef" if is_typedef else "function" if is_function else "variable"
                keys.append(f"{kind} {name}")
            self._to_next()
        return keys

    def _specifiers(self) -> tuple[bool, str]:
        """Go behind them; whether one is ``typedef``, and the key of a tag, if that is all."""
        start, is_typedef, has_type, forward = self.at, False, False, ""
        while _is_name(word := self.peek()):
            if word in _TAGS:
                tag, body = self._head(self.at)
                forward = f"{word} {tag}" if tag and not body and not has_type else ""
                self.at = self.closing[body] + 1 if body else self.at
            elif word in _TYPE_BEFORE_GROUP and self.peek(1) == "(":
                self.at = self.closing[self.at + 1] + 1
                has_type = True
            elif has_type and self._is_declared():
                break
            elif not has_type and word not in _SPECIFIERS and self.peek(1) in _ENDS:
                if start == self.at and self._is_call():
                    self.at = len(self.words)
                self.at += start == self.at or is_typedef  # a lone word declares nothing
                break
            else:
                self.at += 1
            has_type = has_type or word not in _SAYS_NO_TYPE
            is_typedef = is_typedef or word == "typedef"
        return is_typedef, forward

    def _is_call(self) -> bool:
        """Whether ``word(…)`` is a macro's that nobody defined, and no type and a declarator."""
        if self.peek(1) != "(" or self.peek(2) in ("*", "("):
            return False
        behind = self.closing[self.at + 1] + 1
        return self.words[behind : behind + 1] not in (["("], ["["])

    def _is_declared(self) -> bool:
        """Whether the word that stands here, behind a type, is a name and not part of the type, or
        a macro that nobody defined."""
        after = self.peek(1)
        return self.peek() not in _SPECIFIERS and after != "*" and not _is_name(after)

    def _declarator(self) -> tuple[str, bool]:
        """The declared name, and whether a function is declared; goes no further than the name."""
        groups: list[tuple[int, bool]] = []
        """Parentheses that are open, and whether a star stands in them."""
        while (word := self.peek()) and word not in (",", ";", "="):
            if word == "(":
                groups.append((self.closing[self.at], False))
            elif word == "*" and groups:
                groups[-1] = groups[-1][0], True
            elif _is_name(word) and word not in _SPECIFIERS and self._is_declared():
                return word, self._is_function(groups)
            elif word in OPENING or word in CLOSING:
                return "", False
            self.at += 1
        return "", False

    def _is_function(self, groups: list[tuple[int, bool]]) -> bool:
        """Whether parameters stand behind a name, or behind parentheses around nothing but it."""
        behind = self.at + 1
        while groups and not groups[-1][1] and groups[-1][0] == behind:
            behind = groups.pop()[0] + 1
        return self.words[behind : behind + 1] == ["("]

    def _to_next(self) -> None:
        """Go behind the comma that ends a declarator, or to the end."""
        while (word := self.peek()) not in ("", ";", ","):
            self.at = self.closing.get(self.at, self.at) + 1 if word in OPENING else self.at + 1
        self.at += word == ","


def _is_name(word: str) -> bool:
    return _IS_NAME.match(word) is not None


def _without_attributes(words: list[str]) -> list[str]:
    """The words without attributes and the like, and what they say."""
    if _BEFORE_GROUP.isdisjoint(words) and "[" not in words:
        return words
    closing = closings(words)
    kept, place = [], 0
    while place < len(words):
        group = place
        if words[place] in _BEFORE_GROUP and words[place + 1 : place + 2] == ["("]:
            group = closing[place + 1]
        elif words[place : place + 2] == ["[", "["]:
            group = closing[place]
        if group == place:
            kept.append(words[place])
        place = group + 1
    return kept


_ENDS = frozenset((";", ",", "[", "=", "(", ")", ":", ""))
_SPECIFIERS = TYPE_WORDS | _SAYS_NO_TYPE | {"typeof", "__typeof__", "__typeof"}
