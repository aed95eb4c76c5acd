"""A rule's page in a terminal: the Markdown that pages use, as text within a width."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from reports.formats.visible import plain, visible
from reports.style import Style

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_STRESSED = re.compile(r"(?<![\w*])\*(\w(?:[^*]*\w)?)\*(?![\w*])")
_ITEM = re.compile(r"(\s*)([*+-]|\d+\.)\s+")
_BLOCK = re.compile(r"^```.*?^```\s*?$|(?:^(?!```)[^\n]*\S[^\n]*$\n?)+", re.MULTILINE | re.DOTALL)


def render(markdown: str, style: Style) -> str:
    """The whole page."""
    blocks = ["\n".join(_block(match[0].rstrip("\n"), style)) for match in _blocks(markdown)]
    return style.finish("\n\n".join(blocks) + "\n")


def _blocks(markdown: str) -> Iterator[re.Match[str]]:
    return _BLOCK.finditer(re.sub(r"^(#+ [^\n]*)\n(?=[^\n])", r"\1\n\n", markdown, flags=re.M))


def _block(text: str, style: Style) -> Iterator[str]:
    if text.startswith("```"):
        yield from _code(text, style)
    elif text.startswith("#"):
        yield style.paint(text.lstrip("#").strip(), "strong")
    elif text.lstrip().startswith("|"):
        yield from (f"  {plain(line)}" for line in text.split("\n"))
    else:
        for part in _parts(text):
            yield from _wrapped(part, style)


def _code(text: str, style: Style) -> Iterator[str]:
    """A code block, indented, with what its fence says of it (``old``, ``new``) above."""
    fence, *lines = text.split("\n")
    language, _, about = fence.removeprefix("```").strip().partition(" ")
    title = f"{language} on {about}" if language == "findings" else about
    if title:
        yield style.paint(f"  {title}:", "faint")
    yield from (f"    {visible(line)}".rstrip() for line in lines[:-1])


def _parts(text: str) -> Iterator[str]:
    """A paragraph, or the items of a list, each on a line."""
    part: list[str] = []
    for line in text.split("\n"):
        if _ITEM.match(line) and part:
            yield " ".join(part)
            part = []
        part.append(line if _ITEM.match(line) else line.strip())
    yield " ".join(part)


def _wrapped(text: str, style: Style) -> list[str]:
    item = _ITEM.match(text)
    indent = " " * len(item[0]) if item else ""
    words = _STRESSED.sub(r"\1", _LINK.sub(r"\1 (\2)", plain(text)).replace("**", ""))
    return textwrap.wrap(
        words, style.width, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
