"""The generated ctypes modules, against gcc, mypy and their own check."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.cli.main import main
from tests.generators.oracle import bytes_by_gcc, refuted_by_gcc, said_by_ctypes

Trees = Callable[[str], Path]
SNIPPETS = Path(__file__).with_name("records.h")
VARIANTS = ("sev-6.8", "sev-6.9", "rfc-v4", "tdx-6.16")
BOTH = ("x86_64", "i386")


def generate(folder: Path, name: str, *words: object, targets: str = "x86_64,i386") -> Path:
    path = folder / f"{name}.py"
    command = ["gen", "python", *map(str, words), "--target", targets, "-o", str(path), "--quiet"]
    assert main(command) == 0
    return path


def python(*words: object, code: int = 0) -> str:
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def in_module(module: Path, program: str, code: int = 0) -> str:
    start = f"import sys; sys.path.insert(0, {str(module.parent)!r}); from {module.stem} import *\n"
    return python("-c", start + program, code=code)


def type_checked(*files: Path) -> str:
    """mypy's complaints; with `files` in one folder, a module is known by its stub."""
    words = ["-m", "mypy", "--strict", "--cache-dir", files[0].parent / "cache", *files]
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True, text=True, check=False, cwd=files[0].parent,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture(scope="module")
def snippets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("snippets"), "snippets", SNIPPETS)


@pytest.fixture(scope="module")
def kvm(tmp_path_factory: pytest.TempPathFactory, trees: Trees) -> tuple[Path, list[str]]:
    tree = trees("7.2.0")
    roots = [tree / "x86-linux-any", tree / "any-linux-any"]
    includes = [f"-I{root}" for root in roots]
    folder = tmp_path_factory.mktemp("kvm")
    return generate(folder, "kvm", roots[1] / "linux/kvm.h", *includes), includes


@pytest.mark.oracle
@pytest.mark.parametrize("target", BOTH)
def test_kvm_is_laid_out_as_gcc_does(
    kvm: tuple[Path, list[str]], target: str, tmp_path: Path
) -> None:
    module, includes = kvm
    said = said_by_ctypes(module, target)
    assert len(said["records"]) > 150
    head = "#include <linux/kvm.h>\n"
    assert refuted_by_gcc(said, target, head, includes, tmp_path) == ""


@pytest.mark.oracle
@pytest.mark.parametrize("target", BOTH)
def test_every_kind_of_record_is_laid_out_as_gcc_does(
    snippets: Path, target: str, tmp_path: Path
) -> None:
    said = said_by_ctypes(snippets, target)
    assert refuted_by_gcc(said, target, SNIPPETS.read_text(), [], tmp_path) == ""


@pytest.mark.oracle
@pytest.mark.parametrize("target", BOTH)
def test_bit_fields_have_the_bits_that_gcc_gives_them(
    snippets: Path, target: str, tmp_path: Path
) -> None:
    records = said_by_ctypes(snippets, target)["records"]
    fields = {name: r["bits"] for name, r in records.items() if r["bits"] and "." not in name}
    asked = {name: list(bits) for name, bits in fields.items()}
    assert sum(map(len, asked.values())) > 35
    assert fields == bytes_by_gcc(asked, target, SNIPPETS.read_text(), tmp_path)


def test_a_record_that_is_wrong_is_found(snippets: Path, tmp_path: Path) -> None:
    text = snippets.read_text().replace('("d", 12, ctypes.c_uint8)', '("d", 12, ctypes.c_uint16)')
    broken = tmp_path / "broken.py"
    broken.write_text(text.replace("cls._fields_ = filled", "cls._fields_ = filled[::-1]"))
    found = python(broken, code=1)
    assert "item.index is at 8, not 0" in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_variant_of_a_case_checks_itself(variant: str, tmp_path: Path) -> None:
    module = generate(tmp_path, "variant", f"case:mem-enc-op/{variant}")
    assert "ok" in python(module)
    assert "i386" in python(module, "--target", "i386")
    assert type_checked(module) == type_checked(module.with_suffix(".pyi")) == ""


def test_the_module_and_its_stub_pass_mypy(kvm: tuple[Path, list[str]], snippets: Path) -> None:
    for module in (kvm[0], snippets):
        assert type_checked(module) == ""
        assert type_checked(module.with_suffix(".pyi")) == ""


def test_a_program_is_checked_against_the_stub(snippets: Path, tmp_path: Path) -> None:
    program = snippets.with_name("program.py")
    program.write_text(
        "import snippets as s\n"
        "k = s.keywords(class_=1)\n"
        "n: int = k.class_ + k.from_ + k.in_ + k.__reserved[0] + k.__flags + k.bytes\n"
        "p: s.item = k.items\n"
        "f = s.flexible.with_items(items=3)\n"
        "d: int = f.items[0].data + s.nested().low + s.nested().point.x\n"
        "c: s.choice = s.CHOICE_A\n"
        "i: s.item_t = s.item()\n"
    )
    assert type_checked(program) == ""
    program.write_text("import snippets as s\ntext: str = s.item().index\n")
    assert 'expression has type "int"' in type_checked(program)


def test_members_named_like_keywords_or_privately(snippets: Path) -> None:
    said = in_module(
        snippets,
        "k = keywords(class_=1, from_=2, __flags=31)\n"
        "k.in_, k.__reserved[1], k.bytes, k.int_ = 3, 9, 7, 4\n"
        "print(k.class_, k.from_, k.in_, list(k.__reserved), k.__flags, k.bytes, k.int_)",
    )
    assert said.strip() == "1 2 3 [0, 9, 0, 0] 31 7 4"


def test_fields_are_plain_where_ctypes_agrees(snippets: Path) -> None:
    said = in_module(
        snippets,
        "print([f[0] for f in item._fields_], hasattr(item, '_pack_'), item(4, 5).data,"
        " [f[0] for f in aligned_member._fields_], packed._pack_)",
    )
    plain = "['index', 'data'] False 5"
    assert said.strip() == f"{plain} ['a', '_pad_1', 'b', '_pad_9', '_align_8'] 1"


def test_bit_fields_read_and_write(snippets: Path) -> None:
    said = in_module(
        snippets,
        "b = bits_signed(a=-1, b=7, d=-2)\n"
        "b.a = 3; b.c = 9\n"
        "n = nested(kind=1, first=1, rest=5, tail=0x1234)\n"
        "print(b.a, b.b, b.c, b.d, n.first, n.rest, hex(n.whole), bits_signed.d.offset)",
    )
    assert said.strip() == "3 7 -7 -2 1 5 0x1234000b 1"


def test_flexible_arrays_get_room(snippets: Path) -> None:
    said = in_module(
        snippets,
        "import ctypes\n"
        "f = flexible.with_items(items=3); f.n = 3; f.items[2].data = 5\n"
        "u = flexible_union.with_items(octets=5); u.octets[4] = 7\n"
        "t = flexible_tail.with_items(data=2)\n"
        "print(ctypes.sizeof(flexible), ctypes.sizeof(f), f.items[2].data, bytes(f)[48:49],"
        " ctypes.sizeof(u), bytes(u)[-1], ctypes.sizeof(t), isinstance(f, flexible))",
    )
    assert said.strip() == "8 56 5 b'\\x05' 13 7 16 True"


def test_enums_are_choices_or_flags(snippets: Path) -> None:
    said = in_module(
        snippets,
        "print(choice.__base__.__name__, flag.__base__.__name__, flag.FLAG_A | FLAG_B == 3,"
        " BIG_HIGH == 1 << 63, NEGATIVE.value, PLAIN_B, repr(TYPEDEFED_A), flag(8).name,"
        " [c.name for c in choice])",
    )
    names = "['CHOICE_A', 'CHOICE_B', 'CHOICE_C', 'CHOICE_D']"
    assert said.strip() == (
        f"IntEnum IntFlag True True -5 4 <typedefed_enum_t.TYPEDEFED_A: 9> __FLAG_MAX {names}"
    )


def test_pointers_and_functions(snippets: Path) -> None:
    said = in_module(
        snippets,
        "import ctypes\n"
        "i = item(index=4); p = pointers(text=b'hi', next=ctypes.pointer(pointers(any=9)))\n"
        "call = dict(pointers._fields_)['call'](lambda a, n, i: n + i[0].index)\n"
        "p.call = call\n"
        "print(p.text, p.next[0].any, p.call(None, 3, ctypes.byref(i)), opaque.__doc__)",
    )
    assert said.startswith("b'hi' 9 7 struct opaque")
    assert "only declared" in said


def test_constants_and_aliases(snippets: Path) -> None:
    said = in_module(
        snippets,
        "import ctypes\n"
        "print(NUMBER, MINUS, repr(TEXT), WORD_BYTES, item_t is item, mac_t._length_,"
        " ctypes.sizeof(word_t), ctypes.sizeof(uuid_t))",
    )
    assert said.strip() == "2147483648 -1 'a\\tb \"quoted\" AA' 8 True 6 8 16"


def test_a_machine_it_was_not_made_for_is_refused_politely(tmp_path: Path) -> None:
    module = generate(tmp_path, "foreign", SNIPPETS, targets="s390x,i386")
    said = in_module(module, "", code=1).splitlines()[-1]
    assert said.startswith(
        "ImportError: foreign is made for s390x, i386, not for this machine: 64-"
    )
    assert "cannot lay out for 's390x' here" in python(module, "--target", "s390x", code=1)


def test_types_bring_what_they_need_and_their_ioctls(trees: Trees, tmp_path: Path) -> None:
    tree = trees("7.2.0")
    words = ("--type", "kvm_msrs", "--type", "kvm_irq*chip")
    module = generate(tmp_path, "some", tree, *words, targets="x86_64")
    names = set(in_module(module, "print(*dir())").split())
    assert names >= {"kvm_msrs", "kvm_msr_entry", "KVM_GET_MSRS", "KVM_GET_IRQCHIP"}
    assert not {name for name in names if name.startswith(("KVM_RUN", "KVM_CAP"))}


def test_an_unknown_type_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gen", "python", str(SNIPPETS), "--type", "flexibel"]) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert "nothing is named 'flexibel'" in said.err


def test_what_only_some_targets_have(tmp_path: Path) -> None:
    module = generate(tmp_path, "targets", SNIPPETS.with_name("targets.h"))
    for target, constants in {
        "x86_64": {"SIZE": 16, "ORDER_WIDE": 2, "ORDER_B": 3, "ONLY_WIDE": 1, "ORDER_A": 1},
        "i386": {"SIZE": 12, "ORDER_B": 2, "ORDER_A": 1},
    }.items():
        said = said_by_ctypes(module, target)
        assert said["constants"] == constants
        assert said["records"]["struct holds"]["size"] == constants["SIZE"]
        assert ("struct wide_only" in said["records"]) == (target == "x86_64")
        assert ("struct narrow_only" in said["records"]) == (target == "i386")
    assert in_module(module, "print(NAME, regs_t.__name__)").strip() == "wide wide_only"
    assert type_checked(module) == type_checked(module.with_suffix(".pyi")) == ""
