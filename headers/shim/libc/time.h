/* uapi's stand-in for <time.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_TIME_H
#define UAPI_SHIM_TIME_H
#include <sys/types.h>
struct timespec {
	time_t tv_sec;
#if defined(_TIME_BITS) && _TIME_BITS == 64 && __SIZEOF_LONG__ == 4 && !defined(__x86_64__)
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	int : 32; /* as in glibc */
#endif
	long tv_nsec;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	int : 32;
#endif
#else
	suseconds_t tv_nsec;
#endif
};
#endif
