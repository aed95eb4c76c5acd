/* uapi's stand-in for <sys/types.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_SYS_TYPES_H
#define UAPI_SHIM_SYS_TYPES_H
#include <stddef.h>
#include <stdint.h>
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef uint8_t u_int8_t;
typedef uint16_t u_int16_t;
typedef uint32_t u_int32_t;
typedef uint64_t u_int64_t;
typedef long ssize_t;
typedef long off_t;
typedef long long loff_t;
typedef int pid_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int mode_t;
typedef unsigned long ino_t;
typedef unsigned long long dev_t;
#if (defined(__x86_64__) && defined(__ILP32__)) || (defined(_TIME_BITS) && _TIME_BITS == 64)
typedef long long time_t; /* x32's C libraries count time in 64 bits, others if asked to */
typedef long long suseconds_t;
#else
typedef long time_t;
typedef long suseconds_t;
#endif
#if defined(_TIME_BITS) && _TIME_BITS == 64 && __SIZEOF_LONG__ == 4 && !defined(__x86_64__)
#define __USE_TIME_BITS64 1 /* as in glibc's features-time64.h */
#endif
typedef long clock_t;
typedef int clockid_t;
typedef char *caddr_t;
#endif
