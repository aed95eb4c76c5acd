/* uapi's stand-in for <arpa/inet.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_ARPA_INET_H
#define UAPI_SHIM_ARPA_INET_H
#include <netinet/in.h>
#endif
