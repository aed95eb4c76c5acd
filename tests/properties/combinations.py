"""Combinations of a change and a place, as a tree of headers and as questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.properties.kinds import KINDS, Kind, Shape, Side
from tests.properties.places import PLACES, Place, paths

STAND_IN = Path(__file__).with_name("stand_in")
"""``linux/types.h`` and ``linux/ioctl.h``, the same for us and for the compilers."""
_HEAD = "#include <linux/types.h>\n#include <linux/ioctl.h>\n"
_IOCTL = re.compile(r"IOC\((.*)\)(?=$| \})", re.MULTILINE)


class Question(NamedTuple):
    """A number that a compiler tells, and what it is of.

    `what` is ``offset`` or ``size`` of a member in bytes, ``bits`` (which ones a bit-field
    has, as the bytes of an object say), ``record`` (its size), its ``alignment``, or ``number``
    (an ioctl's).
    """

    what: str
    owner: str
    """The record's tag or the name of the typedef, the variable, the ioctl."""
    path: str = ""


class Combination(NamedTuple):
    """A change in a place. `number` tells it from the others of a tree."""

    number: int
    title: str
    kind: Kind
    place: Place

    @property
    def prefix(self) -> str:
        return f"C{self.number}_"

    @property
    def header(self) -> str:
        return f"linux/t{self.number}.h"

    def sides(self) -> tuple[Side, Side]:
        return self.kind.old, self.kind.new

    def texts(self, side: Side) -> dict[str, str]:
        """The headers of one side, without their includes."""
        place = self.place
        inner, outer = (self._filled(text, side) for text in (place.other, place.text))
        head = self._filled(side.head, side)
        if not inner:
            return {self.header: head + outer}
        return {f"linux/t{self.number}_in.h": head + inner, self.header: outer}

    def _filled(self, text: str, side: Side) -> str:
        text = _IOCTL.sub(lambda found: side.ioctl.replace("ARG", found[1]), text)
        text = re.sub(r"\bTYPE\b", str(0x10 + self.number // 100), text)
        text = re.sub(r"\bNR\b", str(2 * (self.number % 100)), text)
        text = text.replace("DECLARED", side.tagged).replace("BODY", side.record)
        return re.sub(r"\bIN\b", f"{side.keyword} @in", text).replace("@", self.prefix)

    def questions(self, side: Side) -> Iterator[tuple[Question, str]]:
        """What is asked of a side; of a bit-field, the type and the path with a colon between."""
        for row in self.place.asked:
            spelled, colon, rest = self._filled(row, side).rpartition(": ")
            if not colon:
                yield Question("number", rest.partition("(")[0]), rest
                continue
            owner = _owner(spelled, self.prefix)
            yield Question("record", owner), f"sizeof({spelled})"
            yield Question("alignment", owner), f"_Alignof({spelled})"
            for path, shape in paths(rest, side.members):
                yield from _of_member(owner, spelled, path, shape)


def _owner(spelled: str, prefix: str) -> str:
    """The one name of the combination's own in a type; empty where it is all untagged."""
    found = re.search(rf"\b{prefix}\w+", spelled)
    return found[0] if found and not spelled.startswith(("struct {", "union {")) else ""


def _of_member(owner: str, spelled: str, path: str, shape: Shape) -> Iterator[tuple[Question, str]]:
    if shape == "bits":
        yield Question("bits", owner, path), f"{spelled}:{path}"
        return
    yield Question("offset", owner, path), f"__builtin_offsetof({spelled}, {path})"
    if shape == "plain":
        yield Question("size", owner, path), f"sizeof((({spelled} *)0)->{path})"


def every() -> list[Combination]:
    """Each kind of change in each place that can carry it."""
    pairs = (
        (f"{what} · {where}", kind, place)
        for what, kind in KINDS.items()
        for where, place in PLACES.items()
        if place.has_ioctl or not kind.of_ioctl
    )
    return [Combination(number, *pair) for number, pair in enumerate(pairs)]


def write(chosen: Sequence[Combination], side: int, folder: Path) -> Path:
    """One side of combinations as a tree of headers."""
    linux = folder / "linux"
    linux.mkdir(parents=True)
    for name in ("types.h", "ioctl.h"):
        (linux / name).write_text((STAND_IN / "linux" / name).read_text())
    for one in chosen:
        texts = one.texts(one.sides()[side])
        inner = [f"#include <{name}>\n" for name in texts if name != one.header]
        for name, text in texts.items():
            guard = name.upper().replace("/", "_").replace(".", "_")
            include = "".join(inner) if name == one.header else ""
            whole = f"#ifndef {guard}\n#define {guard}\n{_HEAD}{include}{text}#endif\n"
            (folder / name).write_text(whole)
    return folder


def whole(chosen: Sequence[Combination], side: int) -> str:
    """One side of combinations as one text for a compiler."""
    texts = (text for one in chosen for text in one.texts(one.sides()[side]).values())
    return _HEAD + "".join(texts)
