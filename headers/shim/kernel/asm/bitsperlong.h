/* uapi's stand-in for <asm/bitsperlong.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_ASM_BITSPERLONG_H
#define UAPI_SHIM_ASM_BITSPERLONG_H
#define __BITS_PER_LONG (__SIZEOF_LONG__ * 8)
#endif
