"""Macro expansion (C11 6.10.3) of one macro's body, on demand.

The preprocessor expands what stands in declarations; a macro's own value is
wanted for a few of tens of thousands of macros, so it is expanded here, when
asked for, from the definitions that hold at the end of the translation unit.
The method is Dave Prosser's, with a hide set for each token.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from headers.words import IDENTIFIER, NESTING_LIMIT, TOKEN, TOO_DEEP

LIMIT = 100_000
"""Tokens that one expansion may produce; more is a macro made to be slow."""

_WORD = re.compile(IDENTIFIER)


class ExpansionError(Exception):
    """A macro that cannot be expanded; its text says why."""


class Definition(NamedTuple):
    """A macro; `parameters` is None when it is object-like."""

    parameters: tuple[str, ...] | None
    body: str
    is_variadic: bool = False


class _Token(NamedTuple):
    text: str
    hidden: frozenset[str]
    spaced: bool


_NONE: frozenset[str] = frozenset()
_PLACEMARKER = _Token("", _NONE, False)
"""What an empty argument is to ``##`` (C11 6.10.3.3p2)."""


def definition(parameters: str | None, body: str) -> Definition:
    """A definition from the text between the parentheses and the text after them."""
    if parameters is None:
        return Definition(None, body)
    names = tuple(filter(None, (name.strip() for name in parameters.split(","))))
    if names and names[-1].endswith("..."):
        last = names[-1].removesuffix("...").strip() or "__VA_ARGS__"
        return Definition((*names[:-1], last), body, is_variadic=True)
    return Definition(names, body)


def expand(text: str, definitions: Mapping[str, Definition]) -> str:
    """`text` with all macros expanded.

    Raises:
        ExpansionError: it grows past `LIMIT`, or a call is not finished.
    """
    if not _has_macro(text, definitions):
        return text
    call = _CALL.fullmatch(text)
    if call and (found := _as_others(call, definitions)) is not None:
        return found
    return _expanded(text, definitions)[0]


def _expanded(text: str, definitions: Mapping[str, Definition]) -> _Expanded:
    """`text` with all macros expanded, and what that rests on."""
    known = _EXPANDED.setdefault(text, [])
    for found in known:
        if all(definitions.get(name) == own for name, own in found[1].items()):
            return found
    asked: dict[str, Definition | None] = {}

    def find(name: str) -> Definition | None:
        if name not in asked and _WORD.match(name):
            asked[name] = definitions.get(name)
        return asked.get(name)

    known.append((_Expansion(find).text(text), asked))
    return known[-1]


def _as_others(call: re.Match[str], definitions: Mapping[str, Definition]) -> str | None:
    """A call's expansion by that of the same call with other arguments, if they are alike.

    Thousands of ioctls are `_IOW` or `_IOR` of a letter, a number and a type. Where no
    argument has a macro left in it after its own expansion, and none is pasted or
    made a string, calls differ in nothing but those words.
    """
    arguments = [expand(text, definitions) for text in call[2].split(",")]
    if any(not text or _has_macro(text, definitions) for text in arguments):
        return None
    stand_ins = [f"{_STAND_IN}{place}" for place in range(len(arguments))]
    template = f"{call[1]}({','.join(stand_ins)})"
    expanded, asked = _expanded(template, definitions)
    if any(found and "#" in found.body for found in asked.values()):
        return None
    spaced = [" ".join(token.text for token in _lex(text)) for text in arguments]
    return _IS_STAND_IN.sub(lambda found: spaced[int(found[1])], expanded)


def _has_macro(text: str, definitions: Mapping[str, Definition]) -> bool:
    return any(word in definitions for word in _WORD.findall(text))


_CALL = re.compile(rf"""\s*({IDENTIFIER})\s*\(([^()"#]+)\)\s*""")
_STAND_IN = "uapi_argument_"
_IS_STAND_IN = re.compile(rf"{_STAND_IN}(\d+)")
_Expanded = tuple[str, dict[str, Definition | None]]
_EXPANDED: dict[str, list[_Expanded]] = {}
"""Expansions so far, with the definitions that they rest on: nearly all targets and versions
say the same of nearly all words."""


@functools.lru_cache(maxsize=4096)
def _lexed(text: str) -> tuple[_Token, ...]:
    """The tokens of a body; a few macros, such as ``_IOC``, are in nearly every expansion."""
    return tuple(_lex(text))


def _lex(text: str, hidden: frozenset[str] = _NONE) -> list[_Token]:
    found, spaced = [], False
    for match in TOKEN.finditer(text):
        if match.lastgroup == "space":
            spaced = True
        else:
            found.append(_Token(match[0], hidden, spaced))
            spaced = False
    return found


class _Expansion:
    def __init__(self, find: Callable[[str], Definition | None]) -> None:
        self.find = find
        self.made = 0

    def text(self, text: str) -> str:
        return "".join(
            (" " if token.spaced or place else "") + token.text
            for place, token in enumerate(self.expand(_lex(text)))
        ).strip()

    def expand(self, tokens: list[_Token]) -> list[_Token]:
        if not any(self.find(token.text) for token in tokens):  # most arguments
            return tokens
        todo = tokens[::-1]
        done: list[_Token] = []
        while todo:
            token = todo.pop()
            macro = self.find(token.text)
            if macro is None or token.text in token.hidden:
                done.append(token)
            elif macro.parameters is None:
                self._count(1)
                hidden = _deeper(token.hidden, token.text)
                new = self._object(macro.body, hidden)
                todo += _spaced_as(token, new)[::-1]
            elif todo and todo[-1].text == "(":
                self._count(1)
                arguments, closing = self._arguments(token.text, todo)
                hidden = _deeper(token.hidden & closing, token.text)
                bound = self._bind(token.text, macro, arguments)
                body = _without_comma(list(_lexed(macro.body)), macro, bound)
                todo += _spaced_as(token, self._body(body, bound, hidden))[::-1]
            else:
                done.append(token)
        self._count(len(done))
        return done

    def _object(self, body: str, hidden: frozenset[str]) -> list[_Token]:
        """The replacement of an object-like macro."""
        tokens = _lexed(body)
        if "##" in body:
            return self._body(list(tokens), {}, hidden)
        return [_Token(token.text, hidden, token.spaced) for token in tokens]

    def _count(self, more: int) -> None:
        self.made += more
        if self.made > LIMIT:
            raise ExpansionError(f"expands to more than {LIMIT} tokens")

    def _arguments(
        self, name: str, todo: list[_Token]
    ) -> tuple[list[list[_Token]], frozenset[str]]:
        """Take the arguments of a call off `todo`; also the hide set of its ``)``."""
        todo.pop()
        arguments: list[list[_Token]] = [[]]
        depth = 0
        while todo:
            token = todo.pop()
            if token.text == ")" and depth == 0:
                return arguments, token.hidden
            depth += (token.text == "(") - (token.text == ")")
            if token.text == "," and depth == 0:
                arguments.append([])
            else:
                arguments[-1].append(token)
        raise ExpansionError(f"the call of {name}() is not finished")

    def _bind(
        self, name: str, macro: Definition, arguments: list[list[_Token]]
    ) -> dict[str, list[_Token]]:
        parameters = macro.parameters or ()
        if macro.is_variadic:
            fixed = len(parameters) - 1
            rest: list[_Token] = []
            for place, argument in enumerate(arguments[fixed:]):
                rest += ([_Token(",", _NONE, False)] if place else []) + argument
            arguments = [*arguments[:fixed], rest]
        if not parameters and arguments == [[]]:
            arguments = []
        if len(arguments) != len(parameters):
            raise ExpansionError(f"{name}() takes {len(parameters)} arguments")
        return dict(zip(parameters, arguments, strict=True))

    def _body(
        self, body: list[_Token], bound: dict[str, list[_Token]], hidden: frozenset[str]
    ) -> list[_Token]:
        """Substitute arguments, then ``#`` and ``##`` (C11 6.10.3.1 to 6.10.3.3)."""
        out: list[_Token] = []
        index, is_pasting = 0, False
        while index < len(body):
            token = body[index]
            following = body[index + 1].text if index + 1 < len(body) else ""
            if token.text == "##" and index:
                is_pasting = True
                index += 1
                continue
            if token.text == "#" and following in bound:
                new = [_Token(_stringize(bound[following]), _NONE, token.spaced)]
                index += 1
            elif token.text in bound:
                new = bound[token.text]
                if is_pasting or following == "##":
                    new = new or [_PLACEMARKER]
                else:
                    new = self.expand(new)
                new = _spaced_as(token, new)
            else:
                new = [token]
            if is_pasting:
                _paste(out, new)
                is_pasting = False
            else:
                out += new
            self._count(len(new))
            index += 1
        return [_Token(t.text, t.hidden | hidden, t.spaced) for t in out if t.text]


def _deeper(hidden: frozenset[str], name: str) -> frozenset[str]:
    """The names that are not expanded in the expansion of one."""
    if len(hidden) >= NESTING_LIMIT:
        raise ExpansionError(TOO_DEEP)
    return hidden | {name}


def _spaced_as(token: _Token, new: list[_Token]) -> list[_Token]:
    """What replaces a token has the white space that stood before it."""
    return [new[0]._replace(spaced=token.spaced), *new[1:]] if new else []


def _without_comma(
    body: list[_Token], macro: Definition, bound: dict[str, list[_Token]]
) -> list[_Token]:
    """GNU: ``, ## rest`` vanishes with its comma where there is no rest."""
    rest = macro.parameters[-1] if macro.is_variadic and macro.parameters else ""
    if not rest or bound[rest]:
        return body
    texts = [token.text for token in body]
    kept: list[_Token] = []
    while len(kept) < len(texts):
        at = len(kept)
        if texts[at : at + 3] == [",", "##", rest]:
            del texts[at : at + 3], body[at : at + 3]
        else:
            kept.append(body[at])
    return kept


def _paste(out: list[_Token], new: list[_Token]) -> None:
    left = out.pop() if out else _PLACEMARKER
    made = _lex(left.text + new[0].text, left.hidden & new[0].hidden) or [_PLACEMARKER]
    out += [*_spaced_as(left, made), *new[1:]]


def _stringize(argument: list[_Token]) -> str:
    text = ""
    for place, token in enumerate(argument):
        inside = token.text
        if inside[:1] in "\"'":
            inside = inside.replace("\\", "\\\\").replace('"', '\\"')
        text += (" " if token.spaced and place else "") + inside
    return f'"{text}"'
