"""Random changes of random records, and random places around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.properties.combinations import Combination
from tests.properties.kinds import Kind, Side
from tests.properties.places import PLACES

_NAMES = ("a", "b", "c", "d", "e", "len", "size", "flags", "pad", "reserved", "v", "count")
_FRESH = ("more", "again", "reserved2", "other", "wide")
_TYPES = (
    "__u8", "__u16", "__u32", "__u64", "__s32", "__s64", "__aligned_u64", "__be32", "char",
    "long", "void *",
)  # fmt: skip
_SHAPES = ("{type} {name};", "{type} {name};", "{type} {name};", "{type} {name}[2];",
           "{type} {name}[3];", "{type} {name}[2][2];")  # fmt: skip
_ATTRIBUTES = ("", "", "", " __attribute__((packed))", " __attribute__((aligned(8)))",
               " __attribute__((packed, aligned(4)))")  # fmt: skip

Members = list[str]
Edit = Callable[[Members, Random], Members]


def _member(choice: Random, name: str) -> str:
    if choice.randint(0, 7) == 0:
        return f"__u32 {name} : {choice.randint(1, 20)};"
    return choice.choice(_SHAPES).format(type=choice.choice(_TYPES), name=name)


def _name_of(member: str) -> str:
    return member.rstrip(";").split(" :")[0].split("[")[0].rpartition(" ")[2]


def _place(members: Members, choice: Random) -> int:
    return choice.randrange(len(members))


def _insert(members: Members, choice: Random) -> Members:
    unused = [name for name in _FRESH if name not in map(_name_of, members)]
    at = choice.randint(0, len(members))
    return [*members[:at], _member(choice, choice.choice(unused)), *members[at:]]


def _append(members: Members, choice: Random) -> Members:
    unused = [name for name in _FRESH if name not in map(_name_of, members)]
    return [*members, _member(choice, choice.choice(unused))]


def _remove(members: Members, choice: Random) -> Members:
    at = _place(members, choice)
    return [*members[:at], *members[at + 1 :]] if len(members) > 1 else members


def _retype(members: Members, choice: Random) -> Members:
    at = _place(members, choice)
    return [*members[:at], _member(choice, _name_of(members[at])), *members[at + 1 :]]


def _rename(members: Members, choice: Random) -> Members:
    unused = [name for name in _FRESH if name not in map(_name_of, members)]
    at = _place(members, choice)
    old, new = _name_of(members[at]), choice.choice(unused)
    return [*members[:at], members[at].replace(f" {old}", f" {new}", 1), *members[at + 1 :]]


def _swap(members: Members, choice: Random) -> Members:
    return choice.sample(members, len(members))


_EDITS: tuple[Edit, ...] = (_insert, _append, _append, _remove, _retype, _rename, _swap)


def kind(choice: Random) -> Kind:
    """A record of 1 to 6 members, and the same after up to three edits, or none."""
    names = choice.sample(_NAMES, choice.randint(1, 6))
    before = [_member(choice, name) for name in names]
    if choice.random() < 0.2:
        before.append("__u32 bounded[@MAX];")
    after = before
    for _ in range(choice.randint(0, 3)):
        after = choice.choice(_EDITS)(after, choice)
    keyword = choice.choice(("struct", "struct", "struct", "union"))
    attribute = choice.choice(_ATTRIBUTES)
    other = choice.choice((attribute, attribute, attribute, "", *_ATTRIBUTES[3:]))
    bounds = [f"#define @MAX {choice.choice((2, 2, 2, 3))}\n" for _ in "ab"]
    return Kind(
        Side(f"{keyword} {{ {' '.join(before)} }}{attribute}", bounds[0]),
        Side(f"{keyword} {{ {' '.join(after)} }}{other}", bounds[1]),
    )


def combinations(seed: int, count: int) -> Iterator[Combination]:
    """Random changes, each in one of the places."""
    choice = Random(seed)
    for number in range(count):
        where, place = choice.choice(list(PLACES.items()))
        found = kind(choice)
        texts = (side.head + side.record for side in (found.old, found.new))
        yield Combination(number, f"{' -> '.join(texts)} · {where}", found, place)
