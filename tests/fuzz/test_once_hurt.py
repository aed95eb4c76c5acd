"""What once hurt: a crash, a hang, gigabytes of memory, or words that nobody understands."""

from __future__ import annotations

import gzip
import tarfile

import pytest

from headers.sources import archive as module
from tests.fuzz import archives
from tests.fuzz.archives import Member
from tests.fuzz.hostile import Ended, holds, place

STRUCT = "struct a { int x; };\n"


def told(*arguments: str, **files: bytes) -> Ended:
    """How a run ends with these files: ``x_h`` is ``x.h``."""
    with place() as folder:
        for name, content in files.items():
            (folder / name.replace("_", ".")).write_bytes(content)
        return holds(folder, *arguments, "--jobs", "1")


def large(kind: bytes, megabytes: int) -> bytes:
    """A tar's header of a pax record or a long name, with that many megabytes of it."""
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, megabytes << 20
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(info.size)


GOOD = archives.tar([Member("linux/s.h")])
ENDLESS = b"\x80" + bytes(4) + b"\x7f" + b"\xff" * 6
"""A member's size of 140 TB, in base 256."""

ARCHIVES = {
    "a member that claims to go on for ever": (
        archives.tar([Member("linux/s.h"), Member("README", size=ENDLESS)]),
        "a member is longer than all that there is",
    ),
    "a pax record of 16 MiB": (
        gzip.compress(large(tarfile.XHDTYPE, 16) + GOOD, 1),
        "more than 4 MiB say what a member is; refused",
    ),
    "a name of 16 MiB": (
        gzip.compress(large(tarfile.GNUTYPE_LONGNAME, 16) + GOOD, 1),
        "more than 4 MiB say what a member is; refused",
    ),
    "attributes of attributes": (
        gzip.compress(archives.pax({"comment": "x"}) * 3000 + GOOD, 1),
        "damaged: attributes of attributes; refused",
    ),
    "a name that no file can have": (
        archives.tar([Member("linux/" + "x" * 300 + ".h")]),
        "a longer name than a file can have; refused",
    ),
    "a path that no file can have": (
        archives.tar([Member("linux/" + "x/" * 2000 + "y.h")]),
        "a longer name than a file can have; refused",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("archive", "says"), ARCHIVES.values(), ids=ARCHIVES)
def test_archives(archive: bytes, says: str) -> None:
    ended = told("show", "archive", archive=archive)
    assert (ended.code, says in ended.err) == (2, True), ended


def test_names_of_links_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    link = Member("linux/" + "/".join(["x" * 200] * 200) + ".h", tarfile.SYMTYPE, "y", b"")
    monkeypatch.setattr(module, "KEPT", 1 << 20)
    ended = told("show", "archive", archive=archives.tar([Member("linux/s.h"), *[link] * 30]))
    assert (ended.code, "more than 1 MiB of headers; refused" in ended.err) == (2, True), ended


CONFIGS = {
    "arrays in arrays": (b"a = " + b"[" * 50_000, "nested too deeply"),
    "tables in tables": (b"a = " + b"{a=" * 50_000, "nested too deeply"),
    "a number of 5,000 digits": (b"a = " + b"9" * 5_000, "is no TOML"),
    "a key of 50,000 parts": (b"a." * 50_000 + b"a = 1", "a key of more than 100 parts"),
    "a table of 50,000 parts": (b"[" + b"a." * 50_000 + b"a]", "a key of more than 100 parts"),
    "a key of 50,000 parts in quotes": (b'"a" . ' * 50_000 + b"a = 1", "a key of more than 100"),
    "bytes that are no UTF-8": (b"\xff\xfe", "is no TOML"),
    "a key with an escape character": (b'[check]\n"\\u001b[31m" = 1', "unknown key '\\x1b[31m'"),
    "more than 4 MiB": (b"#" * (5 << 20), "larger than 4 MiB"),
}


@pytest.mark.parametrize(("config", "says"), CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize("command", [("check", "x.h", "x.h"), ("compare", "own")], ids=" ".join)
def test_toml(command: tuple[str, ...], config: bytes, says: str) -> None:
    """Decisions and cases are read by one reader."""
    with place() as folder:
        (folder / "own").mkdir()
        (folder / ".git").mkdir()
        (folder / "x.h").write_text(STRUCT)
        (folder / ("uapi.toml" if command[0] == "check" else "own/case.toml")).write_bytes(config)
        ended = holds(folder, *command, "--jobs", "1")
    assert ended.code == 2
    assert says in ended.err or (command[0] == "compare" and "unknown key" in says)


def test_a_case_with_a_link_that_leaves_it() -> None:
    with place() as folder:
        holds(folder, "case", "new", "own")
        (folder / "own" / "v1.h").unlink()
        (folder / "own" / "v1.h").symlink_to("../../outside/secret.h")
        ended = holds(folder, "compare", "own")
    assert ended.code == 3
    assert "header 'v1.h' is a link that leaves the case; refused" in ended.err


TEXTS = {
    "a guard that is no name": (
        "#ifndef( X_H\n#define X_H\nstruct a { int x; };\n#endif\n",
        STRUCT,
    ),
    "conditions without an end": ("#if 1\n" * 1000 + STRUCT, "struct b { int x; };\n" * 2),
    "nothing on the other side": ("#define c ((int)-1)\n", "\n"),
}


@pytest.mark.parametrize("command", [("check",), ("diff", "--engine", "pcpp")], ids=" ".join)
@pytest.mark.parametrize("sides", TEXTS.values(), ids=TEXTS)
def test_texts(command: tuple[str, ...], sides: tuple[str, str]) -> None:
    for one, other in (sides, sides[::-1]):
        told(*command, "x.h", "y.h", x_h=one.encode(), y_h=other.encode())


MISSING = {
    "a longer name than a file can have": ("#include <linux/" + "a" * 300 + ".h>\n", 2, "aa.h"),
    "a longer path than a file can have": (
        "#include <" + "a/" * 3000 + "b.h>\n",
        2,
        "a/b.h",
    ),
    "a file that is a directory to another": (
        "#include <linux/a.h>\n#include <linux/a.h/b.h>\n#include <linux/a.h/b.h/c.h>\n",
        3,
        "#include <linux/a.h/b.h/c.h>: not found in the source",
    ),
}


@pytest.mark.parametrize("engine", ["cc", "pcpp"])
@pytest.mark.parametrize(("text", "code", "says"), MISSING.values(), ids=MISSING)
def test_missing(text: str, code: int, says: str, engine: str) -> None:
    ended = told("show", "x.h", "--engine", engine, x_h=(text + STRUCT).encode())
    assert (ended.code, says in ended.err) == (code, True), ended
    assert code == 2 or "struct a" in ended.out


def test_a_directory_is_no_header() -> None:
    for engine in ("cc", "pcpp"):
        assert "linux" in told("show", "x.h", "--engine", engine, x_h=b"#include <linux/.>\n").err


def test_bytes_that_are_no_utf_8() -> None:
    """Compilers pass them on; so does pcpp."""
    texts = (
        "/* \xfa */ // \xfa\n" + STRUCT,
        '#define A "\xfa"\n' + STRUCT,
        "int \xfa;\n" + STRUCT,
        "\xef\xbb\xbf" + STRUCT,
        "#warning \xfa\n" + STRUCT,
    )
    for text in texts:
        by_cc, by_pcpp = (
            told("show", "x.h", "--engine", engine, x_h=text.encode("latin-1"))
            for engine in ("cc", "pcpp")
        )
        assert by_pcpp == by_cc, text
        assert "struct a" in by_cc.out
    ended = told("show", "x.h", "--engine", "pcpp", x_h=b"#error \xfa\n" + STRUCT.encode())
    assert "x.h:1: error: \ufffd" in ended.err


ROWS = (
    "int d" + "[1]" * 20_000,
    "int (d)" + "[1]" * 20_000,
    "struct q { int (d)" + " [1]" * 20_000 + "; }",
    "signed d" + "(int)" * 20_000,
    "signed d" + "(int)\n[1] " * 10_000,
    "signed d" + "(int[(1)+(1)])" * 20_000,
)


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_types_around_types(row: str) -> None:
    """So many bounds and lists of parameters in a row are refused, before a parser reads them."""
    ended = told("show", "x.h", x_h=f"{row};\n{STRUCT}".encode())
    assert (ended.code, "nested deeper than 256 levels" in ended.err) == (3, True), ended
    assert ended.err.count("\n") == 1
    assert "struct a" in ended.out


def test_as_many_in_a_row_as_are_read() -> None:
    rows = "typedef signed d" + "(int)" * 200 + ";\nextern int (e)" + "[1]" * 255 + ";\n"
    ended = told("show", "x.h", x_h=(rows + STRUCT).encode())
    assert (ended.code, ended.err) == (0, "")


REPEATED = {
    "conditions without an end": "#if 1\n" * 8_000,
    "enums in enums": "enum {" * 15_000 + "\n",
    "enums in enums, closed": "enum {" * 15_000 + "}" * 15_000 + ";\n",
    "calls in calls": "sizeof(" * 60_000 + "\n",
    "calls in calls, with a body": "sizeof(" * 60_000 + "){}\n",
    "heads without a body": "struct __a(" * 15_000 + "{};\n",
    "terms of an attribute": (
        "struct b { int x __attribute__((aligned(8" + "+ 1" * 60_000 + "))); };\n"
    ),
}
"""What took minutes, when time grew with the square of the length."""


@pytest.mark.parametrize("text", REPEATED.values(), ids=REPEATED)
def test_repeated(text: str) -> None:
    for pair in ((text + STRUCT, STRUCT), (STRUCT, text + STRUCT)):
        told("check", "x.h", "y.h", x_h=pair[0].encode(), y_h=pair[1].encode())


def test_threads_and_atomic_types() -> None:
    """As gcc reads them."""
    text = (
        "extern __thread int y;\nextern __thread __typeof__(int) x;\nextern _Thread_local int z;\n"
        "static __thread int w __attribute__((aligned(8)));\n__thread struct a v;\n"
        "typedef _Atomic(int) t;\ntypedef _Atomic(int *) u, *const q;\n"
    )
    ended = told("show", "x.h", x_h=(STRUCT + text).encode())
    assert (ended.code, ended.err) == (0, "")
    said = (
        "extern int y;", "extern int x;", "extern int z;", "extern int w;", "extern struct a v;",
        "typedef int t;", "typedef int *u;", "typedef int **const q;",
    )  # fmt: skip
    assert [words for words in said if words not in ended.out] == []


def test_integers_of_libc() -> None:
    """As large as in glibc: int_fast16_t is a word of the machine, and no compiler's own."""
    names = ("intmax_t", "int_least8_t", "int_least64_t", "int_fast8_t", "int_fast16_t")
    text = "#include <stdint.h>\n#include <stdarg.h>\nint f(__gnuc_va_list v);\n" + "".join(
        f"struct of_{name} {{ char a[sizeof({name})], b[sizeof(u{name})]; }};\n" for name in names
    )
    for target, sizes in (("x86_64", (8, 1, 8, 1, 8)), ("i386", (8, 1, 8, 1, 4))):
        ended = told("show", "x.h", "-t", target, x_h=text.encode())
        assert (ended.code, ended.err) == (0, "")
        said = ended.out.split("struct of_")[1:]
        for name, size in zip(names, sizes, strict=True):
            own = next(block for block in said if block.startswith(f"{name} "))
            assert f": size {2 * size}, align 1" in own, own
