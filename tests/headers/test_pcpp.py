"""pcpp's output is the same whether or not it reads every line."""

from __future__ import annotations

import contextlib
import gc
import io
import sys
import tempfile
from pathlib import Path
from unittest import mock

import pcpp
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headers.preprocess import pcpp_worker

OURS = ("group_lines", "expand_macros", "define")


class Thorough(pcpp_worker.Worker):
    """Reads all, as pcpp does by itself."""

    for name in OURS:
        locals()[name] = getattr(pcpp.Preprocessor, name)


def preprocessed(text: str, worker: type[pcpp_worker.Worker]) -> tuple[str, str, str]:
    """Standard output, standard error, and how it ended."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(directory))
        Path("x.h").write_text(text, encoding="utf-8")
        Path("y.h").write_text("#ifndef Y\n#define Y\n#define Z A\n(y)\n#endif\n")
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(mock.patch.object(pcpp_worker, "Worker", worker))
        stack.enter_context(mock.patch.object(gc, "disable"))
        stack.enter_context(mock.patch.object(sys, "setrecursionlimit"))
        try:
            end = str(pcpp_worker.main(["-I.", "-DD(x)=x", "x.h"]))
        except (Exception, SystemExit) as error:
            end = repr(error)
    return out.getvalue(), err.getvalue().replace(directory, ""), end


def same(text: str) -> None:
    assert preprocessed(text, pcpp_worker.Worker) == preprocessed(text, Thorough)


CASES = {
    "arguments on more lines": "#define F(x, y) [x y]\nF(a,\n\n/* c */ b c,\nd\n) e\nf",
    "arguments on the next line": "#define F(x) [x]\nF\n\n/* c */\n(a\n)\n",
    "a constant that calls": "#define F(x) [x]\n#define A B\n#define B F\nA (a\nb) c\nB\n(a)\n",
    "a constant that begins a call": "#define F(x) [x]\n#define A F (\nA a\n)\nb\n",
    "a call that does not end": "#define F(x) [x]\n#define A 1\nF(a\nA\n#undef A\nA\n",
    "directives in arguments": "#define F(x) [x]\nF(a\n#if 0\nb\n#endif\nc\n#ifdef F\nd\n#endif\n)",
    "quotes": (
        '#define A 1\nA "A" \'A\' "\\"A" A\'s "A\nA L\'A\' "/* A */" A "// A" A\n\'/*\' A // "\n'
        '#define A 2 */\nA "A\\\n/*" A\n#define A 3 /**/\nA\n'
    ),
    "continued lines": '#define A 1\n#define S "a\\\nb"\nS "A\\\nA" A\\\n A // A\\\nA\nA\\\n',
    "comments": (
        "#define A 1 /* A\n */ /* A */\n/* A */ A /* A */ A\t/* A\n\n A */\n  /**/ /* */\nA /* A\n"
    ),
    "comments in directives": "/**/ # /**/ define /**/ A /**/ 1 /**/ 2\nA\n#define B/**/3\nB\n",
    "definitions": '#define\tA\n# define B \n #define C 1\t+  "  " ## 2 \n#define E+1\nA B C E\n',
    "suffixes": "#define L 1\n1L\n1LL\n1UL 0x1UL\n1ULL\n0x1ULL\nx1L x1LL\n1.5L\n",
    "counted": '__LINE__ __COUNTER__\n\nx __LINE__ "__LINE__"\n__COUNTER__\n__FILE__\n',
    "far away": "a\n" + "\n" * 9 + "b\n/*" + "\n" * 9 + "*/ c\n#if 0\n" + "d\n" * 9 + "#endif\ne\n",
    "included": (
        '#define A 1\n#include "y.h"\n#include <y.h>\nZ\n#undef Y\n#include "y.h"\nY\nZ D(A)'
    ),
    "errors": (
        "#error a  b\n#if 1 +\n#endif\n#else\n#define F(x, y) x\nF(1)\n#if 1\n#define G(1) 2\n"
    ),
    "no such file": "#define A <z.h>\na\n#include A\nb\n",
    "once": "#pragma once\n#pragma A  B\n# \n#foo\n",
}


@pytest.mark.parametrize("case", CASES)
def test_cases(case: str) -> None:
    same(CASES[case])


WORDS = (
    "A", "B", "F", "G", "L", "x", "1", "1ULL", "__LINE__", "(", ")", ",", "#", "##", " ", "\t",
    '"', "'", '"s"', "'c'", "\\", "\\\n", "/*", "*/", "//", "/* c */", "/* c\n */", ";", "\n",
    "\n\n", "\n#define A ", "\n#define B ", "\n#define F(x) ", "\n#define G(x, ...) ",
    "\n#undef A\n", "\n#if ", "\n#ifdef A\n", "\n#else\n", "\n#endif\n", '\n#include "y.h"\n',
    "\n#pragma ",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), min_size=5, max_size=60).map("".join))
@example("#define A (\nA\n/* c\n */F")
def test_anything(text: str) -> None:
    same(text)
