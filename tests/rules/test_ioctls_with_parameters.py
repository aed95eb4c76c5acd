"""An ioctl with a parameter is an ioctl: its numbers are compared, wherever they come from."""

from __future__ import annotations

import pytest

from abi.called import calls
from abi.target import TARGETS
from headers.load import load
from headers.read import SHIM
from headers.sources.spec import open_source
from headers.verify.compiler import clang_for
from tests.rules.pages import compared, lines

HEAD = "#include <linux/types.h>\n#include <linux/ioctl.h>\n"


def said(old: str, new: str) -> list[str]:
    """What is found, as pages write it."""
    found = compared((HEAD + old, HEAD + new), ("x86_64",))
    return [line for line in lines(found, ("x86_64",)) if not line.startswith("include-")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("_IOC(_IOC_READ, 0x48, 0x07, len)", "_IOC(_IOC_READ, 0x48, 0x09, len)"),
        ("_IOC(_IOC_READ, 0x48, 7, len)", "_IOC(_IOC_READ, 0x49, 7, len)"),
        ("_IOC(_IOC_READ, 0x48, 7, len)", "_IOC(_IOC_READ | _IOC_WRITE, 0x48, 7, len)"),
        ("_IOC(_IOC_READ, 0x48, 7, len)", "_IOC(_IOC_READ, 0x48, 7, (len) * 4)"),
        ("_IOC(_IOC_READ, 0x48, 7, len)", "_IOC(_IOC_READ, 0x48, len, 7)"),
        ("_IOR(0x48, 0x40 + (len), int)", "_IOR(0x48, 0x20 + (len), int)"),
        ("_IOR(0x48, 7, len)", "_IOW(0x48, 7, len)"),
        ("_IOR(0x48, 7, struct len)", "_IOR(0x48, 8, struct len)"),
        ("_IOW(0x48, 7, char[len])", "_IOW(0x48, 7, short[len])"),
        ("_IOW(0x48, 7, len)", "_IOW(0x48, 7, len *)"),
        ("_IOW(0x48, 7, len *)", "_IOW(0x48, 7, len)"),
        ("(len) + _IOW(0x48, 7, char)", "(len) + _IOW(0x48, 7, short)"),
    ],
)
def test_another_number(old, new):
    found = said(f"#define X(len) {old}\n", f"#define X(len) {new}\n")
    assert found == ["ioctl-call-changed X breaks depends safe"]


def test_a_macro_that_it_calls_changed():
    text = "#define INNER(n) _IOW('x', n, {})\n#define X(n) INNER((n) + 2)\n"
    assert said(text.format("int"), text.format("long long")) == [
        "ioctl-call-changed INNER breaks depends safe",
        "ioctl-call-changed X breaks depends safe",
    ]


def test_a_number_that_is_in_it_changed():
    text = "#define CMD {}\n#define X(len) _IOC(_IOC_READ, 'H', CMD, len)\n"
    found = said(text.format(3), text.format(4))
    assert "ioctl-call-changed X breaks depends safe" in found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "struct tr {{ int a; {} }};\n#define SZ(N) ((N) * sizeof(struct tr))\n"
            "#define X(N) _IOW(0x6b, 0, char[SZ(N)])\n",
            ("", "int b;"),
        ),
        (
            "struct abs {{ int a[{}]; }};\n#define X(axis) _IOR('E', 0x40 + (axis), struct abs)\n",
            (6, 7),
        ),
        ("enum {{ CMD = {} }};\n#define X(len) _IOC(_IOC_READ, 'H', CMD, len)\n", (3, 4)),
    ],
)
def test_what_it_is_computed_from_changed(text, values):
    """One change is one finding: the ioctl is listed under it, and it is no safe one."""
    old, new = (HEAD + text.format(value) for value in values)
    (found,) = compared((old, new), ("x86_64",))
    assert [carried.name for carried in found.carries] == ["X"]
    assert found.verdicts.old_program_new_kernel.value == "breaks"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#define X(len) _IOC(_IOC_READ, 'H', 7, len)", "#define X(n) _IOC(_IOC_READ, 0x48, 7, n)"),
        ("#define X(len) _IOR('H', 7, len)", "#define X(len) _IOC(_IOC_READ, 'H', 7, sizeof(len))"),
    ],
)
def test_the_same_number(old, new):
    assert not any("breaks" in line for line in said(old + "\n", new + "\n"))


def test_another_size_where_the_dispatcher_takes_any():
    text = "@ drm/x.h\n#include <linux/ioctl.h>\n#define X(n) _IOW('d', 7, char[n])\n"
    (found,) = compared((text, text.replace("[n]", "[2 * n]")), ("x86_64",))
    given = found.verdicts
    assert [given.old_program_new_kernel.value, given.new_program_old_kernel.value] == [
        "depends",
        "depends",
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("X(a) ((a) + 0x40)", "X(a) ((a) + 0x50)", "depends depends depends"),
        ("X(a) ((a) & 0xff)", "X(a) (((a) >> 0) & 0xff)", "safe safe safe"),
        ("X(a) _IO('x', a)", "X(a, b) _IO('x', (a) + (b))", "depends depends breaks"),
        ("X(a) _IO('x', 1)", "X _IO('x', 1)", "depends depends breaks"),
        ("X _IO('x', 1)", "X() _IO('x', 1)", "depends depends breaks"),
        ("X(a, b) _IO##a('x', b)", "X(a, b) _IO##a('y', b)", "depends depends depends"),
    ],
)
def test_macros_that_are_no_ioctls_or_called_otherwise(old, new, found):
    (line,) = said(f"#define {old}\n", f"#define {new}\n")
    assert line == f"function-macro-changed X {found}"


def test_one_is_gone():
    found = said("#define X(n) _IO('x', n)\n", "")
    assert found == ["function-macro-removed X depends safe breaks"]


@pytest.mark.parametrize("target", ["x86_64", "powerpc64"])
def test_numbers_are_those_of_a_compiler(target, trees, clang):
    """All ioctls with parameters of a real tree."""
    tree = open_source(str(trees("7.2.0")))
    surface = load(tree, TARGETS[target])
    homes = surface.declarations.homes()
    every = [call for name in surface.declarations.macros() for call in calls(name, surface)]
    found = [call for call in every if call.ioctl and "uapi_" not in call.text]
    assert len(found) > 60
    headers = sorted({homes[call.text.partition("(")[0]] for call in found} - {"linux/wireless.h"})
    head = "".join(f"#include <{header}>\n" for header in headers)
    folders = [f"-I{f}" for f in (SHIM / "libc", *tree.search_path(TARGETS[target]))]
    compiler = clang_for(clang, TARGETS[target], head, "-nostdinc", "-w", *folders)
    assert [call.value for call in found] == compiler.numbers([call.text for call in found])
