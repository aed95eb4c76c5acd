"""What differs between two surfaces: facts, old and new, without opinion.

Names are paired once. A declaration that says the same on both sides is
silence, wherever it stands and however it is spelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from enum import StrEnum

import msgspec

from abi.ctype import Array, CType, Pointer
from abi.declarations import Macro, Record, Typedef, untagged
from abi.design.members import pair_members
from abi.design.spans import Span, spans
from abi.diagnostic import Location
from abi.evaluate import NotConstantError, Value
from abi.expression import Unevaluated, number
from abi.layout import Layout, Placed
from abi.snapshot import Data, contents
from abi.spelling import spell
from abi.surface import Surface
from abi.together import Together, in_turn


class ChangeKind(StrEnum):
    """What kind of fact a change is."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED_HEADER = "moved to another header"
    SIZE = "size"
    ALIGNMENT = "alignment"
    MEMBER_ADDED = "member added"
    MEMBER_REMOVED = "member removed"
    MEMBER_MOVED = "member moved"
    MEMBER_RETYPED = "member retyped"
    MEMBER_RENAMED = "member renamed"
    VALUE = "value"
    NUMBER = "ioctl number"
    TYPE = "type"
    TEXT = "text"
    RESPELLED = "respelled"
    """The same type or value in other words: nothing to a program, and rarely shown."""
    UNJUDGED = "could not be compared"
    HEADER_ADDED = "header added"
    HEADER_REMOVED = "header removed"
    INCLUDE_ADDED = "include added"
    INCLUDE_REMOVED = "include removed"
    """Of the last four, `abi.rules.header_changes` knows: they are found in the texts."""


class Carried(msgspec.Struct, frozen=True):
    """A change that only follows from another: sizes of a record, or values of a constant."""

    name: str
    old: str
    new: str


class Change(msgspec.Struct, frozen=True):
    """One fact about one subject, such as ``struct kvm_sev_cmd.data``.

    What only one side has is not read: `old` and `new` are empty until `told` looks it up.
    """

    kind: ChangeKind
    subject: str
    old: str
    new: str
    old_place: Location | None = None
    new_place: Location | None = None
    carries: tuple[Carried, ...] = ()
    """What embeds the subject, or is computed from it, and changed with it."""

    @property
    def own(self) -> str:
        """The key or the name that the change belongs to, without a member."""
        name, at, rest = self.subject.partition("@")  # NAME@linux/x.h: what one header says
        return f"{name}@{rest.partition('.h')[0]}.h" if at else name.partition(".")[0]


def difference(old: Surface, new: Surface, together: Together = in_turn) -> list[Change]:
    """All changes between two surfaces for one target, in the order of the names."""
    from abi.consequences import fold

    moved = _moved(old, new)
    names = differing(old, new)
    macros = sorted(name for name in names if " " not in name)
    (types, one), (enumerators, other) = together(
        lambda: (list(_types(old, new, names, moved)), list(_macros(old, new, macros[::2], moved))),
        lambda: (list(_enumerators(old, new, names)), list(_macros(old, new, macros[1::2], moved))),
    )
    both = sorted((*one, *other), key=lambda change: change.subject)
    return fold((*types, *enumerators, *both), old, new)


def differing(old: Surface, new: Surface) -> set[str]:
    """Keys and macros that are on one side only, stand elsewhere, or may mean something else.

    Of all other names, nothing needs to be read.
    """
    return old.declarations.differing(new.declarations) | _moved(old, new).keys()


# Types, functions, enumerators


Moves = Mapping[str, tuple[str, str]]
"""Names that stand in another header on the other side: in which before, and now."""


def _moved(old: Surface, new: Surface) -> Moves:
    before, after = old.declarations.homes(), new.declarations.homes()
    names = (name for name, _ in before.items() ^ after.items())
    return {n: (before[n], after[n]) for n in names if n in before and n in after}


def _types(old: Surface, new: Surface, names: Set[str], moved: Moves) -> Iterator[Change]:
    for key in sorted(n for n in names if " " in n and not n.startswith("enum #")):
        is_old, is_new = old.declarations.has(key), new.declarations.has(key)
        if is_old and is_new:
            if key in moved:
                places = _place(key, old), _place(key, new)
                yield Change(ChangeKind.MOVED_HEADER, key, *moved[key], *places)
            yield from _both(key, old, new)
        elif is_old:
            yield _removed(key, _place(key, old))
        elif is_new:
            yield _added(key, _place(key, new))


def _place(key: str, surface: Surface) -> Location | None:
    return surface.declarations.location(key)


def _removed(name: str, place: Location | None) -> Change:
    return Change(ChangeKind.REMOVED, name, "", "", place)


def _added(name: str, place: Location | None) -> Change:
    return Change(ChangeKind.ADDED, name, "", "", None, place)


def told(change: Change, old: Surface, new: Surface) -> Change:
    """A change with what was, or is now, also where only one side has it."""
    if change.kind is ChangeKind.REMOVED:
        return msgspec.structs.replace(change, old=text_of(change.subject, old))
    if change.kind is ChangeKind.ADDED:
        return msgspec.structs.replace(change, new=text_of(change.subject, new))
    return change


def text_of(name: str, surface: Surface) -> str:
    """A constant's value, a macro as it is called, a record's size; empty for all else."""
    if name.startswith(("struct ", "union ")):
        layout = surface.layout(name)
        return f"{layout.size} bytes" if isinstance(layout, Layout) else ""
    if surface.declarations.owner(name):
        return value_text(surface.enumerator(name))
    macro = surface.declarations.macro(name)
    if macro is None or macro.parameters is not None:
        return _call(macro) or ""
    return value_text(surface.constant(name)) if macro.body else "defined"


def _both(key: str, old: Surface, new: Surface) -> Iterator[Change]:
    kind = key.partition(" ")[0]
    if kind in ("struct", "union") or (_is_untagged(key, old) and _is_untagged(key, new)):
        yield from _records(key, old, new)
    elif kind != "enum":
        yield from _spelled(key, old, new)


def _is_untagged(key: str, surface: Surface) -> bool:
    """Whether a typedef names a record that has no tag."""
    declaration = surface.declaration(key) if key.startswith("typedef ") else None
    return isinstance(declaration, Typedef) and untagged(declaration) is not None


def _records(key: str, old: Surface, new: Surface) -> Iterator[Change]:
    before, after = old.layout(key), new.layout(key)
    places = _place(key, old), _place(key, new)
    if isinstance(before, Unevaluated) or isinstance(after, Unevaluated):
        only_declared = _is_only_declared(key, old) and _is_only_declared(key, new)
        if not only_declared:
            yield Change(ChangeKind.UNJUDGED, key, _or_reason(before), _or_reason(after), *places)
        return
    if before.size != after.size:
        sizes = f"{before.size} bytes", f"{after.size} bytes"
        yield Change(ChangeKind.SIZE, key, *sizes, *places)
    if before.align != after.align:
        yield Change(ChangeKind.ALIGNMENT, key, str(before.align), str(after.align), *places)
    types = dict(before.leaves()), dict(after.leaves())
    for row in pair_members([spans(before, old), spans(after, new)]):
        for change in _member(key, row.spans[0], row.spans[1], old, new):
            a, b = (_type(s, found) for s, found in zip(row.spans, types, strict=True))
            if change.kind is ChangeKind.MEMBER_RETYPED and _is_same_type(a, b, old, new):
                yield msgspec.structs.replace(change, kind=ChangeKind.RESPELLED)
            else:
                yield change


def _is_only_declared(key: str, surface: Surface) -> bool:
    record = surface.declaration(key)
    return isinstance(record, Record) and record.members is None


def _or_reason(found: Layout | Unevaluated) -> str:
    return found.reason if isinstance(found, Unevaluated) else f"{found.size} bytes"


def _member(
    key: str, before: Span | None, after: Span | None, old: Surface, new: Surface
) -> Iterator[Change]:
    span = before or after
    if span is None:
        return
    subject = f"{key}.{span.path or '(unnamed)'}"
    places = _member_place(key, before, old), _member_place(key, after, new)
    if before is None or after is None:
        kind = ChangeKind.MEMBER_ADDED if before is None else ChangeKind.MEMBER_REMOVED
        if span.size == 0 and span.type == "struct":  # of __DECLARE_FLEX_ARRAY: holds nothing
            kind = ChangeKind.RESPELLED
        yield Change(kind, subject, _describe(before), _describe(after), *places)
        return
    if before.path != after.path:
        yield Change(ChangeKind.MEMBER_RENAMED, subject, before.path, after.path, *places)
    if (before.offset, before.bits) != (after.offset, after.bits):
        yield Change(ChangeKind.MEMBER_MOVED, subject, _at(before), _at(after), *places)
    if before.type != after.type:
        yield Change(ChangeKind.MEMBER_RETYPED, subject, before.type, after.type, *places)


def _type(span: Span | None, leaves: dict[str, Placed]) -> CType | None:
    return leaves[span.path].type if span is not None and span.path in leaves else None


def _is_same_type(before: CType | None, after: CType | None, old: Surface, new: Surface) -> bool:
    """Whether two members have one type under two names, such as ``uint32_t`` and ``__u32``."""
    try:
        return bool(before and after and plain(before, old) == plain(after, new))
    except NotConstantError:
        return False


def plain(ctype: CType, surface: Surface) -> CType:
    """A type without typedefs, array bounds as numbers; records and enums by name.

    Raises:
        NotConstantError: a type that is not known.
    """
    match surface.resolve(ctype):
        case Array(of, count):
            bound = None if count is None else number(surface.number(count))
            return Array(plain(of, surface), bound)
        case Pointer(to):
            return Pointer(plain(to, surface))
        case other:
            return other


def _member_place(key: str, span: Span | None, surface: Surface) -> Location | None:
    if span is None:
        return None
    return surface.declarations.member_location(key, span.path) or _place(key, surface)


def _describe(span: Span | None) -> str:
    return "" if span is None else f"{span.type} at {_at(span)}"


def _at(span: Span) -> str:
    return f"bit {span.bits[0]}, {span.bits[1]} wide" if span.bits else f"byte {span.offset}"


def _spelled(key: str, old: Surface, new: Surface) -> Iterator[Change]:
    before, after = (_entry(key, surface) for surface in (old, new))
    names = ("type", "size", "align")
    if [before.get(name) for name in names] == [after.get(name) for name in names]:
        return
    texts = _typed(before), _typed(after)
    yield Change(ChangeKind.TYPE, key, *texts, _place(key, old), _place(key, new))


def _typed(entry: Data) -> str:
    size = f", {entry['size']} bytes" if entry.get("size") else ""
    return f"{entry.get('type')}{size}"


def _entry(key: str, surface: Surface) -> Data:
    data = contents(surface, [key], [])
    for section in ("types", "functions", "variables"):
        for entry in data[section].values():
            return dict(entry)
    return {}


def _enumerators(old: Surface, new: Surface, names: Set[str]) -> Iterator[Change]:
    before, after = old.declarations.enumerators(), new.declarations.enumerators()
    wanted = {name for name, _ in before.items() ^ after.items()}
    for name in sorted(wanted.union(n for n, owner in before.items() if owner in names)):
        was, now = _value(name, before, old), _value(name, after, new)
        if was and now:
            yield from _constant(name, was(), now(), old, new)
        elif was:
            yield _removed(name, _constant_place(name, old))
        elif now:
            yield _added(name, _constant_place(name, new))


def _value(name: str, enums: Mapping[str, str], surface: Surface) -> Callable[[], object] | None:
    """How to get the value of a constant: ``enum { A }`` and ``#define A 0`` are the same."""
    if name in enums:
        return lambda: surface.enumerators(enums[name]).get(name)
    if surface.declarations.macro(name) is not None:
        return lambda: surface.constant(name)
    return None


# Macros


def _macros(old: Surface, new: Surface, names: Iterable[str], moved: Moves) -> Iterator[Change]:
    one, other = old.declarations, new.declarations
    for name in names:
        if one.owner(name) or other.owner(name) or name in one.guards or name in other.guards:
            continue
        is_old, is_new = one.has_macro(name), other.has_macro(name)
        if is_old and is_new and name in moved:
            places = _constant_places(name, old, new)
            yield Change(ChangeKind.MOVED_HEADER, name, *moved[name], *places)
        yield from _macro(name, is_old, is_new, old, new)


def _macro(name: str, is_old: bool, is_new: bool, old: Surface, new: Surface) -> Iterator[Change]:
    a = old.declarations.macro(name) if is_old else None
    b = new.declarations.macro(name) if is_new else None
    if a is None or b is None:
        places = _constant_places(name, old, new)
        if a:
            yield _removed(name, places[0])
        elif b:
            yield _added(name, places[1])
    elif a.parameters is not None or b.parameters is not None:
        if _shape(a) != _shape(b):
            texts = _call(a) or "", _call(b) or ""
            yield Change(ChangeKind.TEXT, name, *texts, *_constant_places(name, old, new))
    elif a.body or b.body:
        yield from _constant(name, old.constant(name), new.constant(name), old, new)


_WORD = re.compile(r"[A-Za-z_$][\w$]*|[0-9][\w.]*|[^\s\w]")


def _shape(macro: Macro | None) -> list[str] | None:
    """A function-like macro's words, its parameters by number: their names are nothing."""
    if macro is None or macro.parameters is None:
        return None if macro is None else _WORD.findall(macro.body)
    numbers = {name.removesuffix("..."): f"#{n}" for n, name in enumerate(macro.parameters)}
    words = (numbers.get(word, word) for word in _WORD.findall(macro.body))
    return [str(len(macro.parameters)), *words]


def _call(macro: Macro | None) -> str | None:
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
    bodies = _body(name, old), _body(name, new)
    if is_same and bodies == (None, None):  # an enumerator, as most that are compared
        return None
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
    return None


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
    if declarations.macro(name) is not None:
        return declarations.macro_location(name)
    owner = declarations.owner(name)
    return None if owner is None else declarations.member_location(owner, name)
