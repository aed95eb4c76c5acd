"""Integer and character constants as spelled, into numbers with C types (C11 6.4.4)."""

from __future__ import annotations

import re

from abi.target import Target

RANK: tuple[str, ...] = ("int", "long", "long long", "__int128")
"""Integer types above the promotions, in order of rank (C11 6.3.1.1)."""

_INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlLzZ]*)\Z")
_CODE = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]+|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|(.)", re.DOTALL)
_ESCAPES = {
    "a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "e": 27,
    "\\": 92, "'": 39, '"': 34, "?": 63,
}  # fmt: skip
_SUFFIXES = {"": "int", "l": "long", "ll": "long long"}
_LIMIT = 0x110000


def wrap(number: int, name: str, target: Target) -> int:
    """`number` modulo the range of an integer type (C11 6.3.1.3; GCC wraps signed types too)."""
    if name == "_Bool":
        return int(number != 0)
    if 0 <= number < 128:  # most are, and all types hold them
        return number
    bits = 8 * target.scalars[name].size
    number &= (1 << bits) - 1
    if not is_unsigned(name, target) and number >> (bits - 1):
        number -= 1 << bits
    return number


def is_unsigned(name: str, target: Target) -> bool:
    """Whether an integer type, by its canonical name, is unsigned."""
    if name == "char":
        return not target.char_signed
    return name == "_Bool" or name.startswith("unsigned")


def integer(text: str, target: Target) -> tuple[int, str]:
    """The value of an integer constant, and the name of its type (C11 6.4.4.1).

    Raises:
        ValueError: it is none; the text says why.
    """
    found = _INTEGER.match(text)
    suffix = found[2].lower() if found else ""
    lowest = _SUFFIXES.get(suffix.replace("u", "", 1))
    if found is None or lowest is None:
        raise ValueError(f"'{text}' is not an integer")
    digits = found[1]
    is_decimal = digits[0] != "0" or digits == "0"
    number = _number(digits, text)
    for name in RANK[RANK.index(lowest) :]:
        bits = 8 * target.scalars[name].size
        if "u" not in suffix and number < 1 << (bits - 1):
            return number, name
        if ("u" in suffix or not is_decimal) and number < 1 << bits:
            return number, f"unsigned {name}"
    raise ValueError(f"'{text}' does not fit any integer type")


def _number(digits: str, text: str) -> int:
    is_octal = digits[0] == "0" and digits[1:2].isdigit()
    try:
        return int(digits, 8 if is_octal else 0)
    except ValueError:
        raise ValueError(f"'{text}' is not an integer") from None


def character(text: str, target: Target) -> tuple[int, str]:
    """The value of a character constant, and the name of its type (C11 6.4.4.4).

    Raises:
        ValueError: it is none; the text says why.
    """
    prefix, _, body = text[:-1].partition("'")
    types = {"L": target.wchar_type, "u": "unsigned short", "U": "unsigned int"}
    if prefix in types:
        codes = codes_of(body, in_bytes=False)
        if len(codes) == 1:
            return wrap(codes[0], types[prefix], target), types[prefix]
    codes = codes_of(body)
    if prefix or not 1 <= len(codes) <= 4:
        raise ValueError(f"character constant {text} is not supported")
    if len(codes) == 1:  # p10: a char converted to int
        return wrap(codes[0], "char", target), "int"
    number = 0
    for code in codes:  # GCC's rule for several characters
        number = number << 8 | code & 0xFF
    return wrap(number, "int", target), "int"


def codes_of(body: str, *, in_bytes: bool = True) -> list[int]:
    """The codes between quotes: bytes of UTF-8, or one a character.

    Raises:
        ValueError: an escape that C does not know.
    """
    codes: list[int] = []
    for escape, plain in _CODE.findall(body):
        if plain or escape[:1] in "uU":
            character = plain or _universal(escape)
            codes += character.encode() if in_bytes else [ord(character)]
        else:
            codes.append(_escaped(escape))
    return codes


def _universal(escape: str) -> str:
    code = int(escape[1:] or "x", 16) if len(escape) > 1 else _LIMIT
    if code >= _LIMIT or 0xD800 <= code < 0xE000:
        raise ValueError(f"unknown escape \\{escape}")
    return chr(code)


def _escaped(escape: str) -> int:
    if escape[0] in "01234567":
        return int(escape, 8)
    if escape[0] == "x" and len(escape) > 1:
        return int(escape[1:], 16)
    if escape in _ESCAPES:
        return _ESCAPES[escape]
    raise ValueError(f"unknown escape \\{escape}")
