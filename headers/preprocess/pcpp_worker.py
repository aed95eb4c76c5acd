"""The pcpp engine's process: takes the few options of ``cc -E -dD`` that are used here.

Run as a script by `headers.preprocess.engine`, never imported.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import pcpp


class Worker(pcpp.Preprocessor):  # type: ignore[misc]
    """pcpp that reports like a compiler and keeps ``#define`` in its output."""

    def __init__(self) -> None:
        super().__init__()
        self.line_directive = "#line"
        self.rewrite_paths: list[
            Any
        ] = []  # paths as they are, not relative to the directory we run in
        self.errors = 0
        for name in ("__DATE__", "__TIME__", "__PCPP__"):
            self.undef(name)

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


def main(arguments: list[str]) -> int:
    """Preprocess one file to standard output; 1 when there were errors."""
    worker = Worker()
    source = ""
    for argument in arguments:
        if argument.startswith("-D"):
            worker.define(argument[2:].replace("=", " ", 1))
        elif argument.startswith("-I"):
            worker.add_path(argument[2:])
        else:
            source = argument
    worker.rewrite_paths = []  # paths as they are, not relative to the directory that we run in
    sys.setrecursionlimit(20_000)
    with open(source, encoding="utf-8") as file:
        worker.parse(file.read(), source)
    worker.write(sys.stdout)
    sys.stdout.flush()
    return int(worker.errors > 0)


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except RecursionError:
        print("driver.c:1: fatal error: #include nested too deeply", file=sys.stderr)
        code = 1
    sys.stderr.flush()
    os._exit(code)
