typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef u64 aligned_u64 __attribute__((aligned(8)));
typedef u32 loose_u32 __attribute__((aligned(1)));
typedef long word_t;

struct packed { u8 a; u64 b; u16 c; } __attribute__((packed));
struct packed_aligned { u8 a; u64 b; u16 c; } __attribute__((packed, aligned(8)));
struct packed_member { u8 a; u64 b __attribute__((packed)); u32 c; };
struct packed_bits { u8 a; u32 low:5; u32 high:30; u16 c; } __attribute__((packed, aligned(4)));
struct aligned_before { u8 a; } __attribute__((aligned(4)));
struct __attribute__((aligned(16))) aligned_front { u32 a; };
struct aligned_member { u8 a; u8 b __attribute__((aligned(8))); };
struct aligned_typedef { u32 a; aligned_u64 b; loose_u32 c; };
struct aligned_64 { u32 a; } __attribute__((aligned(64)));
struct holds_64 { u8 a; struct aligned_64 b; };
struct holds_packed { u8 a; struct packed b; struct packed_aligned c[2]; word_t w; };
struct loose { u8 a; loose_u32 b; u8 c; };
#pragma pack(push, 2)
struct pragma_pack { u8 a; u64 b; u32 low:3; u32 high:29; };
#pragma pack(pop)
union packed_union { u8 a; u64 b; } __attribute__((packed));
union aligned_union { u8 a[3]; u16 b; } __attribute__((aligned(8)));

struct nested {
	u32 kind;
	union {
		u64 whole;
		struct { u32 low, high; };
		struct { u8 first:1; u8 rest:7; u16 tail; };
		union { u8 deep[24]; u16 deeper; };
	};
	struct { u32 x, y; } point, points[3];
	union { u32 number; char text[6]; } value;
};
union outer { struct { u8 tag; u64 body; }; u8 raw[20]; };

struct bits_plain { u32 a:1; u32 b:2; u32 c:29; u32 d:1; };
struct bits_signed { int a:3; int b:5; signed char c:4; long long d:40; };
struct bits_mixed { u8 a:3; u16 b:10; u32 c:20; u64 d:33; u8 e; u8 f:1; };
struct bits_after { u8 a; u32 b:24; u8 c; u32 d:8; };
struct bits_zero { u32 a:3; u32 :0; u32 b:3; u8 :0; u8 c:2; u32 :5; u32 d:7; };
struct bits_wide { u64 a:1; u64 b:63; u64 c:40; u64 d:40; };
struct bits_bool { _Bool a:1; _Bool b:1; u32 c:30; };
struct bits_aligned { u32 a:4; u32 b:4 __attribute__((aligned(8))); u32 c:4; };
union bits_union { u32 a:3; u64 b:50; u8 c; };
struct bits_packed { u32 a:3; u32 b:31; u8 c; u32 d:30; } __attribute__((packed));

struct item { u32 index; u64 data; };
struct flexible { u32 n; u32 pad; struct item items[]; };
struct flexible_zero { u16 n; u8 data[0]; };
struct flexible_union {
	u64 n;
	union {
		struct { struct { } empty_a; u32 words[]; };
		struct { struct { } empty_b; u8 octets[]; };
	};
};
struct flexible_tail { u64 a; u8 n; u8 data[]; };
struct empty { };

struct opaque;
struct pointers {
	void *any;
	const char *text;
	char *buffer;
	struct opaque *opaque;
	struct pointers *next;
	struct item (*table)[4];
	int (*call)(void *, u32, struct item *, ...);
	void (*calls[3])(struct item);
	enum big *big;
};
typedef int (*callback_t)(struct opaque *, const char *);
typedef struct { u32 a; callback_t call; } typedefed_t;
typedef struct item item_t;
typedef struct { u8 b[16]; } uuid_t;
typedef u8 mac_t[6];

enum choice { CHOICE_A, CHOICE_B, CHOICE_C, CHOICE_D };
enum flag { FLAG_A = 1, FLAG_B = 2, FLAG_C = 4, FLAG_ALL = 7, __FLAG_MAX };
enum big { BIG_LOW = 1, BIG_HIGH = 0x8000000000000000ULL };
enum negative { NEGATIVE = -5, POSITIVE = 5 };
enum { PLAIN_A = 3, PLAIN_B };
typedef enum { TYPEDEFED_A = 9 } typedefed_enum_t;
struct enums { enum choice choice; enum flag flag; enum big big; enum negative bits:4; typedefed_enum_t t; };

struct keywords { u32 class, from, in; u8 __reserved[4]; u32 __flags:5; u32 bytes; u8 type; const char *item; struct item items; u32 int_; };
struct plain_types { char c; signed char sc; unsigned char uc; short s; long l; float f; double d; _Bool b; char text[8]; };
struct wide_types { u8 a; long double ld; };

#define NUMBER (1U << 31)
#define MINUS (-1)
#define TEXT "a\tb \"quoted\" \x41\101"
#define FLAG_A FLAG_A
#define WORD_BYTES sizeof(word_t)
