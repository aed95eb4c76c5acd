"""What a header's comments say of a member: its own words, not those of its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abi.header import Header
from abi.surface import Surface
from abi.untagged import outermost, written

_ZERO = re.compile(
    r"\bMBZ\b|\b(?:must|should|shall)\s+zero\b|\bmust\s+be\s+clear(?:ed)?\b|"
    r"\b(?:set|initiali[sz]e|clear)\s+(?:(?:it|them|this)\s+)?to\s+(?:zero|0)\b|"
    r"\b(?:must|should|shall|has\s+to|have\s+to|needs?\s+to|to)\s+(?:(?:all|always|both)\s+)?"
    r"be\s+(?:all\s+)?(?:(?:set|initiali[sz]ed|cleared|equal)\s+(?:to|with)\s+|filled\s+with\s+)?"
    r"(?:zero(?:e?d|e?s)?(?:\s+out)?|0s?)\b(?![.x]?\w)",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\?|\bnot\s+(?:to\s+)?(?:be|have|need|required|necessarily)\b|n't\b|zero-\w+ated|"
    r"\b(?:never|unless|except|if|when(?!\s+writ)|since|until|on\s+output)\b|"
    r"\b(?:low|lower|high|upper|top|bottom|least|most|\d+)\s+(?:\d+\s+)?(?:significant\s+)?"
    r"(?:bits?|bytes?)\b|\b(?:zero|0)\s+or\b|\bnot\s+(?:checked|enforced|verified)\b|"
    r"\bbefore\s+(?:v?\d|version|linux|kernel)|\bwas\s+required\b|"
    r"\bby\s+(?:the\s+)?(?:kernel|driver|device|KVM|firmware|hardware)\b",
    re.IGNORECASE,
)
"""Words by which a sentence asks for zero in some cases only, of a part only, of the other side,
or not at all."""
_WRITTEN = re.compile(
    r"^\W*(?:out(?:put)?\s*(?:[:;,.)\]-]|\W*\Z)|R:|returned\b)|\[out\]|\(out\)|"
    r"\b(?:set|filled(?:\s+(?:in|out))?|written|returned|provided|reported)\s+"
    r"(?:(?:in|out)\s+)?by\s+(?:the\s+)?(?:kernel|driver|device|KVM|firmware|hardware)\b",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"\A\W*(in(?:put)?|out(?:put)?|in\s*/\s*out|inout)s?\b[\s\w:]{0,24}\W*\Z", re.I
)


def asks_for_zero(text: str) -> bool:
    """Whether words demand that programs write zero: "must be zeroed", "should be set to 0". That
    something starts at 0, or is 0 by default, is no demand."""
    sentences = re.split(r"(?<=[.;?])\s", _in_one_line(text))
    return any(_ZERO.search(one) and not _HEDGED.search(one) for one in sentences)


_OF_FILLERS = re.compile(
    r"\b(?:padd\w*|pads?(?=\s+(?:to|for|out|the|up)\b)|align\w*|reserv\w*|rsvd|unused|used|zero\w*|mbz"
    r"|must|should|fill\w*|holes?|spare|future|later|expan\w*|exten\w*|room|space|compat\w*|explicit"
    r"|ignor\w*|bytes?|bits?|size\w*|struct\w*|round|natural|keep|make|obsolete|deprecated|removed"
    r"|was|were|old|legacy|formerly|historical|dummy|currently|now|not|no|none|never|yet)\b|0",
    re.IGNORECASE,
)
"""Words with which headers speak of members that only fill space, or do so by now."""


def is_described(text: str) -> bool:
    """Whether words say what a member is, and nothing of filling space."""
    words = re.findall(r"[A-Za-z]{2,}", text)
    return len(words) > 1 and not _OF_FILLERS.search(_in_one_line(text))


def is_given(text: str) -> bool:
    """Whether words say that the kernel writes a member for the program: "out: …", "set by the
    driver"."""
    return bool(_WRITTEN.search(_in_one_line(text)))


def _in_one_line(text: str) -> str:
    """A comment without its line breaks, and without the stars that its lines begin with."""
    return re.sub(r"\s*\n[\s*]*|\s+", " ", text)


def of_member(key: str, path: str, surface: Surface) -> str:
    """The comments that speak of a member: above it, behind it, and in the record's kernel-doc."""
    found = _place(key, path, surface)
    if found is None:
        return ""
    header, line, first = found
    doc = _documented(header, first, path)
    return "\n".join([*_beside(header, line), doc])


def section_of(key: str, path: str, surface: Surface) -> str:
    """The last heading above a member, ``/* Out */``, in its record; empty if there is none."""
    found = _place(key, path, surface)
    if found is None:
        return ""
    header, line, first = found
    for number in range(line - 1, first, -1):
        text = header.line(number)
        if text.startswith("/*") and text.endswith("*/") and (match := _SECTION.match(text)):
            return match[1].lower()
    return ""


def _place(key: str, path: str, surface: Surface) -> tuple[Header, int, int] | None:
    """The header, the member's line and the record's."""
    declarations, whole = surface.declarations, outermost(key)
    own = ".".join(part for part in (written(key), path) if part)
    record, member = declarations.location(whole), declarations.member_location(whole, own)
    header = surface.headers.get(member.header) if member else None
    if record is None or member is None or header is None:
        return None
    return header, member.line, record.line


def _beside(header: Header, line: int) -> Iterator[str]:
    """The comment that ends directly above a line, and those that begin in it behind the code."""
    start, end = header.span(line)
    above = header.comment_before(start)
    if above and not header.text[above[1] : start].strip() and _is_alone(header, above[0]):
        yield header.text[above[0] : above[1]]
    for begin, stop in header.comments_within(start, end):
        if header.code[start:begin].strip():
            yield header.text[begin:stop]


def _is_alone(header: Header, begin: int) -> bool:
    """Whether nothing but white space stands before a comment in its line: else it belongs to
    the member there."""
    return not header.text[header.text.rfind("\n", 0, begin) + 1 : begin].strip()


def _documented(header: Header, first: int, path: str) -> str:
    """What the kernel-doc comment above a record says of a member (``@name: …``;
    Documentation/doc-guide/kernel-doc.rst)."""
    start, _ = header.span(first)
    above = header.comment_before(start)
    if above is None or header.text[above[1] : start].strip():
        return ""
    block = header.text[above[0] : above[1]]
    if not block.startswith("/**"):
        return ""
    name = re.escape(path.rpartition(".")[2])
    found = re.search(rf"@(?:[\w.]*\.)?{name}\s*:(.*?)(?=\n[\s*]*@|\n[\s*]*\n|\*/|\Z)", block, re.S)
    return re.sub(r"\n\s*\*", "\n", found[1]) if found else ""
