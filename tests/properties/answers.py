"""What a compiler says of combinations: those of a target in one run a side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from abi.target import Target
from headers.verify.compiler import Compiler, compilers_for, gcc_for
from tests.conftest import do_without
from tests.properties.combinations import STAND_IN, Combination, Question, whole

Facts = dict[Question, int]


class Told(NamedTuple):
    """What a compiler says of both sides of a combination."""

    old: Facts
    new: Facts

    def changed(self, *what: str) -> list[Question]:
        """What both sides have, and is another number now."""
        both = (q for q in self.old if q in self.new and (not what or q.what in what))
        return [q for q in both if self.old[q] != self.new[q]]

    @property
    def moved(self) -> list[Question]:
        """Members that lie elsewhere; a bit-field does if it is not only longer or shorter."""
        bits = self.changed("bits")
        lasting = (q for q in bits if self.old[q] & self.new[q] in (self.old[q], self.new[q]))
        return sorted({*self.changed("offset"), *bits} - {*lasting})

    @property
    def resized(self) -> list[Question]:
        """Members that have another size, in bytes or in bits."""
        bits = {*self.changed("bits")} - {*self.moved}
        return sorted({*self.changed("size"), *bits})

    @property
    def is_same(self) -> bool:
        return self.old == self.new


def ask(chosen: Sequence[Combination], target: Target) -> list[Told]:
    """Both sides of each combination."""
    old, new = (_side(chosen, side, target) for side in (0, 1))
    return [Told(*both) for both in zip(old, new, strict=True)]


def _side(chosen: Sequence[Combination], side: int, target: Target) -> list[Facts]:
    asked = [list(one.questions(one.sides()[side])) for one in chosen]
    flat = [question for own in asked for question in own]
    numbers = [text for question, text in flat if question.what != "bits"]
    images = [_image(text) for question, text in flat if question.what == "bits"]
    said, objects = _compiler(whole(chosen, side), target).answer(numbers, images)
    values = iter(said)
    bits = (int.from_bytes(image, "little") for image in objects)
    return [
        {question: next(bits if question.what == "bits" else values) for question, _ in own}
        for own in asked
    ]


def _image(text: str) -> tuple[str, str]:
    """An object of which one bit-field is all ones."""
    spelled, _, path = text.rpartition(":")
    return spelled, f"{{ .{path} = -1 }}"


def _compiler(head: str, target: Target) -> Compiler:
    """The gcc of a target, else its clang."""
    options = ("-nostdinc", "-isystem", str(STAND_IN))
    found = gcc_for("gcc", target, head, *options)
    for other in [] if found else compilers_for(target, head, *options):
        return other
    return found or do_without(f"no compiler for {target.name} is installed")
