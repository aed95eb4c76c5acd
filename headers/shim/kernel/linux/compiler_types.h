/* uapi's stand-in for <linux/compiler_types.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_LINUX_COMPILER_TYPES_H
#define UAPI_SHIM_LINUX_COMPILER_TYPES_H
#define __user
#define __force
#define __iomem
#endif
