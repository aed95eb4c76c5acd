"""What a person names on the command line, into a tree."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from abi.diagnostic import UapiError
from abi.target import host_target
from headers.sources.tree import UAPI_DIRECTORIES, Tree, architecture_directories

SYSTEM = "system"
CASES = Path(__file__).parent.parent / "cases"


def open_source(spec: str, include: Sequence[str] = ()) -> Tree:
    """The tree behind a source: a directory, a header, ``-``, ``case:NAME/VARIANT``, ``system``.

    Raises:
        UapiError: nothing readable is there.
    """
    for prefix, opener in _OPENERS.items():
        if spec == prefix or (prefix.endswith(":") and spec.startswith(prefix)):
            return opener(spec, tuple(_directory(name) for name in include))
    path = Path(spec)
    if path.is_dir():
        return _open_directory(spec, path, tuple(_directory(name) for name in include))
    if path.exists():
        return _open_file(spec, path, tuple(_directory(name) for name in include))
    raise UapiError(f"{spec}: no such file or directory; name a header, a directory or 'system'")


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
    return Tree(spec, (root, *include), (*_multiarch(root), *cross))


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


def _open_directory(spec: str, path: Path, include: tuple[Path, ...]) -> Tree:
    root = path.resolve()
    by_architecture = architecture_directories(root)
    shared = root / "any-linux-any"
    if by_architecture and shared.is_dir():
        tree = Tree(spec, (shared, *include), by_architecture)
    else:
        tree = Tree(spec, (root, *include), _multiarch(root))
    if not tree.headers(host_target()):
        raise UapiError(f"{spec}: no header files (*.h) in this directory; name one that has some")
    return tree


def _open_file(spec: str, path: Path, include: tuple[Path, ...]) -> Tree:
    if not path.is_file():
        raise UapiError(f"{spec}: not a regular file; name a header or a directory")
    path = path.resolve()
    root = path.parent
    while root.name in UAPI_DIRECTORIES or root.parent.name in UAPI_DIRECTORIES:
        root = root.parent
    by_architecture = _multiarch(root)
    if root.name == "any-linux-any":
        by_architecture = architecture_directories(root.parent)
    only = (path.relative_to(root).as_posix(),)
    return Tree(spec, (root, *include), by_architecture, only)


def _open_stdin(spec: str, include: tuple[Path, ...]) -> Tree:
    data = sys.stdin.buffer.read(_STDIN_LIMIT + 1)
    if len(data) > _STDIN_LIMIT:
        raise UapiError(f"standard input: larger than {_STDIN_LIMIT >> 20} MiB; that is no header")
    if not data.strip():
        raise UapiError("standard input: empty; pipe a header into it")
    return Tree(spec, include, only=("stdin.h",), text=data.decode("utf-8", "replace"))


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
    return Tree(spec, (directory, *include), only=(path.name,))


_OPENERS: dict[str, Callable[[str, tuple[Path, ...]], Tree]] = {
    SYSTEM: _open_system,
    "-": _open_stdin,
    "case:": _open_case,
}
