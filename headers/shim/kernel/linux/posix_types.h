/* uapi's stand-in for <linux/posix_types.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_LINUX_POSIX_TYPES_H
#define UAPI_SHIM_LINUX_POSIX_TYPES_H
#include <linux/stddef.h>
typedef long __kernel_long_t;
typedef unsigned long __kernel_ulong_t;
typedef int __kernel_pid_t;
typedef unsigned int __kernel_uid_t;
typedef unsigned int __kernel_gid_t;
typedef long __kernel_off_t;
typedef long long __kernel_loff_t;
typedef __SIZE_TYPE__ __kernel_size_t;
typedef long long __kernel_time64_t;
#endif
