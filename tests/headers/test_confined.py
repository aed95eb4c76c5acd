"""A preprocessor reads what was scanned, whatever a header says, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from abi.diagnostic import UapiError
from abi.target import TARGETS
from headers.preprocess import confine, run
from headers.preprocess.engine import Engine, Request, choose_engine, confinement
from tests.conftest import Trees, do_without

TOKEN = "hunter2"
READS = {
    "comment in a comment": '// /*\n#include "{0}"\n// */\n',
    "comment in a string": 'char *a = "/*";\n#include "{0}"\nchar *b = "*/";\n',
    "comment in a character": "int a = '/*';\n#include \"{0}\"\nint b = '*/';\n",
    "byte order mark": '\ufeff#include "{0}"\n',
    "carriage return": 'int a;\r#include "{0}"\r',
    "spliced digraph": '%\\\n:include "{0}"\n',
    "spliced comment": '/* x *\\\n/ #include "{0}"\n',
    "macro": '#define NAME "{0}"\n#include NAME\n',
    "include_next": '#include_next "{0}"\n',
    "import": '#import "{0}"\n',
}
"""Ways to include a file that a scanner may not see; all of them are to be refused."""
ASKS = {
    "has_include": '#if __has_include("{0}")\n#define ANSWER yes\n#endif\n',
    "has_include by a macro": '#define P "{0}"\n#if __has_include(P)\n#define ANSWER yes\n#endif\n',
    "pasted": '#define A(x, y) x##y\n#if A(__has_,include)("{0}")\n#define ANSWER yes\n#endif\n',
    "dependency": '#pragma GCC dependency "{0}"\n',
    "spelled dependency": '#pragma GCC/**/dependency "{0}"\n',
    "_Pragma": '_Pragma("GCC dependency \\"{0}\\"")\n',
}
"""Ways to ask about a file."""


@pytest.fixture(params=["gcc", "clang", "pcpp"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "pcpp":
        return choose_engine("pcpp")
    names = ("clang-22", "clang") if request.param == "clang" else ("gcc",)
    found = next(filter(None, map(shutil.which, names)), None)
    return choose_engine(found or do_without(f"{request.param} is not installed"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("tree/linux", "out"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "out" / "secret.h").write_text(f'#define API_TOKEN "{TOKEN}"\nint {TOKEN};\n')
    (tmp_path / "tree" / "linux" / "good.h").write_text("#define GOOD 1\n")
    os.mkfifo(tmp_path / "tree" / "linux" / "fifo")
    return tmp_path / "tree"


def request_of(tree: Path, *headers: str) -> Request:
    search = (tree, tree, tree)
    files = tuple(str(tree / name) for name in headers)
    return Request(headers, search, TARGETS["x86_64"], files=files)


def read(request: Request, engine: Engine) -> run.Run:
    with confinement(request, engine) as confined:
        return run.run_engine(request, engine, confined)


def places(tree: Path) -> tuple[str, ...]:
    beside = os.path.relpath(tree.parent / "out" / "secret.h", tree / "linux")
    return beside, str(tree.parent / "out" / "secret.h"), "/etc/passwd", "/dev/zero", "fifo", "."


def check_refused(tree: Path, engine: Engine, texts: dict[str, str]) -> None:
    """All texts in one run; none is read, and each costs itself only."""
    names = []
    for number, (how, text) in enumerate(texts.items()):
        for place in places(tree):
            name = f"linux/x{number}_{places(tree).index(place)}.h"
            (tree / name).write_text(text.format(place), encoding="utf-8")
            names.append((name, how, place))
    request = request_of(tree, *(name for name, _, _ in names), "linux/good.h")
    found = read(request, engine)
    assert TOKEN not in str(found)
    assert "GOOD" in found.unit.macros()
    assert "ANSWER" not in found.unit.macros()
    wrong = {problem.header for problem in found.problems}
    if engine.name != "pcpp" or texts is not ASKS:  # pcpp never asks
        digraph = "spliced digraph", "spliced comment"  # pcpp knows neither
        due = {n for n, how, _ in names if engine.name != "pcpp" or how not in digraph}
        due -= {
            n for n, _, place in names if place == "." and texts is ASKS
        }  # there is no such file
        assert due <= wrong
    for problem in found.problems:
        assert problem.line > 0 or engine.name == "pcpp", problem
        assert "/uapi-" not in problem.message + problem.header, problem


@pytest.mark.skipif(not confine.version(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("kind", ["READS", "ASKS"])
def test_nothing_else_can_be_read(tree: Path, engine: Engine, kind: str) -> None:
    check_refused(tree, engine, globals()[kind])


def test_what_was_read_is_checked_afterwards(
    tree: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing confines a preprocessor: a file that has been read is told by itself."""
    monkeypatch.setattr(confine, "version", lambda: 0)
    monkeypatch.setattr(sys.modules[__name__], "places", lambda tree: _places(tree)[:2])
    check_refused(tree, engine, dict(READS))


_places = places


@pytest.mark.parametrize("text", ['#line 7 "/etc/shadow"\nint a;\n', '# 7 "/etc/shadow"\nint a;\n'])
def test_a_line_directive_reads_nothing(tree: Path, engine: Engine, text: str) -> None:
    (tree / "linux" / "x.h").write_text(text)
    assert read(request_of(tree, "linux/x.h"), engine).problems == []


def test_names_that_compilers_escape(tree: Path, engine: Engine) -> None:
    name = 'linux/q"\\n\u00fc.h'
    (tree / name).write_text("#define HERE 1\n")
    (tree / "linux" / "x.h").write_text(f"#include <{name}>\n")
    found = read(request_of(tree, "linux/x.h", name), engine)
    assert found.problems == []
    assert "HERE" in found.unit.macros()


def test_a_link_within_the_tree_is_read(tree: Path, engine: Engine) -> None:
    (tree / "linux" / "link.h").symlink_to("good.h")
    (tree / "linux" / "x.h").write_text('#include "../linux/link.h"\n')
    found = read(request_of(tree, "linux/x.h", "linux/link.h"), engine)
    assert (found.problems, "GOOD" in found.unit.macros()) == ([], True)


def test_a_compiler_that_says_nothing_of_use(tree: Path, tmp_path: Path) -> None:
    program = tmp_path / "cc"
    program.write_text("#!/bin/sh\necho 'cc: cannot find cc1' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(UapiError, match=r"/cc: failed with exit code 1: cc: cannot find cc1"):
        read(request_of(tree, "linux/good.h"), choose_engine(str(program)))


@pytest.mark.skipif(not confine.version(), reason="this kernel has no Landlock")
def test_an_engine_cannot_write_or_leave(tree: Path, tmp_path: Path) -> None:
    program = tmp_path / "cc"
    program.write_text(
        f"#!/bin/sh\n: > {tmp_path}/made\ncat /etc/passwd {tmp_path}/out/secret.h ~/* >&2\n"
        f"kill -9 {os.getpid()}\ncat linux/* 1/linux/fifo\nexit 2\n"
    )
    program.chmod(0o755)
    with pytest.raises(UapiError, match="failed with exit code 2"):
        read(request_of(tree, "linux/good.h"), choose_engine(str(program)))
    assert not (tmp_path / "made").exists()


def test_this_process_stays_as_it_was(tree: Path, engine: Engine) -> None:
    script = (
        "import os, signal, sys, threading\n"
        "before = open('/proc/self/status').read()\n"
        "handlers = [signal.getsignal(n) for n in signal.valid_signals()]\n"
        "from headers.load import load\n"
        "from headers.preprocess.engine import choose_engine\n"
        "from headers.sources.spec import open_source\n"
        "from abi.target import TARGETS\n"
        "load(open_source(sys.argv[1]), TARGETS['x86_64'], engine=choose_engine(sys.argv[2]))\n"
        "assert handlers == [signal.getsignal(n) for n in signal.valid_signals()]\n"
        "assert threading.active_count() == 1\n"
        "open('/etc/passwd').close()\n"
        "open(os.path.join(sys.argv[1], 'new'), 'w').close()\n"
        "sign = 'NoNewPrivs:'\n"
        "after = open('/proc/self/status').read()\n"
        "assert before.split(sign)[1][:3] == after.split(sign)[1][:3]\n"
    )
    name = engine.command[0] if engine.name == "cc" else "pcpp"
    subprocess.run([sys.executable, "-c", script, str(tree), name], check=True, timeout=60)


def test_the_binding_is_what_uapi_makes(trees: Trees, tmp_path: Path) -> None:
    """As `headers.preprocess.landlock` says that it was made."""
    place = Path(confine.__file__).with_name("linux_landlock.py")
    words = (place.with_name("landlock.py").read_text().partition("uapi gen ")[2]).partition('"""')
    arguments = words[0].replace("'", "").split()
    (tmp_path / "7.2.0").symlink_to(trees("7.2.0"))
    made = tmp_path / place.name
    subprocess.run(
        [sys.executable, "-m", "reports.cli", "gen", *arguments, "-o", str(made)],
        cwd=tmp_path, check=True, env={**os.environ, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    for suffix in (".py", ".pyi"):
        assert made.with_suffix(suffix).read_text() == place.with_suffix(suffix).read_text()


@pytest.mark.skipif(not confine.version(), reason="this kernel has no Landlock")
def test_verify_is_confined(tree: Path, clang: str, gcc: str) -> None:
    (tree / "linux" / "good.h").write_text("struct good { int a; };\n")
    for name, how in (("a", "_Pragma"), ("b", "comment in a string")):
        text = {**ASKS, **READS}[how].format("fifo" if name == "a" else places(tree)[0])
        (tree / "linux" / f"{name}.h").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "reports.cli", "verify", str(tree), "-t", "x86_64"],
        env={**os.environ, "PYTHONPATH": os.getcwd()}, timeout=120,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (2, 3), done.stderr
    assert TOKEN not in done.stdout
