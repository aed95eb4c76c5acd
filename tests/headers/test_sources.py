from __future__ import annotations

import zipfile

import pytest

from abi.diagnostic import UapiError
from abi.layout import Layout
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.sources.spec import open_source
from reports.cli.main import main

X86, ARM64 = TARGETS["x86_64"], TARGETS["arm64"]


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def size(spec, key, target=X86, include=()):
    layout = load(open_source(str(spec), include), target, cache=Cache(enabled=False)).layout(key)
    assert isinstance(layout, Layout)
    return layout.size


HEADER = "#include <asm/own.h>\nstruct s { struct own o; };\n"


def test_installed_tree(tmp_path):
    write(tmp_path, {"linux/s.h": HEADER, "asm/own.h": "struct own { int a; };\n"})
    assert size(tmp_path, "struct s") == 4
    assert size(tmp_path / "linux" / "s.h", "struct s") == 4


def test_tree_of_several_architectures(tmp_path):
    write(
        tmp_path,
        {
            "any-linux-any/linux/s.h": HEADER,
            "x86-linux-any/asm/own.h": "struct own { int a; };\n",
            "aarch64-linux-any/asm/own.h": "struct own { int a, b; };\n",
        },
    )
    assert size(tmp_path, "struct s") == 4
    assert size(tmp_path, "struct s", ARM64) == 8
    assert size(tmp_path / "any-linux-any" / "linux" / "s.h", "struct s", ARM64) == 8


def test_debian_multiarch(tmp_path):
    write(
        tmp_path,
        {
            "linux/s.h": HEADER,
            "x86_64-linux-gnu/asm/own.h": "struct own { int a; };\n",
            "aarch64-linux-gnu/asm/own.h": "struct own { int a, b; };\n",
        },
    )
    assert size(tmp_path, "struct s") == 4
    assert size(tmp_path, "struct s", ARM64) == 8


def test_a_directory_is_no_header(tmp_path):
    write(
        tmp_path,
        {
            "any-linux-any/linux/s.h": HEADER,
            "any-linux-any/asm/own.h": "struct own { int a; };\n",
            "x86-linux-any/asm/own.h/none": "",
        },
    )
    assert size(tmp_path, "struct s") == 4


def test_header_finds_its_includes_beside_it_or_where_it_is_told(tmp_path):
    write(
        tmp_path,
        {
            "a/s.h": '#include "near.h"\n#include <far/away.h>\nstruct s { near n; away w; };\n',
            "a/near.h": "typedef int near;\n",
            "b/far/away.h": "typedef long long away;\n",
        },
    )
    assert size(tmp_path / "a" / "s.h", "struct s", include=[str(tmp_path / "b")]) == 16


def test_stand_ins_serve_a_header_that_lies_in_no_tree(tmp_path):
    write(tmp_path, {"s.h": "#include <linux/types.h>\nstruct s { __u8 a; __aligned_u64 b; };\n"})
    assert size(tmp_path / "s.h", "struct s", TARGETS["i386"]) == 16
    surface = load(open_source(str(tmp_path / "s.h")), X86, cache=Cache(enabled=False))
    notes = [d.message for d in surface.declarations.diagnostics()]
    assert "linux/types.h is not in the source; uapi's own was read" in notes
    assert "typedef __u8" not in list(surface.keys())


@pytest.mark.parametrize(
    "spec", ["case:mem-enc-op", "case:mem-enc-op/../x", "case:../x", "nowhere"]
)
def test_what_is_no_source_says_so(spec):
    with pytest.raises(UapiError):
        open_source(spec)


def test_the_digest_does_not_depend_on_the_place(tmp_path):
    files = {"linux/s.h": HEADER, "asm/own.h": "struct own { int a; };\n"}
    for name in ("one", "two"):
        write(tmp_path / name, files)
    digests = {
        load(open_source(str(tmp_path / name)), X86, cache=Cache(enabled=False)).declarations.digest
        for name in ("one", "two")
    }
    assert len(digests) == 1


def test_lines_are_those_of_the_header(tmp_path):
    text = (
        "#define A 1\n\n\n/* long\n comment */\nstruct s {\n\tint a;\n#define B 2\n\tint b;\n};\n"
        "int f(void);\n"
    )
    write(tmp_path, {"linux/s.h": text})
    declarations = load(open_source(str(tmp_path)), X86, cache=Cache(enabled=False)).declarations
    assert declarations.location("struct s").line == 6
    assert declarations.member_location("struct s", "b").line == 9
    assert declarations.macro_location("B").line == 8
    assert declarations.location("function f").line == 11


T = "struct t { int a; };\n"
BESIDE = ("foo.h", "vendor/foo.h", "vendor/deep/er/foo.h", "uapi/foo.h", "linux-next/foo.h")


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("beside", ["linux/t.h", "asm/t.h", "drm/t.h"])
def test_every_header_of_a_tree_is_read(tmp_path, name, beside):
    write(tmp_path, {beside: T, name: "struct s { int a, b; };\n"})
    assert set(open_source(str(tmp_path)).headers(X86)) == {beside, name}
    assert size(tmp_path, "struct s") == 8


@pytest.mark.parametrize("name", BESIDE)
def test_a_break_in_any_header_is_found(tmp_path, name, capsys):
    for side, text in (("o", "struct s { int a, b; };\n"), ("n", "struct s { int b, a; };\n")):
        write(tmp_path / side, {"linux/t.h": T, name: text})
    assert main(["check", str(tmp_path / "o"), str(tmp_path / "n")]) == 1
    assert "struct s.a" in capsys.readouterr().out


def test_what_the_kernel_installs_is_read_first(tmp_path):
    names = ("linux/a.h", "asm/b.h", "asm-generic/c.h", "a.h", "b/a.h")
    write(tmp_path, dict.fromkeys(names, "\n"))
    assert open_source(str(tmp_path)).headers(X86) == names


def test_what_is_no_part_of_a_tree(tmp_path):
    """Other architectures, what is hidden, a C library's headers."""
    write(tmp_path, {"linux/t.h": T, ".git/x.h": T, "aarch64-linux-gnu/asm/own.h": T})
    assert open_source(str(tmp_path)).headers(X86) == ("linux/t.h",)
    assert open_source(str(tmp_path)).headers(ARM64) == ("linux/t.h", "asm/own.h")
    write(tmp_path, {"stdio.h": "int puts(const char *);\n", "sys/cdefs.h": "\n"})
    assert open_source(str(tmp_path)).headers(X86) == ("linux/t.h",)


def test_of_an_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        for name in ("p/linux/t.h", "p/foo.h", "p/vendor/foo.h"):
            archive.writestr(name, f"struct {name.replace('/', '_')[:-2]} {{ int a; }};\n")
    tree = open_source(str(tmp_path / "t.zip"))
    assert tree.headers(X86) == ("linux/t.h", "foo.h", "vendor/foo.h")


def test_what_is_only_included_is_no_part_of_a_tree(tmp_path):
    write(tmp_path / "own", {"linux/s.h": HEADER, "foo.h": T})
    write(tmp_path / "more", {"asm/own.h": "struct own { int a; };\n", "bar.h": T})
    tree = open_source(str(tmp_path / "own"), [str(tmp_path / "more")])
    assert tree.headers(X86) == ("linux/s.h", "foo.h")


def test_a_name_that_no_include_can_spell_is_said(tmp_path):
    write(tmp_path, {"linux/t.h": T, "linux/a>b.h": T})
    said = load(open_source(str(tmp_path)), X86).declarations.diagnostics()
    assert [(d.level, d.header) for d in said] == [("error", "linux/a>b.h")]
