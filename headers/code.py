"""The code of a declaration, without what a preprocessor has left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headers.gnu import PACK

_LINE_OF = re.compile(r'#(?:line)? (\d+) "')
_PACK_LINE = re.compile(r"#\ ?pragma\s+pack\s*\(")


def code_of(text: str, start: int, end: int, line: int, packs: Iterator[int]) -> str:
    """The code of a piece; the head of a function, whose body is left out, gets its ``;``.

    `packs` is what each ``#pragma pack`` in it leaves in force, which the code goes on to say.
    """
    code = text[start:end]
    if "#" in code:
        code = _without_directives(code, line, packs)
    return code if code.endswith(";") else f"{code.rstrip()};"


def _without_directives(code: str, line: int, packs: Iterator[int]) -> str:
    """Code without the directives in it, each line where its header has it.

    What ``#pragma pack`` says there is kept, as the records that end behind it are packed so.
    """
    kept: list[str] = []
    for text in code.split("\n"):
        marker = _LINE_OF.match(text)
        if marker:
            missing = int(marker[1]) - line - len(kept)
            kept += [""] * min(missing, 10_000)
        elif _PACK_LINE.match(text):
            kept.append(f'_Pragma("{PACK} {next(packs, 0)}")')
        else:
            kept.append("" if text.startswith("#") else text)
    return "\n".join(kept)
