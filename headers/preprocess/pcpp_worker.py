"""The pcpp engine's process: takes the few options of ``cc -E -dD`` that are used here.

Run as a script by `headers.preprocess.engine`, never imported.
"""

from __future__ import annotations

import gc
import io
import os
import re
import sys
from typing import Any

import pcpp

_DEFINITION = re.compile(r"^[ \t]*#[ \t]*(define|undef)[ \t]+([^\n]*)", re.MULTILINE)
_SPACE = re.compile(
    r"""("(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')|[ \t\f\v]*(\#\#)|[ \t\f\v]+""", re.VERBOSE
)


NESTED = 200
"""Files that may include each other in a row (GCC's -fmax-include-depth)."""
_SUFFIX = re.compile(r"[uUlL]+")


class _WithSuffixes:
    """pcpp's evaluator of ``#if``, to which ``1ULL`` is a number and a name, ``L``."""

    def __init__(self, evaluator: Any) -> None:
        self.evaluator = evaluator

    def __call__(self, tokens: list[Any], **names: Any) -> Any:
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


class Worker(pcpp.Preprocessor):  # type: ignore[misc]
    """pcpp that reports like a compiler and keeps ``#define`` in its output."""

    def __init__(self) -> None:
        super().__init__()
        self.line_directive = "#line"
        self.evaluator: Any = _WithSuffixes(self.evaluator)
        self.errors = 0
        self._depth = 0
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
        if directive.value in ("error", "warning"):
            if directive.value == "error":
                self.on_error(directive.source, directive.lineno, "".join(t.value for t in toks))
            return True
        return None  # pass #pragma through

    def on_error(self, file: str, line: int, message: str) -> None:
        self.errors += 1
        print(f"{file}:{line}: error: {message.strip()}", file=sys.stderr)

    def on_include_not_found(self, *arguments: Any) -> Any:
        is_malformed, _, directory, name = arguments
        what = "malformed #include" if is_malformed else f"{name}: No such file or directory"
        print(f"{self.source or directory}:1: fatal error: {what}", file=sys.stderr)
        raise SystemExit(1)


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
    type(worker.tokenize("1")[0]).__copy__ = _copied
    worker.rewrite_paths = []  # files of the search path are called by it, the driver is not
    source = ""
    for argument in arguments:
        if argument.startswith("-D"):
            worker.define(argument[2:].replace("=", " ", 1))
        elif argument.startswith("-I"):
            worker.add_path(argument[2:])
        else:
            source = argument
    sys.setrecursionlimit(20_000)
    with open(source, encoding="utf-8") as file:
        worker.parse(file.read(), source)
    text = io.StringIO()
    worker.write(text)
    sys.stdout.write(_DEFINITION.sub(_as_gcc_writes, text.getvalue()))
    sys.stdout.flush()
    return int(worker.errors > 0)


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except RecursionError:
        print("driver.c:0: fatal error: #include nested too deeply", file=sys.stderr)
        code = 1
    sys.stderr.flush()
    os._exit(code)
