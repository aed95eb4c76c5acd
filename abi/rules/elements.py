"""Records that the kernel walks in arrays behind an address: no layout shows it, comments do.

``__u64 syncs;`` with "pointer to struct drm_xe_sync array" is an array whose elements are as far
apart as the kernel's own record is long. That a subsystem takes an ioctl's argument of any size
says nothing of them.
"""

from __future__ import annotations

import functools
import re

from abi.header import Header
from abi.rules.pair import Pair

_LIST_OF = re.compile(
    r"\b(?:array|list|table|vector)s?\s+(?:of|with|containing)\s+(?:@?[a-z_]+\s+){0,2}?"
    r"[&`@:]*(?:(?:struct|c:struct):?\s+)?[&`@]*(\w+?)(?:'?s)?\b",
    re.IGNORECASE,
)
_AS_LIST = (
    re.compile(r"struct\s+(\w+)`?\s+(?:array|list|entries|elements|objects)\b"),
    re.compile(r"\b(\w+)\s*\[\s*\w*\s*\]"),
    re.compile(r"\*\s*sizeof\s*\(?\s*(?:struct\s+)?(\w+)"),
    re.compile(r"\b(?:num|nr|n|count)_\w+\s+[&`]?(?:struct\s+)?(\w+)"),
)
"""``struct x array``, ``x[n]``, ``n * sizeof(struct x)``, ``num_x struct x``."""


def element_of(key: str, pair: Pair) -> str:
    """Why a record is taken for an array's element, in words; empty if nothing says so, or if an
    ioctl takes it by itself."""
    return "" if pair.ioctls(key) else listed(key, pair)


def listed(key: str, pair: Pair) -> str:
    """Which words say that there are arrays of a record; empty if none do."""
    tag = key.partition(" ")[2]
    place = pair.new.declarations.location(key)
    header = pair.new.headers.get(place.header) if place else None
    if header is None:
        return ""
    is_named = "_".join(tag.rsplit("_", 2)[-2:]) in _comments(header)  # all words for it end so
    is_one = is_named and any(_is_short_for(word, tag) for word in _listed(header))
    return f"the header speaks of an array of {key}" if is_one else ""


@functools.lru_cache(maxsize=64)
def _comments(header: Header) -> str:
    return " ".join([header.text[start:end] for start, end in header.comments])


@functools.lru_cache(maxsize=64)
def _listed(header: Header) -> frozenset[str]:
    """The words of which a header's comments say that there is a list."""
    text = re.sub(r"\s*\n[\s*]*", " ", _comments(header))
    found = {match[1] for match in _LIST_OF.finditer(text)}
    return frozenset(found.union(*(pattern.findall(text) for pattern in _AS_LIST)))


def _is_short_for(word: str, tag: str) -> bool:
    """Whether a word is a tag, or its last two words or more: ``submit_bo``."""
    return word == tag or ("_" in word and tag.endswith(f"_{word}"))
