"""Input that is wrong gives one clear line, the right code, and the rest is still there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GOOD = "struct good { unsigned int a; };\n"


def only_line(err: str) -> str:
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


def test_text_that_is_no_c(uapi, header):
    header("this is { not C at all [\n")
    done = uapi("show", "x.h")
    assert done.code == 2
    assert "x.h: declares nothing" in only_line(done.err)
    assert "x.h:1" in done.err


def test_binary_file(uapi, tmp_path):
    (tmp_path / "x.h").write_bytes(bytes(range(256)) * 4)
    done = uapi("show", "x.h")
    assert done.code == 2
    assert "not a text file" in only_line(done.err)


@pytest.mark.parametrize("text", ["", "\n\n", "/* nothing */\n"])
def test_empty_file(uapi, header, text):
    header(text)
    done = uapi("show", "x.h")
    assert done.code == 2
    assert "declares nothing" in only_line(done.err)


def test_huge_file(uapi, tmp_path):
    with (tmp_path / "x.h").open("wb") as file:
        file.write(GOOD.encode())
        file.truncate(100 << 20)
    done = uapi("show", "x.h")
    assert done.code == 2
    assert "larger than 16 MiB" in only_line(done.err)


def test_unreadable_file(header, tmp_path):
    path = header(GOOD)
    path.chmod(0)
    tmp_path.chmod(0o755)
    script = (
        "import os, sys\n"
        "from headers.sources.scan import read_header\n"
        "from abi.diagnostic import UapiError\n"
        "os.geteuid() or os.seteuid(65534)\n"
        "try: read_header(sys.argv[1], 'x.h')\n"
        "except UapiError as error: print(error)\n"
    )
    inside = "/".join(path.parts[-3:])
    for parent in path.parents:  # let an unprivileged user come as far as the file
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "x.h: cannot be read: Permission denied\n", (inside, done.stderr)


def test_directory_without_headers(uapi, tmp_path):
    (tmp_path / "d").mkdir()
    done = uapi("show", "d")
    assert done.code == 2
    assert "no header files" in only_line(done.err)


def test_no_such_file(uapi):
    done = uapi("show", "nothing.h")
    assert done.code == 2
    assert "nothing.h: no such file" in only_line(done.err)


@pytest.mark.parametrize("engine", ["auto", "pcpp"])
def test_missing_include_is_named_with_who_includes_it(uapi, header, engine):
    header(f"#include <linux/nowhere.h>\n{GOOD}")
    done = uapi("show", "x.h", "--engine", engine)
    assert done.code == 3
    assert "struct good" in done.out
    assert "x.h:1" in only_line(done.err)
    assert "<linux/nowhere.h>" in done.err


def test_missing_include_that_is_not_asked_for_is_no_problem(uapi, header):
    header(f"#ifdef __KERNEL__\n#include <linux/nowhere.h>\n#endif\n{GOOD}")
    done = uapi("show", "x.h")
    assert (done.code, done.err) == (0, "")


def test_syntax_error_costs_only_its_own_declaration(uapi, header):
    header("struct one { int a; };\nstruct bad { int a b c; };\nstruct two { int z; };\n")
    done = uapi("show", "x.h")
    assert done.code == 3
    assert "struct one" in done.out
    assert "struct two" in done.out
    assert "x.h:2" in only_line(done.err)


def test_unknown_type_is_named(uapi, header):
    header("struct s {\n\tint a;\n\tnobody_t b;\n};\n")
    done = uapi("show", "x.h", "s")
    assert done.code == 3
    assert "unknown type 'nobody_t'" in done.err


@pytest.mark.parametrize("engine", ["auto", "pcpp"])
def test_include_loop(uapi, header, engine):
    header('#include "b.h"\nstruct a1 { int x; };\n', "a.h")
    header('#include "a.h"\nstruct b1 { int x; };\n', "b.h")
    done = uapi("show", "a.h", "--engine", engine)
    assert done.code in (2, 3)
    assert "include each other" in only_line(done.err)


def test_type_that_does_not_exist_suggests(uapi, header):
    header("struct kvm_regs { int a; };\n")
    done = uapi("show", "x.h", "kvm_reg")
    assert done.code == 2
    assert "did you mean kvm_regs?" in only_line(done.err)


def test_unknown_target_suggests(uapi, header):
    header(GOOD)
    done = uapi("show", "x.h", "--target", "x86_46")
    assert done.code == 2
    assert "x86_64" in only_line(done.err)


def test_record_of_a_tebibyte(uapi, header):
    header("struct big { char x[1ULL << 40]; int y; };\n")
    done = uapi("show", "x.h", "big", "-t", "x86_64")
    assert done.code == 0
    assert str((1 << 40) + 4) in done.out


def test_record_larger_than_the_address_space(uapi, header):
    header(f"struct big {{ char x[1ULL << 40]; }};\n{GOOD}")
    done = uapi("show", "x.h", "-t", "i386")
    assert done.code == 3
    assert "larger than the address space" in done.out
    assert "struct good" in done.out


def test_records_nested_ten_thousand_deep(uapi, header):
    depth = 10_000
    inner = "".join(f"}} a{i};" for i in range(depth))
    header(f"{'struct { ' * depth}int x;{inner}\n{GOOD}")
    done = uapi("show", "x.h")
    assert done.code == 3
    assert "nested" in only_line(done.err)
    assert "struct good" in done.out


@pytest.mark.parametrize("body", ["(" * 10_000 + "1" + ")" * 10_000, "!" * 5_000 + "1"])
def test_expression_nested_too_deep(uapi, header, body):
    header(f"#define DEEP {body}\n#define OK 3\n")
    done = uapi("show", "x.h", "DEEP", "OK")
    assert done.code == 3
    assert "no value" in done.out
    assert "3, int" in done.out


def test_sum_of_many_terms_is_no_nesting(uapi, header):
    header(f"#define SUM {'1+' * 200}1\n#define TOO_LONG {'1+' * 50_000}1\n")
    assert "201 (0xc9), int" in uapi("show", "x.h", "SUM").out
    done = uapi("show", "x.h", "TOO_LONG")
    assert done.code == 3
    assert "no value" in done.out


def test_unbuffered_output_is_whole(uapi, header):
    header("".join(f"struct s{i} {{ int a[{i + 1}]; }};\n" for i in range(2_000)))
    done = uapi("show", "x.h", PYTHONUNBUFFERED="1")
    assert "struct s1999" in done.out


def bomb(levels: int) -> str:
    lines = ["#define A0 1 +"]
    lines += [f"#define A{i} A{i - 1} A{i - 1}" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


def test_macro_that_expands_without_end_has_no_value(uapi, header):
    header(f"{bomb(60)}#define BOMB A59\n#define OK 3\n")
    done = uapi("show", "x.h", "BOMB", "OK")
    assert done.code == 3
    assert "expands to more than" in done.out
    assert "3, int" in done.out


def test_recursive_macro(uapi, header):
    header("#define R (R + 1)\n#define A B\n#define B A\n")
    done = uapi("show", "x.h", "R", "A")
    assert done.code == 3
    assert done.out.count("not declared as a constant") == 2


def test_declaration_that_expands_without_end_is_bounded(uapi, header):
    header(f"{bomb(60)}struct x {{ int y[A59 0]; }};\n")
    done = uapi("show", "x.h")
    assert done.code == 2
    assert "expands without end" in only_line(done.err)


def test_division_by_zero(uapi, header):
    header(f"#define Z (1 / 0)\nenum e {{ EA = 1 % 0 }};\nstruct d {{ int a[4 / 0]; }};\n{GOOD}")
    done = uapi("show", "x.h", "Z", "EA", "d", "good")
    assert done.code == 3
    assert done.out.count("division by zero") == 3
    assert "size 4, align 4" in done.out


@pytest.mark.parametrize(
    "line",
    [
        '#include "/etc/passwd"',
        "#include </etc/passwd>",
        '#include "../../../../etc/passwd"',
        '#inc\\\nlude "/etc/passwd"',
        '/* */ # /* */ include "/etc/passwd"',
        '%:include "/etc/passwd"',
        '??=include "/etc/passwd"',
        '#define P "/etc/passwd"\n#include P',
        '#pragma GCC dependency "/etc/passwd"',
        '#embed "/etc/passwd"',
    ],
)
def test_include_that_leaves_the_tree_is_refused(uapi, header, line):
    header(f"{line}\n{GOOD}")
    done = uapi("show", "x.h")
    assert done.code == 2
    assert "x.h:" in only_line(done.err)
    assert "refused" in done.err
    assert "root:" not in done.out + done.err


def test_include_in_a_comment_is_no_include(uapi, header):
    header(f'/*\n#include "/etc/passwd"\n*/\n{GOOD}')
    assert uapi("show", "x.h", "good").code == 0


def test_link_that_leaves_the_tree_is_refused(uapi, header, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.h").write_text(GOOD)
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "link.h").symlink_to(tmp_path / "out" / "secret.h")
    done = uapi("show", "tree")
    assert done.code == 2
    assert "link that leaves" in only_line(done.err)


def test_engine_that_looks_like_an_option(uapi, header):
    header(GOOD)
    done = uapi("show", "x.h", "--engine=-fplugin=x.so")
    assert done.code == 2
    assert "no such compiler" in only_line(done.err)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_to_a_full_place(uapi, header):
    header(GOOD)
    done = uapi("show", "x.h", "-o", "/dev/full")
    assert done.code == 2
    assert "No space left" in only_line(done.err)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_standard_output_is_full(header, tmp_path):
    header(GOOD)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "reports.cli", "show", str(tmp_path / "x.h")],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "No space left" in only_line(done.stderr)


def test_output_that_cannot_be_written_leaves_nothing(uapi, header, tmp_path):
    header(GOOD)
    done = uapi("show", "x.h", "-o", "nowhere/out.txt")
    assert done.code == 2
    assert "nowhere/out.txt: cannot be written" in only_line(done.err)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.h"]


def test_closed_pipe_is_quiet(header, tmp_path):
    header("".join(f"struct s{i} {{ int a[{i + 1}]; }};\n" for i in range(3_000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "reports.cli", "show", str(tmp_path / "x.h")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.read(10)
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 128 + signal.SIGPIPE
    assert err == ""


def test_control_c_is_quiet_and_leaves_no_process(header, tmp_path):
    header(f"{bomb(60)}struct x {{ int y[A59 0]; }};\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "reports.cli", "show", str(tmp_path / "x.h"), "-o", "out.txt"],
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    deadline = time.monotonic() + 30
    while not (children := _children(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children
    process.send_signal(signal.SIGINT)
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 128 + signal.SIGINT
    assert err == ""
    assert not (tmp_path / "out.txt").exists()
    while any(_is_running(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_is_running(child) for child in children)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    try:
        return [int(w) for w in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["frobnicate"], "invalid choice"),
        (["show"], "required"),
        (["show", "x.h", "--format", "pdf"], "invalid choice"),
        (["decode", "0xzz"], "not a number"),
        (["decode", "0x1ffffffff"], "does not fit"),
        (["compare", "no-such-case"], "mem-enc-op"),
        (["show", "case:no-such-case/x"], "mem-enc-op"),
        (["show", "case:mem-enc-op/nope"], "rfc-v4"),
        (["snapshot", "x.h", "--target", "all"], "--output"),
    ],
)
def test_wrong_use_is_one_line(uapi, header, arguments, says):
    header(GOOD)
    done = uapi(*arguments)
    assert done.code == 2
    assert says in only_line(done.err)
    assert done.out == ""
