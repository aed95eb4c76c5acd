"""pycparser's nodes into declarations. Nothing above this file sees a node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pycparser import c_ast

from abi import ctype as t
from abi import expression as x
from abi.declarations import (
    Declaration,
    Declared,
    Enum,
    Enumerator,
    Member,
    Prototype,
    Record,
    RecordKind,
    Typedef,
    Variable,
)
from headers.constant import SPECIFIERS
from headers.gnu import MARKER
from headers.names import COMPILER_TYPES

Node = Any


class LoweringError(Exception):
    """A construct that the model has no value for; its text says which."""


def lower(nodes: list[Node], typedefs: frozenset[str], pack: int) -> list[Declared]:
    """Declarations of one piece of text, those of nested tags first."""
    lowering = _Lowering(typedefs, pack)
    for node in _without_markers(nodes):
        lowering.top(*node)
    return lowering.found


def lower_expression(node: Node, typedefs: frozenset[str]) -> x.Expression:
    """An expression on its own."""
    return _Lowering(typedefs, 0).expression(node)


def _without_markers(nodes: list[Node]) -> Iterator[tuple[Node, list[Node]]]:
    """Each declarator with the marker declarators that belong to it, in the order of the text."""
    plain: list[tuple[Node, list[Node]]] = []
    for node in nodes or ():
        name = getattr(node, "name", None) or ""
        if not isinstance(name, str) or not name.startswith(MARKER):
            plain.append((node, []))
            continue
        scope = name.removeprefix(MARKER).partition("_")[0]
        reach = int(scope[len("last") :])
        for _, markers in plain[-reach:]:
            markers.append(node)
    return iter(plain)


def _base_line(node: Node) -> int:
    """The line of what is declared, from 0: of its name, where a star stands before that."""
    declarator = getattr(node, "type", None)
    while isinstance(declarator, c_ast.PtrDecl | c_ast.ArrayDecl | c_ast.FuncDecl):
        declarator = declarator.type
    if isinstance(declarator, c_ast.TypeDecl) and declarator.declname:
        node = declarator
    line: int = node.coord.line if getattr(node, "coord", None) else 0
    return max(line - 1, 0)


class _Attributes:
    """The layout attributes that a list of markers carries."""

    def __init__(self, markers: list[Node], lowering: _Lowering) -> None:
        self.packed = self.ms_struct = False
        self.pack: int | None = None
        self.aligned: tuple[x.Expression, ...] = ()
        self.type_aligned: tuple[x.Expression, ...] = ()
        """Of the pointer that the declarator makes."""
        self.mode = ""
        self.vector: x.Expression | None = None
        for marker in markers:
            scope, what = marker.name.removeprefix(MARKER).split("_", 1)
            self._read(scope, what, marker, lowering)

    def _read(self, scope: str, what: str, marker: Node, lowering: _Lowering) -> None:
        if what == "packed":
            self.packed = self.packed or not scope.startswith("type")  # GCC: ignored on a pointer
        elif what == "ms_struct":
            self.ms_struct = True
        elif what.startswith("pack_"):
            self.pack = int(what.removeprefix("pack_"))
        elif what.startswith("mode_"):
            self.mode = what.removeprefix("mode_")
        else:
            operand = lowering.expression(_operand(marker))
            if what == "aligned" and scope.startswith("type"):
                self.type_aligned += (operand,)
            elif what == "aligned":
                self.aligned += (operand,)
            else:
                self.vector = operand

    def apply(self, ctype: t.CType) -> t.CType:
        """The type, with what ``mode`` and ``vector_size`` make of it."""
        if self.mode:
            ctype = t.Moded(ctype, self.mode)
        return ctype if self.vector is None else _of_vectors(ctype, self.vector)


def _operand(marker: Node) -> Node:
    return marker.value if isinstance(marker, c_ast.Enumerator) else marker.type.dim


def _of_vectors(ctype: t.CType, size: x.Expression) -> t.CType:
    """GCC: ``vector_size`` is about the innermost type of a declarator."""
    match ctype:
        case t.Pointer(to):
            return t.Pointer(_of_vectors(to, size))
        case t.Array(of, count):
            return t.Array(_of_vectors(of, size), count)
        case t.Function(returns, parameters, variadic):
            return t.Function(_of_vectors(returns, size), parameters, variadic)
        case _:
            return t.Vector(ctype, size)


class _Lowering:
    """The lowering of one piece; collects the tags that it declares on the way."""

    def __init__(self, typedefs: frozenset[str], pack: int) -> None:
        self.typedefs = typedefs
        self.pack = pack
        self.found: list[Declared] = []

    def top(self, node: Node, markers: list[Node]) -> None:
        if isinstance(node, c_ast.Typedef):
            self._typedef(node, markers)
        elif isinstance(node, c_ast.Decl):
            self._declaration(node, markers)
        elif isinstance(node, c_ast.FuncDef):
            self._declaration(node.decl, markers)
        elif not isinstance(node, c_ast.StaticAssert | c_ast.Pragma):
            raise LoweringError(f"unexpected {type(node).__name__}")

    def _add(self, key: str, value: Declaration, node: Node, lines: dict[str, int]) -> None:
        self.found.append(Declared(key, value, _base_line(node), lines))

    def _typedef(self, node: Node, markers: list[Node]) -> None:
        attributes = _Attributes(markers, self)
        ctype = attributes.apply(self.ctype(node.type))
        lines = self._inline_lines(node.type) if isinstance(ctype, t.InlineRecord) else {}
        aligned = attributes.type_aligned + attributes.aligned
        self._add(f"typedef {node.name}", Typedef(ctype, aligned), node, lines)

    def _declaration(self, node: Node, markers: list[Node]) -> None:
        if node.name is None:  # "struct foo { … };" or "enum { … };"
            self._tag(node)
            return
        ctype = _Attributes(markers, self).apply(self.ctype(node.type))
        if isinstance(ctype, t.Function):
            inline = "inline" in (node.funcspec or ())
            self._add(f"function {node.name}", Prototype(ctype, inline), node, {})
        else:
            self._add(f"variable {node.name}", Variable(ctype), node, {})

    def _tag(self, node: Node) -> None:
        ctype = self.ctype(node.type)
        if isinstance(ctype, t.Named) and node.type.name and _is_forward(node.type):
            kind = ctype.key.partition(" ")[0]
            value = Enum(None) if kind == "enum" else Record(_KINDS[kind], None)
            self._add(ctype.key, value, node, {})

    # Types

    def ctype(self, node: Node) -> t.CType:
        """A type from a declarator chain or a specifier."""
        match node:
            case c_ast.TypeDecl():
                return _qualified(self.ctype(node.type), node.quals)
            case c_ast.Typename():
                return self.ctype(node.type)
            case c_ast.PtrDecl():
                return _qualified(t.Pointer(self.ctype(node.type)), node.quals)
            case c_ast.ArrayDecl():
                count = None if node.dim is None else self.expression(node.dim)
                return t.Array(self.ctype(node.type), count)
            case c_ast.FuncDecl():
                return self._function(node)
            case c_ast.IdentifierType():
                return self._specified(node.names)
            case c_ast.Struct() | c_ast.Union():
                return self._record(node)
            case c_ast.Enum():
                return self._enum(node)
            case c_ast.TypeOf():
                return self._typeof(node)
            case _:
                raise LoweringError(f"unexpected type {type(node).__name__}")

    def _specified(self, names: list[str]) -> t.CType:
        is_typedef = names[0] in self.typedefs and names[0] not in COMPILER_TYPES
        if len(names) == 1 and is_typedef:  # bool, to those who declare it
            return t.Named(f"typedef {names[0]}")
        scalar = SPECIFIERS.get(tuple(sorted(names)))
        if scalar is not None:
            return t.Scalar(scalar)
        if len(names) == 1:
            return t.Named(f"typedef {names[0]}")
        raise LoweringError(f"unknown type '{' '.join(names)}'")

    def _typeof(self, node: Node) -> t.CType:
        inner = node.expr
        if isinstance(inner, c_ast.Typename):
            return self.ctype(inner)
        return t.TypeOf(self.expression(inner))

    def _function(self, node: Node) -> t.Function:
        parameters: list[t.Parameter] = []
        variadic = False
        for item in node.args.params if node.args else ():
            if isinstance(item, c_ast.EllipsisParam):
                variadic = True
            elif isinstance(item, c_ast.ID):
                raise LoweringError("a parameter without a type")
            else:
                parameters.append(t.Parameter(item.name or "", self.ctype(item.type)))
        if [p.type for p in parameters] == [t.Scalar("void")]:
            parameters = []
        return t.Function(self.ctype(node.type), tuple(parameters), variadic)

    def _record(self, node: Node) -> t.CType:
        kind: RecordKind = "struct" if isinstance(node, c_ast.Struct) else "union"
        if node.decls is None:
            return t.Named(f"{kind} {node.name}")
        own, rest = _own_markers(node.decls)
        attributes = _Attributes(own, self)
        members = tuple(self._members(rest))
        pack = self.pack if attributes.pack is None else attributes.pack
        record = Record(
            kind, members, attributes.packed, attributes.aligned, pack, attributes.ms_struct
        )
        if node.name is None:
            return t.InlineRecord(record)
        self._add(f"{kind} {node.name}", record, node, _member_lines(rest))
        return t.Named(f"{kind} {node.name}")

    def _inline_lines(self, node: Node) -> dict[str, int]:
        while not isinstance(node, c_ast.Struct | c_ast.Union):
            node = node.type
        return _member_lines(node.decls)

    def _members(self, nodes: list[Node]) -> Iterator[Member]:
        plain = [n for n in nodes if not isinstance(n, c_ast.StaticAssert | c_ast.Pragma)]
        for node, markers in _without_markers(plain):
            attributes = _Attributes(markers, self)
            ctype = attributes.apply(self.ctype(node.type))
            declares_only = node.name is None and node.bitsize is None
            if declares_only and not isinstance(ctype, t.InlineRecord):
                continue  # "struct tag { … };" inside a record declares the tag, no member
            bits = None if node.bitsize is None else self.expression(node.bitsize)
            aligned = attributes.aligned + tuple(
                self._alignas(item.alignment) for item in node.align or ()
            )
            packed, type_aligned = attributes.packed, attributes.type_aligned
            yield Member(node.name, ctype, bits, packed, aligned, type_aligned)

    def _alignas(self, node: Node) -> x.Expression:
        if isinstance(node, c_ast.Typename):
            return x.AlignOf(self.ctype(node))
        return self.expression(node)

    def _enum(self, node: Node) -> t.CType:
        if node.values is None:
            return t.Named(f"enum {node.name}")
        items = node.values.enumerators
        attributes = _Attributes([i for i in items if i.name.startswith(MARKER)], self)
        items = [item for item in items if not item.name.startswith(MARKER)]
        if attributes.mode or attributes.vector is not None or not items:
            raise LoweringError("an enum with a mode" if items else "an enum of nothing")
        values = tuple(
            Enumerator(i.name, None if i.value is None else self.expression(i.value)) for i in items
        )
        underlying = getattr(node, "underlying_type", None)
        ctype = None if underlying is None else self.ctype(underlying)
        enum = Enum(values, attributes.packed, ctype)  # GCC: aligned is nothing to an enum
        key = f"enum {node.name}" if node.name else f"enum #{values[0].name}"
        self._add(key, enum, node, {i.name: _base_line(i) for i in items})
        return t.Named(key)

    # Expressions

    def expression(self, node: Node) -> x.Expression:
        """An integer constant expression; `Unevaluated` for what none can contain."""
        match node:
            case c_ast.Constant():
                return _constant(node)
            case c_ast.ID():
                return x.Name(node.name)
            case c_ast.BinaryOp():
                return self._binary(node)
            case c_ast.UnaryOp():
                return self._unary(node)
            case c_ast.TernaryOp():
                return x.Conditional(
                    self.expression(node.cond),
                    self.expression(node.iftrue),
                    self.expression(node.iffalse),
                )
            case c_ast.Cast():
                return x.Cast(self.ctype(node.to_type), self.expression(node.expr))
            case c_ast.StructRef():
                operand = self.expression(node.name)
                return x.Access(operand, node.field.name, node.type == "->")
            case c_ast.ArrayRef():
                return x.Index(self.expression(node.name), self.expression(node.subscript))
            case c_ast.FuncCall():
                return self._call(node)
            case _:
                return x.Unevaluated(f"{type(node).__name__} is not a constant expression")

    def _binary(self, node: Node) -> x.Expression:
        # Left-associative chains can be long; the left spine is walked, not recursed into.
        spine = []
        while isinstance(node, c_ast.BinaryOp):
            spine.append((node.op, node.right))
            node = node.left
        result = self.expression(node)
        for sign, right in reversed(spine):
            result = x.Binary(sign, result, self.expression(right))
        return result

    def _unary(self, node: Node) -> x.Expression:
        if node.op in ("sizeof", "_Alignof"):
            inner = node.expr
            operand = (
                self.ctype(inner) if isinstance(inner, c_ast.Typename) else self.expression(inner)
            )
            if node.op == "sizeof":
                return x.SizeOf(operand)
            if isinstance(operand, t.Qualified) and "volatile" in operand.qualifiers:
                return x.AlignOf(t.unqualified(operand), preferred=True)
            return x.AlignOf(operand)
        if node.op in ("+", "-", "~", "!", "*", "&"):
            return x.Unary(node.op, self.expression(node.expr))
        return x.Unevaluated(f"'{node.op}' is not constant")

    def _call(self, node: Node) -> x.Expression:
        name = getattr(node.name, "name", "")
        arguments = node.args.exprs if node.args else []
        if name == "offsetof":
            return x.OffsetOf(self.ctype(arguments[0]), self.expression(arguments[1]))
        return x.Call(name or "a function", tuple(map(self.expression, arguments)))


_KINDS: dict[str, RecordKind] = {"struct": "struct", "union": "union"}


def _is_forward(node: Node) -> bool:
    return node.values is None if isinstance(node, c_ast.Enum) else node.decls is None


def _own_markers(decls: list[Node]) -> tuple[list[Node], list[Node]]:
    """Markers of the record itself, and the rest of its declarations."""
    prefix = f"{MARKER}record_"
    own = [n for n in decls if (getattr(n, "name", None) or "").startswith(prefix)]
    return own, [n for n in decls if not any(n is o for o in own)]


def _member_lines(decls: list[Node]) -> dict[str, int]:
    """Lines of all members that a program can name, inner ones included."""
    lines: dict[str, int] = {}
    for node in decls or ():
        inner = getattr(node, "type", None)
        while inner is not None and not isinstance(inner, c_ast.Struct | c_ast.Union):
            inner = getattr(inner, "type", None)
            if isinstance(inner, list | str):
                inner = None
        name = getattr(node, "name", None)
        if isinstance(name, str):
            if name.startswith(MARKER):
                continue
            lines.setdefault(name, _base_line(node))
        if inner is not None and inner.name is None:
            for member, line in _member_lines(inner.decls).items():
                lines.setdefault(f"{name}.{member}" if name else member, line)
    return lines


def _qualified(ctype: t.CType, qualifiers: list[str] | None) -> t.CType:
    kept = tuple(q for q in qualifiers or () if q in ("const", "volatile"))
    return t.Qualified(ctype, kept) if kept else ctype


def _constant(node: Node) -> x.Expression:
    if node.type == "string" or node.value.endswith('"'):
        if node.value[0] in "LU" or node.value.startswith('u"'):
            return x.Unevaluated("a string of wide characters")
        return x.String(node.value.partition('"')[2].removesuffix('"').replace('""', ""))
    if "char" in node.type or node.value.endswith("'"):
        return x.Character(node.value)
    if "float" in node.type or "double" in node.type:
        return x.Unevaluated("a floating constant, not an integer")
    return x.Literal(node.value)
