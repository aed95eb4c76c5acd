"""Decisions in the comments of a header: ``/* uapi: allow RULE (why) */``.

The whole of it is ``uapi: allow RULE [NAME] [[TARGET,…]] [until DAY] (why)``.
With a NAME it is about that subject, wherever in the header the comment stands.
Else it is about the declaration that stands on the same line; where the comment
has its lines for itself, about the next declaration. A declaration reaches from
its first line to its last: a comment before a record is about all its members.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from abi.header import Header
from abi.raw.directive import CONDITIONS
from abi.rules.finding import Place
from abi.rules.suppress import Allow

_MARK = re.compile(r"\buapi:\s*allow\b")
_WORDS = re.compile(
    r"""\s+ (?P<rule>[\w-]+)
        (?:\s+ (?!until\b|\[|\() (?P<name>[^()\[\]]*?))?
        (?:\s* \[(?P<targets>[^\]]*)\])?
        (?:\s+ until\s+ (?P<until>\S+?))?
        \s* \((?P<reason>(?:[^()]|\([^()]*\))*)\)""",
    re.VERBOSE,
)


def in_header(header: Header, old: Header | None) -> Iterator[Allow]:
    """The decisions in a header's comments; `old` is the header before the change."""
    if "uapi:" not in header.text:
        return
    before = _written(old) if old else set()
    for line, last, text in _comments(header):
        for words in _decisions(text):
            yield _allow(header, words, line, last, is_new=words not in before)


def _written(header: Header) -> set[str]:
    return {words for *_, text in _comments(header) for words in _decisions(text)}


def _comments(header: Header) -> Iterator[tuple[int, int, str]]:
    """The first and the last line of each comment that could be one, and its text."""
    starts = [0, *(m.end() for m in re.finditer("\n", header.text))]
    for begin, end in header.comments:
        text = header.text[begin:end]
        if "uapi:" in text:
            first, last = (bisect.bisect_right(starts, at) for at in (begin, end))
            yield first, last, _plain(text)


def _plain(comment: str) -> str:
    """What a comment says, on one line."""
    text = comment.removeprefix("/*").removesuffix("*/").removeprefix("//")
    return " ".join(line.strip().removeprefix("*").strip() for line in text.split("\n"))


def _decisions(text: str) -> list[str]:
    """The words of each decision, after ``uapi: allow``."""
    marks = [*_MARK.finditer(text)]
    ends = [*(mark.start() for mark in marks), len(text)][1:]
    return [text[mark.end() : end].rstrip() for mark, end in zip(marks, ends, strict=False)]


def _allow(header: Header, words: str, first: int, last: int, *, is_new: bool) -> Allow:
    found = _WORDS.match(words)
    name = " ".join((found["name"] or "").split()) if found else ""
    targets = (found["targets"] or "") if found else ""
    return Allow(
        found["rule"] if found else "".join(words.split()[:1]), name or "*",
        found["reason"].strip() if found else "",
        f"{header.name}:{first}", Place(header.name, first, header.line(first)[:200]),
        tuple(filter(None, (t.strip() for t in targets.split(",")))),
        (found["until"] or "") if found else "", header.name,
        (0, 0) if name else _about(header, first, last), is_new=is_new,
    )  # fmt: skip


# Which lines a comment is about


def _about(header: Header, first: int, last: int) -> tuple[int, int]:
    """The declaration on the comment's line, or the next one; (0, 0) above all code."""
    code, directives = header.code_lines, _directives(header)
    declared = (n for n in range(last + 1, len(code) + 1) if _is_declared(n, code, directives))
    own = next((n for n in (first, last) if _has_code(code, n)), 0)
    if not own:
        following = next(declared, 0)
        is_set_off = following != last + 1
        if is_set_off and not any(_has_code(code, n) for n in range(1, first)):
            return 0, 0  # above all code, an empty line or a guard behind: about the header
        own = following
        if not own:
            return first, last
    start = _opening(code, own) if code[own - 1].lstrip().startswith("}") else own
    return start, directives[start][1] if start in directives else _end(code, start)


def _directives(header: Header) -> dict[int, tuple[str, int]]:
    """The keyword and the last line of each directive, by its first line."""
    line = header.raw.line_at
    return {line(d.start): (d.keyword, line(max(d.end - 1, 0))) for d in header.directives}


def _has_code(code: list[str], number: int) -> bool:
    return bool(code[number - 1].strip())


def _is_declared(number: int, code: list[str], directives: dict[int, tuple[str, int]]) -> bool:
    keyword, _ = directives.get(number, ("", 0))
    return _has_code(code, number) and keyword not in CONDITIONS


def _opening(code: list[str], number: int) -> int:
    """The first line of the declaration whose closing brace starts a line."""
    depth = 0
    for n in range(number, 0, -1):
        text = code[n - 1] if n < number else code[n - 1][: code[n - 1].index("}") + 1]
        depth += text.count("}") - text.count("{")
        if depth <= 0:
            is_alone = text.strip() == "{" and n > 1
            return n - 1 if is_alone else n
    return number


def _end(code: list[str], start: int) -> int:
    """The last line of the declaration that starts at a line."""
    depth = 0
    for n in range(start, len(code) + 1):
        for sign in code[n - 1]:
            depth += (sign in "{([") - (sign in "})]")
            if depth < 0 or (depth == 0 and sign in ";,"):
                return n
    return len(code)
