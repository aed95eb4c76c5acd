"""From files that lie in no directory to a tree that preprocessors can read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from abi.diagnostic import Diagnostic, UapiError
from headers.program import identity as program_identity
from headers.sources.files import Directory, Files
from headers.sources.store import Store, shown
from headers.sources.tree import SHARED
from headers.sources.watched import Watched, is_as_seen

if TYPE_CHECKING:
    from headers.sources.kernel import Kernel

HEADERS = 20_000
"""Headers laid down at most; Linux has 1,100 that are uAPI, and 25,000 in all."""

TOTAL = 256 << 20
"""Bytes of headers laid down at most; those of Linux that are uAPI have 7 MB."""

_INCLUDED = (".h", ".inc", ".def")
"""What programs include."""

_SURE = frozenset({"linux", "asm", "asm-generic"})
"""Directories that only trees of headers have (``video`` or ``misc`` say little)."""

_LINUX = "-linux-any"

_INSTALLED = "usr/include"
"""Where packages have the headers that programs include (FHS 3.0, 4.5)."""

_DEBIAN = "usr/lib/linux/uapi/"
"""Where Debian 13 has each architecture's ``asm/``, to which links in usr/include lead."""


class Source:
    """Files, and what is known of them before they are opened.

    `identity` says all that the files depend on: an object id and a
    repository, an archive's place and times. Empty when nothing is known.
    """

    def __init__(self, spec: str, opened: Callable[[], Files], identity: Sequence[str]) -> None:
        self.spec = spec
        self.opened = functools.cache(opened)
        self.identity = [*identity, program_identity()] if identity else []

    def recall(self, store: Store, what: str) -> list[str] | None:
        """What was found out about these very files."""
        return store.recall([what, *self.identity]) if self.identity else None

    def remember(self, store: Store, what: str, value: list[str]) -> None:
        """Keep what was found out about these files."""
        if self.identity:
            store.remember([what, *self.identity], value)

    def is_kernel(self, store: Store) -> bool:
        """Whether this is a kernel's source, to be exported for each architecture."""
        from headers.sources.kernel import is_kernel

        known = self.recall(store, "kernel")
        if known:
            return known == ["yes"]
        found = is_kernel(self.opened())
        self.remember(store, "kernel", ["yes" if found else "no"])
        return found

    def close(self) -> None:
        """Let go of what the files need: a process, an archive's contents."""
        if self.opened.cache_info().currsize:
            close = getattr(self.opened(), "close", None)
            if close is not None:
                close()


class DirectorySource(Source):
    """A kernel's source in a directory: what is known of it holds while nothing is touched."""

    def __init__(self, spec: str, root: Path) -> None:
        self.watched = Watched(root)
        super().__init__(spec, lambda: self.watched, ())

    def recall(self, store: Store, what: str) -> list[str] | None:
        """As `Source.recall`."""
        *value, states = store.recall(self._key(what)) or [""]
        return value if value and is_as_seen(states) else None

    def remember(self, store: Store, what: str, value: list[str]) -> None:
        """As `Source.remember`."""
        states = self.watched.states()
        if states is not None:
            store.remember(self._key(what), [*value, states])

    def _key(self, what: str) -> list[str]:
        return [what, "directory", str(self.watched.root), program_identity()]


def laid_down(source: Source, store: Store, *, guess: bool) -> tuple[Path, tuple[str, ...]]:
    """The directory with a source's headers, and what was left out.

    With `guess`, their top is looked for; else all below the source's own top
    are taken.

    Raises:
        UapiError: there is none, or they are too many.
    """
    what = "headers, guessed" if guess else "headers"
    known = source.recall(store, what)
    if known and (place := store.find(known[0])):
        return place.root, tuple(known[1:])
    files = source.opened()
    names = [name for name in files.names() if name.endswith(_INCLUDED)]
    if not any(name.endswith(".h") for name in names):
        raise UapiError(f"{source.spec}: no header files (*.h) in it; name a source that has some")
    top = top_of_headers(names, source.spec) if guess else ""
    placed = placed_names(names, top)
    place = store.lay_down(_contents(files, placed, source.spec))
    notes = (*_left_out(files), *outside([n for n in names if n not in placed], top))
    source.remember(store, what, [place.digest, *notes])
    return place.root, notes


def _contents(files: Files, placed: dict[str, str], spec: str) -> dict[str, bytes]:
    """Contents by the names that files are to have."""
    if len(placed) > HEADERS:
        raise UapiError(
            f"{spec}: {len(placed)} headers are more than {HEADERS}; name the directory of those "
            "that user space includes"
        )
    contents = files.read(placed)
    if sum(map(len, contents.values())) > TOTAL:
        raise UapiError(f"{spec}: more than {TOTAL >> 20} MiB of headers; name a directory of them")
    return {placed[name]: content for name, content in contents.items()}


def outside(names: Iterable[str], top: str) -> tuple[str, ...]:
    """A note of headers that do not lie below the top."""
    others = [name for name in names if top and not name.startswith(f"{top}/")]
    if not any(name.endswith(".h") for name in others):
        return ()
    return (f"only the headers below {shown(top)} are read, not {shown(others[0])} and the like",)


def _left_out(files: Files) -> tuple[str, ...]:
    """Links and submodules among what could be headers, as a note."""
    found = sorted(
        n for n in getattr(files, "left_out", ()) if PurePosixPath(n).suffix in ("", ".h")
    )
    if not found:
        return ()
    some = ", ".join(map(shown, found[:3])) + (", …" if len(found) > 3 else "")
    return (f"links and submodules are not followed: {some}",)


def placed_names(names: Sequence[str], top: str) -> dict[str, str]:
    """Names of headers → what they are called below `top`; others are left out.

    Architectures that Debian keeps apart get a place that `Tree` knows.
    """
    prefix = f"{top}/" if top else ""
    if any(name.startswith(f"{prefix}{SHARED}/") for name in names):
        names = [name for name in names if name[len(prefix) :].partition("/")[0].endswith(_LINUX)]
    before = prefix.removesuffix("usr/include/")
    if before == prefix or not any(n.startswith(f"{before}{_DEBIAN}") for n in names):
        return {n: n[len(prefix) :] for n in names if n.startswith(prefix)}
    placed = {}
    for name in names:
        if name.startswith(prefix):
            placed[name] = f"{SHARED}/{name[len(prefix) :]}"
        elif name.startswith(f"{before}{_DEBIAN}"):
            architecture, _, rest = name[len(before) + len(_DEBIAN) :].partition("/")
            placed[name] = f"{architecture}{_LINUX}/{rest}"
    return placed


def top_of_headers(names: Iterable[str], spec: str) -> str:
    """The directory that holds ``linux/kvm.h`` and the like.

    ``uapi`` in its path decides, then how near it lies to the top. Where there is none, it is
    the ``usr/include`` that all headers lie below, or else the top.

    Raises:
        UapiError: several are as good.
    """
    headers = [name for name in names if name.endswith(".h") and _DEBIAN not in name]
    found = {top for name in headers if (top := _above(name, {SHARED})) is not None}
    if not found:
        found = {top for name in headers if (top := _above(name, _SURE)) is not None}
    if any(_is_uapi(top) for top in found):
        found = {top for top in found if _is_uapi(top)}
    nearest = min((_depth(top) for top in found), default=0)
    best = sorted(top for top in found if _depth(top) == nearest)
    if len(best) > 1:
        several = ", ".join(shown(top) for top in best[:4])
        raise UapiError(f"{spec}: has headers in {several}; name one of these directories")
    return best[0] if best else _INSTALLED if _are_installed(headers) else ""


def _are_installed(headers: Sequence[str]) -> bool:
    return bool(headers) and all(name.startswith(f"{_INSTALLED}/") for name in headers)


def _above(name: str, directories: Set[str]) -> str | None:
    """What lies above the first of these directories in a header's name; None without them."""
    parts = name.split("/")[:-1]
    place = next((i for i, part in enumerate(parts) if part in directories), None)
    return None if place is None else "/".join(parts[:place])


def _depth(top: str) -> int:
    return top.count("/") + 1 if top else 0


def _is_uapi(top: str) -> bool:
    return PurePosixPath(top).name == "uapi"


def archive_files(path: Path, kind: str, identity: Sequence[str], store: Store) -> Files:
    """`Files` of an archive. Of a kernel, what exports need is laid down for the next time.

    Unpacking Linux takes 17 s; an architecture is exported in 0.3 s.
    """
    from headers.sources.archive import Archive
    from headers.sources.kernel import is_kernel

    key = ["parts of a kernel", *identity, program_identity()]
    known = store.recall(key) if identity else None
    if known and (place := store.find(known[0])):
        return Directory(place.root)
    files = Archive(path, kind)
    if not identity or not is_kernel(files):
        return files
    place = store.lay_down(files.read(name for name in files.names() if _exports_need(name)))
    store.remember(key, [place.digest])
    return Directory(place.root)


def _exports_need(name: str) -> bool:
    """Whether a kernel's file is an exported header, or decides what is exported."""
    if "/" in name and not name.startswith(("arch/", "include/", "scripts/")):
        return False
    return "/uapi/" in name or not name.endswith(_INCLUDED)


class KernelExports:
    """`tree.Exports` of a kernel's source, laid down when asked for.

    What all architectures share is a tree of its own, so it lies there once.
    With `architecture`, no other is told of: what was named is a header of it.
    """

    def __init__(self, source: Source, store: Store, architecture: str = "") -> None:
        self.architecture = architecture
        self.source = source
        self.store = store
        self._known: dict[str, tuple[tuple[Path, ...], list[Diagnostic]]] = {}

    def architectures(self) -> tuple[str, ...]:
        """As `tree.Exports.architectures`."""
        return (self.architecture,) if self.architecture else self._all

    def roots(self, architecture: str) -> tuple[Path, ...]:
        """As `tree.Exports.roots`."""
        return self._export(architecture)[0]

    def notes(self, architecture: str) -> list[Diagnostic]:
        """As `tree.Exports.notes`."""
        return self._export(architecture)[1]

    @functools.cached_property
    def _all(self) -> tuple[str, ...]:
        found = self.source.recall(self.store, "architectures")
        if found is None:
            found = list(self._kernel.architectures())
            self.source.remember(self.store, "architectures", found)
        if not found:
            raise UapiError(
                f"{self.source.spec}: a kernel's source without any architecture's headers"
            )
        return tuple(found)

    def _export(self, architecture: str) -> tuple[tuple[Path, ...], list[Diagnostic]]:
        if architecture not in self._known:
            what = f"export {architecture if architecture in self.architectures() else 'none'}"
            self._known[architecture] = self._found(what) or self._made(architecture, what)
        return self._known[architecture]

    def _found(self, what: str) -> tuple[tuple[Path, ...], list[Diagnostic]] | None:
        """What was exported by an earlier process."""
        known = self.source.recall(self.store, what)
        if not known:
            return None
        count = int(known[0])
        places = [self.store.find(digest) for digest in known[1 : count + 1]]
        notes = [msgspec.json.decode(note, type=Diagnostic) for note in known[count + 1 :]]
        roots = tuple(place.root for place in places if place is not None)
        return (roots, notes) if len(roots) == count else None

    def _made(self, architecture: str, what: str) -> tuple[tuple[Path, ...], list[Diagnostic]]:
        is_there = architecture in self.architectures()
        exported = self._kernel.exported(architecture if is_there else self._all[0])
        own = {n: c for n, c in exported.items() if n.startswith("asm/")}
        shared = {n: c for n, c in exported.items() if n not in own}
        parts = (own, shared) if is_there else (shared,)
        places = [self.store.lay_down(part) for part in parts]
        notes = [n for n in self._kernel.notes if _concerns(n, architecture)]
        said = [msgspec.json.encode(note).decode() for note in notes]
        known = [str(len(places)), *(place.digest for place in places), *said]
        self.source.remember(self.store, what, known)
        self.source.close()
        return tuple(place.root for place in places), notes

    @functools.cached_property
    def _kernel(self) -> Kernel:
        from headers.sources.kernel import Kernel

        return Kernel(self.source.opened())


def _concerns(note: Diagnostic, architecture: str) -> bool:
    return not note.header.startswith("arch/") or note.header.startswith(f"arch/{architecture}/")
