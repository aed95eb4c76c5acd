"""Small headers of our own, which have what real ones have, and words that hurt."""

from __future__ import annotations

SEEDS = (
    """#ifndef _LINUX_T_H
#define _LINUX_T_H
#include <linux/types.h>
#include <linux/ioctl.h>
#define T_MAGIC 0xae
#define T_NAME "t"
#define T_FLAG(n) (1ULL << (n))
enum t_kind { T_A, T_B = 4, T_C = -1, __T_MAX, T_MAX = __T_MAX - 1 };
/** struct t_arg - what is given
 * @flags: must be zero
 */
struct t_arg {
	__u32 flags; /* in */
	__u16 pad[3];
	union { __u64 addr; struct { __u32 lo, hi; }; };
	__u8 data[T_B][2];
	__s32 low : 3, : 0, high : 5;
	struct t_arg *next;
	int (*call)(struct t_arg *, const char *name, ...);
	__u32 tail[];
} __attribute__((packed, aligned(8)));
#define T_RUN _IOWR(T_MAGIC, 0x10, struct t_arg)
#define T_STOP _IO(T_MAGIC, 0x11)
typedef struct { long a; char b; } t_pair __attribute__((aligned(16)));
typedef void (*t_call)(t_pair, enum t_kind);
extern int t_do(struct t_arg *arg, t_call call, unsigned long size);
static inline int t_zero(void) { return sizeof(struct t_arg) ? 0 : 1; }
#endif
""",
    """#include <linux/types.h>
struct __attribute__((packed)) a { char c; __be32 n; __le64 m; _Bool b; float f; double d; };
union b { struct a one; __u64 two[2]; struct { int x; } three; } __attribute__((transparent_union));
_Static_assert(sizeof(union b) == 24, "size");
struct c { struct b_not_there *p; enum { C_ONE, C_TWO = 1 << 31, C_BIG = 1ULL << 40 } e; };
typedef int t_array[sizeof(struct a) * 2], *t_pointer, t_function(int, t_array);
struct e {};
struct f { struct e x; struct { int y; } ; int z[0]; };
#define C_SUM (C_ONE + C_TWO)
#define C_CHOICE ((C_SUM > 3) ? sizeof(t_array) : -1)
#define C_TEXT "a" "b\\n"
#define C_CAST ((__u8)-1)
""",
    """#pragma pack(push, 1)
struct p { char a; int b; };
#pragma pack(pop)
#if defined(__x86_64__) && !defined(T_OFF) || __BITS_PER_LONG == 32
struct q { long a; };
#elif 1
struct q { int a; };
#else
#error "no"
#endif
#ifdef __cplusplus
extern "C" {
#endif
#define DECLARE(name) struct name { int a; }; enum name##_e { name##_x };
DECLARE(r)
#define STR(x) #x
#define VAR(a, ...) f(a, ##__VA_ARGS__)
const char *v = STR(a b);
__extension__ typedef long long ll;
int g(int a, int b[static 3], void (*c)(void));
#ifdef __cplusplus
}
#endif
""",
    """struct big { char x[1 << 20]; struct { int a[3][4]; } in[5]; } __attribute__((aligned(64)));
struct bits { unsigned a:1, b:2; unsigned :0; unsigned long long c:33; signed d:7; } bits_are;
__asm__("nop");
typedef __typeof__(((struct big *)0)->in[0].a) t_of;
_Alignas(16) int aligned;
struct fwd; union ufwd; enum efwd;
int (*(*deep(int))[3])(struct { int x; } *);
enum : unsigned char { E8 = 255 };
enum { L1 = 'a', L2 = '\\x7f', L3 = L'x', L4 = 'ab', L5 = 0777, L6 = 0b101, L7 = 1'000 };
""",
)

HOSTILE = (
    "{", "}", "(", ")", "[", "]", ";", ",", "#", "##", "\\\n", "\\", "\"", "'", "/*", "*/", "//",
    "\n", "\n#endif\n", "\n#if 0\n", "\n#else\n", "\n#elif 1\n", "\n#ifdef X\n",
    "\n#define X X X\n", "\n#undef __u32\n", "\n#define struct union\n", "\n#define int\n",
    "\n#define ( )\n", "\n#line 7\n", "\n#line 99999999999 \"/etc/passwd\"\n",
    "\n# 1 \"/etc/passwd\" 1 3 4\n", "\n# 1 \"x.h\" 2\n", "\n#line 1 \"\\033[31m\"\n",
    "\n#include \"x.h\"\n", "\n#include_next <x.h>\n", "\n#include\n",
    "\n#include <linux/\x1b[2J.h>\n", "\n#include \"../outside/secret.h\"\n",
    "\n#error \x1b[31m\n", "\n#include </etc/passwd>\n", "\n#warning \u202e\n", "\n#pragma once\n",
    "\n#pragma GCC poison int\n", "\n#pragma pack(push, 3)\n", "\n#pragma pack()\n",
    "\n#pragma push_macro(\"int\")\n", "_Pragma(\"pack(1)\")",
    "_Pragma(\"GCC dependency \\\"/etc/passwd\\\"\")", "\n#embed \"/etc/passwd\"\n",
    "\n#ident \"x\"\n", "\n#assert a(b)\n", "\n#include __FILE__\n", "__COUNTER__", "__FILE__",
    "__LINE__", "__has_include(\"/etc/passwd\")", "__has_include_next(<x.h>)", "__VA_ARGS__",
    "__func__", "??=", "??/\n", "<:", "%>", "%:", "\0", "\x1b[31m", "\x9b", "\u202e", "\u2066",
    "\ufeff", "\r", "\r\n", "\f", "\v", "\x08", "\u200b", "é", "\U0001f600", "`", "<script>",
    "&amp;", "%s", "{0}", "]]>", "::", "0x", "1e999999999", "0xffffffffffffffffffffffff",
    "99999999999999999999999999", "1.5", "08", "1ULLL", "-9223372036854775808", "(1 << 64)",
    "(1 << -1)", "(1 / 0)", "(1 % 0)", "(-1 >> 70)", "1 ? 2", "sizeof", "sizeof(",
    "sizeof(int[-1])", "_Alignof(", "__builtin_offsetof(struct a, b)", "(struct a){0}", "struct",
    "union", "enum", "typedef", "extern", "static", "inline", "const", "volatile", "restrict",
    "_Atomic", "_Generic(1, int: 2)", "_Static_assert(0, \"\")", "_Static_assert(",
    "__attribute__((", "__attribute__((aligned(99999999999999999999)))",
    "__attribute__((aligned(3)))", "asm(", "goto", "__attribute__((packed))",
    "__attribute__((mode(DI)))", "__attribute__((vector_size(16)))", "[[x]]", "__int128",
    "_Complex", "_Float128", "_BitInt(9)", "auto", "register", "__extension__", "void", "...",
    "struct a {", "union {", "enum {", "int x[", "int x[0xffffffffffffffff];", "int x[-1];", ": 0",
    ": 99", ": -1", "int : 3;", "struct s { struct s s; };", "typedef x x;", "typedef struct x x;",
    "enum e { A = A };", "enum e2 { B = sizeof(enum e2) };",
    "struct l { char c[sizeof(struct l)]; };", "int T_MAGIC;", "_IOWR(", "_IOC(1,2,3,4)", "_IO('",
    "void f(void) { { { ", "__uapi__one_aligned", "__uapi__",
    "__struct_group(tag, name, , int a;);", "__DECLARE_FLEX_ARRAY(int, x);", "__kernel_size_t",
)  # fmt: skip
"""Tokens and lines that are put where nobody expects them."""
