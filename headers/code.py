"""The code of a declaration, without what a preprocessor has left in it."""

from __future__ import annotations

import re

_ATTRIBUTE = re.compile(r"\b__attribute(?:__)?\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)")
_LINE_OF = re.compile(r'#(?:line)? (\d+) "')


def code_of(text: str, start: int, end: int, line: int) -> str:
    """The code of a piece; the head of a function, whose body is left out, gets its ``;``."""
    code = text[start:end]
    if "#" in code:
        code = _without_directives(code, line)
    return code if code.endswith(";") else f"{code.rstrip()};"


def is_function(head: str) -> bool:
    """Whether a ``{`` after this text opens a function's body."""
    return _ATTRIBUTE.sub("", head).rstrip().endswith(")")


def _without_directives(code: str, line: int) -> str:
    """Code without the directives in it, each line where its header has it."""
    kept: list[str] = []
    for text in code.split("\n"):
        marker = _LINE_OF.match(text)
        if marker:
            missing = int(marker[1]) - line - len(kept)
            kept += [""] * min(missing, 10_000)
        else:
            kept.append("" if text.startswith("#") else text)
    return "\n".join(kept)
