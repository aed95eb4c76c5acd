/* uapi's stand-in for <stdarg.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_STDARG_H
#define UAPI_SHIM_STDARG_H
typedef __builtin_va_list __gnuc_va_list;
typedef __builtin_va_list va_list;
#endif
