/* uapi's stand-in for <string.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_STRING_H
#define UAPI_SHIM_STRING_H
#include <stddef.h>
void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int byte, size_t count);
size_t strlen(const char *text);
#endif
