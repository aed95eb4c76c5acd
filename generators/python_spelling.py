"""C's names, types and values as Python and its stubs spell them."""

from __future__ import annotations

import builtins
import keyword
import re

from generators.view import (
    ArrayOf,
    Boolean,
    BoundType,
    Bytes,
    Character,
    Float,
    Integer,
    PointerTo,
    Procedure,
    RecordType,
    Void,
)

_NO_WORD = re.compile(r"[^A-Za-z0-9_]")
_OWN = frozenset(("annotations", "ctypes", "enum", "platform", "sys", "check"))
_TYPING = frozenset(("Any", "Callable", "Final", "Self"))
_RESERVED = _OWN | _TYPING | frozenset(keyword.kwlist) | frozenset(dir(builtins))


class Names:
    """Python's names for C's; C keeps tags apart from other names, Python does not."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self.by_key: dict[str, str] = {}

    def add(self, key: str, name: str) -> str:
        name = safe_name(name)
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self.by_key[key] = name
        return name


def safe_name(name: str) -> str:
    """A name that Python accepts: ``class`` becomes ``class_``, ``s@a/b.h`` ``s_a_b_h``."""
    name = _NO_WORD.sub("_", name)
    return f"{name}_" if name in _RESERVED else name


def member_name(name: str) -> str:
    """A member's name; only keywords cannot be attributes."""
    name = name.replace("$", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


class Types:
    """Spells types; records have the names that they were given by key."""

    def __init__(self, by_key: dict[str, str]) -> None:
        self.by_key = by_key

    def ctype(self, bound: BoundType) -> str:
        """The expression that makes a type."""
        match bound:
            case Void():
                return "None"
            case Integer(size, signed):
                return f"ctypes.c_{'' if signed else 'u'}int{8 * size}"
            case Character():
                return "ctypes.c_char"
            case Boolean():
                return "ctypes.c_bool"
            case Float(size):
                return "ctypes.c_float" if size == 4 else "ctypes.c_double"
            case Bytes(size, _):
                return f"ctypes.c_uint8 * {size}"
            case RecordType(key):
                return self.by_key.get(key, "None")
            case ArrayOf(of, count):
                inner = self.ctype(of)
                return f"({inner}) * {count}" if " " in inner else f"{inner} * {count}"
            case PointerTo(Character(), True):
                return "_STRING"
            case PointerTo(Procedure() as procedure, _) | (Procedure() as procedure):
                return self._function(procedure)
            case PointerTo(to, _):
                return f"_pointer({self.ctype(to)})"

    def _function(self, procedure: Procedure) -> str:
        types = (procedure.returns, *procedure.parameters)
        if any(isinstance(kind, Bytes | ArrayOf) for kind in types):
            return "_pointer(None)"  # ctypes cannot pass these
        return f"_function({', '.join(map(self.ctype, types))})"

    def class_type(self, bound: BoundType) -> str:
        """What a stub says of a name for a type."""
        if isinstance(bound, Procedure) or isinstance(getattr(bound, "to", None), Procedure):
            return "Any"
        return f"type[{self.static_type(bound)}]"

    def static_type(self, bound: BoundType) -> str:
        """The class of a type, for a stub."""
        match bound:
            case ArrayOf(of, _):
                return f"ctypes.Array[{self.static_type(of)}]"
            case Bytes():
                return "ctypes.Array[ctypes.c_uint8]"
            case PointerTo(Void(), _):
                return "ctypes.c_void_p"
            case PointerTo(Character(), True):
                return "ctypes.c_char_p"
            case PointerTo(Procedure(), _) | Procedure():
                return "Any"
            case PointerTo(to, _):
                return f"ctypes._Pointer[{self.static_type(to)}]"
            case _:
                return self.ctype(bound)

    def value_type(self, bound: BoundType) -> str:
        """What reading a member gives, for a stub."""
        match bound:
            case Integer():
                return "int"
            case Character() | ArrayOf(Character(), _):
                return "bytes"
            case Boolean():
                return "bool"
            case Float():
                return "float"
            case PointerTo(Void(), _):
                return "int | None"
            case PointerTo(Character(), True):
                return "bytes | None"
            case PointerTo(Procedure(), _):
                return "Callable[..., Any]"
            case _:
                return self.static_type(bound)


def quoted(text: str) -> str:
    """Text without quotes in it, as a Python literal."""
    return f'"{text}"'


def literal(value: int, as_hex: bool) -> str:
    """An integer as a Python literal."""
    return f"{value:#x}" if as_hex and value >= 0 else str(value)


def string(text: str) -> str:
    """A C string's text as a Python literal; their escapes are nearly the same."""
    if "\\" not in text:
        return repr(text)
    return repr(re.sub(r"\\(x[0-9a-fA-F]+|[0-7]{1,3}|.)", _unescape, text))


_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
}


def _unescape(match: re.Match[str]) -> str:
    escape = match[1]
    if escape[0] == "x" and len(escape) > 1:
        return chr(int(escape[1:], 16) & 0xFF)
    if escape[0] in "01234567":
        return chr(int(escape, 8) & 0xFF)
    return _ESCAPES.get(escape, escape)


def docstring(text: str) -> str:
    """Text that can stand in a docstring and a comment."""
    printable = "".join(c if c.isprintable() else "?" for c in text)
    return printable.replace("\\", "/").replace('"', "'")


def spelled_key(key: str, name: str) -> str:
    """``struct kvm_run.io``, ``typedef x_t``, ``enum`` where there is no tag."""
    return f"typedef {name}" if key.startswith("enum #") else key.replace(".#", ".anonymous ")


def at_place(place: str) -> str:
    """Where it stands, as the end of a docstring."""
    return f", {place}" if place else ""
