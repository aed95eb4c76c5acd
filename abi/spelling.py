"""Types and expressions in C's own spelling. The only place that spells them."""

from __future__ import annotations

from abi import ctype as t
from abi import expression as x

_PRECEDENCE = {
    ",": 1, "?": 3, "||": 4, "&&": 5, "|": 6, "^": 7, "&": 8, "==": 9, "!=": 9,
    "<": 10, ">": 10, "<=": 10, ">=": 10, "<<": 11, ">>": 11, "+": 12, "-": 12,
    "*": 13, "/": 13, "%": 13,
}  # fmt: skip
_UNARY = 14
_POSTFIX = 15


def spell(ctype: t.CType, declarator: str = "") -> str:
    """A type, or with `declarator` (a name) a declaration: ``__u8 mac[6]``."""
    match ctype:
        case t.Scalar(name):
            return _join(name, declarator)
        case t.Named(key):
            return _join(_tag(key), declarator)
        case t.InlineRecord(record):
            return _join(record.kind, declarator)
        case t.Qualified(t.Pointer(to), qualifiers):
            return spell(to, f"*{_join(' '.join(qualifiers), declarator)}")
        case t.Qualified(inner, qualifiers):
            return f"{' '.join(qualifiers)} {spell(inner, declarator)}"
        case t.Pointer(to):
            is_grouped = isinstance(t.unqualified(to), t.Array | t.Function)
            return spell(to, f"(*{declarator})" if is_grouped else f"*{declarator}")
        case t.Array(of, count):
            bound = "" if count is None else spell_expression(count)
            return spell(of, f"{declarator}[{bound}]")
        case t.Function(returns, parameters, variadic):
            inside = [spell(p.type, p.name) for p in parameters] + ["..."] * variadic
            return spell(returns, f"{declarator}({', '.join(inside) or 'void'})")
        case t.TypeOf(expression):
            return _join(f"typeof({spell_expression(expression)})", declarator)
        case t.Vector(of, size):
            vector = f"{spell(of)} __attribute__((vector_size({spell_expression(size)})))"
            return _join(vector, declarator)
        case t.Moded(of, mode):
            return _join(f"{spell(of)} __attribute__((mode({mode})))", declarator)


def _tag(key: str) -> str:
    """``typedef x`` is spelled ``x``; an enum without a tag is spelled ``enum``."""
    return "enum" if key.startswith("enum #") else key.removeprefix("typedef ")


def _join(left: str, right: str) -> str:
    if right.startswith("["):
        return left + right
    return f"{left} {right}".rstrip()


def spell_expression(node: x.Expression) -> str:
    """An expression, with no more parentheses than C asks for."""
    return _spell(node, 0)


def _spell(node: x.Expression, outer: int) -> str:
    match node:
        case x.Literal(text) | x.Character(text):
            return text
        case x.String(text):
            return f'"{text}"'
        case x.Name(name):
            return name
        case x.Unary(operator, operand):
            inner = _spell(operand, _UNARY)
            space = " " if inner.startswith(operator) else ""  # "- -1" is no decrement
            return _enclosed(f"{operator}{space}{inner}", outer > _UNARY)
        case x.Binary(operator, left, right):
            own = _PRECEDENCE[operator]
            text = f"{_spell(left, own)} {operator} {_spell(right, own + 1)}"
            return _enclosed(text, outer > own)
        case x.Conditional(condition, then, otherwise):
            text = f"{_spell(condition, 4)} ? {_spell(then, 1)} : {_spell(otherwise, 3)}"
            return _enclosed(text, outer > 3)
        case x.Cast(ctype, operand):
            return _enclosed(f"({spell(ctype)}){_spell(operand, _UNARY)}", outer > _UNARY)
        case x.SizeOf(operand):
            return f"sizeof({spell_operand(operand)})"
        case x.AlignOf(operand, preferred):
            return f"{'__alignof__' if preferred else '_Alignof'}({spell_operand(operand)})"
        case x.OffsetOf(ctype, place):
            return f"offsetof({spell(ctype)}, {spell_expression(place)})"
        case x.Access(operand, member, arrow):
            return f"{_spell(operand, _POSTFIX)}{'->' if arrow else '.'}{member}"
        case x.Index(operand, index):
            return f"{_spell(operand, _POSTFIX)}[{spell_expression(index)}]"
        case x.Call(function, arguments):
            return f"{function}({', '.join(map(spell_expression, arguments))})"
        case x.Unevaluated(reason):
            return f"/* {reason} */"


def _enclosed(text: str, is_needed: bool) -> str:
    return f"({text})" if is_needed else text


def spell_operand(operand: t.CType | x.Expression) -> str:
    """What stands in ``sizeof()``: a type or an expression."""
    return spell_expression(operand) if isinstance(operand, x.Expression) else spell(operand)
