"""Headers that include the C library's time, on 32-bit targets: both sizes of ``time_t`` count."""

from __future__ import annotations

import pytest

from tests.cli.conftest import header, uapi  # noqa: F401

TEXT = """#include <sys/time.h>
#include <linux/ioctl.h>
struct buf {{ unsigned int index; struct timeval at; unsigned int a{0}; }};
#define BUF _IOWR('V', 9, struct buf)
#ifdef __USE_TIME_BITS64
struct event {{ long sec, usec; }};
#else
struct event {{ struct timeval at; }};
#endif
"""
LONG = "to a program with a 64-bit time_t (-D _TIME_BITS=64)"


def test_show_says_what_else_there_is(uapi, header):  # noqa: F811
    header(TEXT.format(""), "v.h")
    done = uapi("show", "v.h", "struct buf", "BUF", "struct event", "-t", "arm,i386,x86_64,x32")
    assert done.code == 0
    assert [line for line in done.err.splitlines() if "time_t" in line] == [
        f"uapi: v.h: note: struct buf is 32 bytes on arm {LONG}",
        f"uapi: v.h: note: BUF is 0xc0205609 on arm {LONG}",
        f"uapi: v.h: note: struct buf is 24 bytes on i386 {LONG}",
        f"uapi: v.h: note: BUF is 0xc0185609 on i386 {LONG}",
    ]
    assert "time_t" not in uapi("show", "v.h", "-t", "arm", "-D", "_TIME_BITS=64").err


@pytest.mark.parametrize("number", ["0xc0105609", "0xc0205609"])
def test_decode_knows_both(uapi, header, number):  # noqa: F811
    header(TEXT.format(""), "v.h")
    out = uapi("decode", number, "-t", "arm", "-s", "v.h").out
    assert out.count("struct buf") == 1
    assert ("64-bit time_t" in out) == (number == "0xc0205609")


def test_a_finding_has_both(uapi, header):  # noqa: F811
    header(TEXT.format(""), "a/linux/v.h")
    header(TEXT.format(", b, c"), "b/linux/v.h")
    done = uapi("check", "a", "b", "-t", "arm", "-f", "json")
    assert '"name": "BUF (64-bit time_t)"' in done.out
    assert '"old": "0xc0205609"' in done.out
    assert '"new": "0xc0285609"' in done.out
    assert "time_t" not in uapi("check", "a", "b", "-t", "x86_64", "-f", "json").out
