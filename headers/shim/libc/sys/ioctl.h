/* uapi's stand-in for <sys/ioctl.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_SYS_IOCTL_H
#define UAPI_SHIM_SYS_IOCTL_H
#include <linux/ioctl.h>
#endif
