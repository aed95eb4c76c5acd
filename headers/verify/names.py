"""Names that a translation unit declares, taken from clang's syntax tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from headers.verify.compiler import Compiler, CompilerError

Node = dict[str, Any]


class Path(NamedTuple):
    """A member: its names from the record on (``u.hdr.len``) and as C designates it."""

    name: str
    designator: str
    is_bit_field: bool
    is_flexible: bool


class Names(NamedTuple):
    """What clang declares, each name with the files that declare it.

    Records and typedefs are given as C spells their types.
    """

    records: dict[str, tuple[str, list[Path]]]
    typedefs: dict[str, set[str]]
    enumerators: dict[str, set[str]]
    functions: dict[str, set[str]]


def declared(clang: Compiler) -> Names:
    """Every record with a name and its members, typedef of an object type, enumerator, function."""
    done = clang.run("", "-fsyntax-only", "-w", "-Xclang", "-ast-dump=json")
    if done.returncode:
        raise CompilerError(done.stderr)
    reader = _Reader()
    for node in msgspec.json.decode(done.stdout)["inner"]:
        reader.top(node)
    return reader.names


class _Reader:
    """A walk in the order of the dump, which names a file only where it changes."""

    def __init__(self) -> None:
        self.names = Names({}, {}, {}, {})
        self.file = ""
        self.untagged: Node | None = None

    def top(self, node: Node) -> None:
        if not node.get("loc"):
            return  # built in
        file = self._follow(node)
        kind = node["kind"]
        self._tags(node, file)
        if kind == "RecordDecl":
            self.untagged = None if "name" in node else node
        elif kind == "FunctionDecl" and not node["name"].startswith("__builtin_"):
            self.names.functions.setdefault(node["name"], set()).add(file)
        elif kind == "TypedefDecl":
            self._typedef(node, file)

    def _follow(self, node: Node) -> str:
        """Read the places of a node and of all in it; the file that the node itself is in."""
        file = self._place(node.get("loc") or {})
        extent = node.get("range") or {}
        self._place(extent.get("begin") or {})
        self._place(extent.get("end") or {})
        for inner in node.get("inner", ()):
            if inner:
                self._follow(inner)
        return file

    def _place(self, place: Node) -> str:
        for part in (place.get("spellingLoc"), place.get("expansionLoc"), place):
            if part and "file" in part:
                self.file = part["file"]
        return self.file

    def _typedef(self, node: Node, file: str) -> None:
        if not _is_function(node):
            self.names.typedefs.setdefault(node["name"], set()).add(file)
        if self.untagged is not None and _is_of(node, self.untagged):
            members = list(_members(self.untagged, "", ""))
            self.names.records.setdefault(node["name"], (file, members))

    def _tags(self, node: Node, file: str) -> None:
        """Tags and enumerators of a declaration, those inside of records too."""
        if node["kind"] == "EnumConstantDecl":
            self.names.enumerators.setdefault(node["name"], set()).add(file)
        if node["kind"] == "RecordDecl" and node.get("completeDefinition") and "name" in node:
            spelled = f"{node['tagUsed']} {node['name']}"
            self.names.records.setdefault(spelled, (file, list(_members(node, "", ""))))
        if node["kind"] in ("RecordDecl", "EnumDecl"):
            for inner in node.get("inner", ()):
                self._tags(inner, file)


def _is_function(node: Node) -> bool:
    """Whether a typedef names a function's type, which has no size in ISO C."""
    return node["type"].get("desugaredQualType", node["type"]["qualType"]).endswith(")") and (
        not any(sign in node["type"]["qualType"] for sign in ("(*", "(anonymous", "(unnamed"))
    )


def _is_of(node: Node, record: Node) -> bool:
    """Whether a declarator's type is, or is an array of, the record that stands before it."""
    if node["kind"] == "FieldDecl":  # no field's type is spelled out
        spelled = node["type"]["qualType"]
        return "(unnamed" in spelled or "(anonymous" in spelled
    inner = node.get("inner", ())
    while inner and inner[0]["kind"] not in ("PointerType", "TypedefType"):
        if record["id"] in ((inner[0].get(k) or {}).get("id") for k in ("decl", "ownedTagDecl")):
            return True
        inner = inner[0].get("inner", ())
    return False


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
