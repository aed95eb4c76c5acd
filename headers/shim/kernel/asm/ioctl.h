/* uapi's stand-in for <asm/ioctl.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_ASM_IOCTL_H
#define UAPI_SHIM_ASM_IOCTL_H
#if defined(__powerpc__) || defined(__mips__) || defined(__sparc__) || defined(__alpha__)
#define _IOC_SIZEBITS 13
#define _IOC_NONE 1U
#define _IOC_READ 2U
#define _IOC_WRITE 4U
#elif defined(__hppa__)
#define _IOC_SIZEBITS 14
#define _IOC_NONE 0U
#define _IOC_READ 1U
#define _IOC_WRITE 2U
#else
#define _IOC_SIZEBITS 14
#define _IOC_NONE 0U
#define _IOC_READ 2U
#define _IOC_WRITE 1U
#endif
#define _IOC_SIZESHIFT 16
#define _IOC_DIRSHIFT (_IOC_SIZESHIFT + _IOC_SIZEBITS)
#define _IOC(dir, type, nr, size) \
	(((dir) << _IOC_DIRSHIFT) | ((type) << 8) | ((nr) << 0) | ((size) << _IOC_SIZESHIFT))
#define _IO(type, nr) _IOC(_IOC_NONE, (type), (nr), 0)
#define _IOR(type, nr, argument) _IOC(_IOC_READ, (type), (nr), (sizeof(argument)))
#define _IOW(type, nr, argument) _IOC(_IOC_WRITE, (type), (nr), (sizeof(argument)))
#define _IOWR(type, nr, argument) _IOC(_IOC_READ | _IOC_WRITE, (type), (nr), (sizeof(argument)))
#define _IOC_NRBITS 8
#define _IOC_TYPEBITS 8
#define _IOC_DIRBITS (16 - _IOC_SIZEBITS)
#define _IOC_NRSHIFT 0
#define _IOC_TYPESHIFT 8
#define _IOC_NRMASK 0xff
#define _IOC_TYPEMASK 0xff
#define _IOC_SIZEMASK ((1 << _IOC_SIZEBITS) - 1)
#define _IOC_DIRMASK ((1 << _IOC_DIRBITS) - 1)
#define _IOC_DIR(number) (((number) >> _IOC_DIRSHIFT) & _IOC_DIRMASK)
#define _IOC_TYPE(number) (((number) >> _IOC_TYPESHIFT) & _IOC_TYPEMASK)
#define _IOC_NR(number) (((number) >> _IOC_NRSHIFT) & _IOC_NRMASK)
#define _IOC_SIZE(number) (((number) >> _IOC_SIZESHIFT) & _IOC_SIZEMASK)
#endif
