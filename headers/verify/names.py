"""Names that a translation unit declares, taken from clang's syntax tree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from headers.verify.compiler import Compiler, CompilerError

Node = dict[str, Any]


class Path(NamedTuple):
    """A member: its names from the record on (``u.hdr.len``) and as C designates it."""

    name: str
    designator: str
    is_bit_field: bool
    is_flexible: bool


class Names(NamedTuple):
    """What clang declares. Records and typedefs are given as C spells their types."""

    records: dict[str, list[Path]]
    typedefs: list[str]
    enumerators: list[str]


def declared(clang: Compiler) -> Names:
    """Every record with a name, its members, every typedef of a complete type, every enumerator."""
    done = clang.run("", "-fsyntax-only", "-w", "-Xclang", "-ast-dump=json")
    if done.returncode:
        raise CompilerError(done.stderr)
    names = Names({}, [], [])
    untagged: Node | None = None
    for node in json.loads(done.stdout)["inner"]:
        if not node.get("loc"):
            continue  # built in
        _tags(node, names)
        if node["kind"] == "RecordDecl":
            untagged = None if "name" in node else node
        elif node["kind"] == "TypedefDecl":
            names.typedefs.append(node["name"])
            if untagged is not None and _is_of(node, untagged):
                names.records[node["name"]] = list(_members(untagged, "", ""))
    return names


def _is_of(node: Node, record: Node) -> bool:
    """Whether a declarator's type is, or is an array of, the record that stands before it."""
    if node["kind"] == "FieldDecl":  # no field's type is spelled out
        spelled = node["type"]["qualType"]
        return "(unnamed" in spelled or "(anonymous" in spelled
    inner = node.get("inner", ())
    while inner and inner[0]["kind"] != "PointerType":
        if record["id"] in ((inner[0].get(k) or {}).get("id") for k in ("decl", "ownedTagDecl")):
            return True
        inner = inner[0].get("inner", ())
    return False


def _tags(node: Node, names: Names) -> None:
    """Tags and enumerators of a declaration, those inside of records too."""
    if node["kind"] == "EnumConstantDecl":
        names.enumerators.append(node["name"])
    if node["kind"] == "RecordDecl" and node.get("completeDefinition") and "name" in node:
        spelled = f"{node['tagUsed']} {node['name']}"
        names.records[spelled] = list(_members(node, "", ""))
    if node["kind"] in ("RecordDecl", "EnumDecl"):
        for inner in node.get("inner", ()):
            _tags(inner, names)


def _members(record: Node, name: str, designator: str) -> Iterator[Path]:
    untagged: Node | None = None
    for node in record.get("inner", ()):
        if node["kind"] == "RecordDecl":
            untagged = None if "name" in node else node
        if node["kind"] != "FieldDecl":
            continue
        own = node.get("name")
        is_bits = node.get("isBitfield", False)
        if own is not None:
            is_flexible = "[]" in node["type"]["qualType"]
            yield Path(name + own, designator + own, is_bits, is_flexible)
        if untagged is not None and not is_bits and _is_of(node, untagged):
            index = "[0]" * node["type"]["qualType"].count("[")
            yield from (
                _members(untagged, f"{name}{own}.", f"{designator}{own}{index}.")
                if own is not None
                else _members(untagged, name, designator)
            )
