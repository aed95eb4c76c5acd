"""What differs between two surfaces: facts, old and new, without opinion.

Names are paired once. A declaration that says the same on both sides is
silence, wherever it stands and however it is spelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

import msgspec

from abi.change import Change, ChangeKind, added, removed
from abi.constant_difference import Moves, call_text, enumerators, macros, of_enums, value_text
from abi.ctype import CType
from abi.declarations import Record
from abi.design.members import Row, pair_members
from abi.design.spans import Span, spans
from abi.diagnostic import Location
from abi.expression import Unevaluated
from abi.layout import Layout, Placed
from abi.representation import is_same
from abi.snapshot import Data, contents
from abi.surface import Surface
from abi.together import Together, in_turn
from abi.untagged import behind, is_inner, itself, outermost, own_type, written


def difference(old: Surface, new: Surface, together: Together = in_turn) -> list[Change]:
    """All changes between two surfaces for one target, in the order of the names."""
    from abi.consequences import fold
    from abi.sight import sighted

    moved = _moved(old, new)
    names = moved.names.keys() | old.declarations.differing(new.declarations)
    bare = sorted(name for name in names if " " not in name)
    members = of_enums(old, new, names)
    half = len(members) // 2
    (types, one), (values, other) = together(
        lambda: (
            list(_types(old, new, names, moved)),
            list(enumerators(old, new, members[half:], moved)),
        ),
        lambda: (
            list(macros(old, new, bare, moved)),
            list(enumerators(old, new, members[:half], moved)),
        ),
    )
    return sighted(fold((*types, *other, *one, *values), old, new), old, new)


def differing(old: Surface, new: Surface) -> set[str]:
    """Keys and macros that are on one side only, stand elsewhere, or may mean something else.

    Of all other names, nothing needs to be read.
    """
    return old.declarations.differing(new.declarations) | _moved(old, new).names.keys()


# Types, functions, enumerators


def _moved(old: Surface, new: Surface) -> Moves:
    before, after = old.declarations.homes(), new.declarations.homes()
    names = (name for name, _ in before.items() ^ after.items())
    found = {n: (before[n], after[n]) for n in names if n in before and n in after}
    return Moves(found, old, new)


def _types(old: Surface, new: Surface, names: Set[str], moved: Moves) -> Iterator[Change]:
    for key in sorted(n for n in names if " " in n and not n.startswith("enum #")):
        is_old, is_new = old.declarations.has(key), new.declarations.has(key)
        is_old, is_new = is_old and not moved.is_new(key), is_new and not moved.is_gone(key)
        if is_old and is_new:
            if moved.is_moved(key):
                places = _place(key, old), _place(key, new)
                yield Change(ChangeKind.MOVED_HEADER, key, *moved.names[key], *places)
            yield from _both(key, old, new)
        elif is_old:
            yield removed(key, _place(key, old))
        elif is_new:
            yield added(key, _place(key, new))


def _place(key: str, surface: Surface) -> Location | None:
    declarations = surface.declarations
    if is_inner(key):
        whole = outermost(key)
        return declarations.member_location(whole, written(key)) or declarations.location(whole)
    return declarations.location(key)


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
        return call_text(macro) or ""
    return value_text(surface.constant(name)) if macro.body else "defined"


def _both(key: str, old: Surface, new: Surface) -> Iterator[Change]:
    kind = key.partition(" ")[0]
    if kind in ("struct", "union") or (_is_record(key, old) and _is_record(key, new)):
        yield from _records(key, old, new)
    elif kind != "enum":
        yield from _spelled(key, old, new)
        types = [own_type(surface.declaration(key)) for surface in (old, new)]
        if types[0] is not None and types[1] is not None:
            yield from _behind(key, types[0], types[1], old, new)


def _is_record(key: str, surface: Surface) -> bool:
    """Whether a typedef or a variable names a record that has no tag."""
    return itself(surface.declaration(key)) is not None


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
            is_retyped = change.kind is ChangeKind.MEMBER_RETYPED and " : " not in (
                change.old + change.new
            )
            if is_retyped and a and b and is_same(a, b, old, new):
                yield msgspec.structs.replace(change, kind=ChangeKind.RESPELLED)
            else:
                yield change
        yield from _inner(key, row, types, old, new)
        yield from _renamed_inner(key, row, types, old, new)


def _inner(
    key: str, row: Row, types: tuple[dict[str, Placed], ...], old: Surface, new: Surface
) -> Iterator[Change]:
    """What differs in the records without a tag behind a member that is on both sides."""
    a, b = row.spans
    if a is None or b is None or a.path != b.path or not _has_record(a.type):
        return
    before, after = (_type(s, found) for s, found in zip(row.spans, types, strict=True))
    if before is not None and after is not None:
        yield from _behind(f"{key}.{a.path}", before, after, old, new)


def _renamed_inner(
    key: str, row: Row, types: tuple[dict[str, Placed], ...], old: Surface, new: Surface
) -> Iterator[Change]:
    """That a member of another name has another record without a tag behind it: nothing else
    says so, as it is spelled alike and known by the member's name."""
    a, b = row.spans
    if a is None or b is None or a.path == b.path or a.type != b.type or not _has_record(a.type):
        return
    before, after = (_type(s, found) for s, found in zip(row.spans, types, strict=True))
    if before is not None and after is not None and not is_same(before, after, old, new):
        places = _member_place(key, a, old), _member_place(key, b, new)
        yield Change(ChangeKind.MEMBER_RETYPED, f"{key}.{a.path}", a.type, b.type, *places)


def _has_record(text: str) -> bool:
    """Whether a type as spelled may have a record without a tag behind something."""
    return ("struct" in text or "union" in text) and ("[" in text or "*" in text)


def _behind(path: str, before: CType, after: CType, old: Surface, new: Surface) -> Iterator[Change]:
    known = {steps for steps, _ in behind(before)}
    for steps, _ in behind(after):
        if steps in known:
            yield from _records(f"{path}{steps}", old, new)


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
        if _holds_nothing(span):
            kind = ChangeKind.RESPELLED
        yield Change(kind, subject, _describe(before), _describe(after), *places)
        return
    if before.path != after.path:
        yield Change(ChangeKind.MEMBER_RENAMED, subject, before.path, after.path, *places)
    if _holds_nothing(before) and _holds_nothing(after):
        return
    if _is_elsewhere(before, after):
        yield Change(ChangeKind.MEMBER_MOVED, subject, _at(before), _at(after), *places)
    was, now = _with_bits(before, after), _with_bits(after, before)
    if was != now:
        yield Change(ChangeKind.MEMBER_RETYPED, subject, was, now, *places)


def _is_elsewhere(before: Span, after: Span) -> bool:
    """Whether a member has other bits. One that became a bit-field of as many bits, or was one, has
    the same."""
    if before.bits is None and after.bits is None:
        return before.offset != after.offset
    return before.place != after.place


def _with_bits(span: Span, other: Span) -> str:
    """The type, with the width of a bit-field where the other side is none."""
    return f"{span.type} : {span.bits[1]}" if span.bits and not other.bits else span.type


def _holds_nothing(span: Span) -> bool:
    """Whether nothing can be in a member, and nobody can name it: the empty struct of
    ``__DECLARE_FLEX_ARRAY``, a bit-field without a name. What it moves is told by itself."""
    return (span.size == 0 and span.type == "struct") or (not span.path and span.bits is not None)


def _type(span: Span | None, leaves: dict[str, Placed]) -> CType | None:
    return leaves[span.path].type if span is not None and span.path in leaves else None


def _member_place(key: str, span: Span | None, surface: Surface) -> Location | None:
    if span is None:
        return None
    path = span.path
    if is_inner(key):
        path = f"{written(key)}.{path}"
        key = outermost(key)
    return surface.declarations.member_location(key, path) or _place(key, surface)


def _describe(span: Span | None) -> str:
    return "" if span is None else f"{span.type} at {_at(span)}"


def _at(span: Span) -> str:
    return f"bit {span.bits[0]}, {span.bits[1]} wide" if span.bits else f"byte {span.offset}"


def _spelled(key: str, old: Surface, new: Surface) -> Iterator[Change]:
    places = _place(key, old), _place(key, new)
    is_read = [surface.declaration(key) is not None for surface in (old, new)]
    if not all(is_read):
        before, after = ("declared" if read else "not understood" for read in is_read)
        yield Change(ChangeKind.UNJUDGED, key, before, after, *places)
        return
    one, other = (_entry(key, surface) for surface in (old, new))
    names = ("type", "size", "align")
    if [one.get(name) for name in names] == [other.get(name) for name in names]:
        return
    texts = _typed(one), _typed(other)
    yield Change(ChangeKind.TYPE, key, *texts, *places)


def _typed(entry: Data) -> str:
    size = f", {entry['size']} bytes" if entry.get("size") else ""
    return f"{entry.get('type')}{size}"


def _entry(key: str, surface: Surface) -> Data:
    data = contents(surface, [key], [])
    for section in ("types", "functions", "variables"):
        for entry in data[section].values():
            return dict(entry)
    return {}
