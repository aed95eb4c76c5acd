"""What ``uapi show`` prints of a declaration: one view for all the targets asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from abi.ctype import CType, InlineRecord, Named, unqualified
from abi.declarations import Enum, Prototype, Record, Typedef, Variable
from abi.evaluate import NotConstantError, Value
from abi.expression import Unevaluated
from abi.ioctl import ioctl_of
from abi.snapshot import concrete
from abi.spelling import spell, spell_operand
from abi.surface import ConstantString, Surface
from reports.show_records import (
    Shown,
    Surfaces,
    headline,
    inner_rows,
    is_laid_out,
    place_of,
    show_record,
    table_row,
)
from reports.style import Style


def show(key: str, surfaces: Surfaces, style: Style, cache_line: int = 0) -> Shown:
    """The view of a key, or of ``constant NAME``."""
    kind, _, name = key.partition(" ")
    having = tuple(s for s in surfaces if s.declaration(key) is not None or kind == "constant")
    if not having:
        return Shown([f"{key}: declared, but not understood; see the diagnostics"], False)
    if kind == "constant":
        return _constant(name, having, style)
    match having[0].declaration(key):
        case Record():
            shown = show_record(key, having, style, cache_line)
        case Enum():
            shown = _enum(key, having, style)
        case Typedef() as typedef:
            shown = _typedef(key, typedef, having, style, cache_line)
        case Prototype(ctype, _):
            shown = _object(key, f"{spell(ctype, name)};", ctype, having, style)
        case Variable(ctype) if isinstance(unqualified(ctype), InlineRecord):
            title = f"extern {spell(ctype, f'{{ … }} {name}')}"
            shown = show_record(key, having, style, cache_line, title)
        case Variable(ctype):
            shown = _object(key, f"extern {spell(ctype, name)};", ctype, having, style)
        case _:
            shown = Shown([f"{key}: not understood"], False)
    absent = [s.target.name for s in surfaces if s not in having]
    if absent:
        shown.lines.append(f"  not declared on {', '.join(absent)}")
    return shown


def _object(key: str, text: str, ctype: CType, surfaces: Surfaces, style: Style) -> Shown:
    """A function or a variable, and the members of records without a tag that it leads to."""
    lines = [
        headline(text, place_of(key, surfaces[0]), style),
        *_led_to(key, ctype, surfaces, style),
    ]
    return Shown(lines, all(is_laid_out(key, surface) for surface in surfaces))


def _led_to(key: str, ctype: CType, surfaces: Surfaces, style: Style) -> Iterator[str]:
    """The members of records without a tag that a type leads to, once for equal targets."""
    rows = (("\n".join(_rows(key, ctype, s, style)), s.target.name) for s in surfaces)
    groups = _grouped(rows)
    for text, names in groups:
        if len(groups) > 1:
            yield f"  on {', '.join(names)}"
        yield from text.splitlines()


def _rows(key: str, ctype: CType, surface: Surface, style: Style) -> Iterator[str]:
    return (table_row(row, [], style) for row in inner_rows(ctype, surface, key, 0))


def _typedef(
    key: str, typedef: Typedef, surfaces: Surfaces, style: Style, cache_line: int
) -> Shown:
    name = key.partition(" ")[2]
    place = place_of(key, surfaces[0])
    if isinstance(typedef.type, InlineRecord):
        title = f"typedef {typedef.type.record.kind} {{ … }} {name}"
        return show_record(key, surfaces, style, cache_line, title)
    spelled = spell(concrete(typedef.type, surfaces[0]), name)
    lines = [headline(f"typedef {spelled};", place, style)]
    for size, names in _grouped((_measured(key, s), s.target.name) for s in surfaces):
        lines.append(f"  {size} on {', '.join(names)}")
    lines += _led_to(key, typedef.type, surfaces, style)
    return Shown(lines, all(is_laid_out(key, surface) for surface in surfaces))


def _measured(key: str, surface: Surface) -> str:
    named: CType = Named(key)
    try:
        return f"size {surface.size_of(named)}, align {surface.align_of(named)}"
    except NotConstantError as reason:
        return f"no size: {reason}"


def _grouped(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for value, name in pairs:
        groups.setdefault(value, []).append(name)
    return list(groups.items())


def _enum(key: str, surfaces: Surfaces, style: Style) -> Shown:
    surface = surfaces[0]
    values = surface.enumerators(key)
    title = "enum { … }" if key.startswith("enum #") else key
    lines = [headline(title, place_of(key, surface), style)]
    width = max((len(name) for name in values), default=0)
    for name, value in values.items():
        shown = _number(value.value) if isinstance(value, Value) else f"? {value.reason}"
        lines.append(f"  {name:<{width}}  {shown}")
    for text, names in _grouped((_enum_size(key, s), s.target.name) for s in surfaces):
        lines.append(f"  {text} on {', '.join(names)}")
    return Shown(lines, all(isinstance(value, Value) for value in values.values()))


def _enum_size(key: str, surface: Surface) -> str:
    try:
        scalar = surface.enum_type(key)
    except NotConstantError as reason:
        return f"no size: {reason}"
    return f"size {surface.size_of(scalar)} ({spell(scalar)})"


def _number(value: int) -> str:
    return str(value) if -10 < value < 10 else f"{value} ({value:#x})"


_Constant = Value | ConstantString | Unevaluated | None


def _constant(name: str, surfaces: Surfaces, style: Style) -> Shown:
    declarations = surfaces[0].declarations
    macro = declarations.macro(name)
    if macro is None:
        owner = declarations.owner(name) or ""
        place = str(declarations.member_location(owner, name) or "")
        lines = [headline(f"{name}  in {spell(Named(owner))}", place, style)]
        values: list[tuple[_Constant, Surface]] = [(s.enumerator(name), s) for s in surfaces]
    else:
        place = str(declarations.macro_location(name) or "")
        parameters = "" if macro.parameters is None else f"({', '.join(macro.parameters)})"
        text = _shortened(f"#define {name}{parameters} {macro.body}".rstrip())
        lines = [headline(text, place, style)]
        if macro.parameters is not None or not macro.body:
            return Shown(lines)
        values = [(s.constant(name), s) for s in surfaces]
    for text, names in _grouped((_value_text(name, v, s), s.target.name) for v, s in values):
        lines.append(f"  {text}  on {', '.join(names)}")
    return Shown(lines, not any(isinstance(v, Unevaluated) for v, _ in values))


def _shortened(text: str) -> str:
    return text if len(text) <= _TEXT_LIMIT else f"{text[:_TEXT_LIMIT]}…"


_TEXT_LIMIT = 300
"""Characters of a macro's text that are shown."""


def _value_text(name: str, value: _Constant, surface: Surface) -> str:
    match value:
        case Value(number, ctype):
            code = ioctl_of(name, surface.declarations.expression(name), surface)
            if code is None:
                return f"{_number(number)}, {spell(ctype)}"
            argument = "" if code.argument is None else f" of {spell_operand(code.argument)}"
            c = code.code
            return (f"{number:#010x}: {c.macro}({c.character}, {c.nr:#04x}), "
                    f"{c.size} bytes{argument}")  # fmt: skip
        case ConstantString(text):
            return f'"{text}"'
        case Unevaluated(reason):
            return f"no value: {reason}"
        case None:
            return "not declared"
