"""What a person names on the command line, into a tree."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from abi.diagnostic import UapiError
from abi.target import TARGETS, host_target
from headers.sources.files import Directory
from headers.sources.magic import archive_kind
from headers.sources.tree import (
    SHARED,
    UAPI_DIRECTORIES,
    Exports,
    Tree,
    architecture_directories,
    kernel_around,
    root_of_header,
)

if TYPE_CHECKING:
    from headers.sources.git import Revision
    from headers.sources.laid import Source
    from headers.sources.store import Store

SYSTEM = "system"
CASES = Path(__file__).parent.parent / "cases"


def open_source(spec: str, include: Sequence[str] = (), *, keep: bool = True) -> Tree:
    """The tree behind a source, whichever kind it is (docs/sources.md).

    A file or directory of that name comes before a git revision. What has to be
    laid down as files goes into the cache, unless `keep` is false.

    Raises:
        UapiError: nothing readable is there.
    """
    directories = tuple(_directory(name) for name in include)
    for prefix, opener in _OPENERS.items():
        if spec == prefix or (prefix.endswith(":") and spec.startswith(prefix)):
            return opener(spec, directories)
    path = Path(spec)
    if _is_of_git(path):
        return _open_revision(spec, directories, keep)
    try:
        is_directory, exists = path.is_dir(), path.exists()
    except (OSError, ValueError):  # longer than a name can be, or with a NUL
        is_directory = exists = False
    if is_directory:
        return _open_directory(spec, path, directories, keep)
    if exists:
        return _open_file(spec, path, directories, keep)
    return _open_revision(spec, directories, keep)


def _directory(name: str) -> Path:
    path = Path(name)
    if not path.is_dir():
        raise UapiError(f"{name}: not a directory; --include takes directories of headers")
    return path.resolve()


def _open_system(spec: str, include: tuple[Path, ...]) -> Tree:
    root = Path("/usr/include")
    if not (root / "linux").is_dir():
        raise UapiError(f"{root}/linux: not found; name a source, or install the kernel's headers")
    cross = tuple(
        (_of_triple(path.parent.parent.name), path.parent)
        for path in sorted(Path("/usr").glob("*-linux-gnu*/include/asm"))
    )
    return Tree(spec, (root,), (*_multiarch(root), *cross), include=include)


def _multiarch(root: Path) -> tuple[tuple[str, Path], ...]:
    """Debian's directories of an architecture: ``x86_64-linux-gnu/asm`` below the root."""
    found = sorted(root.glob("*-linux-gnu*/asm"))
    return tuple((_of_triple(path.parent.name), path.parent) for path in found)


def _of_triple(triple: str) -> str:
    """The kernel's architecture for a Debian triple."""
    machine = triple.partition("-")[0]
    known = {"x86_64": "x86", "i386": "x86", "i686": "x86", "aarch64": "arm64", "s390x": "s390"}
    for start in ("powerpc", "mips", "riscv", "sparc", "arm", "loongarch"):
        if machine.startswith(start) and machine not in known:
            return start
    return known.get(machine, machine)


def _open_directory(spec: str, path: Path, include: tuple[Path, ...], keep: bool) -> Tree:
    root = path.resolve()
    if exports := _kernel_exports(spec, root, keep):
        return Tree(spec, (), exports=exports, include=include)
    _refuse_several(spec, root)
    top, more, notes = _top(spec, root)
    tree = _installed(spec, top, (*include, *more, *_linked_root(top)), notes)
    if apart := _asm_apart(top, keep):
        tree = msgspec.structs.replace(tree, by_architecture=(*tree.by_architecture, *apart))
    if not tree.headers(host_target()):
        if _is_bare(root):
            raise UapiError(f"{spec}: a bare git repository; name a revision as '{spec}::REV'")
        raise UapiError(f"{spec}: no header files (*.h) in this directory; name one that has some")
    return tree


def _top(spec: str, root: Path) -> tuple[Path, tuple[Path, ...], tuple[str, ...]]:
    """Where programs include from, where included headers are looked for besides, and notes.

    That is ``include/uapi`` of a project, as in a revision of it, or what all headers lie below;
    else every header of the directory is read.
    """
    if any((root / name).is_dir() for name in (*UAPI_DIRECTORIES, SHARED)):
        return root, (), ()
    from headers.sources.laid import outside, top_of_headers

    names = [name for name in Directory(root).names() if name.endswith(".h")]
    try:
        top = top_of_headers(names, spec)
    except UapiError:  # several are as good: all below the directory
        return root, (), ()
    others = outside(names, top)
    is_project = Path(top).name == "uapi" or (root / ".git").exists()
    if others and not is_project and not (root / top / SHARED).is_dir():
        return root, (root / top,), ()
    return root / top, (), others


def _asm_apart(root: Path, keep: bool) -> tuple[tuple[str, Path], ...]:
    """``asm-x86/``, ``asm-s390/`` beside ``linux/``, as QEMU keeps them: each is the ``asm/`` of
    its architecture, and laid down as that."""
    names = sorted({target.headers for target in TARGETS.values()})
    found = [n for n in names if (root / f"asm-{n}").is_dir() and not (root / "asm").exists()]
    if not found or not (root / "linux").is_dir():
        return ()
    from headers.sources.store import Store

    store, apart = Store(keep=keep), []
    for name in found:
        files = Directory(root / f"asm-{name}")
        texts = files.read(n for n in files.names() if n.endswith(".h"))
        place = store.lay_down({f"asm/{n}": text for n, text in texts.items()})
        apart.append((name, place.root))
    return tuple(apart)


def _linked_root(root: Path) -> tuple[Path, ...]:
    """Where a tree really lies of which every header is a link, as build systems make them.

    Each link leads to a file of the same name below one directory; else it is followed nowhere.
    """
    found: set[str] = set()
    for folder, _, files in os.walk(root):
        for name in files:
            path = os.path.join(folder, name)
            if name.endswith(".h"):
                below, real = os.path.relpath(path, root), os.path.realpath(path)
                if not os.path.islink(path) or not real.endswith(f"{os.sep}{below}"):
                    return ()
                found.add(real[: -len(below) - 1])
                if len(found) > 1:
                    return ()
    return tuple(map(Path, found))


def _refuse_several(spec: str, root: Path) -> None:
    """A directory of which the directories are trees is none: they have each other's names.

    Raises:
        UapiError: it is one of several trees.
    """
    if any((root / name).is_dir() for name in (*UAPI_DIRECTORIES, SHARED)):
        return
    with os.scandir(root) as entries:
        folders = sorted(e.name for e in entries if e.is_dir(follow_symlinks=False))
    trees = [n for n in folders if _is_tree(root / n)]
    if len(trees) > 1:
        some = ", ".join(trees[:4]) + (", …" if len(trees) > 4 else "")
        raise UapiError(f"{spec}: has several trees of headers, {some}; name one of them")


def _is_tree(path: Path) -> bool:
    return any(
        (path / below / name).is_dir()
        for below in ("", "usr/include", "include", "include/uapi")
        for name in (SHARED, "linux", "asm-generic")
    )


def _is_of_git(path: Path) -> bool:
    """Whether a name is that of a revision that lies as a file in a bare repository, here."""
    first = path.parts[0] if path.parts else ""
    return (first == "refs" or first.endswith("HEAD")) and _is_bare(Path.cwd())


def _is_bare(root: Path) -> bool:
    return all((root / name).exists() for name in ("HEAD", "objects", "refs"))


def _kernel_exports(spec: str, root: Path, keep: bool, architecture: str = "") -> Exports | None:
    """What a directory exports, if it has a kernel's source. Asking any other costs two looks."""
    if not ((root / "include" / "uapi").is_dir() and (root / "arch").is_dir()):
        return None
    from headers.sources.kernel import is_kernel
    from headers.sources.laid import DirectorySource, KernelExports
    from headers.sources.store import Store

    if not is_kernel(Directory(root)):
        return None
    return KernelExports(DirectorySource(spec, root), Store(keep=keep), architecture)


def _installed(
    spec: str, root: Path, include: tuple[Path, ...], notes: tuple[str, ...] = ()
) -> Tree:
    """A directory of installed headers."""
    by_architecture = architecture_directories(root)
    shared = root / SHARED
    if by_architecture and shared.is_dir():
        return Tree(spec, (shared,), by_architecture, notes=notes, include=include)
    return Tree(spec, (root,), _multiarch(root), notes=notes, include=include)


def _open_file(spec: str, path: Path, include: tuple[Path, ...], keep: bool) -> Tree:
    if not path.is_file():
        raise UapiError(f"{spec}: not a regular file; name a header or a directory")
    if kind := archive_kind(path):
        return _open_archive(spec, path, kind, include, keep)
    path = path.resolve()
    root = Path("/", root_of_header(path.as_posix().lstrip("/")))
    only = path.relative_to(root).as_posix()
    if around := kernel_around(str(root)):
        top, architecture = around
        exports = _kernel_exports(spec, Path(top), keep, architecture)
        if exports:
            return Tree(spec, (), only=(only,), exports=exports, include=include)
    return _header(spec, root, only, include)


def _header(spec: str, root: Path, only: str, include: tuple[Path, ...]) -> Tree:
    """One header of a directory of installed headers."""
    by_architecture = _multiarch(root)
    if root.name == SHARED:
        by_architecture = architecture_directories(root.parent)
    return Tree(spec, (root,), by_architecture, (only,), include=include)


def _open_archive(spec: str, path: Path, kind: str, include: tuple[Path, ...], keep: bool) -> Tree:
    from headers.sources.laid import Source, archive_files
    from headers.sources.store import Store, state_of

    store, state = Store(keep=keep), state_of(path)
    identity = ["archive", *state] if state else []
    source = Source(spec, lambda: archive_files(path, kind, identity, store), identity)
    return _open_files(source, include, store, guess=True)


def _open_files(source: Source, include: tuple[Path, ...], store: Store, *, guess: bool) -> Tree:
    """A kernel's source or installed headers that lie in no directory."""
    from headers.sources.laid import KernelExports, laid_down

    try:
        if source.is_kernel(store):
            return Tree(source.spec, (), exports=KernelExports(source, store), include=include)
        root, notes = laid_down(source, store, guess=guess)
        return _installed(source.spec, root, include, notes)
    finally:
        source.close()


def _open_revision(spec: str, include: tuple[Path, ...], keep: bool) -> Tree:
    """``REV``, ``REV:path``, ``REPOSITORY::REV``, ``REPOSITORY::REV:path``."""
    from headers.sources.git import Repository, Revision, repository_here
    from headers.sources.laid import Source
    from headers.sources.store import Store, shown

    elsewhere, mark, name = spec.partition("::") if "::" in spec else ("", "", spec)
    place = Path(elsewhere) if elsewhere else repository_here()
    if place is None:
        raise UapiError(
            f"{shown(spec)}: no such file or directory, and no git repository is here; name a "
            "header, a directory, an archive, 'system' or REPOSITORY::REV"
        )
    if not place.is_dir():
        raise UapiError(f"{shown(spec)}: {shown(elsewhere)}: no such directory; name a repository")
    try:
        revision = Revision(Repository(place), name or "HEAD")
    except UapiError as error:
        if mark:
            raise
        raise UapiError(f"no such file or directory, and {error}") from None
    store = Store(keep=keep)
    if revision.is_file:
        return _open_blob(spec, revision, include, store)
    source = Source(spec, lambda: revision, revision.identity)
    return _open_files(source, include, store, guess=True)


def _open_blob(spec: str, revision: Revision, include: tuple[Path, ...], store: Store) -> Tree:
    """A header in a revision: with all that lies below the directory it is included from."""
    from headers.sources.laid import KernelExports, Source, laid_down

    root = root_of_header(revision.path)
    only = revision.path[len(root) :].lstrip("/")
    if around := kernel_around(root):
        top = revision.of(around[0])
        kernel = Source(spec, lambda: top, top.identity)
        if kernel.is_kernel(store):
            exports = KernelExports(kernel, store, around[1])
            return Tree(spec, (), only=(only,), exports=exports, include=include)
        kernel.close()
    folder, _, last = root.rpartition("/")
    below = revision.of(folder if last == SHARED else root)
    source = Source(spec, lambda: below, below.identity)
    place, notes = laid_down(source, store, guess=False)
    source.close()
    tree = _header(spec, place / SHARED if last == SHARED else place, only, include)
    return msgspec.structs.replace(tree, notes=notes)


def _open_stdin(spec: str, include: tuple[Path, ...]) -> Tree:
    data = sys.stdin.buffer.read(_STDIN_LIMIT + 1)
    if len(data) > _STDIN_LIMIT:
        raise UapiError(f"standard input: larger than {_STDIN_LIMIT >> 20} MiB; that is no header")
    if not data.strip():
        raise UapiError("standard input: empty; pipe a header into it")
    text = data.decode("utf-8", "replace")
    return Tree(spec, (), only=("stdin.h",), text=text, include=include)


_STDIN_LIMIT = 16 << 20


def _open_case(spec: str, include: tuple[Path, ...]) -> Tree:
    name, _, variant = spec.removeprefix("case:").partition("/")
    directory = CASES / name
    known = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
    if name not in known:
        raise UapiError(f"{spec}: no such case; there is {', '.join(known)}")
    path = directory / f"{variant}.h"
    if not variant or Path(variant).name != variant or not path.is_file():
        variants = ", ".join(sorted(p.stem for p in directory.glob("*.h")))
        raise UapiError(f"{spec}: no such variant; 'case:{name}/…' has {variants}")
    return Tree(spec, (directory,), only=(path.name,), include=include)


_OPENERS: dict[str, Callable[[str, tuple[Path, ...]], Tree]] = {
    SYSTEM: _open_system,
    "-": _open_stdin,
    "case:": _open_case,
}
