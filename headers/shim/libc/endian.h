/* uapi's stand-in for <endian.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_ENDIAN_H
#define UAPI_SHIM_ENDIAN_H
#define __LITTLE_ENDIAN 1234
#define __BIG_ENDIAN 4321
#define __BYTE_ORDER __BYTE_ORDER__
#endif
