struct both { unsigned int a; };
#ifdef __x86_64__
struct wide_only { unsigned long long a; };
typedef struct wide_only regs_t;
typedef long number_t;
union shape { int a; };
enum order { ORDER_A = 1, ORDER_WIDE, ORDER_B };
#define NAME "wide"
#define ONLY_WIDE 1
#else
struct narrow_only { unsigned int a; struct both b; };
typedef struct narrow_only regs_t;
typedef int number_t;
struct shape { int a, b; };
enum order { ORDER_A = 1, ORDER_B };
#define NAME "narrow"
#endif
struct holds { regs_t regs; enum order order; };
struct leads { regs_t *regs; };
#define SIZE sizeof(struct holds)
