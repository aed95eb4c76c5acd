"""Whether a record's first member tells how large the record itself is."""

from __future__ import annotations

import re

from abi.rules.comments import about
from abi.rules.conventions import conventions_for
from abi.rules.subject import RecordSubject

_PLAIN = ("argsz", "usize", "struct_size", "structsize", "size_of_struct")
"""Names that say it by themselves."""
_LIKELY = ("size", "sz", "len", "length")
"""Names that may as well be those of a buffer's or of a guest's memory: the text has to say."""
_SAID = re.compile(
    r"\bsizeof\s*\(\s*(?:\*|struct\b|union\b|this)"
    r"|\b(?:size|bytes) of (?:this|the)[\s*]+(?:(?:\w+[\s*]+)?struct\w*|record\b|argument\b)"
    r"|\bsize of (?:struct|union)\b|\b(?:struct(?:ure)?|record)(?:'s)? (?:size|length)\b",
    re.IGNORECASE,
)


def tells_own_size(record: RecordSubject) -> bool:
    """Whether the first member is the size of the whole: so called, so described, or so by a
    convention of the header (`abi.rules.conventions`)."""
    first = record.leaves[0][1].name if record.leaves else None
    if first in _PLAIN:
        return True
    return first in _LIKELY and (_is_agreed(record) or bool(_SAID.search(about(record))))


def _is_agreed(record: RecordSubject) -> bool:
    return any(c.way == "member" for c in conventions_for(record.home, record.name))
