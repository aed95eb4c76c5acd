/* uapi's stand-in for <stdbool.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_STDBOOL_H
#define UAPI_SHIM_STDBOOL_H
#define bool _Bool
#define true 1
#define false 0
#endif
