"""Random declarations at the top level of a header, one a line, as C allows them."""

from __future__ import annotations

from hypothesis import strategies as st

HEAD = """typedef unsigned int known_t; typedef int fn_t(int); typedef int arr_t[2];
struct known { int a; }; union either { int a; char b; }; enum which { W_A, W_B = 2 };
#define PACKED __attribute__((packed))
#define DECLARE(name) extern int name
#define POINTER_TO(type) type *
"""
_TYPES = """\
int
unsigned long
char
void *
struct known
union either
enum which
known_t
const char *const
long long unsigned
_Bool
double
__typeof__(int *)
typeof(known_t)
_Atomic int
_Atomic(int)
struct unknown *
fn_t *
arr_t
__extension__ long long
signed
short int
volatile unsigned
POINTER_TO(int)
struct { int in_@; }
struct tag_@ { int a; struct deep_@ { int b; } c; }
union utag_@ { int a; }
enum { E_@, E2_@ = 3 }
enum etag_@ { F_@ }
struct __attribute__((aligned(8))) al_@ { char a; }
struct pk_@ { char a; int b; } PACKED
__int128
_Complex double
int const
long int unsigned
""".splitlines()
_STORAGE = """\
typedef
typedef
extern
static


static const
const extern
__attribute__((unused)) static
__extension__ typedef
extern __attribute__((weak))
[[gnu::unused]] static
""".splitlines()
_BEHIND = """\



 __attribute__((unused))
 __attribute__((aligned(16)))
 __asm__("x@")
 __attribute__((section("s,\\"@")))
""".splitlines()
_PARAMETERS = """\
void
int
int a, char *b
struct known *
int (*f)(int), ...
arr_t x
known_t known_t
int a[static 2]
const char *, va

""".splitlines()
_WHOLE = """\
struct only_@;
enum lone_@ { L_@ = sizeof(struct known), M_@ };
;
int a_@, *b_@, c_@[2];
static inline int f_@(int a) { return a ? (a) : 1; }
typedef int t_@, *u_@, v_@(void);
_Static_assert(1, "s; {");
__asm__(".globl x");
DECLARE(d_@);
int i_@ = 1, j_@ = { 2 };
int k_@[] = { 1, [3] = 2 };
struct known s_@ = { .a = '{' };
const char *q_@ = "};";
static inline __attribute__((always_inline)) void g_@(void) { struct l_@ { int x; } y; (void)y; }
void h_@(int (*cb)(void *, int), struct known k) __attribute__((noreturn));
extern int (*(*w_@)(int))[2];
int (*x_@(int a))(char);
typedef struct fwd_@ fwd_@;
typedef enum { G_@ } enum_t_@;
typedef union { int a; } union_t_@, *union_p_@;
extern struct known (arr_@)[2], *ptr_@;
int (paren_@)(void);
typedef int (*cbs_@[2])(void);
typedef void (*const cc_@)(void);
extern const volatile int *restrict_@;
struct n_@ { enum in_@ { I_@ } a; union { int u; struct m_@ { int x; } s; }; };
struct bits_@ { int a:3, :2, b:4; };
struct { int x; } v1_@, *v2_@;
struct flex_@ { int n; struct known items[]; };
struct e_@ {};
typedef char sz_@[sizeof(int)];
typedef __typeof__(((struct known *)0)->a) of_@;
int __attribute__((unused)) at1_@, at2_@;
typedef int vec_@ __attribute__((vector_size(16)));
_Noreturn void die_@(void);
_Alignas(8) extern int al_@;
_Thread_local int tls_@;
int $dollar_@;
int é_@;
extern int ext_@ [[gnu::unused]];
register_t_@;
auto_@();
inline_@(int a);
extern typeof(int (*)(void)) tof_@;
long typedef odd_@;
int typedef const odd2_@;
struct known extern odd3_@;
unsigned static inline odd4_@(void) { return 1u; }
""".splitlines()


@st.composite
def _declarator(draw: st.DrawFn, depth: int = 0) -> str:
    kind = draw(st.integers(0, 7)) if depth < 3 else 0
    if kind <= 1:
        return "n_@"
    inner = draw(_declarator(depth + 1))
    if kind == 2:
        return f"{inner}[{draw(st.sampled_from(('2', 'sizeof(int)', 'W_B + 1')))}]"
    if kind == 3:
        return f"({inner})"
    if kind == 4:
        return f"(*{inner})({draw(st.sampled_from(_PARAMETERS[:-2]))})"
    if kind == 5:
        return f"(*{inner})[2]"
    return f"*{draw(st.sampled_from(('', 'const ', 'volatile ', '__restrict ')))}{inner}"


@st.composite
def _ordinary(draw: st.DrawFn) -> str:
    behind, storage = draw(st.sampled_from(_BEHIND)), draw(st.sampled_from(_STORAGE))
    parts = [draw(st.sampled_from(_TYPES)), draw(_declarator()) + behind]
    more = draw(st.booleans())
    second = f", {draw(_declarator()).replace('n_@', 'o_@')}" if more else ""
    return f"{storage} {' '.join(parts)}{second};"


@st.composite
def headers(draw: st.DrawFn) -> str:
    """Some thirty lines; what no compiler accepts is among them."""
    lines = draw(
        st.lists(st.one_of(st.sampled_from(_WHOLE), _ordinary()), min_size=20, max_size=60)
    )
    return HEAD + "".join(f"{line.replace('@', str(n))}\n" for n, line in enumerate(lines))
