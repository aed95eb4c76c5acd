"""What a header loses when it is installed."""

from __future__ import annotations

import contextlib
import time

import pytest

from headers.sources.kernel.install import edited, installed
from headers.sources.kernel.unifdef import BrokenError, unifdef


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("void __user *p;", "void *p;"),
        ("f(__user void *)", "f(void *)"),
        ("\t__force\t__iomem int", "\t__iomem int"),  # the blank is taken with the first
        ("x__user y __users z", "x__user y __users z"),
        ("int f(void) __attribute_const__", "int f(void) "),
        ("__attribute_const__ int", " int"),
        ("#include <linux/compiler.h> /* x */", " /* x */"),
        ("#include <linux/compiler_types.h>", ""),
        ("# include <linux/compiler.h>", "# include <linux/compiler.h>"),
        ("struct s {} __packed;", "struct s {} __attribute__((packed));"),
        ("a_packed __packed__ x__packed", "a_packed __packed__ x__packed"),
        ("static inline int", "static __inline__ int"),
        ("asm volatile (x)", "__asm__ volatile (x)"),  # the blank is taken with the first
        ("(volatile int)", "(__volatile__ int)"),
        ("#include <asm/inline.h>", "#include <asm/inline.h>"),
        ("#ifndef _UAPI_LINUX_X_H", "#ifndef _LINUX_X_H"),
        ("#define  _UAPI__X_H 1", "#define __X_H 1"),
        ("#endif /* _UAPI_X_H */", "#endif /* _X_H */"),
        ("#endif // _UAPI_X_H", "#endif // _UAPI_X_H"),
        ("#if defined(_UAPI_X_H)", "#if defined(_UAPI_X_H)"),
        ("# define _UAPI_X", "# define _UAPI_X"),
        ("_UAPI #define _UAPI_A", "_UAPI #define _A"),
    ],
)
def test_edits(before, after):
    text = f"int a;\n{before}\nint b;\n".encode()
    assert edited(text) == f"int a;\n{after}\nint b;\n".encode()
    assert edited(before.encode()) == after.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#ifdef __KERNEL__\na\n#else\nb\n#endif\n", "b\n"),
        ("#ifndef __KERNEL__\na\n#else\nb\n#endif /* x */\n", "a\n"),
        ("#ifndef __EXPORTED_HEADERS__\n#warning\n#endif\na\n", "a\n"),
        ("#ifdef A\na\n#endif\n", "#ifdef A\na\n#endif\n"),
        ("#ifdef __KERNEL__\n#ifdef A\na\n#else\n#endif\n#endif\nb\n", "b\n"),
        ("#if defined(A) && defined(__KERNEL__)\na\n#endif\nb\n", "b\n"),
        ("#if defined(A) || !defined __KERNEL__\na\n#endif\nb\n", "a\nb\n"),
        ("#if defined(A) || defined(__KERNEL__)\n#endif\n",) * 2,
        ("#if __KERNEL__\na\n#endif\nb\n", "b\n"),
        ("#if __EXPORTED_HEADERS__ == 1 && 2 > 1\na\n#endif\n", "a\n"),
        ("#if defined(__KERNEL__) + 1\na\n#endif\n",) * 2,
        ("#if F(1, (2)) && __KERNEL__\na\n#endif\n", ""),
        ("#if 0\na\n#endif /* __KERNEL__ */\n",) * 2,
        ("#if 0 && A\na\n#endif\nb\n", "b\n"),
        ("#if 0x || A\n#endif\n",) * 2,
        ("#ifdef __KERNEL__ junk\na\n#endif\n",) * 2,
        ("#ifdef __KERNEL__\na\n#elif A\nb\n#else\nc\n#endif\n", "#if   A\nb\n#else\nc\n#endif\n"),
        ("#ifdef __KERNEL__\na\n#elif !__KERNEL__\nb\n#elif A\nc\n#else\nd\n#endif\n", "b\n"),
        ("#ifdef A\na\n#elif __KERNEL__\nb\n#else\nc\n#endif\n", "#ifdef A\na\n#else\nc\n#endif\n"),
        (
            "#if A\na\n# elif !__KERNEL__ /* x */\nb\n#elif B\nc\n#else\nd\n#endif\n",
            "#if A\na\n# else\nb\n#endif\n",
        ),
        ("#if A\n#elif !__KERNEL__\nb\n#else\nd\n#endif\n", "#if A\n#else\nb\n#endif\n"),
        ("#if A\n#elif !__KERNEL__\r\nb\n#endif\n", "#if A\n#else\nb\n#endif\n"),
        ("/*\n#ifdef __KERNEL__\n*/\n// \\\n#ifdef __KERNEL__\n",) * 2,
        ('#define A "/*" /*"*/\n#ifdef __KERNEL__\n#endif\n', '#define A "/*" /*"*/\n'),
        ("#define A \\\n#ifdef __KERNEL__\n",) * 2,
        ("/* a */ # /* b */ ifdef __KERNEL__\na\n#endif\n", ""),
        ("#if defined(__KERNEL__) && \\\n  A\na\n#endif\n",) * 2,
        ("#ifdef __KERNEL__ \\\n\\\na\n#endif\nb\n", "b\n"),
        ("#ifdef A\n#endif", "#ifdef A\n#endif\n"),  # unifdef ends the last line
        ("#ifdef A\n#endif x", "#ifdef A\n#endif x"),
        ("#ifdef A\r\n#endif", "#ifdef A\r\n#endif\r\n"),
        ("#ifdef A /* __KERNEL__\nb */\nc\n#endif\n",) * 2,
    ],
)
def test_unifdef(before, after):
    assert unifdef(before.encode()) == after.encode()


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a\n#ifdef __KERNEL__\n", 2, "without #endif"),
        ("#endif /* __KERNEL__ */\n", 1, "#endif without its #if"),
        ("#ifdef __KERNEL__\n#else\n#else\n#endif\n", 3, "#else without its #if"),
        ("a\n#ifdef __KERNEL__ /* x\ny */\nb\n#endif\n", 2, "comment lies across"),
        ("#if __KERNEL__\n" * 70, 64, "too many conditions"),
    ],
)
def test_what_unifdef_refuses(text, line, why):
    with pytest.raises(BrokenError, match=why) as caught:
        unifdef(text.encode())
    assert caught.value.line == line


def test_deep_expressions_stay():
    text = f"#if {'(' * 5000}__KERNEL__{')' * 5000}\n#endif\n".encode()
    assert unifdef(text) == text
    text = f"#if {'!' * 5000}__KERNEL__\n#endif\n".encode()
    assert unifdef(text) == text


def test_long_conditions_stay():
    text = f"#if {'1||' * 2000}__KERNEL__\n#endif\n".encode()
    assert unifdef(text) == text


@pytest.mark.parametrize(
    "unit", ["#if", "'\"", "/* */", "#define _UAPI", " asm", "__packed", "(", "\\\n"]
)
def test_strange_headers_take_no_time(unit):
    start = time.perf_counter()
    with contextlib.suppress(BrokenError):
        installed(f"#if A && B\n#endif\n#if __KERNEL__ || {unit * 40_000}\n#endif\n".encode())
    assert time.perf_counter() - start < 5
