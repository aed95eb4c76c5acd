/* uapi's stand-in for <sys/ioccom.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_SYS_IOCCOM_H
#define UAPI_SHIM_SYS_IOCCOM_H
#include <linux/ioctl.h>
#endif
