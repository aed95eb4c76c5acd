/* uapi's stand-in for <unistd.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_UNISTD_H
#define UAPI_SHIM_UNISTD_H
#include <sys/types.h>
#endif
