/* uapi's stand-in for <netinet/in.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_NETINET_IN_H
#define UAPI_SHIM_NETINET_IN_H
#include <linux/in.h>
#include <linux/in6.h>
typedef unsigned int in_addr_t;
typedef unsigned short in_port_t;
#endif
