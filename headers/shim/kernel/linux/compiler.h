/* uapi's stand-in for <linux/compiler.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_LINUX_COMPILER_H
#define UAPI_SHIM_LINUX_COMPILER_H
#define __user
#define __force
#define __iomem
#endif
