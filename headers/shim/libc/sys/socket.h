/* uapi's stand-in for <sys/socket.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_SYS_SOCKET_H
#define UAPI_SHIM_SYS_SOCKET_H
#include <sys/types.h>
#include <sys/uio.h>
typedef unsigned short sa_family_t;
typedef unsigned int socklen_t;
struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};
struct sockaddr_storage {
	sa_family_t ss_family;
	char uapi_padding[128 - sizeof(sa_family_t) - sizeof(unsigned long)];
	unsigned long uapi_align;
};
#endif
