/* uapi's stand-in for <linux/ioctl.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_LINUX_IOCTL_H
#define UAPI_SHIM_LINUX_IOCTL_H
#include <asm/ioctl.h>
#endif
