/* uapi's stand-in for <time.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_TIME_H
#define UAPI_SHIM_TIME_H
#include <sys/types.h>
struct timespec {
	time_t tv_sec;
	suseconds_t tv_nsec;
};
#endif
