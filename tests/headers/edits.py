"""Edits of headers, such as people make, and worse."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from abi.target import TARGETS
from headers import partition, read, split
from headers.cache import Cache
from headers.load import Reader
from headers.preprocess.engine import choose_engine
from headers.sources.tree import Tree


def reader_of(tree: Tree, cache: Cache | None = None) -> Reader:
    """A reader for x86_64 that remembers nothing, unless there is a cache."""
    return Reader(tree, TARGETS["x86_64"], choose_engine(), cache or Cache(enabled=False))


def forget() -> None:
    """Forget what this process has read."""
    for memory in (split.KNOWN, read.PARTS, partition.KNOWN):
        memory.clear()


Edit = Callable[[list[str], random.Random], list[str]]


def insert(*lines: str) -> Edit:
    """Lines more, somewhere; WORD is a word of the header."""

    def edit(text: list[str], choice: random.Random) -> list[str]:
        words = [word for line in text for word in re.findall(r"\b[A-Za-z_]\w{3,}", line)]
        where = choice.randrange(len(text) + 1)
        made = [line.replace("WORD", choice.choice(words or ["WORD"])) for line in lines]
        return [*text[:where], *made, *text[where:]]

    return edit


def _replace(pattern: str, by: str) -> Edit:
    def edit(text: list[str], choice: random.Random) -> list[str]:
        places = [n for n, line in enumerate(text) if re.search(pattern, line)]
        if places:
            place = choice.choice(places)
            text[place] = re.sub(pattern, by, text[place], count=1)
        return text

    return edit


EDITS: dict[str, Edit] = {
    "a macro more": insert("#define UAPI_TEST 1"),
    "a macro that has another meaning": insert("#define WORD 7"),
    "a macro that is gone": insert("#undef WORD"),
    "a switch": insert("#ifdef WORD", "struct uapi_switched { int a; };", "#endif"),
    "an include": insert("#include <linux/if.h>"),
    "an include less": _replace(r"^#include.*", ""),
    "another value": _replace(r"^(#define\s+\w+\s+).*", r"\1 0x77"),
    "another type": _replace(r"\b__u32\b", "__u64"),
    "a member less": _replace(r"^\s+__u\d+\s+\w+;", ""),
    "a struct": insert("struct uapi_test { struct WORD *next; WORD x; };"),
    "an enum": insert("enum uapi_test { UAPI_TEST_A, WORD };"),
    "packed from here on": insert("#pragma pack(1)"),
    "a comment": insert("/* WORD */"),
    "broken": insert("struct {"),
    "a condition less": _replace(r"^#if.*", "#if 0"),
    "an end less": _replace(r"^};", ""),
}
