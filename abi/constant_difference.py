"""What differs between the constants of two surfaces: enumerators and macros."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from abi.called import Call, calls, differing_calls
from abi.change import Change, ChangeKind, added, removed
from abi.consequences import mentioned, written
from abi.ctype import CType
from abi.declarations import Macro
from abi.diagnostic import Location
from abi.evaluate import Value
from abi.expression import Unevaluated
from abi.ioctl import Ioctl, ioctl_of
from abi.spelling import spell
from abi.surface import Declarations, Surface


class Moves:
    """Names that stand in another header on the other side: in which before, and now.

    Where headers give a name several meanings, the plain name is that of one of them, and perhaps
    of another one on the other side; each other meaning is known as ``NAME@HEADER``.
    """

    def __init__(self, names: Mapping[str, tuple[str, str]], old: Surface, new: Surface) -> None:
        self.names = names
        self._old = old.declarations
        self._new = new.declarations

    def is_new(self, name: str) -> bool:
        """Whether the plain name is another header's now, and its old meaning has a name beside."""
        before, after = self.names.get(name, ("", ""))
        is_beside = bool(before) and f"{name}@{before}" in self._new.homes()
        return is_beside and not _is_said(name, after, self._old)

    def is_gone(self, name: str) -> bool:
        """Whether the plain name was another header's, and its new meaning had a name beside."""
        before, after = self.names.get(name, ("", ""))
        was_beside = bool(after) and f"{name}@{after}" in self._old.homes()
        return was_beside and not self.is_new(name) and not _is_said(name, before, self._new)

    def is_moved(self, name: str) -> bool:
        """Whether the old header does not say it any more."""
        return name in self.names and not _is_said(name, self.names[name][0], self._new)


def _is_said(name: str, header: str, declarations: Declarations) -> bool:
    """Whether a header declares or defines a name, with whatever meaning."""
    own = f"{name}@{header}"
    return declarations.has(own) if " " in name else declarations.has_macro(own)


def of_enums(old: Surface, new: Surface, names: Set[str]) -> list[str]:
    """All enumerators of the enums among these names, and those that moved, came or went."""
    before, after = old.declarations.enumerators(), new.declarations.enumerators()
    moved = {name for name, _ in before.items() ^ after.items()}
    return sorted(moved.union(n for n, owner in before.items() if owner in names))


def enumerators(old: Surface, new: Surface, names: Iterable[str], moved: Moves) -> Iterator[Change]:
    """The changes of enumerators."""
    before, after = old.declarations.enumerators(), new.declarations.enumerators()
    for name in names:
        was, now = _value(name, before, old), _value(name, after, new)
        was = None if moved.is_new(before.get(name, "")) else was
        now = None if moved.is_gone(after.get(name, "")) else now
        if was and now:
            yield from _constant(name, was(), now(), old, new)
        elif was:
            yield removed(name, _constant_place(name, old))
        elif now:
            yield added(name, _constant_place(name, new))


def _value(name: str, enums: Mapping[str, str], surface: Surface) -> Callable[[], object] | None:
    """How to get the value of a constant: ``enum { A }`` and ``#define A 0`` are the same."""
    if name in enums:
        return lambda: surface.enumerators(enums[name]).get(name)
    if surface.declarations.macro(name) is not None:
        return lambda: surface.constant(name)
    if surface.declarations.owner(name):  # NAME@HEADER, where the header says what others do
        return lambda: surface.enumerator(name)
    return None


def macros(old: Surface, new: Surface, names: Iterable[str], moved: Moves) -> Iterator[Change]:
    """The changes of macros."""
    one, other = old.declarations, new.declarations
    for name in names:
        if one.owner(name) or other.owner(name) or name in one.guards or name in other.guards:
            continue
        is_old, is_new = one.has_macro(name), other.has_macro(name)
        is_old, is_new = is_old and not moved.is_new(name), is_new and not moved.is_gone(name)
        if is_old and is_new and moved.is_moved(name):
            places = _constant_places(name, old, new)
            yield Change(ChangeKind.MOVED_HEADER, name, *moved.names[name], *places)
        yield from _macro(name, is_old, is_new, old, new)


def _macro(name: str, is_old: bool, is_new: bool, old: Surface, new: Surface) -> Iterator[Change]:
    a = old.declarations.macro(name) if is_old else None
    b = new.declarations.macro(name) if is_new else None
    if a is None or b is None:
        places = _constant_places(name, old, new)
        if a:
            yield removed(name, places[0])
        elif b:
            yield added(name, places[1])
    elif a.parameters is not None or b.parameters is not None:
        yield from _with_parameters(name, a, b, old, new)
    elif a.body or b.body:
        yield from _constant(name, old.constant(name), new.constant(name), old, new)


def _with_parameters(name: str, a: Macro, b: Macro, old: Surface, new: Surface) -> Iterator[Change]:
    """An ioctl with parameters has a number, which may change while its text does not."""
    pair = differing_calls(name, old, new)
    if pair and (pair[0].ioctl or pair[1].ioctl):
        texts = _called(pair[0]), _called(pair[1])
        yield Change(ChangeKind.NUMBER, name, *texts, *_constant_places(name, old, new))
    elif pair is None and _shape(a) == _shape(b):
        if _has_other_types(name, old, new):
            texts = call_text(a) or "", call_text(b) or ""
            yield Change(ChangeKind.RESPELLED, name, *texts, *_constant_places(name, old, new))
    elif _shape(a) != _shape(b):
        kind = ChangeKind.RESPELLED if _makes_the_same(name, old, new) else ChangeKind.TEXT
        texts = call_text(a) or "", call_text(b) or ""
        yield Change(kind, name, *texts, *_constant_places(name, old, new))


def _makes_the_same(name: str, old: Surface, new: Surface) -> bool:
    """Whether an ioctl with parameters is only written in other words: all samples are the same."""
    before, after = calls(name, old), calls(name, new)
    is_ioctl = all(call.ioctl is not None for call in (*before, *after))
    same = [call.value for call in before] == [call.value for call in after]
    return bool(before) and is_ioctl and same


def _called(call: Call) -> str:
    return f"{call.text} = {call.value:#x}"


_WORD = re.compile(r"[A-Za-z_$][\w$]*|[0-9][\w.]*|[^\s\w]")


def _shape(macro: Macro | None) -> list[str] | None:
    """A function-like macro's words, its parameters by number: their names are nothing."""
    if macro is None or macro.parameters is None:
        return None if macro is None else _WORD.findall(macro.body)
    numbers = {name.removesuffix("..."): f"#{n}" for n, name in enumerate(macro.parameters)}
    words = (numbers.get(word, word) for word in _WORD.findall(macro.body))
    return [str(len(macro.parameters)), *words]


def call_text(macro: Macro | None) -> str | None:
    """A function-like macro as it is called, and what it stands for."""
    if macro is None:
        return None
    return f"({', '.join(macro.parameters or ())}) {macro.body}"


def _constant(
    name: str, before: object, after: object, old: Surface, new: Surface
) -> Iterator[Change]:
    found = _compared(name, before, after, old, new)
    if found is not None:
        yield Change(found[0], name, *found[1:], *_constant_places(name, old, new))


def _compared(
    name: str, before: object, after: object, old: Surface, new: Surface
) -> tuple[ChangeKind, str, str] | None:
    """How a constant of both sides differs, with what was and what is now."""
    is_same = _number(before) is not None and _number(before) == _number(after)
    if is_same and not (old.declarations.has_macro(name) or new.declarations.has_macro(name)):
        return _of_argument(name, before, old, new)  # an enumerator, as most that are compared
    bodies = _body(name, old), _body(name, new)
    texts = value_text(before), value_text(after)
    if isinstance(before, Unevaluated) and isinstance(after, Unevaluated):
        return (
            (ChangeKind.TEXT, bodies[0] or "", bodies[1] or "") if bodies[0] != bodies[1] else None
        )
    if isinstance(before, Unevaluated) or isinstance(after, Unevaluated):
        return ChangeKind.UNJUDGED, *texts
    if texts[0] != texts[1]:
        return ChangeKind.VALUE, *texts
    if None not in bodies and _type_of(before, old) != _type_of(after, new):  # of a macro: chosen
        was, now = _type_of(before, old), _type_of(after, new)
        return ChangeKind.TYPE, f"{texts[0]}, {was}", f"{texts[1]}, {now}"
    if bodies[0] != bodies[1]:
        return ChangeKind.RESPELLED, bodies[0] or "an enumerator", bodies[1] or "an enumerator"
    if _may_be_ioctl(before) and _has_other_types(name, old, new):
        return ChangeKind.RESPELLED, bodies[0] or "", bodies[1] or ""
    return None


def _of_argument(
    name: str, value: object, old: Surface, new: Surface
) -> tuple[ChangeKind, str, str] | None:
    """That an enumerator is the number of an ioctl as before, whose argument is another type."""
    before, after = (written(name, s) if _may_be_ioctl(value) else None for s in (old, new))
    if before is None or after is None or before == after:
        return None
    sides = ioctl_of(name, before, old), ioctl_of(name, after, new)
    if sides[0] is None or sides[1] is None:
        return None
    return ChangeKind.RESPELLED, _argument_text(sides[0]), _argument_text(sides[1])


def _argument_text(ioctl: Ioctl) -> str:
    return spell(ioctl.argument) if isinstance(ioctl.argument, CType) else "a size"


def _may_be_ioctl(value: object) -> bool:
    """Whether a number may have the size of an argument in it."""
    return isinstance(value, Value) and value.value > 0xFFFF


def _has_other_types(name: str, old: Surface, new: Surface) -> bool:
    """Whether a macro speaks of other types now: most expand to what they did."""
    sides = (old, new)
    macros = [surface.declarations.macro(name) for surface in sides]
    if all(macro is not None and macro.parameters is None for macro in macros):
        one, other = (surface.declarations.expression(name) for surface in sides)
        if one == other:
            return False
    return types_in(name, old) != types_in(name, new)


def types_in(name: str, surface: Surface) -> set[str]:
    """The types, by key, that a macro or an enumerator speaks of when it is expanded, as an ioctl
    does; a macro with parameters when a sample is."""
    macro = surface.declarations.macro(name)
    if macro is None:
        return {key for key in mentioned(written(name, surface)) if " " in key}
    made = calls(name, surface) if macro.parameters is not None else []
    said = [call.expression for call in made] or [surface.declarations.expression(name)]
    return {key for key in mentioned(tuple(said)) if " " in key}


def _number(value: object) -> int | None:
    return value.value if isinstance(value, Value) else None


def _body(name: str, surface: Surface) -> str | None:
    macro = surface.declarations.macro(name)
    return None if macro is None else macro.body


def value_text(value: object) -> str:
    """The value of a constant for a person: ``16 (0x10)``, ``"a string"``, or why it has none."""
    match value:
        case Value(number, _):
            return str(number) if -10 < number < 10 else f"{number} ({number:#x})"
        case Unevaluated(reason):
            return f"no value: {reason}"
        case None:
            return ""
        case _:
            return f'"{getattr(value, "text", "")}"'


def _type_of(value: object, surface: Surface) -> str:
    """The C type of a constant, ``unsigned int``."""
    return spell(surface.resolve(value.type)) if isinstance(value, Value) else "char *"


def _constant_places(
    name: str, old: Surface, new: Surface
) -> tuple[Location | None, Location | None]:
    return _constant_place(name, old), _constant_place(name, new)


def _constant_place(name: str, surface: Surface) -> Location | None:
    declarations = surface.declarations
    place = declarations.macro_location(name)
    if place is not None:
        return place
    owner = declarations.owner(name)
    return None if owner is None else declarations.member_location(owner, name)
