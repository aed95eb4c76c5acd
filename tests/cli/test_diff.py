"""``uapi diff``: what it says of names that only one side has, and how much of it."""

from __future__ import annotations

import json

TARGETS = "x86_64,i386"


def defines(count):
    return "".join(f"#define N{n} (sizeof(long) + {n})\n" for n in range(count))


def values(done):
    found = json.loads(done.out)["changes"]
    return {(c["subject"], tuple(c["targets"])): c["new"] for c in found if c["kind"] == "added"}


def test_few_names_are_listed_with_their_values(uapi, header):
    header("", "old.h")
    header(defines(3) + "struct s { long l; };\n", "new.h")
    done = uapi("diff", "old.h", "new.h", "--target", TARGETS)
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert {"+ N2 10 (0xa) [x86_64]", "+ N2 6 [i386]"} <= set(lines)
    assert {"+ struct s 8 bytes [x86_64]", "+ struct s 4 bytes [i386]"} <= set(lines)


def test_many_names_are_listed_once_for_all_targets(uapi, header):
    header("", "old.h")
    header(defines(20), "new.h")
    done = uapi("diff", "old.h", "new.h", "--target", TARGETS)
    assert done.out.count("N7,") == 1
    assert "[" not in done.out


def test_a_list_that_all_targets_together_make_long(uapi, header):
    header("", "old.h")
    both = defines(8)
    more = "".join(f"#define {{0}}{n} sizeof(long)\n" for n in range(4))
    text = f"{both}#ifdef __i386__\n{more.format('I')}#else\n{more.format('X')}#endif\n"
    header(text, "new.h")
    one = uapi("diff", "old.h", "new.h", "--target", "x86_64")
    assert "+ N0  8" in one.out  # twelve of one target
    done = uapi("diff", "old.h", "new.h", "--target", TARGETS)
    assert done.out.count("N0,") == 1  # sixteen of two
    assert done.out.count("X0,") == done.out.count("I0,") == 1


def test_as_data_all_have_their_values(uapi, header):
    header("", "old.h")
    header(defines(20), "new.h")
    words = ("diff", "old.h", "new.h", "--target", TARGETS)
    uapi(*words)  # what is remembered for the terminal is less
    cold, warm = (uapi(*words, "--format", "json") for _ in range(2))
    assert cold.out == warm.out
    expected = {}
    for target, size in (("x86_64", 8), ("i386", 4)):
        for n in range(size, size + 20):
            expected[f"N{n - size}", (target,)] = str(n) if n < 10 else f"{n} ({n:#x})"
    assert values(cold) == expected


def test_what_cannot_be_read_is_said_where_it_would_be_told(uapi, header):
    header("", "old.h")
    header("struct s { nothing known; };\n", "new.h")
    done = uapi("diff", "old.h", "new.h")
    assert "+ struct s" in done.out
    assert "struct s is not understood" in done.err
