/* uapi's stand-in for <sys/uio.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_SYS_UIO_H
#define UAPI_SHIM_SYS_UIO_H
#include <stddef.h>
struct iovec {
	void *iov_base;
	size_t iov_len;
};
#endif
