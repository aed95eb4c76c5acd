"""A kernel source tree, seen as ``make headers_install`` would export it."""

from __future__ import annotations

import fnmatch
import posixpath
import re

from abi.diagnostic import Diagnostic, UapiError
from headers.sources.files import Files
from headers.sources.kernel.generate import Numbers, Wrapper, generated, version_header
from headers.sources.kernel.install import edited, installed, is_known
from headers.sources.kernel.make import Make
from headers.sources.kernel.unifdef import BrokenError

_GENERIC = "include/uapi"
_MOST_HEADERS = 20_000
"""Linux 7 has 1,100, and 60 of an architecture."""

_ARCHITECTURE = re.compile(r"[a-z0-9_]{1,32}")
_HEADER_NAME = re.compile(r"(?:[\w+-][\w.+-]*/)+[\w+-][\w.+-]*\.h")
_VERSION = re.compile(rb"^VERSION *= *[0-9]", re.MULTILINE)

_ASM_HEADERS = ("scripts/Makefile.asm-headers", "scripts/Makefile.asm-generic")
"""Which ``asm/`` headers are generated, since 6.11 and before."""

_MAKEFILES_OF_ALL = (
    "Makefile",
    "include/uapi/Kbuild",
    "include/uapi/linux/Kbuild",
    "include/uapi/asm-generic/Kbuild",
    "include/uapi/asm-generic/Kbuild.asm",
    *_ASM_HEADERS,
    "scripts/headers_install.sh",
)
_MAKEFILES_OF_ONE = (
    "Makefile",
    "include/uapi/asm/Kbuild",
    "kernel/Makefile.syscalls",
    "kernel/syscalls/Makefile",
    "entry/syscalls/Makefile",
    "tools/Makefile",
)
_COMMON_TABLE = "scripts/syscall.tbl"
"""System calls of all architectures that have no table of their own, since 6.11."""

_KBUILD_INCLUDE = "scripts/Kbuild.include"
_FROM_KBUILD_INCLUDE = {"comma": ",", "space": " ", "empty": "", "CONFIG_SHELL": "sh"}
"""What these makefiles use of scripts/Kbuild.include, which is itself not read."""

_ARCHHEADERS = re.compile(rb"^archheaders:.*\n((?:\t.*\n)+)", re.MULTILINE)
_BUILDS = re.compile(rb"\$\(build\)=(\S+)[ \t]+(\w+)")


def is_kernel(files: Files) -> bool:
    """Whether this is a kernel's source: its Makefile has a version, and uAPI headers are there."""
    found = files.read(["Makefile", "include/uapi/linux/types.h"])
    return len(found) == 2 and _VERSION.search(found["Makefile"]) is not None


class Kernel:
    """A kernel tree. What all architectures share is read and kept once.

    `notes` says what of the tree could not be exported as make would.
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self.notes: list[Diagnostic] = []
        self._makefiles: dict[str, bytes] = files.read(_MAKEFILES_OF_ALL)
        self._shared: dict[str, bytes] | None = None
        self._shared_names: frozenset[str] = frozenset()

    def architectures(self) -> tuple[str, ...]:
        """Architectures that export headers, sorted. All but ``um``, which exports none."""
        found = set()
        for name in self.files.names("arch"):
            _, architecture, *rest = name.split("/")
            if rest[:2] == ["include", "uapi"] and name.endswith(".h"):
                found.add(architecture)
        return tuple(sorted(found))

    def exports(self, architecture: str) -> bool:
        """Whether an architecture exports headers; sooner known than all of them."""
        is_name = _ARCHITECTURE.fullmatch(architecture) is not None
        return is_name and bool(self.header_names(f"arch/{architecture}/include/uapi"))

    def exported(self, architecture: str) -> dict[str, bytes]:
        """Include name (``linux/kvm.h``, ``asm/unistd_64.h``) → content as installed, sorted.

        Raises:
            UapiError: no such architecture, or its makefiles are not understood.
        """
        return _Architecture(self, architecture).exported()

    def shared(self) -> dict[str, bytes]:
        """Headers of include/uapi as installed, whichever of them an architecture exports."""
        if self._shared is None:
            names = self.header_names(_GENERIC)
            self._shared_names = frozenset(f"{_GENERIC}/{name}" for name in names)
            self._check_edits()
            self._shared = self.installed(_GENERIC, names)
            self._shared["linux/version.h"] = version_header(self._makefiles.get("Makefile", b""))
        return self._shared

    def _check_edits(self) -> None:
        script = self._makefiles.get("scripts/headers_install.sh")
        is_old = re.search(
            rb"^VERSION *= *[2-5]$", self._makefiles.get("Makefile", b""), re.MULTILINE
        )
        if script is not None and not is_old and not is_known(script):
            why = "edits headers in a way that is not known here; words of the kernel may stay"
            self.note(why, "scripts/headers_install.sh")

    def header_names(self, directory: str) -> list[str]:
        """Headers in the directories below one, as programs include them."""
        prefix = len(directory) + 1
        found = [name[prefix:] for name in self.files.names(directory) if name.endswith(".h")]
        if len(found) > _MOST_HEADERS:
            raise UapiError(f"{directory}: more than {_MOST_HEADERS} headers; that is no kernel")
        names = []
        for name in found:
            if _HEADER_NAME.fullmatch(name):
                names.append(name)
            elif "/" in name:  # make exports none that lies in the directory itself
                self.note("not exported: no name that a program would include", name)
        return names

    def installed(self, directory: str, names: list[str]) -> dict[str, bytes]:
        """Headers of a directory as they are installed."""
        prefix = len(directory) + 1
        contents = self.files.read(f"{directory}/{name}" for name in names)
        return {n[prefix:]: self.install(n, contents[n]) for n in sorted(contents)}

    def install(self, name: str, content: bytes) -> bytes:
        """One header as it is installed."""
        try:
            return installed(content)
        except BrokenError as error:
            self.note(f"{error}; make refuses it, here its conditions stay", name, error.line)
            return edited(content)

    def note(self, message: str, header: str, line: int = 0) -> None:
        """Remember what is not as make would do it, once."""
        diagnostic = Diagnostic("note", message, header, line)
        if diagnostic not in self.notes:
            self.notes.append(diagnostic)

    def has(self, name: str) -> bool:
        """Whether a file of the shared part, or any other outside of arch, is there."""
        if name.startswith(f"{_GENERIC}/") and name.endswith(".h"):
            self.shared()
            return name in self._shared_names
        return name in self._makefiles or name in self.files.read([_inside(name)])

    def makefile(self, name: str) -> bytes | None:
        """A makefile's text."""
        name = _inside(name)
        if name not in self._makefiles:
            self._makefiles |= self.files.read([name])
        return self._makefiles.get(name)


class _Architecture:
    """What one architecture exports."""

    def __init__(self, kernel: Kernel, name: str) -> None:
        self.kernel = kernel
        self.name = name
        self.top = f"arch/{name}"
        self.uapi = f"arch/{name}/include/uapi"
        self.generated = f"arch/{name}/include/generated/uapi/"
        if not _ARCHITECTURE.fullmatch(name):
            raise UapiError(f"{name!r}: not the name of an architecture")
        self.names = kernel.header_names(self.uapi)
        if not self.names:
            known = ", ".join(kernel.architectures())
            raise UapiError(f"arch/{name}/include/uapi: no headers in this kernel; it has {known}")
        makefiles = [f"{self.top}/{file}" for file in _MAKEFILES_OF_ONE]
        self.makefiles = kernel.files.read(makefiles)
        self.existing = {f"{self.uapi}/{n}" for n in self.names} | set(self.makefiles)
        self.absent = set(makefiles) - set(self.makefiles)
        self.by_common_rules: set[str] = set()
        """Generated headers for which scripts/Makefile.asm-headers has the rule."""

    def exported(self) -> dict[str, bytes]:
        kernel = self.kernel
        made = self._made()
        self.existing |= {f"{self.generated}{name}" for name in made}
        not_exported = self._not_exported()
        paths = {_inside(how.table) for how in made.values() if isinstance(how, Numbers)}
        tables = kernel.files.read({*paths, _COMMON_TABLE})
        found = {n: c for n, c in kernel.shared().items() if n not in not_exported}
        for name, how in made.items():
            text = self._text(name, how, tables)
            if text is not None:
                found[name] = text
        found |= kernel.installed(self.uapi, self.names)
        return dict(sorted(found.items()))

    def _text(self, name: str, how: Wrapper | Numbers, tables: dict[str, bytes]) -> bytes | None:
        if isinstance(how, Wrapper):
            if how.includes in self.kernel.shared():
                return how.text()
            self.kernel.note(f"not exported: it wraps {how.includes}, which is not there", name)
            return None
        table = tables.get(_inside(how.table))
        if table is None and name in self.by_common_rules:
            table = tables.get(_COMMON_TABLE)  # what arm64's links to, and links are not followed
        if table is None:
            self.kernel.note(f"not exported: its table {how.table} is not there", name)
            return None
        return self.kernel.install(name, how.text(table))

    def _made(self) -> dict[str, Wrapper | Numbers]:
        """Generated headers, and how."""
        made = self._made_by(*self._asm_headers())
        self.by_common_rules.update(made)
        if own := self._archheaders():
            made |= self._made_by(*own)
        return made

    def _made_by(self, make: Make, goal: str) -> dict[str, Wrapper | Numbers]:
        made: dict[str, Wrapper | Numbers] = {}
        for target in make.reached(goal):
            if target.startswith(self.generated):
                name = _header_name(target.removeprefix(self.generated))
                made[name] = generated(make.command(target), target)
        for warning in make.warnings:
            self.kernel.note(warning.strip(), self.uapi)
        return made

    def _asm_headers(self) -> tuple[Make, str]:
        """The rules for wrappers of asm-generic and, since 6.11, system call numbers."""
        script = next((s for s in _ASM_HEADERS if self.kernel.makefile(s)), _ASM_HEADERS[0])
        directory = f"{self.generated}asm"
        make = self._make(f"{self.uapi}/asm", obj=directory, generic="include/uapi/asm-generic")
        make.include(script)
        return make, "all"

    def _archheaders(self) -> tuple[Make, str] | None:
        """The rules for headers that an architecture makes itself."""
        whole = self.makefiles.get(f"{self.top}/Makefile", b"")
        rule = _ARCHHEADERS.search(whole)
        if rule is None:
            return None
        builds = _BUILDS.search(rule[1])
        if builds is None:
            raise UapiError(f"{self.top}/Makefile: archheaders has a recipe that is not known here")
        directory = _variable(whole, builds[1]).decode()
        make = self._make(directory, obj=directory)
        make.include(f"{directory}/Makefile")
        return make, builds[2].decode()

    def _not_exported(self) -> set[str]:
        """Headers of include/uapi that this architecture leaves out."""
        found: set[str] = set()
        for below in ("", "linux/"):  # until 4.20 names stood in the directory of the header
            directory = f"{_GENERIC}/{below}".rstrip("/")
            make = self._make(directory, obj=directory)
            make.include(f"{directory}/Kbuild", must_exist=False)
            found.update(below + name for name in make.value("no-export-headers").split())
            if make.value("header-y"):
                why = "of before 4.12, names single headers; here all are exported"
                self.kernel.note(why, f"{directory}/Kbuild")
        return found

    def _make(self, src: str, **variables: str) -> Make:
        known = _FROM_KBUILD_INCLUDE | {"kbuild-file": f"{src}/Kbuild", "src": src}
        paths = {"srctree": ".", "objtree": ".", "SRCARCH": self.name, "ARCH": self.name}
        return Make(known | paths | variables, self._read, self._wildcard)

    def _read(self, name: str) -> str | None:
        name = _inside(name)
        if name == _KBUILD_INCLUDE:
            return ""
        if name in self.absent:
            return None
        content = self.makefiles.get(name) or self.kernel.makefile(name)
        return None if content is None else content.decode("utf-8", "replace")

    def _wildcard(self, pattern: str) -> list[str]:
        inside = _inside(pattern)
        if any(character in inside for character in "*?["):
            if not inside.startswith(self.generated):
                raise UapiError(f"$(wildcard {pattern}): only single names are known here")
            return [n for n in sorted(self.existing) if fnmatch.fnmatchcase(n, inside)]
        if inside.startswith("arch/"):
            return [pattern] if inside in self.existing else []
        return [pattern] if self.kernel.has(inside) else []


def _header_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise UapiError(f"{name[:80]}: not the name of a header; refused")
    return name


def _inside(name: str) -> str:
    """A path from the top of the tree.

    Raises:
        UapiError: it leaves the tree.
    """
    path = posixpath.normpath(name)
    if path.startswith(("/", "..")):
        raise UapiError(f"{name[:80]}: a path that leaves the kernel tree; refused")
    return path


def _variable(makefile: bytes, word: bytes) -> bytes:
    """A word, or what a variable that it names is simply set to."""
    name = re.fullmatch(rb"\$\((\w+)\)", word)
    if name is None:
        return word
    value = re.search(rb"^%s\s*:?=\s*(\S+)$" % name[1], makefile, re.MULTILINE)
    return value[1] if value else word
