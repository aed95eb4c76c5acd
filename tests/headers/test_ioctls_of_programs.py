"""Headers that make ioctls' numbers and leave it to programs to include <sys/ioctl.h>."""

from __future__ import annotations

import pytest

from tests.cli.conftest import header, uapi  # noqa: F401

TUN = "#define TUN_SET _IOW('T', {0}, int)\nstruct tun {{ int x; }};\n"


@pytest.mark.parametrize("include", [(), ("--include", "tree")])
def test_a_number_that_changes(uapi, header, include):  # noqa: F811
    header(TUN.format(202), "a.h")
    header(TUN.format(203), "b.h")
    header("#include <asm/ioctl.h>\n", "tree/linux/ioctl.h")
    header("#define _IOC(d, t, n, s) ((d << 30) | ((t) << 8) | ((n) << 0) | ((s) << 16))\n"
           "#define _IOW(t, n, a) _IOC(1U, t, n, sizeof(a))\n", "tree/asm/ioctl.h")  # fmt: skip
    done = uapi("check", "a.h", "b.h", "-t", "x86_64", *include)
    assert done.code == 1, done
    assert "ioctl-number-changed" in done.out
    assert "read after linux/ioctl.h" in done.err
    assert "read after linux/ioctl.h" in uapi("diff", "a.h", "b.h", *include).err
    shown = uapi("show", "a.h", "TUN_SET", "-t", "x86_64,mips", *include)
    assert "0x400454ca" in shown.out
    assert "linux/ioctl.h" in shown.out + shown.err


def test_bindings_have_them(uapi, header):  # noqa: F811
    header(TUN.format(202), "a.h")
    done = uapi("gen", "python", "a.h", "--type", "TUN_SET", "--target", "x86_64")
    assert done.code == 0, done
    assert "TUN_SET" in done.out


def test_all_that_one_header_declares_is_its_own(uapi, header):  # noqa: F811
    header(TUN.format(202), "a.h")
    done = uapi("show", "a.h")
    assert "_IOC_NONE" not in done.out
    assert "read after linux/ioctl.h" in done.err
    assert done.code == 0


def test_from_standard_input(uapi):  # noqa: F811
    done = uapi("show", "-", "TUN_SET", "-t", "x86_64", stdin=TUN.format(202).replace("{{", "{"))
    assert "0x400454ca" in done.out


def test_whoever_has_macros_of_its_own_keeps_them(uapi, header):  # noqa: F811
    header("#define _IOW(t, n, a) ((t) + (n))\n" + TUN.format(202), "a.h")
    done = uapi("show", "a.h", "TUN_SET")
    assert "286" in done.out
    assert "linux/ioctl.h" not in done.out + done.err


@pytest.mark.parametrize("source", ["a.h", "-"])
def test_an_include_in_a_branch_that_is_not_taken(uapi, header, source):  # noqa: F811
    text = f"#ifndef __linux__\n#include <sys/ioctl.h>\n#endif\n{TUN.format(202)}"
    header(text, "a.h")
    shown = uapi("show", source, "TUN_SET", "-t", "x86_64", stdin=text if source == "-" else "")
    assert "0x400454ca" in shown.out
    assert "read after linux/ioctl.h" in shown.out + shown.err
