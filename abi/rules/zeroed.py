"""Whether a header says that reserved bytes have to be zero, in the words of `abi.rules.said`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.rules.comments import about, beside
from abi.rules.said import asks_for_zero
from abi.rules.subject import MemberSubject, RecordSubject

_OTHERWISE = re.compile(
    r"\bignored?s?\b|\bwill\s+be\s+(?:set\s+to\s+)?(?:zero(?:ed)?|0)\b|\A\W*(?:is\s+|=\s*)?(?:zero|0)\W*\Z",
    re.IGNORECASE,
)
"""Words that are no demand and do tell a program what to write, or to find."""
_RESERVED = re.compile(r"\b(?:\w*reserved|\w*pad(?:ding)?|unused|rsvd)\w*", re.IGNORECASE)
_COMMENT = re.compile(r"/\*(.*?)(?:\*/|\Z)|//([^\n]*)", re.DOTALL)
_PARAGRAPH = re.compile(r"\n[\s*]*(?:\n|(?=@))")


def says_zero(text: str) -> bool:
    """Whether some words ask for zero, or say that nobody looks."""
    return asks_for_zero(text) or _OTHERWISE.search(text) is not None


def is_asked_for_zero(record: RecordSubject, member: MemberSubject) -> bool:
    """Whether the header says of a reserved member that it has to be zero: at the member, where
    its record is described, or in a paragraph there about what is reserved."""
    name = member.path.rpartition(".")[2]
    if "mbz" in name.lower() or any(map(says_zero, _comments(beside(member)))):
        return True
    return any(map(says_zero, _paragraphs_of(name, about(record))))


def _comments(text: str) -> Iterator[str]:
    """The comments of some lines, without the code."""
    return (block or line for block, line in _COMMENT.findall(text))


def _paragraphs_of(name: str, text: str) -> Iterator[str]:
    """Paragraphs of comments that name a member, or something reserved."""
    for comment in _comments(text):
        for part in _PARAGRAPH.split(comment):
            if re.search(rf"\b{re.escape(name)}\b", part) or _RESERVED.search(part):
                yield part
