/* uapi's stand-in for <netinet/if_ether.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_NETINET_IF_ETHER_H
#define UAPI_SHIM_NETINET_IF_ETHER_H
#include <linux/if_ether.h>
#endif
