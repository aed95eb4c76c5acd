"""The pcpp engine's process: takes the few options of ``cc -E -dD`` that are used here.

Run as a script by `headers.preprocess.engine`, never imported.
"""

from __future__ import annotations

import functools
import gc
import io
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import pcpp
from pcpp.parser import LexToken

_DEFINITION = re.compile(r"^[ \t]*#[ \t]*(define|undef)[ \t]+([^\n]*)", re.MULTILINE)
_SPACE = re.compile(
    r"""("(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')|[ \t\f\v]*(\#\#)|[ \t\f\v]+""", re.VERBOSE
)

_QUOTED = r"""(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')"""
_COMMENT = r"(?s:/\*.*?\*/)"
_PLAIN = rf"""(?:[^\n"'/\\]++|{_QUOTED}|/(?![*/]))*+"""
_END = rf"(?:[ \t]|{_COMMENT})*+(?:\n|\Z)"
_LINE = re.compile(
    rf"""(?!\Z)(?:
      (?P<blank>){_END}
    | [ \t]*+\#[ \t]*define[ \t]+(?P<constant>[A-Za-z_]\w*+(?:[ \t]{_PLAIN})?){_END}
    | (?P<text>[ \t]*+(?!\#){_PLAIN}){_END}
    | (?P<other>
        (?:[^\n"'/\\]++|(?s:{_QUOTED})|{_COMMENT}|//[^\n]*+|\\[ \t]*\n|[^\n])*+
      )(?:\n|\Z)
    )""",
    re.VERBOSE,
)
"""A line of a file, with those that a comment or a backslash joins to it.

pcpp gives back a `constant` and a `text` as they are; `other` lines, all
directives among them, it changes or has to understand.
"""
_NAME = re.compile(r"(?:0[xX][0-9a-fA-F]+|\d+)(?:[uU][lL]|[lL][uU]|[uUlL])?|([A-Za-z_]\w*)")
"""A number, or a name as pcpp's lexer finds it: in ``1LL`` there is an ``L``."""
_COUNTED = frozenset(("__LINE__", "__COUNTER__"))
"""What pcpp expands without a definition."""
_BREAK = re.compile(r"\r\n?|\n")
"""What ends a line to C; to `str.splitlines`, much else does."""
_READING = ("include_next", "import", "embed")
_AS_IS = "surrogateescape"
"""How to read and write what is no UTF-8: as compilers do, which pass all bytes on."""
_UNREAD = "unread"
"""The type of a token that is a whole line, or all that is behind a ``#define``."""

NESTED = 200
"""Files that may include each other in a row (GCC's -fmax-include-depth)."""
_SUFFIX = re.compile(r"[uUlL]+")


class _WithSuffixes:
    """pcpp's evaluator of ``#if``, to which ``1ULL`` is a number and a name, ``L``."""

    def __init__(self, evaluator: Any) -> None:
        self.evaluator = evaluator

    def __call__(self, tokens: list[Any], **names: Any) -> Any:
        asked = next((t.value for t in tokens if str(t.value).startswith("__has_")), None)
        if asked:
            raise SyntaxError(f"{asked} is not known to pcpp; use a compiler (--engine)")
        whole: list[Any] = []
        for token in tokens:
            previous = whole[-1] if whole else None
            if previous is None or previous.type != "CPP_INTEGER":
                whole.append(token)
            elif _SUFFIX.fullmatch(token.value):
                previous.value += token.value
            else:
                whole.append(token)
        for token in whole:
            if token.type == "CPP_INTEGER":
                token.value = _shortened(token.value)
        return self.evaluator(whole, **names)


def _shortened(text: str) -> str:
    """An integer with no suffix but ``U``, where it is unsigned in ``#if`` (C11 6.10.1p4)."""
    digits = text.rstrip("uUlL")
    number = int(digits, 8 if digits[0] == "0" and digits.isdigit() else 0)
    is_unsigned = "u" in text[len(digits) :].lower() or number >= 1 << 63
    return digits + ("U" if is_unsigned else "")


class _Guarded(dict[str, Any]):
    """Files that are not to be read again, with the macros that guard them."""

    def __init__(self) -> None:
        super().__init__()
        self._files: dict[str, set[str]] = {}

    def __setitem__(self, file: str, guard: Any) -> None:
        super().__setitem__(file, guard)
        self._files.setdefault(guard, set()).add(file)

    def forget(self, guard: str) -> None:
        """Read the files again that this macro guards."""
        for file in self._files.pop(guard, ()):
            self.pop(file, None)


class _Constant:
    """A macro without parameters, as `pcpp.parser.Macro`, that is read when it is expanded."""

    arglist = None

    def __init__(self, unread: Any, worker: Worker) -> None:
        self.name = _NAME.match(unread.value)[1]  # type: ignore[index]
        self.source, self.lineno = unread.source, unread.lineno
        self._text = unread.value
        self._worker = worker

    @functools.cached_property
    def value(self) -> list[Any]:
        text = self._text[len(self.name) :].strip(" \t")
        return self._worker.read(_token(_UNREAD, text, self.lineno, self.source))


class Worker(pcpp.Preprocessor):  # type: ignore[misc]
    """pcpp that reports like a compiler and keeps ``#define`` in its output.

    pcpp reads all lines token by token, though few lines of a header name a
    macro, and most macros are never expanded. Here a line, and what a macro
    stands for, is one token until there is need to read it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.line_directive = "#line"
        self.evaluator: Any = _WithSuffixes(self.evaluator)
        self.errors = 0
        self._depth = 0
        self._files = _files()
        self._lexer = self.lexer.clone()
        self.include_once: _Guarded = _Guarded()
        for name in ("__DATE__", "__TIME__", "__PCPP__"):
            self.undef(name)

    def include(self, *arguments: Any, **named: Any) -> Any:
        """The tokens of an included file; as deep as GCC goes, and no deeper."""
        self._depth += 1
        if self._depth > NESTED:
            raise RecursionError
        yield from super().include(*arguments, **named)
        self._depth -= 1

    def on_file_open(self, is_system_include: bool, includepath: str) -> Any:
        """A file of the run's own directory, or one that was scanned; others are not there."""
        status = os.stat(includepath)
        is_own = os.path.realpath(includepath).startswith(os.path.realpath(".") + os.sep)
        if not is_own and (status.st_dev, status.st_ino) not in self._files:
            raise FileNotFoundError(includepath)
        return open(includepath, encoding="utf-8-sig", errors=_AS_IS)

    def group_lines(self, input: str, abssource: str) -> Iterator[list[Any]]:
        """The tokens of each line, most of them one that is unread and a newline."""
        lines = _BREAK.split(input)
        text = "\n".join([line.rstrip() for line in (lines if lines[-1] else lines[:-1])])
        lineno = 1
        for found in _LINE.finditer(text):
            token = functools.partial(_token, lineno=lineno, source=abssource)
            line = []
            if found.lastgroup == "text":
                line = [token(_UNREAD, found["text"].rstrip(" \t"))]
            elif found.lastgroup == "constant":
                line = [token("CPP_POUND", "#"), token("CPP_ID", "define"), token("CPP_WS", " ")]
                line.append(token(_UNREAD, found["constant"].rstrip(" \t")))
            elif found.lastgroup == "other":
                line = self.read(token(_UNREAD, found["other"]))
            line.append(token("CPP_WS", "\n"))
            yield line
            lineno += found[0].count("\n")

    def read(self, unread: Any) -> list[Any]:
        """The tokens that an unread one is made of."""
        self._lexer.input(unread.value)
        self._lexer.lineno = unread.lineno
        tokens = []
        while token := self._lexer.token():
            token.source = unread.source
            tokens.append(token)
        return tokens

    def expand_macros(self, tokens: list[Any], expanding_from: Any = ()) -> list[Any]:
        """Expand, reading the lines that name a macro.

        Behind one that may call a macro all are read, as the arguments of the call may be there.
        """
        if expanding_from:  # the text of a macro, read already
            return super().expand_macros(tokens, expanding_from)  # type: ignore[no-any-return]
        read = []
        is_named = is_called = False
        for token in tokens:
            named = self._named(token)
            if named:
                is_named = True
                is_called = is_called or self._calls(named)
            if token.type == _UNREAD and (named or is_called):
                read += self.read(token)
            else:
                read.append(token)
        return super().expand_macros(read) if is_named else tokens

    def _named(self, token: Any) -> list[str]:
        """The macros that a token names."""
        if token.type == _UNREAD:
            names = _NAME.findall(token.value)
        else:
            names = [token.value] if token.type == "CPP_ID" else []
        return [name for name in names if name in self.macros or name in _COUNTED]

    def _calls(self, names: list[str]) -> bool:
        """Whether one of these macros, or of those that they expand to, has parameters."""
        todo, reached = list(names), set(names)
        while todo:
            macro = self.macros.get(todo.pop())
            if macro is None:
                continue
            if macro.arglist is not None:
                return True
            further = {token.value for token in macro.value} - reached
            reached |= further
            todo += further
        return False

    def define(self, tokens: Any) -> None:
        """Define a macro, without reading what a constant stands for."""
        if isinstance(tokens, str) or tokens[0].type != _UNREAD:
            super().define(tokens)
        else:
            constant = _Constant(tokens[0], self)
            self.macros[constant.name] = constant

    def undef(self, tokens: Any) -> None:
        """Forget a macro; a header that it guards is then read again, which pcpp would not do."""
        super().undef(tokens)
        self.include_once.forget(tokens if isinstance(tokens, str) else tokens[0].value)

    def on_directive_handle(
        self, directive: Any, toks: Any, ifpassthru: Any, precedingtoks: Any
    ) -> Any:
        super().on_directive_handle(directive, toks, ifpassthru, precedingtoks)
        # None passes the directive through as well as obeying it.
        return None if directive.value in ("define", "undef") else True

    def on_directive_unknown(
        self, directive: Any, toks: Any, ifpassthru: Any, precedingtoks: Any
    ) -> Any:
        if directive.value == "line":
            return True  # whatever it calls the file, that is not another one
        if directive.value in ("error", "warning"):
            if directive.value == "error":
                self.on_error(directive.source, directive.lineno, "".join(t.value for t in toks))
            return True
        if directive.value in _READING:
            why = f"#{directive.value} is not known to pcpp; use a compiler (--engine)"
            self.on_error(directive.source, directive.lineno, why)
            return True
        return None  # pass #pragma through

    def on_error(self, file: str, line: int, message: str) -> None:
        self.errors += 1
        print(f"{_named(file)}:{line}: error: {message.strip()}", file=sys.stderr)

    def on_include_not_found(self, *arguments: Any) -> Any:
        is_malformed, _, directory, name = arguments
        what = "malformed #include" if is_malformed else f"{name}: No such file or directory"
        print(f"{_named(self.source or directory)}:1: fatal error: {what}", file=sys.stderr)
        raise SystemExit(1)


def _named(path: str) -> str:
    """A file as compilers call it, by the search path."""
    return path.removeprefix(f"{os.getcwd()}/") if not path.endswith("driver.c") else path


def _files() -> set[tuple[int, ...]]:
    """Device and inode of the files that may be read."""
    with open("files", encoding="ascii") as lines:
        return {tuple(map(int, line.split())) for line in lines}


def _token(kind: str, value: str, lineno: int, source: str) -> Any:
    token = LexToken()
    token.type, token.value, token.lineno, token.source = kind, value, lineno, source
    return token


def _copied(token: Any) -> Any:
    """A copy of a token: pcpp makes 300,000 for a tree, by `copy.copy`, which is slow at it."""
    new = object.__new__(type(token))
    new.__dict__.update(token.__dict__)
    return new


def _as_gcc_writes(directive: re.Match[str]) -> str:
    """A definition from the first column on, each space in it one blank, and one before ``##``."""
    return f"#{directive[1]} {_SPACE.sub(_one_blank, directive[2]).strip()}"


def _one_blank(found: re.Match[str]) -> str:
    return found[1] or (" ##" if found[2] else " ")


def main(arguments: list[str]) -> int:
    """Preprocess one file to standard output; 1 when there were errors."""
    gc.disable()  # a million small values and hardly a circle; memory has a limit from outside
    worker = Worker()
    LexToken.__copy__ = _copied
    pcpp.preprocessor.trigraph = str  # off, as with -std=gnu11
    worker.rewrite_paths = []  # files of the search path are called by it, the driver is not
    source = ""
    for argument in arguments:
        if argument.startswith("-D"):
            worker.define(argument[2:].replace("=", " ", 1))
        elif argument.startswith("-I"):
            worker.add_path(argument[2:])
        else:
            source = argument
    sys.setrecursionlimit(40_000)
    with open(source, encoding="utf-8", errors=_AS_IS) as file:
        worker.parse(file.read(), source)
    text = io.StringIO()
    worker.write(text)
    sys.stdout.write(_DEFINITION.sub(_as_gcc_writes, text.getvalue()))
    sys.stdout.flush()
    return int(worker.errors > 0)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors=_AS_IS)  # type: ignore[union-attr]
    try:
        code = main(sys.argv[1:])
    except RecursionError:
        print("driver.c:0: fatal error: #include nested too deeply", file=sys.stderr)
        code = 1
    sys.stderr.flush()
    os._exit(code)
