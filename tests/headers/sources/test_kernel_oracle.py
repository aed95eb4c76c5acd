"""What make itself exports of released kernels, and its scripts of random headers.

The sources are Debian's packages: those of this system, or fetched once.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest

from headers.sources.files import Directory
from headers.sources.kernel import Kernel, is_kernel
from headers.sources.kernel.install import installed
from headers.sources.kernel.unifdef import BrokenError
from tests.conftest import do_without
from tests.header_trees import UnavailableError, cache_directory

pytestmark = pytest.mark.oracle

VERSIONS = ("6.1", "6.12")
"""Before and after the architectures with a common system call table."""

ARCHITECTURES = {
    "6.1": ("alpha", "arm", "arm64", "ia64", "mips", "powerpc", "riscv", "s390", "sh", "x86"),
    "6.12": (
        *("arc", "arm", "arm64", "csky", "hexagon", "loongarch", "m68k", "mips", "parisc"),
        *("powerpc", "riscv", "s390", "sparc", "x86", "xtensa"),
    ),
}

NEEDED = re.compile(
    r"[^/]+/("
    r"Makefile|Kbuild|scripts/.*|include/uapi/.*|arch/[^/]+/include/uapi/.*"
    r"|arch/[^/]+/(Makefile|Kbuild|Platform)[^/]*|arch/mips/.*/Platform"
    r"|arch/[^/]+/(kernel|entry)/syscalls/.*|arch/[^/]+/kernel/Makefile\.syscalls"
    r"|arch/[^/]+/tools/[^/]*|arch/mips/boot/tools/.*|tools/include/.*"
    r")"
)
"""What `make headers` reads; the whole source has ten times as much."""


@pytest.fixture(params=VERSIONS)
def kernel(request) -> Path:
    """The part of a kernel's source that headers come from."""
    try:
        return kernel_source(request.param)
    except UnavailableError as error:
        if request.param != VERSIONS[-1] and "Unable to locate package" in str(error):
            pytest.skip(f"this release of Debian has no source of Linux {request.param}")
        do_without(str(error))


@pytest.fixture
def newest() -> Path:
    try:
        return kernel_source(VERSIONS[-1])
    except UnavailableError as error:
        do_without(str(error))


def kernel_source(version: str) -> Path:
    source = cache_directory() / f"linux-source-{version}"
    cache_directory().mkdir(parents=True, exist_ok=True)
    with (cache_directory() / f"linux-source-{version}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not source.is_dir():
            with tempfile.TemporaryDirectory(prefix="kernel-", dir=source.parent) as name:
                unpack(tarball(version, Path(name)), Path(name) / "source")
                (Path(name) / "source").rename(source)
    return source


def tarball(version: str, scratch: Path) -> Path:
    ours = Path(f"/usr/src/linux-source-{version}.tar.xz")
    if ours.is_file():
        return ours
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise UnavailableError(f"the source of Linux {version} comes from Debian; no apt-get here")
    command = ["apt-get", "download", "-qq", f"linux-source-{version}"]
    done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    packages = list(scratch.glob("*.deb"))
    if done.returncode or not packages:
        said = (done.stderr.strip() or "no package").splitlines()[-1]
        raise UnavailableError(f"apt-get download linux-source-{version}: {said}")
    subprocess.run(["dpkg-deb", "-x", str(packages[0]), str(scratch / "package")], check=True)
    return next((scratch / "package").glob("usr/src/*.tar.*"))


def unpack(archive: Path, into: Path) -> None:
    into.mkdir()
    with tarfile.open(archive, "r|*") as members:
        for member in members:
            name = NEEDED.fullmatch(member.name)
            if not name or not (member.isfile() or member.issym()):
                continue
            target = into / name[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            if member.issym():
                target.symlink_to(member.linkname)
            else:
                content = members.extractfile(member)
                assert content is not None
                target.write_bytes(content.read())
                target.chmod(member.mode & 0o755 | 0o600)


def made(source: Path, output: Path, architecture: str) -> dict[str, bytes]:
    """What make installs; output of one architecture may lie there from another."""
    command = [
        "make",
        "-s",
        f"-j{os.cpu_count()}",
        "headers",
        f"ARCH={architecture}",
        f"O={output}",
    ]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    root = output / "usr/include"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*.h")}


def needs_make() -> None:
    for program in ("make", "gcc", "sed"):
        if not shutil.which(program):
            do_without(f"{program} is not installed")


def test_exports_what_make_installs(kernel, tmp_path):
    needs_make()
    files = Directory(kernel)
    assert is_kernel(files)
    ours = Kernel(files)
    for architecture in ARCHITECTURES[kernel.name.removeprefix("linux-source-")]:
        expected, exported = made(kernel, tmp_path, architecture), ours.exported(architecture)
        names = sorted(expected.keys() | exported.keys())
        differ = [name for name in names if expected.get(name) != exported.get(name)]
        assert (architecture, differ) == (architecture, [])
    assert ours.notes == []


def test_exports_every_architecture(kernel):
    ours = Kernel(Directory(kernel))
    known = ours.architectures()
    assert set(ARCHITECTURES[kernel.name.removeprefix("linux-source-")]) <= set(known)
    assert "um" not in known
    for architecture in known:
        assert ours.exports(architecture)
        exported = ours.exported(architecture)
        assert {"asm/types.h", "asm/unistd.h", "linux/version.h", "linux/types.h"} <= set(exported)
    assert ours.notes == []


@pytest.fixture
def install_script(newest, tmp_path):
    """The kernel's own script, with the unifdef that it needs."""
    needs_make()
    (tmp_path / "scripts").mkdir()
    unifdef = tmp_path / "scripts/unifdef"
    build = ["gcc", "-w", "-o", str(unifdef), str(newest / "scripts/unifdef.c")]
    subprocess.run(build, check=True)

    def run(text: bytes) -> bytes | None:
        (tmp_path / "in.h").write_bytes(text)
        script = ["sh", str(newest / "scripts/headers_install.sh"), "in.h", "out.h"]
        done = subprocess.run(script, cwd=tmp_path, capture_output=True, check=False)
        return None if done.returncode else (tmp_path / "out.h").read_bytes()

    return run


@pytest.mark.parametrize("seed", range(4))
def test_installs_random_headers_as_the_script(install_script, seed):
    compared = 0
    for number in range(60):
        text = random_header(random.Random(f"{seed}/{number}"))
        expected = install_script(text)
        if expected is not None:
            assert installed(text) == expected, text.decode()
            compared += 1
        else:
            may_be_refused(text)
    assert compared > 20


def may_be_refused(text: bytes) -> None:
    """What the script refuses may be refused here or not, and nothing else may happen."""
    with contextlib.suppress(BrokenError):
        installed(text)


NAMES = ("__KERNEL__", "__EXPORTED_HEADERS__", "FOO", "__STRICT_ANSI__")
LINES = (
    "int a;",
    "/* comment\n#ifdef __KERNEL__\n more */",
    'char *s = "/*";',
    "#define X 'a'",
    "#define Y \\\n#ifdef __KERNEL__",
    "",
    "// c++ \\\n#endif",
    "/* x */ int b; /* y\n*/ int c;",
    "#include <linux/compiler.h>",
    "#include <linux/compiler_types.h> /* x */",
    " #include <linux/compiler.h>",
    "'\"' \"'\"",
    'asm volatile ("x");',
    "static inline int f(volatile int *p, asm, inline)",
    "inline",
    "\tvolatile\tasm",
    "void __user *p(const void __user *, __force __iomem x, (__user void *)y);",
    "__attribute_const__ int f(void) __attribute_const__",
    "struct s { int a; } __packed;",
    "} __packed",
    "x__packed __packed__ __packed __packed a__packed",
    "#ifndef _UAPI_X_H",
    "#define  _UAPI__Y_H",
    "#define _UAPI _UAPI_Z",
    "int x; #define _UAPI_A",
)
TAILS = ("",) * 10 + (
    *(" /* c */", " // c", " /* a\n b */", " \\\n && defined(FOO)", " \\\n/* c */"),
    *(" junk", " /* _UAPI_X_H */", " /* __KERNEL__ */"),
)


def random_header(draw: random.Random) -> bytes:
    lines = ["#ifdef FOO\n#endif /* _UAPI_X_H */\n", *random_lines(draw, 0)]
    text = "".join(lines)
    if draw.random() < 0.1:
        text = text.removesuffix("\n")
    if draw.random() < 0.05:
        text = text.replace("\n", "\r\n")
    return balanced(text).encode()


def balanced(text: str) -> str:
    """Guards that LINES begin are ended, so that few headers are refused."""
    return text.replace("#ifndef _UAPI_X_H\n", "#ifndef _UAPI_X_H\n#endif /* _UAPI_X_H */\n")


def random_lines(draw: random.Random, depth: int) -> list[str]:
    lines = []
    for _ in range(draw.randint(0, 3)):
        if draw.random() < 0.5 or depth > 3:
            lines.append(draw.choice(LINES) + "\n")
        else:
            lines += random_group(draw, depth)
    return lines


def random_group(draw: random.Random, depth: int) -> list[str]:
    mark = draw.choice(("#", "# ", "  #", "#\t"))

    def directive(text: str) -> str:
        return mark + text + draw.choice(TAILS) + "\n"

    start = draw.choice((f"ifdef {draw.choice(NAMES)}", f"ifndef {draw.choice(NAMES)}", "if"))
    lines = [directive(start if start != "if" else f"if {random_condition(draw, 0)}")]
    lines += random_lines(draw, depth + 1)
    for _ in range(draw.choice((0, 0, 0, 1, 2))):
        lines += [directive(f"elif {random_condition(draw, 0)}"), *random_lines(draw, depth + 1)]
    if draw.random() < 0.5:
        lines += [directive("else"), *random_lines(draw, depth + 1)]
    return [*lines, directive("endif")]


def random_condition(draw: random.Random, depth: int) -> str:
    kind, name = draw.random(), draw.choice(NAMES)
    if depth > 3 or kind < 0.35:
        forms = (f"defined({name})", f"defined {name}", name, "BAR(1, 2)", "1", "0", "0x10", "3L")
        return draw.choice((*forms, f"defined /* x */ ( {name} )"))
    if kind < 0.5:
        return "!" + random_condition(draw, depth + 1)
    if kind < 0.65:
        return "(" + random_condition(draw, depth + 1) + ")"
    operator = draw.choice((" || ", " && ", "||", "&&", " == ", " < ", " >= ", " != ", " + "))
    return random_condition(draw, depth + 1) + operator + random_condition(draw, depth + 1)
