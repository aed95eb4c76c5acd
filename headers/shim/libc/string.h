/* uapi's stand-in for <string.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_STRING_H
#define UAPI_SHIM_STRING_H
#include <stddef.h>
#endif
