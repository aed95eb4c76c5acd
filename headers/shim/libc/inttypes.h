/* uapi's stand-in for <inttypes.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_INTTYPES_H
#define UAPI_SHIM_INTTYPES_H
#include <stdint.h>
#endif
