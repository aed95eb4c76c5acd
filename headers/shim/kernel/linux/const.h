/* uapi's stand-in for <linux/const.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_LINUX_CONST_H
#define UAPI_SHIM_LINUX_CONST_H
#define _AC(X, Y) X ## Y
#define _AT(T, X) ((T)(X))
#define _UL(x) (_AC(x, UL))
#define _ULL(x) (_AC(x, ULL))
#define _BITUL(x) (_UL(1) << (x))
#define _BITULL(x) (_ULL(1) << (x))
#endif
