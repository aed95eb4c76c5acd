/* uapi's stand-in for <sys/param.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_SYS_PARAM_H
#define UAPI_SHIM_SYS_PARAM_H
#include <limits.h>
#endif
