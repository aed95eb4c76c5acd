"""The names that a piece of C declares, found without parsing it.

A surface has to know every name at once and to parse only what is asked for,
so this looks at tokens alone. What it finds is checked when the piece is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ATTRIBUTE = re.compile(
    r"__attribute(?<=\b__attribute)(?:__)?\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)"
)
"""The engine looks for the word first, and only there for where it begins."""
_BODY = re.compile(r"\{[^{}]*\}")
_PARENTHESES = re.compile(r"\([^()]*\)")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_TAGGED_BODY = re.compile(r"\b(struct|union|enum)\s+([A-Za-z_]\w*)\s*(?::[^{};]*)?\{")
_SIMPLE_TAG = re.compile(r"(struct|union|enum)\s+([A-Za-z_]\w*)\s*\{")
_FLAT = re.compile(
    r"""(typedef\s+)?(struct|union|enum)\b(?:\s+(?!enum\b)([A-Za-z_]\w*+))?
    \s*+\{\s*+([A-Za-z_]\w*+)?+[^{}]*+\}\s*+(?(1)([A-Za-z_]\w*+)\s*+);""",
    re.VERBOSE,
)
"""A record or an enum without braces in it, and the name that a ``typedef`` of it declares."""
_PLAIN = re.compile(
    r"""(typedef|static|extern)\s\s*+(?:[A-Za-z_]\w*+[\s*]++)+([A-Za-z_]\w*+)
    \s*+(\((?!\s*\*)[^(){}\[\]=]*+\)\s*+)?;""",
    re.VERBOSE,
)
"""Words, the name and perhaps parameters: no pointer to a function, no second name."""
_ONLY_TAGS = re.compile(r"(?:struct|union|enum)\b")
_FORWARD = re.compile(r"\s*(struct|union|enum)\s+([A-Za-z_]\w*)\s*;\s*\Z")
_ENUM_BODY = re.compile(r"\benum\b(?:\s+([A-Za-z_]\w*))?(?:\s*:[^{};]*)?\s*\{([^{}]*)\}")
_UNTAGGED_ENUM = re.compile(r"\benum\b(?:\s*:[^{};]*)?\s*\{\s*([A-Za-z_]\w*)")
_ENUMERATOR = re.compile(r",\s*+([A-Za-z_]\w*+)")
_FUNCTION_POINTER = re.compile(r"\(\s*(?:\*\s*(?:const|volatile)?\s*)+([A-Za-z_]\w*)")
_LAST_WORD = re.compile(r"([A-Za-z_]\w*)\s*\Z")
TYPE_WORDS = frozenset(
    [
        "char",
        "short",
        "int",
        "long",
        "signed",
        "unsigned",
        "float",
        "double",
        "void",
        "_Bool",
        "const",
        "volatile",
        "struct",
        "union",
        "enum",
        "__signed__",
        "__int128",
        "extern",
        "static",
        "inline",
        "__inline__",
        "__inline",
        "_Noreturn",
        "register",
    ]
)
"""Words that stand in a declaration beside the name that it declares."""

COMPILER_TYPES = frozenset(
    ("__int128_t", "__uint128_t", "__builtin_va_list", "_Float16", "__float128", "_Float128")
)
"""Types that the compiler knows without a declaration."""


def keys_of(text: str) -> tuple[str, ...]:
    """Keys of what a top-level declaration declares, nested tags included."""
    simple = _SIMPLE_TAG.match(text)
    if simple and text.endswith("};") and text.count("{") == 1:
        return (f"{simple[1]} {simple[2]}",)  # most declarations of kernel headers
    if "__attribute" in text:
        text = _ATTRIBUTE.sub(" ", text)
    return _keys_of_common(text) or _keys_of_any(text)


def _keys_of_common(text: str) -> tuple[str, ...]:
    """What `_keys_of_any` says, at once, of the forms of most declarations; () of all others."""
    flat = _FLAT.fullmatch(text)
    if flat:
        _, kind, tag, first, name = flat.groups()
        own = f"{kind} {tag}" if tag else f"enum #{first}" if kind == "enum" and first else ""
        declared = f"typedef {name}" if name and name not in TYPE_WORDS else ""
        return tuple(filter(None, (own, declared)))
    plain = _PLAIN.fullmatch(text)
    if plain and plain[2] not in TYPE_WORDS:
        kind = "typedef" if plain[1] == "typedef" else "function" if plain[3] else "variable"
        return (f"{kind} {plain[2]}",)
    return ()


def _keys_of_any(text: str) -> tuple[str, ...]:
    """Keys of a declaration in any form, without attributes."""
    if "{" not in text:
        forward = _FORWARD.match(text)
        return (f"{forward[1]} {forward[2]}",) if forward else tuple(_declared(text))
    keys = [f"{kind} {tag}" for kind, tag in _TAGGED_BODY.findall(text)]
    if "enum" in text:
        first = _UNTAGGED_ENUM.findall(text)
        keys += [f"enum #{name}" for name in first]
    if not (_ONLY_TAGS.match(text) and text.endswith("};")):
        keys += _declared(text)
    return tuple(keys)


def enumerators_of(text: str) -> list[tuple[str, str]]:
    """Every enumerator of a declaration with the key of its enum."""
    if "__attribute" in text:
        text = _ATTRIBUTE.sub(" ", text)
    found = []
    for tag, body in _ENUM_BODY.findall(text):
        listed = _without(_PARENTHESES, body) if "(" in body else body
        names = _ENUMERATOR.findall(f",{listed}")
        key = f"enum {tag}" if tag else f"enum #{names[0]}" if names else ""
        found += [(name, key) for name in names]
    return found


def declared_at(key: str, text: str) -> int:
    """Where a declaration's text declares a key: the tag or its ``enum``, or the declared name."""
    kind, _, name = key.partition(" ")
    if name.startswith("#"):
        return text.rfind("enum", 0, next(_words(text, name[1:]), 0))
    if kind not in ("struct", "union", "enum"):
        return max(_words(text, name), default=-1)
    first = -1
    for place in _words(text, name):
        before = text[:place].rstrip()
        if before.endswith(kind):
            at = len(before) - len(kind)
            if text[place + len(name) :].lstrip().startswith(("{", ":")):
                return at
            first = first if first >= 0 else at
    return first


def enumerator_at(key: str, name: str, text: str) -> int:
    """Where an enum's text has an enumerator: behind the brace that opens it."""
    start = text.find("{", max(declared_at(key, text), 0))
    return next(_words(text, name, start), -1)


def _words(text: str, word: str, start: int = 0) -> Iterator[int]:
    """Where a text has a word and not only a part of a longer one."""
    place = text.find(word, start)
    while place >= 0:
        end = place + len(word)
        if not _is_in_word(text[place - 1 : place]) and not _is_in_word(text[end : end + 1]):
            yield place
        place = text.find(word, end)


def _is_in_word(sign: str) -> bool:
    return sign.isalnum() or sign in ("_", "$")


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text with nested groups taken out, innermost first."""
    while True:
        text, count = pattern.subn(" ", text)
        if not count:
            return text


def _declared(text: str) -> list[str]:
    """Keys of typedefs, functions and objects."""
    flat = _without(_BODY, text) if "{" in text else text
    flat = " ".join(flat.rstrip("; \n").split())
    kind = "typedef" if flat.startswith(("typedef ", "__extension__ typedef ")) else ""
    keys = []
    for place, part in enumerate(_declarators(flat)):
        name, is_function = _declarator_name(part, is_first=place == 0)
        if name:
            own = kind or ("function" if is_function else "variable")
            keys.append(f"{own} {name}")
    return keys


def _declarators(flat: str) -> list[str]:
    parts, depth = [""], 0
    for piece in re.split(r"([(),\[\]])", flat):
        depth += (piece in "([") - (piece in ")]") if piece else 0
        if piece == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _declarator_name(part: str, *, is_first: bool) -> tuple[str, bool]:
    """The declared name, and whether a function is declared."""
    pointer = _FUNCTION_POINTER.search(part)
    if pointer and "(" not in part[: pointer.start()]:  # else it is a parameter
        return pointer[1], part[pointer.end() :].lstrip().startswith("(")
    plain = _without(_BRACKETS, part).split("=")[0]
    is_function = "(" in plain
    head = plain.partition("(")[0] if is_function else plain
    found = _LAST_WORD.search(head)
    if not found or found[1] in TYPE_WORDS:
        return "", False
    words = head.replace("*", " * ").split()
    if is_first and len(words) <= 1:
        return "", False  # a lone word declares nothing
    if is_first and len(words) == 2 and words[0] in ("struct", "union", "enum"):
        return "", False
    return found[1], is_function
