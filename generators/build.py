"""Surfaces, one a target, into the view that every language starts from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from abi.ctype import Array, CType, InlineRecord, Named, Pointer
from abi.declarations import Record
from abi.evaluate import NotConstantError, Value
from abi.expression import Expression, Unevaluated
from abi.ioctl import Ioctl, decode, ioctl_of
from abi.snapshot import linux_version
from abi.spelling import spell_operand
from abi.surface import ConstantString, Surface
from generators.bind import Binder
from generators.flags import are_flags
from generators.view import (
    AliasView,
    ArrayOf,
    BoundRecord,
    BoundType,
    ConstantView,
    EnumView,
    PointerTo,
    RecordType,
    RecordView,
    Variant,
    View,
)

T = TypeVar("T")
_WORD = re.compile(r"[A-Za-z_]\w*")
_CALL = re.compile(r"[A-Za-z_]\w*\s*\(")


def build(
    surfaces: Sequence[Surface], *, spec: str, tool: str, roots: Sequence[str] | None = None
) -> View:
    """The view of a source on some targets.

    `roots` are keys (``struct kvm_regs``, ``constant KVM_RUN``) to take with
    all that they need; without them everything is taken that the source
    declares. With roots, constants are the enumerators that come along and the
    ioctls whose argument is one of the types.
    """
    binders = [_bind(surface, roots) for surface in surfaces]
    names = {b.surface.target.name: b for b in binders}
    return View(
        spec=spec,
        linux=next(filter(None, map(linux_version, surfaces)), ""),
        tool=tool,
        targets=tuple(surface.target for surface in surfaces),
        records=tuple(_contained_first(_records(names))),
        enums=tuple(_enums(names)),
        aliases=tuple(_aliases(names)),
        constants=tuple(_constants(names, roots)),
        problems=tuple(dict.fromkeys(p for b in binders for p in _problems(b))),
    )


def _bind(surface: Surface, roots: Sequence[str] | None) -> Binder:
    binder = Binder(surface)
    if roots is None:
        kinds = ("struct ", "union ", "enum ", "typedef ")
        binder.follow([key for key in surface.keys() if key.startswith(kinds)])
        return binder
    owners = (surface.declarations.owner(name) for name in _constant_roots(roots))
    known = set(surface.keys())
    binder.follow([key for key in (*roots, *filter(None, owners)) if key in known])
    return binder


def _constant_roots(roots: Iterable[str]) -> list[str]:
    return [key.removeprefix("constant ") for key in roots if key.startswith("constant ")]


def _problems(binder: Binder) -> Iterator[str]:
    """Errors: records without a layout, enumerators without a value, what was not understood."""
    for key, found in binder.records.items():
        if found.is_problem:
            yield f"{found.place}: error: {key} has no layout: {found.reason}"
    for key, enum in binder.enums.items():
        for name, value in binder.surface.enumerators(key).items():
            if isinstance(value, Unevaluated):
                yield f"{enum.place}: error: {name} has no value: {value.reason}"
    met = [d for d in binder.surface.declarations.met() if d.level == "error"]
    for key in binder.unread:
        place = binder.surface.declarations.location(key)
        about = (str(d) for d in met if place and d.header == place.header and key in d.message)
        yield from about


# Grouping what targets say


def _variants(values: Iterable[tuple[str, T]]) -> tuple[Variant[T], ...]:
    """Equal values of several targets as one."""
    groups: list[tuple[T, list[str]]] = []
    for target, value in values:
        for known, targets in groups:
            if known == value:
                targets.append(target)
                break
        else:
            groups.append((value, [target]))
    return tuple(Variant(tuple(targets), value) for value, targets in groups)


def _by_name(
    binders: Mapping[str, Binder], table: Callable[[Binder], Mapping[str, T]]
) -> dict[str, list[tuple[str, T]]]:
    """What each target says of each name, in the order of the first that has it."""
    found: dict[str, list[tuple[str, T]]] = {}
    for target, binder in binders.items():
        for name, value in table(binder).items():
            found.setdefault(name, []).append((target, value))
    return found


def _records(binders: Mapping[str, Binder]) -> Iterator[RecordView]:
    for key, found in _by_name(binders, lambda b: b.records).items():
        laid_out = [(target, f.bound) for target, f in found if f.bound is not None]
        first = next((f for _, f in found if f.bound is not None), found[0][1])
        yield RecordView(
            key,
            first.path,
            first.kind,
            first.place,
            _variants(laid_out),
            tuple(target for target, f in found if f.bound is None),
            next((f.reason for _, f in found if f.bound is None), ""),
        )


def _contained_first(records: Iterable[RecordView]) -> list[RecordView]:
    """Records after those that they contain, else in their order."""
    by_key = {record.key: record for record in records}
    done: dict[str, RecordView] = {}
    open_: set[str] = set()

    def visit(record: RecordView) -> None:
        if record.key in done or record.key in open_:
            return
        open_.add(record.key)
        for variant in record.variants:
            for key in contained(variant.value):
                if key in by_key:
                    visit(by_key[key])
        done[record.key] = record

    for record in by_key.values():
        visit(record)
    return list(done.values())


def contained(record: BoundRecord) -> Iterator[str]:
    """Keys of the records that lie inside a record."""
    for member in record.members:
        bound: BoundType = member.type
        while isinstance(bound, ArrayOf):
            bound = bound.of
        if isinstance(bound, RecordType):
            yield bound.key


def _enums(binders: Mapping[str, Binder]) -> Iterator[EnumView]:
    for key, found in _by_name(binders, lambda b: b.enums).items():
        if key.startswith("enum #"):
            name = next((b.enum_names[key] for b in binders.values() if key in b.enum_names), "")
        else:
            name = key.removeprefix("enum ")
        variants = _variants((target, f.enumerators) for target, f in found)
        is_flags = all(are_flags(name, v.value) for v in variants)
        yield EnumView(key, name, found[0][1].place, is_flags, variants)


def _aliases(binders: Mapping[str, Binder]) -> Iterator[AliasView]:
    for name, found in _by_name(binders, lambda b: b.aliases).items():
        yield AliasView(name, _variants(found))


# Constants


def _constants(
    binders: Mapping[str, Binder], roots: Sequence[str] | None
) -> Iterator[ConstantView]:
    hidden = {name for binder in binders.values() for name in _hidden(binder)}
    found = _by_name(binders, lambda b: dict(_values(b, roots, hidden)))
    for name, values in found.items():
        text, ioctl, _ = values[0][1]
        yield ConstantView(name, text, ioctl, _variants((t, v) for t, (_, _, v) in values))


def _hidden(binder: Binder) -> Iterator[str]:
    """Enumerators for which a program gets another value: a macro has their name."""
    surface = binder.surface
    for enum in binder.enums.values():
        for name, number in enum.enumerators:
            value = _value(surface, name)
            if value is not None and value != number:
                yield name


def _values(
    binder: Binder, roots: Sequence[str] | None, hidden: set[str]
) -> Iterator[tuple[str, tuple[str, str, int | str]]]:
    """Constants of one target: name, then text, ioctl and value."""
    surface = binder.surface
    enumerators = dict(pair for enum in binder.enums.values() for pair in enum.enumerators)
    own = enumerators.keys() & hidden
    wanted = None if roots is None else {*_constant_roots(roots)}
    names = surface.declarations.macros() if roots is None else _in_reach(binder, wanted or set())
    for name in dict.fromkeys((*names, *sorted(own))):
        if name in enumerators and name not in own:
            continue
        value = _value(surface, name)
        if value is None and name in own:
            value = enumerators[name]  # only other targets have a macro of its name
        ioctl = _ioctl(surface, name, value)
        if value is None or not (
            wanted is None or name in wanted or name in own or (ioctl and _is_about(ioctl, binder))
        ):
            continue
        macro = surface.declarations.macro(name)
        yield name, (macro.body if macro else "", _spell(ioctl) if ioctl else "", value)


def _value(surface: Surface, name: str) -> int | str | None:
    macro = surface.declarations.macro(name)
    if macro is None or macro.parameters is not None or not macro.body:
        return None
    match surface.constant(name):
        case Value(value, _):
            return value
        case ConstantString(text):
            return text
        case _:
            return None


def _ioctl(surface: Surface, name: str, value: int | str | None) -> Ioctl | None:
    """The ioctl behind a constant; only numbers that can be one are looked into."""
    macro = surface.declarations.macro(name)
    if not isinstance(value, int) or value <= 0xFF or macro is None:
        return None
    if not _CALL.search(macro.body):
        return None
    if decode(value, surface.target) is None:
        return None
    return ioctl_of(name, surface.declarations.expression(name), surface)


def _spell(ioctl: Ioctl) -> str:
    """The call as a header would write it."""
    code = ioctl.code
    size = "" if code.direction == "none" and not code.size else f", {code.size} bytes"
    if ioctl.argument is not None:
        size = f", {spell_operand(ioctl.argument)}"
    return f"{code.macro}({code.character}, {code.nr:#04x}{size})"


def _is_about(ioctl: Ioctl, binder: Binder) -> bool:
    """Whether an ioctl's argument, or what it points to, is a record that was taken."""
    argument = ioctl.argument
    if argument is None or isinstance(argument, Expression):
        return False
    try:
        return _record_key(argument, binder.surface) in binder.records
    except NotConstantError:
        return False


def _record_key(ctype: CType, surface: Surface) -> str:
    while True:
        if isinstance(ctype, Named):
            declaration = surface.declaration(ctype.key)
            if isinstance(getattr(declaration, "type", None), InlineRecord):
                return ctype.key
        ctype = surface.resolve(ctype)
        match ctype:
            case Pointer(inner) | Array(inner, _):
                ctype = inner
            case Named(key):
                return key if isinstance(surface.declaration(key), Record) else ""
            case _:
                return ""


def _in_reach(binder: Binder, wanted: set[str]) -> list[str]:
    """Macros whose text leads, perhaps through other macros, to a record that was taken.

    Looking at words first spares parsing tens of thousands of macros.
    """
    declarations = binder.surface.declarations
    bodies = {}
    for name in declarations.macros():
        macro = declarations.macro(name)
        bodies[name] = set(_WORD.findall(macro.body)) if macro else set()
    users: dict[str, list[str]] = {}
    for name, words in bodies.items():
        for word in words:
            users.setdefault(word, []).append(name)
    reached = set(wanted)
    frontier = [found.path[0] for found in binder.records.values()]
    frontier += [name for name, bound in binder.aliases.items() if _leads_to_record(bound)]
    while frontier:
        for user in users.get(frontier.pop(), ()):
            if user not in reached:
                reached.add(user)
                frontier.append(user)
    return [name for name in bodies if name in reached]


def _leads_to_record(bound: BoundType) -> bool:
    while isinstance(bound, ArrayOf):
        bound = bound.of
    return isinstance(bound.to if isinstance(bound, PointerTo) else bound, RecordType)
