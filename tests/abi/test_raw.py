"""The raw text of a header says what gcc and clang find in it, whatever is written to hide it."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from abi.raw import Raw, comments, quick
from abi.raw.directive import CONDITIONS
from tests.header_trees import UnavailableError, header_tree

COMPILERS = [c for c in ("gcc", "clang-22") if shutil.which(c)]
PARTS = (
    "/*", "*/", "//", "/", "*", "\n", "\n", "\n", "\\\n", "\\ \n", "\\\r\n", "\r", "\r\n", "#",
    "%:", "\n#", "\n# ", "\n%:", "#inc\\\nlude ", "include ", "include", "include<", "<a@.h>",
    ' "b@.h"', '"c@.h"', "import ", "include_next ", "define D@ ", "define E@ x", "undef D@\n", '"',
    "'", '\\"', "\\'", "\\\\", " ", "\t", "\f", "\v", "w@", "v@", "\n#error ", "\n#warning ",
    "\n#pragma x ", "\n#line 7 ", "\n#define F@ ", "<", ">", "L'", 'u8"', "??/\n", "$", "u@",
    "'/*'", '"//"', "/**/", "/***/", "/*/", "*\\\n/", "/\\\n*", "/\\\n/", "%\\\n:",
)  # fmt: skip
CONDITIONALS = (
    "\n#if 0\n", "\n#if 1\n", "\n#ifdef D@\n", "\n#else\n", "\n#endif\n", "\n#elif 1\n",
    "\n#ifndef F@\n", "\n#endif /* ", "\n#else // ",
)  # fmt: skip


def _texts(seed: int, count: int, parts: tuple[str, ...]) -> list[str]:
    choose = random.Random(seed)
    texts = ["".join(choose.choices(parts, k=choose.randint(1, 24))) for _ in range(count)]
    return [text.replace("@", f"_{number}_") for number, text in enumerate(texts)]


class Said:
    """What a compiler found: headers, macros and words of code, of all texts at once."""

    def __init__(self, compiler: str, texts: list[str], directory: Path) -> None:
        for number, text in enumerate(texts):
            (directory / f"{number}.c").write_bytes(text.encode())
            for name in "abc":
                (directory / f"{name}_{number}_.h").write_text("\n")
        options = ["-E", "-dD", "-H", "-undef", "-nostdinc", "-std=gnu11", "-w", "-I."]
        sources = [f"{number}.c" for number in range(len(texts))]
        done = subprocess.run(
            [compiler, *options, *sources], cwd=directory, capture_output=True, check=False
        )
        out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
        self.headers = set(re.findall(r"^\.+ (?:\./)?([abc]_\d+_\.h)$", err, re.MULTILINE))
        self.macros = set(re.findall(r"^#define ([DEF]_\d+_)", out, re.MULTILINE))
        code = re.sub(r"^#.*", "", out, flags=re.MULTILINE)
        self.words = set(re.findall(r"\b[wvu]_\d+_", code))


class Found:
    """The same, of the raw texts that compilers read alike."""

    def __init__(self, texts: list[str]) -> None:
        self.headers: set[str] = set()
        self.macros: set[str] = set()
        self.words: set[str] = set()
        self.left_out: set[str] = set()
        for number, text in enumerate(texts):
            raw = Raw(text)
            if raw.doubts() or any(
                not re.fullmatch(r"[abc]_\d+_\.h", i.name) for i in raw.includes
            ):
                self.left_out.add(f"_{number}_")
            self.headers.update(i.name for i in raw.includes)
            defined = (d.rest.split() for d in raw.directives if d.keyword == "define")
            self.macros.update(re.match(r"\w*", words[0])[0] for words in defined if words)
            self.words.update(re.findall(r"\b[wvu]_\d+_", " ".join(raw.pieces[::4])))


def _of_texts(names: set[str], left_out: set[str]) -> set[str]:
    return {n for n in names if not any(part in n for part in left_out) and re.search(r"_\d+_", n)}


def _differing(one: set[str], other: set[str], texts: list[str]) -> list[tuple[str, str]]:
    return [(n, texts[int(re.findall(r"_(\d+)_", n)[0])]) for n in sorted(one - other)]


@pytest.mark.oracle
@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("seed", range(2))
def test_texts_at_random(compiler: str, seed: int, tmp_path: Path) -> None:
    """Without conditions, compilers and scanner find the same; a third begins with a mark."""
    texts = _texts(seed, 300, PARTS)
    texts = [f"\ufeff{text}" if number % 3 == 0 else text for number, text in enumerate(texts)]
    said, found = Said(compiler, texts, tmp_path), Found(texts)
    for what in ("headers", "macros", "words"):
        theirs = _of_texts(getattr(said, what), found.left_out)
        ours = _of_texts(getattr(found, what), found.left_out)
        assert _differing(theirs, ours, texts) == _differing(ours, theirs, texts) == []


@pytest.mark.oracle
@pytest.mark.parametrize("compiler", COMPILERS)
def test_conditions_at_random(compiler: str, tmp_path: Path) -> None:
    """What a compiler reads under conditions, the scanner has seen."""
    texts = _texts(7, 300, PARTS + CONDITIONALS * 2)
    said, found = Said(compiler, texts, tmp_path), Found(texts)
    for what in ("headers", "macros", "words"):
        theirs = _of_texts(getattr(said, what), found.left_out)
        assert _differing(theirs, getattr(found, what), texts) == []


def test_the_quick_way_to_comments_is_the_slow_one() -> None:
    for seed in range(3):
        for text in _texts(seed, 10_000, PARTS):
            joined = Raw(text).lines.joined
            assert comments.parts(joined) == comments._with_care(joined), text


def test_the_quick_way_to_comments_in_a_whole_tree() -> None:
    try:
        tree = header_tree("7.2.0")
    except UnavailableError as error:
        pytest.skip(str(error))
    for path in tree.rglob("*.h"):
        joined = Raw(path.read_bytes().decode("latin-1")).lines.joined
        assert comments.parts(joined) == comments._with_care(joined), path


def test_the_quick_way_to_what_may_be_opened_is_the_slow_one() -> None:
    """Where nothing but includes is seen quickly, there is nothing else."""
    parts = (
        *PARTS,
        *CONDITIONALS,
        "\n#pragma GCC dependency ",
        "__has_include(<x.h>)",
        '_Pragma("',
    )
    known = 0
    for seed in range(3):
        for text in _texts(seed, 10_000, parts[::2] + ("\n#include <a@.h>",) * 4):
            found, raw = quick.only_includes(text), Raw(text)
            if found is None:
                continue
            known += 1
            others = (*raw.doubts(), *raw.probes, *raw.opening_pragmas())
            assert not others, text
            assert found == [(i.name, i.is_quoted, i.directive.line) for i in raw.includes], text
            assert all(d.keyword == "include" for d in raw.reading), text
    assert known > 3_000


def test_places_are_those_of_the_text() -> None:
    """A comment begins and ends, and a directive stands, where the text has it."""
    for text in _texts(3, 5_000, PARTS):
        raw = Raw(text)
        for start, end in raw.comments:
            spelled = re.sub(r"\\[ \t\v\f]*\r?\n", "", re.sub(r"\r(?!\n)", "\n", text[start:end]))
            assert spelled.startswith(("/*", "//")), text
        for found in raw.directives:
            (again, *_) = Raw(text[found.start : found.end]).directives
            assert (again.keyword, again.rest) == (found.keyword, found.rest), text


def test_the_quick_ways_to_directives_are_the_slow_one() -> None:
    """Their places alone, their keywords alone, and those of conditions with all around them."""
    seen = 0
    for seed in range(3):
        for text in _texts(seed, 5_000, PARTS + CONDITIONALS * 4):
            every, raw = Raw(text).directives, Raw(text)
            assert raw.spans == [(found.start, found.end) for found in every], text
            assert raw.keywords == [found.keyword for found in every], text
            turning = tuple(found for found in every if found.keyword in CONDITIONS)
            assert raw.turning == turning, text
            seen += len(turning) > 2
    assert seen > 1_000


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("int a;\n  # define X 1 /* c */\nint b;", [("define", 2, "  # define X 1 /* c */")]),
        ("/* a\n*/ #if 1 /*\n*/\n#el", [("if", 2, "/* a\n*/ #if 1 /*\n*/"), ("el", 4, "#el")]),
        ("#def\\\nine X\r#undef X\r\n", [("define", 1, "#def\\\nine X"), ("undef", 3, "#undef X")]),
    ],
)  # fmt: skip
def test_where_directives_stand(text: str, places: list[tuple[str, int, str]]) -> None:
    found = Raw(text).directives
    assert [(d.keyword, d.line, text[d.start : d.end].rstrip()) for d in found] == places


def test_a_definition_without_a_name_is_no_guard() -> None:
    """What compilers refuse defines nothing that a condition without a macro could ask for."""
    raw = Raw("#define\n#if 0\n#include <a.h>\n#endif\n")
    assert not raw.guard.is_defined
    (include,) = (found for found in raw.directives if found.keyword == "include")
    assert not raw.is_unconditional(include)


def test_conditions_around_a_directive() -> None:
    text = (
        "#if A\n#ifdef B\n#define X\n#elif C /* c */\n#define Y\n#else\n#define Z\n#endif\n#endif\n"
        "#define W"
    )
    around = {
        d.rest: [(c.keyword, c.text) for c in d.within.stack()] if d.within else []
        for d in Raw(text).directives
        if d.keyword == "define"
    }
    assert around == {
        "X": [("if", "A"), ("ifdef", "B")], "Y": [("if", "A"), ("elif", "C")],
        "Z": [("if", "A"), ("else", "")], "W": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        '#define S R"(\n"\n#include "a.h"\n)"', '#define S u8R"x(" /* )x"',
        'x \\\\\n\n#include "a.h"',
        '// \\\n\r#include "a.h"', '#error x /*\n#include "a.h"\n*/', "#warning /* never closed\n",
    ],
)  # fmt: skip
def test_what_compilers_do_not_read_alike(text: str) -> None:
    assert Raw(text).doubts()


@pytest.mark.parametrize(
    "text", ['#define S R"x(abc)x"', "#error x /* closed */", "#error don't /* x\n", "a \\\n b\r\n"]
)
def test_what_they_do(text: str) -> None:
    assert not Raw(text).doubts()
