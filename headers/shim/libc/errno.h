/* uapi's stand-in for <errno.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_ERRNO_H
#define UAPI_SHIM_ERRNO_H
#include <linux/errno.h>
#endif
