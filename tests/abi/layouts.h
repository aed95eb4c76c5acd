/* Records whose layout gcc and clang agree about, on every target. */

#define PACKED __attribute__((packed))
#define ALIGNED(n) __attribute__((aligned(n)))

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

/* Scalars: 8-byte ones are where i386 differs. */
struct chars { char a; signed char b; unsigned char c; };
struct shorts { char a; short b; char c; };
struct ints { char a; int b; char c; };
struct longs { char a; long b; char c; };
struct wide { char a; u64 b; char c; };
struct floats { char a; float b; double c; char d; };
struct long_double { char a; long double b; char c; };
struct pointers { char a; void *b; char c; int (*d)(void); };
struct bools { _Bool a; int b; _Bool c; };
struct doubles { double a[3]; char b; };
struct tail { u64 a; u32 b; };
struct nested_tail { struct tail a; u32 b; struct tail c[2]; };

/* Alignment asked for. */
typedef u64 u64_aligned ALIGNED(8);
typedef u64 u64_lowered ALIGNED(4);
typedef u8 u8_raised ALIGNED(16);
struct by_typedef { u32 a; u64_aligned b; u32 c; };
struct by_lower_typedef { u32 a; u64_lowered b; u32 c; };
struct by_raised_typedef { u8 a; u8_raised b; u8 c; };
struct by_member { u8 a; u8 b ALIGNED(4); u8 c ALIGNED(2); };
struct by_member_first { u8 a; ALIGNED(8) u32 b; u8 c; };
struct by_alignas { u8 a; _Alignas(16) u8 b; _Alignas(u64_aligned) u8 c; };
struct whole { u8 a; } ALIGNED(8);
struct ALIGNED(32) whole_before { u8 a; };
struct too_little { u64_aligned a; } ALIGNED(2);
struct twice { u8 a ALIGNED(2) ALIGNED(8); } ALIGNED(4) ALIGNED(16);
struct computed { u8 a ALIGNED(sizeof(u64)); u8 b ALIGNED(1 << 2); };
struct of_aligned { u8 a; struct whole b; u8 c; struct whole d[2]; };
struct biggest { u8 a; u8 b __attribute__((__aligned__(2 * sizeof(int)))); };

/* Packing. */
struct packed { u8 a; u64 b; u16 c; } PACKED;
struct PACKED packed_before { u8 a; u64 b; u16 c; };
struct packed_aligned { u8 a; u64 b; u16 c; } PACKED ALIGNED(4);
struct packed_member { u8 a; u64 b PACKED; u16 c; };
struct packed_but_aligned { u8 a; u64 b ALIGNED(4); u16 c; } PACKED;
struct packed_nests { u8 a; struct { u8 b; u32 c; } d; u32 e; } PACKED;
struct packed_of_packed { u8 a; struct packed b; u32 c; };
struct packed_inner { u8 a; struct { u8 b; u32 c; } PACKED d; u32 e; };
struct packed_anonymous { u8 a; struct { u8 b; u32 c; } PACKED; u32 e; };
struct packed_array { u8 a; u32 b[3]; struct wide c[2]; } PACKED;
union packed_union { u8 a; u64 b; } PACKED;
struct attributes_apart { u8 a; u32 b; } PACKED __attribute__((aligned(2)));

#pragma pack(1)
struct pragma_1 { u8 a; u64 b; u16 c; };
#pragma pack(2)
struct pragma_2 { u8 a; u64 b; u16 c; struct wide d; };
#pragma pack(push, 4)
struct pragma_4 { u8 a; u64 b; u16 c; double d; };
union pragma_union { u8 a; u64 b; u8 c[9]; };
#pragma pack(push)
#pragma pack(8)
struct pragma_8 { u8 a; u64 b; u16 c; };
#pragma pack(pop)
struct pragma_4_again { u8 a; u64_aligned b; };
#pragma pack(pop)
struct pragma_2_again { u8 a; u64 b; };
#pragma pack()
struct pragma_none { u8 a; u64 b; };

/* Unions and anonymous records. */
union plain { u8 a; u16 b; u32 c[3]; };
union wide_union { u32 a; u64 b; };
struct anonymous { u8 a; union { u32 b; u64 c; struct { u8 d; u16 e; }; }; u8 f; };
struct deep { struct { union { struct { u8 a; u64 b; } c; u32 d; } e; u8 f; } g[2]; u8 h; };
union of_anonymous { struct { u32 a, b; }; u64 c; u8 raw[11]; };
struct declares { struct declared_inside { u8 a; u32 b; } c; struct declared_inside *d; };
struct several { u8 a, b[3], *c; u16 d, e; };
typedef struct { u8 a; u64 b; } untagged;
typedef union { u8 a; u64 b; } untagged_union, *untagged_pointer;
typedef struct tagged { u8 a; } tagged_also ALIGNED(4);
struct of_untagged { u8 a; untagged b; untagged_union c; tagged_also d; };
struct empty { };
struct of_empty { u8 a; struct empty b; u32 c; };

/* Arrays. */
struct flexible { u32 a; u64 b[]; };
struct flexible_chars { u64 a; u8 b; u8 c[]; };
struct zero_length { u8 a; u64 b[0]; u8 c; };
struct flexible_in_union { u32 a; union { u8 b[0]; u64 c[0]; }; };
struct declared_flexible { u32 a; struct { struct { } none; u64 b[]; }; };
struct flexible_records { u8 a; struct wide b[]; };
struct two_dimensions { u8 a; u16 b[3][5]; u8 c; };
struct counted { u8 a[sizeof(struct wide)]; u8 b[2 + 3 * 4]; u8 c[sizeof(u64) == 8 ? 3 : 7]; };
typedef u32 three[3];
struct of_array { u8 a; three b; const three c[2]; };

/* Bit-fields. */
struct bits { u32 a:3; u32 b:5; u32 c:24; };
struct bits_over { u32 a:20; u32 b:20; u32 c:4; };
struct bits_mixed { u8 a:3; u16 b:9; u32 c:17; u64 d:33; u8 e; };
struct bits_wide { u64 a:40; u64 b:30; u32 c:2; };
struct bits_after { u8 a; u32 b:4; u8 c; u32 d:20; };
struct bits_zero { u8 a:3; u8 :0; u8 b:3; };
struct bits_zero_int { u8 a:3; int :0; u8 b; };
struct bits_padding { u32 a:3; u32 :7; u32 b:2; };
struct bits_unnamed { u8 a; u32 :5; u8 b; };
struct bits_bool { _Bool a:1; _Bool b:1; u8 c:6; };
struct bits_signed { int a:7; signed char b:3; long c:9; s64 d:50; };
struct bits_whole { u32 a:32; u8 b:8; u64 c:64; u16 d:16; };
struct bits_order { u16 a:1; u16 b:15; u8 c:4; u8 d:4; };
union bits_union { u32 a:5; u8 b; u64 c:40; };
struct bits_anonymous { u8 a; struct { u32 b:9; u32 c:23; }; union { u8 d:2; u16 e; }; };
struct bits_packed { u8 a:3; u32 b:30; u16 c; u64 d:37; } PACKED;
struct bits_packed_member { u8 a; u32 b:30 PACKED; u8 c; };
struct bits_packed_aligned { u8 a:3; u32 b:30; } PACKED ALIGNED(4);
struct bits_enum { enum { BIT_A, BIT_B } a:2; u32 b:3; };
struct bits_only_zero { u8 a; u32 :0; };
struct bits_then_long { u32 a:1; unsigned long b; };
struct bits_with_constant { u32 a:sizeof(u16) * 2; u32 b:(1 << 3) - 1; };

/* Enums as members. */
enum small { SMALL_A, SMALL_B = 5 };
enum negative { NEGATIVE_A = -1, NEGATIVE_B = 5 };
enum unsigned_32 { UNSIGNED_A = 0xffffffffu };
enum PACKED packed_enum { PACKED_A, PACKED_B = 200 };
enum packed_negative { PACKED_C = -1, PACKED_D = 200 } PACKED;
struct enums { u8 a; enum small b; u8 c; enum packed_enum d; enum packed_negative e; };

/* GNU types. */
typedef int quad __attribute__((mode(DI)));
typedef unsigned int word_sized __attribute__((mode(word)));
typedef unsigned int two __attribute__((mode(HI)));
struct gnu { u8 a; quad b; u8 c; word_sized d; u8 e; two f; };
struct by_typeof { u8 a; __typeof__(sizeof(int)) b; __typeof__(((struct wide *)0)->b) c; };

/* __alignof__ and sizeof as constants. */
#define ALIGN_OF_U64 __alignof__(u64)
#define ALIGN_OF_MEMBER _Alignof(u64)
#define ALIGN_OF_DOUBLE __alignof__(double)
#define ALIGN_OF_RECORD __alignof__(struct wide)
#define SIZE_OF_EXPRESSION sizeof(((struct nested_tail *)0)->c)
#define OFFSET __builtin_offsetof(struct nested_tail, c[1].b)
#define BY_HAND ((unsigned long)&((struct nested_tail *)0)->c[1].b)

typedef u64 a8 ALIGNED(8);
typedef u32 a1 ALIGNED(1);
typedef u32 a16 ALIGNED(16);

/* #pragma pack and bit-fields. */
#pragma pack(1)
struct p1 { u8 a:3; u32 b:30; u16 c; u64 d:40; u8 :0; u8 e; };
struct p1n { u8 a; struct { u32 b; u64 c; } d; union { u8 e; u64 f; }; };
struct p1a { u8 a; u32 b ALIGNED(4); };
struct p1t { u8 a; a8 b; };
#pragma pack(2)
struct p2 { u8 a:3; u32 b:30; u16 c; u64 d:40; u32 :0; u8 e; };
struct p2w { u8 a; u32 b:9; u32 c:25; long d; };
struct p2al { u8 a; u32 b; } ALIGNED(8);
#pragma pack(4)
struct p4 { u8 a:3; u64 b:50; u16 c; u64 d:40; };
struct p4p { u8 a; u64 b; } PACKED;
#pragma pack()

/* Attributes and bit-fields where they meet. */
struct t1 { u8 a; a1 b; u8 c; };
struct t1b { u8 a; a1 b:20; u8 c; };
struct al_bits { u8 a:2; u8 b:3 ALIGNED(4); u8 c:1; };
struct al_zero { u8 a:2; u32 :0 ALIGNED(8); u8 b; };
struct ll { u8 a; u64 b:1; };
struct ll2 { u32 a; u64 b:40; u32 c; };
struct ll3 { u64 a:1; u32 b; u64 c:63; u8 d:1;};
struct lz { u8 a; u64 :0; u8 b; };
struct lu { u8 a; u64 :5; u8 b; };
union ub { u8 a:3; u32 b:17; u64 :0; };
union uz { u16 :0; u8 b; };
struct only_bits { u64 a:3; };
struct nested_bits { u8 x; struct only_bits y; u8 z; };
struct pk_nested { u8 x; struct only_bits y; u8 z; } PACKED;
struct pk_arr { u8 x; struct only_bits y[2]; } PACKED ALIGNED(2);
struct enumb { enum { A0, A1, A2 } a:2; enum { B0 = -1 } b:3; };
struct boolz { _Bool a:1; _Bool :0; _Bool b:1; };
struct ch { char a:4; char b:5; signed char c:8; };
struct mixed { u32 a:1; u8 b:1; u16 c:1; u64 d:1; u32 e:31; u8 f:8;};
struct straddle { u16 a:10; u16 b:10; u32 c:20; u32 d:20; u8 e:5; u8 g:5; };
struct flexbits { u32 a:5; u8 data[]; };
struct emptyarr { struct {} a[3]; u64 b; };
struct zl { u64 a[0]; u8 b; };
struct zls { struct { u64 x; } a[0]; u8 b; };
struct longdouble { u8 a; long double b[2]; };
struct fn { int (*a)(int); void (*b[2])(void); u8 c; };
struct packed_ptr { u8 a; void *b; } PACKED;
struct vol { volatile u8 a; const u32 b; const volatile u64 c[2]; };
struct al_member_type { u8 a; struct { u8 x; } ALIGNED(8) b; u8 c; };
struct al_anon { u8 a; union { u8 x; u32 y; } ALIGNED(16); u8 c; };
struct al_array { u8 a; u32 b[3] ALIGNED(16); u8 c; };
struct al_both { u8 a; a16 b ALIGNED(2); u8 c; } ;
struct pk_al16 { u8 a; a16 b; u8 c; } PACKED;
struct pk_m_al16 { u8 a; a16 b PACKED; u8 c; };
struct pk_pkinner { u8 a; struct { a8 x; } b; } PACKED;
struct alz { u8 a __attribute__((aligned)); u8 b; };
struct alw { u8 a; } __attribute__((aligned));
struct chained { u8 a; ALIGNED(4) u8 b, c, d; u8 e; };
struct lower { u64 a ALIGNED(2); u32 b; };
struct lowerp { u8 x; u64 a PACKED ALIGNED(2); u32 b; };
typedef struct { u8 a; u32 b; } PACKED tpk;
typedef struct { u8 a; u32 b; } tal ALIGNED(8);
struct uses { u8 a; tpk b; tal c; tal d; };
typedef struct uses su, *psu, asu[2];
struct uses2 { u8 x; asu y; psu z; };

/* Brackets and braces as digraphs. */
struct digraphs <% char a<:sizeof("<:%>") + 2:>; struct <% int b; %> c<:2:>; %>;

/* A typedef of a typedef of a record without a tag, with nothing in between. */
typedef struct { u8 bytes[16]; } first_name;
typedef first_name second_name;
