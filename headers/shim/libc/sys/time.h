/* uapi's stand-in for <sys/time.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_SYS_TIME_H
#define UAPI_SHIM_SYS_TIME_H
#include <sys/types.h>
#include <time.h>
struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};
#endif
