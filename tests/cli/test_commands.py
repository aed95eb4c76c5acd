"""show, diff, decode, targets, completion: what a person sees."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files

import jsonschema
import pytest

TEXT = """
struct thing { unsigned char a; unsigned long long b; unsigned int c : 3; };
enum colour { RED, GREEN = 1 << 4 };
typedef struct thing thing_t;
int call(struct thing *t);
#define LIMIT (sizeof(struct thing) * 2)
#define NAME "x"
#define MAX(a, b) ((a) > (b) ? (a) : (b))
"""


def test_show_puts_targets_side_by_side(uapi, header):
    header(TEXT)
    out = uapi("show", "x.h", "thing", "-t", "x86_64,i386,arm").out
    assert "[1] x86_64, arm: size 24, align 8" in out
    assert "[2] i386: size 16, align 4" in out
    assert "7  ░░ hole" in out
    assert "i386 programs on x86_64 kernels misread it" in out
    row = next(line for line in out.split("\n") if "long long b" in line)
    assert row.split()[:2] == ["8", "8"]
    assert "4  ◂ differs" in row


def test_show_bit_fields_and_cache_lines(uapi, header):
    header("struct s { unsigned int a : 3, b : 9; char c[100]; };\n")
    out = uapi("show", "x.h", "s", "--cache-lines", "-t", "x86_64").out
    assert "0:3    9b  unsigned int b:9" in out
    assert "cache line" in out


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("colour", "GREEN  16 (0x10)"),
        ("GREEN", "16 (0x10)"),
        ("thing_t", "typedef struct thing thing_t;"),
        ("call", "int call(struct thing *t);"),
        ("LIMIT", "48 (0x30), unsigned long"),
        ("NAME", '"x"'),
        ("MAX", "#define MAX(a, b)"),
        ("struct thing", "size 24, align 8"),
        ("enum colour", "size 4 (unsigned int)"),
        ("th*", "struct thing"),
    ],
)
def test_show_finds_everything_by_name(uapi, header, name, says):
    header(TEXT)
    done = uapi("show", "x.h", name, "-t", "x86_64")
    assert done.code == 0
    assert says in done.out


def test_show_json_is_a_part_of_the_snapshot(uapi, header):
    header(TEXT)
    shown = json.loads(uapi("show", "x.h", "thing", "-f", "json", "-t", "i386").out)
    taken = json.loads(uapi("snapshot", "x.h", "-t", "i386").out)
    assert shown["i386"]["types"] == {"struct thing": taken["types"]["struct thing"]}


def test_show_reads_standard_input(uapi):
    done = uapi("show", "-", "s", stdin="struct s { int a; };\n")
    assert done.code == 0
    assert "size 4" in done.out


def test_show_says_when_a_tree_is_of_another_architecture(uapi, header):
    header("struct s { int a; };\n", "tree/linux/types.h")
    header("struct l { int a; };\n", "tree/asm/ldt.h")
    done = uapi("show", "tree", "s", "-t", "arm64")
    assert "asm/ headers of x86, not those of arm64" in done.err
    assert uapi("show", "tree", "s", "-t", "i386").err == ""


def test_diff_tells_each_target_apart(uapi):
    done = uapi("diff", "case:mem-enc-op/sev-6.8", "case:mem-enc-op/sev-6.9", "-t", "x86_64,i386")
    assert done.code == 1
    assert "pad0: member added: – → __u32 at byte 4\n" in done.out
    assert "data: member moved: byte 4 → byte 8  [i386]" in done.out
    assert "size: 20 bytes → 24 bytes  [i386]" in done.out
    assert "+ KVM_SEV_INIT2  22" in done.out
    assert "moved to another header" not in done.out


def test_diff_of_the_same_is_nothing(uapi):
    done = uapi("diff", "case:mem-enc-op/rfc-v4", "case:mem-enc-op/rfc-v4", "-t", "all")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("no difference")


def test_diff_is_blind_to_spelling(uapi, header):
    header("#define A 0x10\n#define B (1 << 4)\nstruct s { int a; /* x */ };\n", "a.h")
    header("#define A (8 + 8)\n#define B 16\n\nstruct s\n{\n\tint a;\n};\n", "b.h")
    assert uapi("diff", "a.h", "b.h").code == 0


def test_diff_sees_what_debug_information_does_not(uapi, header):
    common = "#include <linux/ioctl.h>\nstruct foo { unsigned a; };\n"
    header(f"{common}#define FLAG 1\n#define GET _IOR('F', 1, struct foo)\ntypedef int t;\n", "a.h")
    header(
        f"{common}#define FLAG 2\n#define GET _IOWR('F', 2, struct foo)\ntypedef long t;\n", "b.h"
    )
    changes = json.loads(uapi("diff", "a.h", "b.h", "-f", "json").out)["changes"]
    assert {c["subject"] for c in changes} == {"FLAG", "GET", "typedef t"}


def test_diff_tells_a_move_once_and_where_it_is_none(uapi, header):
    guarded = "#ifndef {0}_H\n#define {0}_H\n{1}#endif\n".format
    only_32 = "#ifdef __i386__\n#define GONE 2\n#endif\n"
    for name in ("one", "two"):
        has_it = name == "one"
        header(guarded(name, f"#define A 1\n#define GONE 2\n{_DUO}" * has_it), f"old/{name}.h")
        text = f"#define A 1\n{only_32}{_DUO}" * (not has_it)
        header(guarded(name, text), f"new/{name}.h")
    done = uapi("diff", "old", "new", "-t", "x86_64,i386", "--no-cache")
    assert done.code == 1
    moves = done.out.partition("moved here from one.h:\n")[2]
    assert moves.split("\n")[0].strip() == "A, B, C, struct duo", done.out
    assert "moved here from one.h:  [i386], gone on x86_64\n    GONE" in done.out
    data = json.loads(uapi("diff", "old", "new", "-t", "x86_64,i386", "-f", "json").out)
    found = {c["subject"]: (c["kind"], c["targets"], c["vanished"]) for c in data["changes"]}
    kind = "moved to another header"
    assert found["GONE"] == (kind, ["i386"], ["x86_64"])
    assert found["A"] == (kind, ["x86_64", "i386"], [])


def test_diff_shows_long_texts_from_where_they_differ(uapi, header):
    same = ", ".join(f"{{ {n}, name_{n} }}" for n in range(40))
    header(f"#define LIST(x) {same}\n", "a.h")
    header(f"#define LIST(x) {same}, {{ 40, last }}\n", "b.h")
    done = uapi("diff", "a.h", "b.h")
    assert "name_5 " not in done.out
    assert "{ 40, last }" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


_DUO = "#define B 3\n#define C 4\nstruct duo { int a; };\n"


def test_diff_as_json_follows_its_schema(uapi, header):
    header("struct a { int b; };\nstruct c { struct a a; };\nstruct u { no_such_t b; };\n", "a.h")
    header("struct a { int b, c; };\nstruct c { struct a a; };\n#define N 1\n", "b.h")
    data = json.loads(uapi("diff", "a.h", "b.h", "-t", "x86_64,m68k", "-f", "json").out)
    schema = json.loads(files("reports").joinpath("schemas/diff.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(data)
    (size,) = (change for change in data["changes"] if change["kind"] == "size")
    assert size["new_place"] == {"header": "b.h", "line": 1}
    assert size["carries"] == [{"name": "struct c", "old": "4 bytes", "new": "8 bytes"}]


def test_diff_says_what_it_could_not_read(uapi, header):
    """An error that is the same on both sides hides no difference."""
    header("struct a { no_such_t b; };\n", "a.h")
    header("struct a { no_such_t b; };\n#define NEW\n", "same.h")
    header("struct a { no_such_t b[2]; };\n", "b.h")
    assert uapi("diff", "a.h", "a.h").code == 0
    assert uapi("diff", "a.h", "same.h").code == 1
    done = uapi("diff", "a.h", "b.h")
    assert done.code == 3
    assert "could not be compared\n  struct a  b.h:1\n" in done.out
    assert "struct a is not understood: unknown type 'no_such_t'" in done.err


def test_diff_macro_and_enumerator_are_the_same_constant(uapi, header):
    header("enum { MODE_A = 1, MODE_B };\n", "a.h")
    header("#define MODE_A 1\n#define MODE_B 2\n", "b.h")
    assert uapi("diff", "a.h", "b.h").code == 0


def test_decode_every_target(uapi):
    out = uapi("decode", "0xc008aeba", "-s", "case:mem-enc-op/rfc-v4", "-t", "all").out
    first, _, second = out.partition("on i386, arm")
    assert "KVM_MEMORY_ENCRYPT_OP  unsigned long" in first
    assert "_IOWR(0xae, 0xba, 8 bytes)" in first
    assert "KVM_MEMORY_ENCRYPT_OP" not in second  # there the number is 0xc004aeba


def test_decode_old_direction_bits(uapi):
    # powerpc: none is 1, read 2, write 4, above 13 bits of size (asm/ioctl.h).
    data = json.loads(uapi("decode", "0x2000ae01", "-t", "all", "-f", "json").out)["targets"]
    assert (data["powerpc64"]["direction"], data["powerpc64"]["size"]) == ("none", 0)
    assert data["x86_64"]["size"] == 0x2000  # there the same bit belongs to the size


def test_decode_takes_negative_numbers_as_tracers_print_them(uapi):
    assert uapi("decode", str(0xC008AEBA - (1 << 32)), "-t", "x86_64").out.startswith("0xc008aeba")


def test_targets_name_all(uapi):
    out = uapi("targets").out
    for name in ("x86_64", "i386", "arm64", "arm", "s390x", "powerpc64"):
        assert f"\n{name} " in out


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_knows_the_commands(uapi, shell):
    done = uapi("completion", shell)
    assert done.code == 0
    assert "compare" in done.out


@pytest.mark.parametrize("command", ["", "show", "diff", "compare", "gen", "snapshot", "decode"])
def test_help_has_examples(uapi, command):
    done = uapi(*filter(None, [command]), "--help")
    assert done.code == 0
    assert "examples:" in done.out


def test_help_imports_nothing_heavy():
    script = (
        "import sys\nfrom reports.cli.main import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pycparser', 'jinja2', 'pcpp', 'shtab', 'headers', 'generators'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_damaged_cache_is_a_miss(uapi, header, tmp_path):
    header(TEXT)
    cache = tmp_path / "cache"
    first = uapi("show", "x.h", XDG_CACHE_HOME=str(cache))
    units = list((cache / "uapi" / "units").iterdir())
    assert units
    for path in units:
        path.write_bytes(path.read_bytes()[:50])
    again = uapi("show", "x.h", XDG_CACHE_HOME=str(cache))
    assert again == first


def test_a_cache_that_cannot_be_written_is_none(uapi, header):
    header(TEXT)
    assert uapi("show", "x.h", "thing", XDG_CACHE_HOME="/proc/nowhere").code == 0


def test_a_changed_header_is_read_anew(uapi, header, tmp_path):
    cache = str(tmp_path / "cache")
    header("struct s { int a; };\n", "tree/linux/types.h")
    assert "size 4" in uapi("show", "tree", "s", XDG_CACHE_HOME=cache).out
    header("struct s { int a, b; };\n", "tree/linux/types.h")
    assert "size 8" in uapi("show", "tree", "s", XDG_CACHE_HOME=cache).out


def test_diff_without_sources_is_what_the_branch_changes(uapi, header, tmp_path):
    def git(*words):
        identity = ("-c", "user.name=n", "-c", "user.email=a@b.c")
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    header("struct a { int b; };\n", "include/linux/a.h")
    git("add", "-A")
    git("commit", "-qm", "first")
    git("checkout", "-qb", "topic")
    header("struct a { int b, c; };\n", "include/linux/a.h")
    git("commit", "-qam", "second")
    header("#define UNCOMMITTED 1\n", "include/linux/b.h")
    data = json.loads(uapi("diff", "-f", "json").out)
    subjects = {change["subject"] for change in data["changes"]}
    assert subjects == {"struct a", "struct a.c", "UNCOMMITTED"}
    assert data["new"] == "."
    only_committed = json.loads(uapi("diff", "main", "topic", "-f", "json").out)["changes"]
    assert {change["subject"] for change in only_committed} == {"struct a", "struct a.c"}


def test_diff_without_sources_and_without_git(uapi, header, tmp_path):
    header("struct a { int b; };\n", "linux/a.h")
    done = uapi("diff", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (done.code, done.out) == (2, "")
    assert "name two sources" in done.err
