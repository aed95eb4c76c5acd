"""From a tree to the surface of a target."""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import cast

import msgspec

from abi.diagnostic import READ_AFTER, Diagnostic, Level, UapiError
from abi.predefined import predefined
from abi.raw import Raw
from abi.sight import Lost
from abi.surface import Surface
from abi.target import Target
from headers.cache import Cache
from headers.called import ABSENT, STAND_IN
from headers.child import Child, can_share
from headers.declarations import UnitDeclarations
from headers.ending import temporary_directory
from headers.preprocess.engine import Engine, Request, choose_engine
from headers.program import identity
from headers.read import SHIM, read, remember
from headers.reading import Reading, packed, unpacked
from headers.several import HeaderDeclarations
from headers.sources.mention import HeaderTexts
from headers.sources.scan import (
    IOCTLS,
    Missing,
    Scan,
    Seen,
    Unread,
    Within,
    check_unchanged,
    name_below,
    scan,
)
from headers.sources.tree import Tree
from headers.sources.wanted import Ioctls, pops, wanted
from headers.split import Unit
from headers.texts import TreeHeaders


def load(
    tree: Tree, target: Target, *, engine: Engine | None = None, cache: Cache | None = None
) -> Surface:
    """Everything that a tree declares for a target.

    Raises:
        UapiError: the tree cannot be read at all.
    """
    return Reader(tree, target, engine or choose_engine(), cache or Cache()).surface()


class Reader:
    """A tree for a target, of which as much is read as is asked for.

    Raises:
        UapiError: in every step, when the tree cannot be read at all.
    """

    def __init__(self, tree: Tree, target: Target, engine: Engine, cache: Cache) -> None:
        self.tree = tree
        self.target = target
        self._engine = engine
        self._cache = cache
        self._bases: list[Reader] = []
        self._ahead: Child[object] | None = None
        self._search = (SHIM / "libc", *tree.search_path(target), SHIM / "kernel")

    @functools.cached_property
    def _every(self) -> tuple[str, ...]:
        """All headers of the tree."""
        return tuple(name for name in self.tree.headers(self.target) if _can_be_included(name))

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """The headers to read."""
        return self._every

    def _of(self, names: tuple[str, ...]) -> Reader:
        """The same tree, of which these headers are read."""
        return self._in(self.tree, names)

    def _in(self, tree: Tree, names: tuple[str, ...]) -> Reader:
        """These headers, in a program that defines or includes other things before them."""
        reader = Reader(tree, self.target, self._engine, self._cache)
        reader.__dict__.update(_every=self._every, names=names)
        return reader

    def defining(self, macro: str, text: str) -> Reader:
        """The same headers, in a program that defines a macro, too."""
        defines = (*self.tree.defines, (macro, text))
        return self._in(msgspec.structs.replace(self.tree, defines=defines), self.names)

    @functools.cached_property
    def texts(self) -> HeaderTexts:
        """The texts of all headers, to look for words in them."""
        return HeaderTexts(self.names, self._search)

    def narrowed(self, headers: Collection[str]) -> Reader:
        """The same tree, of which only these headers are read, and all that they include.

        Itself where none of them is there.
        """
        names = tuple(name for name in self.names if name in headers)
        return self._of(names) if names else self

    def mentioning(self, words: Collection[str]) -> Reader:
        """The same tree, of which only the headers are read that have one of these words.

        With them go those that include them. What this says of a name with one
        of the words is what the whole tree says, unless a header needs another
        one that it does not include. Itself, where it cannot be narrowed.
        """
        found = set() if self.tree.only else self.texts.having(words)
        return self.narrowed(self.texts.with_includers(found)) if found else self

    @functools.cached_property
    def _before(self) -> Scan | None:
        """What was found when the tree was scanned last."""
        if self.tree.text is not None:
            return None
        return self._cache.scan(_scan_key((*self.tree.before, *self.names), self._search))

    def is_known(self) -> bool:
        """Whether `key` costs little."""
        return self.tree.text is not None or self._before is not None

    def begin(self) -> None:
        """Scan and read in another process from now on; what it finds is taken when asked for."""
        steps: list[Callable[[], object]] = [lambda: packed(self.reading)]
        if "scan" not in self.__dict__:
            steps.insert(0, lambda: self.scan)
        self._ahead = Child(*steps)

    @property
    def is_ahead(self) -> bool:
        """Whether another process reads the tree."""
        return self._ahead is not None

    def stop(self) -> None:
        """Nothing more is wanted of the other process."""
        if self._ahead is not None:
            self._ahead.kill()
            self._ahead = None

    @functools.cached_property
    def scan(self) -> Scan:
        """Which files there are to read. One that is as it was is not read again."""
        if self._ahead is not None:
            return cast("Scan", self._ahead.next())
        before = self._before
        if before is not None and before.is_current():
            return before
        found = self._with_ioctls(before.seen if before else {})
        if self.tree.text is None:
            self._cache.put_scan(_scan_key((*self.tree.before, *self.names), self._search), found)
        return found

    def _with_ioctls(self, seen: Mapping[str, Seen]) -> Scan:
        """Scan; where ioctls are made and nothing says how, with linux/ioctl.h.

        Programs include <sys/ioctl.h>, so that many headers do not (Linux 7.2: a hundred).
        """
        before = self.tree.before
        found = self._scanned((*before, *self.names), seen)
        absent = {missing.name for missing in found.missing}.intersection(before)
        if absent:
            raise UapiError(f"--before {min(absent)}: no such header; --include says where to look")
        found.first = before
        if found.lacks_ioctls(self._ioctls) and IOCTLS not in self.names:
            found = self._scanned((*before, IOCTLS, *self.names), found.seen)
            found.first = (*before, IOCTLS)
        return found

    def _scanned(self, names: tuple[str, ...], seen: Mapping[str, Seen]) -> Scan:
        if self.tree.text is not None:
            return _scan_text(self.tree.text, names, self._search)
        return scan(names, self._search, seen)

    @functools.cached_property
    def key(self) -> str:
        """Of all that the surface depends on; the same wherever the tree lies."""
        return _key(self.tree, self.target, self._engine, self.names, self.scan)

    @functools.cached_property
    def _known(self) -> Reading | None:
        return self._cache.reading(self.key)

    def is_read(self) -> bool:
        """Whether `reading` costs little."""
        is_here = "reading" in self.__dict__
        return is_here or (self.is_known() and self._known is not None)

    @functools.cached_property
    def reading(self) -> Reading:
        """All units, from the cache where they were read before.

        Raises:
            UapiError: a file changed meanwhile.
        """
        if self._ahead is not None:
            _ = self.scan
            return unpacked(cast("Reading | bytes", self._ahead.result()))
        return self._known or self._read()

    def _start_from_earlier(self) -> None:
        """Read with what is known of this very tree, where that is more than of other ones."""
        if self.tree.text is not None or self._before is None:
            return
        earlier = self._of(self.names)
        earlier.__dict__.update(_before=self._before, scan=self._before)
        least = max(map(self._shared, self._bases), default=-1)
        if self._shared(earlier) > least and earlier.is_read():
            self.start_from(earlier)

    def _read(self) -> Reading:
        self._start_from_earlier()
        names = self._readable()
        absent = {m.name for m in self.scan.missing}.difference(self.scan.probed)
        text_name = self.names[0] if self.tree.text is not None else ""
        request = Request(
            names, self._search, self.target, self.tree.text, text_name, tuple(sorted(absent)),
            defines=self.tree.defines, before=self.scan.first, files=tuple(self.scan.seen),
            asks=any(found.wanted.probes for found in self.scan.seen.values()),
        )  # fmt: skip
        try:
            reading = read(request, self._engine, self.scan, self._key_of)
        except UapiError:
            check_unchanged(self.scan)  # which may be why
            raise
        check_unchanged(self.scan)
        self._cache.put_reading(self.key, reading)
        return reading

    def _readable(self) -> tuple[str, ...]:
        """The headers without those that must not be read.

        Raises:
            UapiError: there are no others.
        """
        unread = {found.header: found for found in self.scan.unread}
        names = tuple(n for n in (*self.scan.first, *self.names) if n not in unread)
        if self.names and unread.keys() >= set(self.names):
            first = unread[self.names[0]]
            raise UapiError(f"{first.header}:{first.line}: {first.why}; refused")
        return names

    def _key_of(self, names: tuple[str, ...]) -> str:
        """Of all that a few headers by themselves depend on."""
        return _key(self.tree, self.target, self._engine, names, self._within.scan(names))

    @functools.cached_property
    def _within(self) -> Within:
        return Within(self.scan, self._search)

    def start_from(self, other: Reader) -> None:
        """Read with what is known of another tree, which was read before."""
        remember(other.reading)
        self._bases.append(other)

    def _shared(self, other: Reader) -> int:
        """How many files another tree has, too."""
        return len(self.scan.files.items() & other.scan.files.items())

    @functools.cached_property
    def declarations(self) -> HeaderDeclarations:
        """What the units declare."""
        reading, scan = self.reading, self.scan
        left_out = frozenset(reading.left_out)
        main = UnitDeclarations(reading.unit, left_out=left_out, homes=reading.homes)
        if self._lacks_ioctls(main):
            return self._after_ioctls()
        parts = [(p.header, UnitDeclarations(p.unit, around=main)) for p in reading.parts]
        guards = frozenset(reading.guards)
        digest = f"sha256:{scan.digest()}"
        declarations = HeaderDeclarations(
            main, parts, digest, guards, through=reading.through, before=reading.before
        )
        declarations.problems += self.tree.diagnostics(self.target)
        declarations.problems += _problems(reading, scan.missing)
        declarations.problems += self._unnamed()
        declarations.problems += self._popped(scan)
        declarations.problems += map(_not_read, scan.unread)
        needed = (name for name in scan.first if name not in self.tree.before)
        declarations.problems += map(self._read_first, needed)
        declarations.lost = (*_lost(reading), *map(_lost_whole, scan.unread))
        declarations.headers = self.headers
        if not self.tree.has_architecture(self.target):
            declarations.problems.append(_other_architecture(self.tree, self.target))
        return declarations

    def _lacks_ioctls(self, main: UnitDeclarations) -> bool:
        """Whether ioctls are made, and no header says how that is read: an include may stand in
        a branch that is not taken (``#ifndef __linux__``)."""
        known = IOCTLS in (*self.names, *self.scan.first)
        makes = not known and self.scan.makes_ioctls(self._ioctls)
        return makes and _MAKERS.isdisjoint(main.macro_texts)

    @functools.cached_property
    def _ioctls(self) -> Ioctls | None:
        """What a text that is no file has to do with ioctls."""
        return None if self.tree.text is None else wanted(Raw(self.tree.text)).ioctls

    def _after_ioctls(self) -> HeaderDeclarations:
        """The same headers, in a program that includes linux/ioctl.h before them."""
        tree = msgspec.structs.replace(self.tree, before=(*self.tree.before, IOCTLS))
        declarations = self._in(tree, self.names).declarations
        declarations.problems.append(self._read_first(IOCTLS))
        return declarations

    def _read_first(self, name: str) -> Diagnostic:
        why = f"{READ_AFTER}{name}, which it needs and does not include"
        return Diagnostic("note", why, self.names[0] if len(self.names) == 1 else "")

    def _popped(self, scan: Scan) -> Iterator[Diagnostic]:
        """What is said of macros that a pragma takes back from where it kept them."""
        if self.tree.text is not None:
            yield from map(_pop, itertools.repeat(self.names[0]), pops(Raw(self.tree.text)))
        for path, seen in scan.seen.items():
            if seen.wanted.pops:
                name = name_below(path, map(os.fspath, self._search))
                yield from map(_pop, itertools.repeat(name), seen.wanted.pops)

    def _unnamed(self) -> Iterator[Diagnostic]:
        """What is said of headers that no program can include."""
        for name in self.tree.headers(self.target):
            if not _can_be_included(name):
                shown = name.replace("\n", "\\n")
                yield Diagnostic("error", f"{shown}: not read, as no #include can name it", shown)

    def surface(self) -> Surface:
        """The surface; its declarations are parsed when they are asked for."""
        return self._surface

    @functools.cached_property
    def _surface(self) -> Surface:
        return Surface(self.declarations, self.target, self.headers)

    @functools.cached_property
    def headers(self) -> TreeHeaders:
        return TreeHeaders(self._every, self._search[1:-1], self.tree.text)


def read_both(one: Reader, other: Reader) -> None:
    """Read two trees.

    Where one was read before, the other is read with what is known of it; where
    neither was, they are read on two processors where there are two.
    """
    read = [reader for reader in (one, other) if reader.is_read()]
    if not read:
        _read_beside(one, other)
    elif len(read) == 1:
        from concurrent.futures import ThreadPoolExecutor

        (new,) = {one, other} - set(read)
        new.start_from(*read)
        with ThreadPoolExecutor(1) as pool:  # while the preprocessor runs
            pool.submit(read[0].declarations.homes)
            _ = new.reading


def begin_one(one: Reader, other: Reader) -> None:
    """Scan and read one of two trees in another process, if nothing is known of either."""
    if can_share() and not (one.is_known() or other.is_known()):
        one.begin()


def _read_beside(one: Reader, other: Reader) -> None:
    if not one.is_ahead and can_share():
        one.begin()
    try:
        for reader in (other, one):
            _ = reader.reading
    finally:
        one.stop()


_MAKERS = {"_IO", "_IOC", "_IOR", "_IOW", "_IOWR"}


def _can_be_included(name: str) -> bool:
    return ">" not in name and "\n" not in name


def _other_architecture(tree: Tree, target: Target) -> Diagnostic:
    found = tree.architecture() or ", ".join(name for name, _ in tree.by_architecture)
    return Diagnostic(
        "warning",
        f"{tree.spec} has the asm/ headers of {found}, not those of {target.headers}: what "
        f"depends on them is wrong for {target.name}",
    )


def _scan_key(names: tuple[str, ...], search: tuple[Path, ...]) -> str:
    whole = repr((identity(), names, search))
    return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()


def _scan_text(text: str, names: tuple[str, ...], search: tuple[Path, ...]) -> Scan:
    with temporary_directory("uapi-") as name:
        (Path(name) / names[-1]).write_text(text, encoding="utf-8")
        found = scan(names, (Path(name), *search))
    del found.seen[os.path.join(name, names[-1])]
    return found


def _key(tree: Tree, target: Target, engine: Engine, names: tuple[str, ...], found: Scan) -> str:
    parts = (
        identity(), engine.identity, target.name, repr(predefined(target)), found.digest(),
        repr((tree.defines, found.first)),
        repr(names), repr(found.missing), tree.text or "",
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _lost_whole(unread: Unread) -> Lost:
    """All of a header, not only what stands behind the line that is refused."""
    return Lost(unread.header, 0, f"line {unread.line}: {unread.why}")


def _pop(header: str, found: tuple[int, str]) -> Diagnostic:
    line, name = found
    why = f"#pragma pop_macro is not followed: what '{name}' is behind it is not known"
    return Diagnostic("error", why, header, line)


def _not_read(unread: Unread) -> Diagnostic:
    return Diagnostic("error", f"not read: {unread.why}", unread.header, unread.line)


_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning", "note": "note"}


def _problems(reading: Reading, missing: tuple[Missing, ...]) -> list[Diagnostic]:
    """What was met on the way, in all units."""
    problems = [Diagnostic(_LEVELS[p.level], p.message, p.header, p.line) for p in reading.problems]
    for unit in (reading.unit, *(part.unit for part in reading.parts)):
        problems += _unit_problems(unit, missing)
    return problems


def _unit_problems(unit: Unit, missing: tuple[Missing, ...]) -> Iterator[Diagnostic]:
    """What was really included and is not there, and text that does not end."""
    where = {m.name: m for m in missing}
    for called in unit.headers:
        name = called.removeprefix(ABSENT)
        if called.startswith(ABSENT):
            by = where.get(name, Missing(name, "", 0))
            yield Diagnostic(
                "error",
                f"#include <{name}>: not found in the source; add its directory with --include",
                by.header,
                by.line,
            )
        elif called.startswith((f"{STAND_IN}linux/", f"{STAND_IN}asm/")):
            name = called.removeprefix(STAND_IN)
            yield Diagnostic("note", f"{name} is not in the source; uapi's own was read")
    for header, line, why, _ in unit.unfinished:
        yield Diagnostic("error", why, header, line)
    for header, line, what in unit.notes:
        yield Diagnostic("note", what, header, line)


def _lost(reading: Reading) -> Iterator[Lost]:
    """The texts that were not read: none can say what they declare.

    Behind an ``#error`` a preprocessor reads on, so that what stands there is known.
    """
    for problem in reading.problems:
        if problem.level == "error" and not problem.message.startswith("#error"):
            yield Lost(problem.header, problem.line, problem.message)
    for unit in (reading.unit, *(part.unit for part in reading.parts)):
        for called in unit.headers:
            if called.startswith(ABSENT):
                yield Lost(called.removeprefix(ABSENT), 0, "not found", is_absent=True)
        yield from (Lost(*found) for found in unit.unfinished)
