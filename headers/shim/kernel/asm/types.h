/* uapi's stand-in for <asm/types.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_ASM_TYPES_H
#define UAPI_SHIM_ASM_TYPES_H
typedef signed char __s8;
typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
typedef signed long long __s64;
typedef unsigned long long __u64;
#endif
