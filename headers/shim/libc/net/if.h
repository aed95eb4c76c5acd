/* uapi's stand-in for <net/if.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_NET_IF_H
#define UAPI_SHIM_NET_IF_H
#include <linux/if.h>
#endif
