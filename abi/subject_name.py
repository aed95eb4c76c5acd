"""What a change or a finding is about, as people read it, taken apart."""

from __future__ import annotations

import re

_HEADER = re.compile(r"[^\s@]+\.h(?::.*)?\Z", re.DOTALL)
"""``linux/kvm.h``, and what is said of one thing in it: ``linux/fuse.h:stdint.h``."""
_OF_A_HEADER = re.compile(r"(.*?@.*?\.h)(?:\.(.*))?\Z", re.DOTALL)
"""``struct s@linux/x.h.member``: what only one header means by a name."""


def parted(subject: str) -> tuple[str, str]:
    """The key, macro or header, and the member of it; an empty one where it is the whole.

    >>> parted("struct kvm_run.exit_reason")
    ('struct kvm_run', 'exit_reason')
    >>> parted("struct s@linux/x.h.len"), parted("q.h:__u32")
    (('struct s@linux/x.h', 'len'), ('q.h:__u32', ''))
    """
    if _HEADER.match(subject):
        return subject, ""
    if found := _OF_A_HEADER.match(subject):
        return found[1], found[2] or ""
    own, _, member = subject.partition(".")
    return own, member
