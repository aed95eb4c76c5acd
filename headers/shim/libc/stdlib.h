/* uapi's stand-in for <stdlib.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_STDLIB_H
#define UAPI_SHIM_STDLIB_H
#include <stddef.h>
#endif
