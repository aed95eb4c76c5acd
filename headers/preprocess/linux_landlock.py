"""Bindings for 7.2.0, Linux 7.2.0, on x86_64, i386, arm64, arm, riscv64, s390x, powerpc64le, loongarch64, mips64el.

Made by uapi 0.1.0 ('uapi gen python'); do not edit.

Sizes and offsets are what C compilers make of the headers, not what ctypes
would: 'python -m linux_landlock' checks that they are in force here. The layouts of
the running machine are chosen at import; '--target T' checks another one's.
Construct records with keywords. Bit-fields are properties, flexible arrays have
no items: 'with_items(NAME=COUNT)' makes a record that has some.
"""

from __future__ import annotations

import ctypes
import enum
import platform
import sys
from typing import Any

_MACHINES: dict[str, tuple[tuple[str, ...], int, str, int, int]] = {
    # target: machine names, bits, byte order, alignment of long long, size of long double
    "x86_64": (('x86_64', 'amd64', 'x86-64'), 64, "little", 8, 16),
    "i386": (('i386', 'i486', 'i586', 'i686', 'x86', 'ia32', 'x86_64', 'amd64', 'x86-64'), 32, "little", 4, 12),
    "arm64": (('arm64', 'aarch64'), 64, "little", 8, 16),
    "arm": (('arm', 'armel', 'armhf', 'armv6l', 'armv7l', 'armv8l', 'arm64', 'aarch64'), 32, "little", 8, 8),
    "riscv64": (('riscv64', 'rv64'), 64, "little", 8, 16),
    "s390x": (('s390x', 's390'), 64, "big", 8, 16),
    "powerpc64le": (('powerpc64le', 'ppc64le', 'ppc64el'), 64, "little", 8, 16),
    "loongarch64": (('loongarch64', 'loong64', 'loongarch'), 64, "little", 8, 16),
    "mips64el": (('mips64el',), 64, "little", 8, 16),
}


class _Wide(ctypes.Structure):
    _fields_ = [("before", ctypes.c_uint8), ("wide", ctypes.c_longlong)]


def _is_here(target: str) -> bool:
    machines, bits, order, wide, long_double = _MACHINES[target]
    return (
        platform.machine().lower() in machines
        and bits == 8 * ctypes.sizeof(ctypes.c_void_p)
        and order == sys.byteorder
        and wide == _Wide.wide.offset
        and long_double == ctypes.sizeof(ctypes.c_longdouble)
    )


def _choose_target() -> str:
    if __name__ == "__main__" and sys.argv[1:2] == ["--target"]:
        asked = (*sys.argv, "")[2]
        if asked in _MACHINES and _MACHINES[asked][2] == sys.byteorder:
            return asked
        sys.exit(f"linux_landlock: cannot lay out for '{asked}' here; its targets are {', '.join(_MACHINES)}")
    for target in _MACHINES:
        if _is_here(target):
            return target
    bits = 8 * ctypes.sizeof(ctypes.c_void_p)
    raise ImportError(
        f"{__name__} is made for {', '.join(_MACHINES)}, not for this machine: "
        f"{bits}-bit {sys.byteorder}-endian {platform.machine()}",
        name=__name__,
    )


_TARGET = _choose_target()
_NATIVE = _is_here(_TARGET)
_WORD: Any = ctypes.c_uint64 if _MACHINES[_TARGET][1] == 64 else ctypes.c_uint32
_STRING: Any = ctypes.c_char_p if _NATIVE else _WORD
_RECORDS: dict[Any, tuple[int, int, list[Any], list[Any]]] = {}
_FLEXIBLE: dict[Any, dict[str, tuple[int, Any]]] = {}
_MISALIGNED: set[Any] = set()


def _pointer(to: Any) -> Any:
    """A pointer type; only its size when laid out for another machine."""
    if not _NATIVE:
        return _WORD
    return ctypes.c_void_p if to is None else ctypes.POINTER(to)


def _function(*types: Any) -> Any:
    """The type of a pointer to a function: what it returns, what it takes."""
    return ctypes.CFUNCTYPE(*types) if _NATIVE else _WORD


class _Bits:
    """A bit-field: `width` bits from bit `start` of its record, in allocation order."""

    def __init__(self, start: int, width: int, signed: bool) -> None:
        self.start, self.width, self.signed = start, width, signed
        self.offset, end = start // 8, (start + width + 7) // 8
        self._bytes = ctypes.c_uint8 * (end - self.offset)
        low = start - 8 * self.offset
        self._shift = low if sys.byteorder == "little" else 8 * (end - self.offset) - low - width
        self._mask = ((1 << width) - 1) << self._shift

    def __get__(self, record: Any, owner: Any = None) -> Any:
        if record is None:
            return self
        stored = bytes(self._bytes.from_buffer(record, self.offset))
        value = (int.from_bytes(stored, sys.byteorder) & self._mask) >> self._shift
        return value - (1 << self.width) if self.signed and value >> (self.width - 1) else value

    def __set__(self, record: Any, value: int) -> None:
        stored = self._bytes.from_buffer(record, self.offset)
        others = int.from_bytes(bytes(stored), sys.byteorder) & ~self._mask
        both = others | value << self._shift & self._mask
        stored[:] = list(both.to_bytes(len(stored), sys.byteorder))


def _define(
    cls: Any, size: int, align: int, fields: list[Any], bits: Any = (), anonymous: Any = ()
) -> None:
    """Give a record its fields: each (name, offset, type), bits (name, first bit, width, signed)."""
    _RECORDS[cls] = (size, align, fields, list(bits))
    _FLEXIBLE[cls] = {}
    placed = sorted([*fields, *_storage(bits)], key=lambda field: int(field[1]))
    is_union = issubclass(cls, ctypes.Union)
    outermost = anonymous
    pack = align if any(_alignment(t) > align or o % _alignment(t) for _, o, t in placed) else 64
    if any(o % min(pack, _alignment(t)) for _, o, t in placed):  # packed inside, aligned outside
        body: Any = type(f"{cls.__name__}_packed", (ctypes.Structure,), {})
        _set_fields(body, _padded(placed, size, 1), 1, anonymous)
        for name in anonymous:  # ctypes takes over what these hold, not themselves
            setattr(cls, name, getattr(body, name))
        placed, outermost, pack = [("_packed", 0, body)], ["_packed"], 64
    filled = _united(placed, size) if is_union else _padded(placed, size, pack)
    own = max((min(pack, _alignment(t)) for _, t in filled), default=1)
    if own < align:
        filled = [*filled, *_raised(cls, align)]
    _set_fields(cls, filled, pack, outermost)
    for name, start, width, signed in bits:
        setattr(cls, name, _Bits(start, width, signed))
    _adopt(cls, fields, anonymous)


def _alignment(ctype: Any) -> int:
    return ctypes.alignment(ctype)


def _storage(bits: Any) -> list[Any]:
    """The bytes that bit-fields live in, as fields."""
    used = sorted({byte for _, s, w, _ in bits for byte in range(s // 8, (s + w + 7) // 8)})
    starts = [byte for byte in used if byte - 1 not in used]
    ends = [byte + 1 for byte in used if byte + 1 not in used]
    return [(f"_bits_{a}", a, ctypes.c_uint8 * (b - a)) for a, b in zip(starts, ends)]


def _padded(placed: list[Any], size: int, pack: int) -> list[Any]:
    """Fields of a struct, with padding where ctypes would not leave it by itself."""
    filled, end, largest = [], 0, 1
    for name, offset, ctype in placed:
        step = min(pack, _alignment(ctype))
        if -(-end // step) * step != offset:
            filled.append((f"_pad_{end}", ctypes.c_uint8 * (offset - end)))
        filled.append((name, ctype))
        end, largest = offset + ctypes.sizeof(ctype), max(largest, step)
    if -(-end // largest) * largest != size:
        filled.append((f"_pad_{end}", ctypes.c_uint8 * (size - end)))
    return filled


def _united(placed: list[Any], size: int) -> list[Any]:
    """Fields of a union, with padding where it is larger than they are."""
    filled = [(name, ctype) for name, _, ctype in placed]
    if max((ctypes.sizeof(ctype) for _, ctype in filled), default=0) != size:
        filled.append(("_pad_0", ctypes.c_uint8 * size))
    return filled


def _raised(cls: Any, align: int) -> list[Any]:
    """What raises the alignment of a record: an empty array of something so aligned."""
    for ctype in (ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_longdouble):
        if _alignment(ctype) == align:
            return [(f"_align_{align}", ctype * 0)]
    if sys.version_info >= (3, 13):
        cls._align_ = align
    else:
        _MISALIGNED.add(cls)  # ctypes cannot express it; check() says so
    return []


def _set_fields(cls: Any, filled: list[Any], pack: int, anonymous: Any) -> None:
    if pack < 64:
        cls._pack_ = pack
        cls._layout_ = "ms"  # Python 3.14 asks for it beside _pack_
    if anonymous:
        cls._anonymous_ = list(anonymous)
    cls._fields_ = filled


def _adopt(cls: Any, fields: list[Any], anonymous: Any) -> None:
    """Note flexible arrays; take over what ctypes does not from anonymous members."""
    for name, offset, ctype in fields:
        if name in anonymous:
            for inner, (start, item) in _FLEXIBLE.get(ctype, {}).items():
                _FLEXIBLE[cls][inner] = (offset + start, item)
            for inner, bits in vars(ctype).items():
                if isinstance(bits, _Bits):
                    setattr(cls, inner, _Bits(8 * offset + bits.start, bits.width, bits.signed))
        if issubclass(ctype, ctypes.Array) and not ctype._length_:
            _FLEXIBLE[cls][name] = (offset, ctype._type_)
    if _FLEXIBLE[cls]:
        cls.with_items = classmethod(_with_items)


def _with_items(cls: Any, /, **counts: int) -> Any:
    """A record with room for so many items in its flexible arrays."""
    size, arrays = ctypes.sizeof(cls), {}
    for name, count in counts.items():
        offset, item = _FLEXIBLE[cls][name]
        arrays[name] = _items(item * count, offset)
        size = max(size, offset + count * ctypes.sizeof(item))
    record = type(cls)(cls.__name__, (cls,), arrays)()
    ctypes.resize(record, size)
    return record


def _items(array: Any, offset: int) -> Any:
    return property(lambda record: array.from_buffer(record, offset))


# Enums

class landlock_rule_type(enum.IntEnum):
    """enum landlock_rule_type, linux/landlock.h:207"""

    LANDLOCK_RULE_PATH_BENEATH = 1
    LANDLOCK_RULE_NET_PORT = 2


LANDLOCK_RULE_PATH_BENEATH = landlock_rule_type.LANDLOCK_RULE_PATH_BENEATH
LANDLOCK_RULE_NET_PORT = landlock_rule_type.LANDLOCK_RULE_NET_PORT


# Records

class landlock_ruleset_attr(ctypes.Structure):
    """struct landlock_ruleset_attr, linux/landlock.h:50"""


class landlock_path_beneath_attr(ctypes.Structure):
    """struct landlock_path_beneath_attr, linux/landlock.h:225"""


# Layouts

if _TARGET in ("x86_64", "arm64", "arm", "riscv64", "s390x", "powerpc64le", "loongarch64", "mips64el"):
    _define(
        landlock_ruleset_attr, 48, 8,
        [
            ("handled_access_fs", 0, ctypes.c_uint64),
            ("handled_access_net", 8, ctypes.c_uint64),
            ("scoped", 16, ctypes.c_uint64),
            ("quiet_access_fs", 24, ctypes.c_uint64),
            ("quiet_access_net", 32, ctypes.c_uint64),
            ("quiet_scoped", 40, ctypes.c_uint64),
        ],
    )
elif _TARGET == "i386":
    _define(
        landlock_ruleset_attr, 48, 4,
        [
            ("handled_access_fs", 0, ctypes.c_uint64),
            ("handled_access_net", 8, ctypes.c_uint64),
            ("scoped", 16, ctypes.c_uint64),
            ("quiet_access_fs", 24, ctypes.c_uint64),
            ("quiet_access_net", 32, ctypes.c_uint64),
            ("quiet_scoped", 40, ctypes.c_uint64),
        ],
    )
_define(
    landlock_path_beneath_attr, 12, 1,
    [
        ("allowed_access", 0, ctypes.c_uint64),
        ("parent_fd", 8, ctypes.c_int32),
    ],
)

# Types by other names

__u64 = ctypes.c_uint64
__s32 = ctypes.c_int32


# Constants

LANDLOCK_CREATE_RULESET_VERSION = 0x1
LANDLOCK_ACCESS_FS_EXECUTE = 0x1
LANDLOCK_ACCESS_FS_WRITE_FILE = 0x2
LANDLOCK_ACCESS_FS_READ_FILE = 0x4
LANDLOCK_ACCESS_FS_READ_DIR = 0x8
LANDLOCK_ACCESS_FS_REMOVE_DIR = 0x10
LANDLOCK_ACCESS_FS_REMOVE_FILE = 0x20
LANDLOCK_ACCESS_FS_MAKE_CHAR = 0x40
LANDLOCK_ACCESS_FS_MAKE_DIR = 0x80
LANDLOCK_ACCESS_FS_MAKE_REG = 0x100
LANDLOCK_ACCESS_FS_MAKE_SOCK = 0x200
LANDLOCK_ACCESS_FS_MAKE_FIFO = 0x400
LANDLOCK_ACCESS_FS_MAKE_BLOCK = 0x800
LANDLOCK_ACCESS_FS_MAKE_SYM = 0x1000
LANDLOCK_ACCESS_FS_REFER = 0x2000
LANDLOCK_ACCESS_FS_TRUNCATE = 0x4000
LANDLOCK_ACCESS_FS_IOCTL_DEV = 0x8000
LANDLOCK_ACCESS_FS_RESOLVE_UNIX = 0x10000
LANDLOCK_ACCESS_NET_BIND_TCP = 0x1
LANDLOCK_ACCESS_NET_CONNECT_TCP = 0x2
LANDLOCK_ACCESS_NET_BIND_UDP = 0x4
LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP = 0x8
LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET = 0x1
LANDLOCK_SCOPE_SIGNAL = 0x2
__NR_landlock_create_ruleset = 444 if _TARGET in ("x86_64", "i386", "arm64", "arm", "riscv64", "s390x", "powerpc64le", "loongarch64") else 5444
__NR_landlock_add_rule = 445 if _TARGET in ("x86_64", "i386", "arm64", "arm", "riscv64", "s390x", "powerpc64le", "loongarch64") else 5445
__NR_landlock_restrict_self = 446 if _TARGET in ("x86_64", "i386", "arm64", "arm", "riscv64", "s390x", "powerpc64le", "loongarch64") else 5446

if _TARGET in ("x86_64", "i386"):
    __NR_landlock_create_ruleset_asm_unistd_x32_h = 1073742268
    __NR_landlock_add_rule_asm_unistd_x32_h = 1073742269
    __NR_landlock_restrict_self_asm_unistd_x32_h = 1073742270

if _TARGET in ("arm", "mips64el"):
    __NR_landlock_create_ruleset_asm_generic_unistd_h = 444
    __NR_landlock_add_rule_asm_generic_unistd_h = 445
    __NR_landlock_restrict_self_asm_generic_unistd_h = 446


def check() -> list[str]:
    """What is not where it was recorded, each in one line; nothing if all is well."""
    return [problem for cls in _RECORDS for problem in _check_record(cls)]


def _check_record(cls: Any) -> list[str]:
    size, align, fields, bits = _RECORDS[cls]
    found = [
        f"{cls.__name__}.{name} is at {getattr(cls, name).offset}, not {offset}"
        for name, offset, _ in fields
        if getattr(cls, name).offset != offset
    ]
    if ctypes.sizeof(cls) != size:
        found.append(f"{cls.__name__} has {ctypes.sizeof(cls)} bytes, not {size}")
    if ctypes.alignment(cls) != align and cls not in _MISALIGNED:
        found.append(f"{cls.__name__} is aligned to {ctypes.alignment(cls)}, not {align}")
    return found + [p for name, *place in bits for p in _check_bits(cls, name, *place)]


def _check_bits(cls: Any, name: str, start: int, width: int, signed: bool) -> list[str]:
    """Set all bits of a bit-field and look at the bytes."""
    record = cls()
    setattr(record, name, -1)
    expected = bytearray(ctypes.sizeof(cls))
    for bit in range(start, start + width):
        in_byte = bit % 8 if sys.byteorder == "little" else 7 - bit % 8
        expected[bit // 8] |= 1 << in_byte
    is_read = getattr(record, name) == (-1 if signed else (1 << width) - 1)
    is_there = bytes(record) == expected and is_read
    return [] if is_there else [f"{cls.__name__}.{name} is not {width} bits at bit {start}"]


def _main() -> int:
    problems = check()
    names = ", ".join(sorted(cls.__name__ for cls in _MISALIGNED))
    note = f" (alignment not expressible before Python 3.13: {names})" if names else ""
    members = sum(len(fields) + len(bits) for _, _, fields, bits in _RECORDS.values())
    verdict = "; ".join(problems) or f"{len(_RECORDS)} records, {members} members: ok"
    print(f"linux_landlock: {_TARGET}: {verdict}{note}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(_main())
