/* How ioctl numbers are made on the targets of these tests; written for them. */
#ifndef _LINUX_IOCTL_H
#define _LINUX_IOCTL_H
#ifdef __powerpc__
#define _IOC_SIZEBITS 13
#define _IOC_NONE 1U
#define _IOC_READ 2U
#define _IOC_WRITE 4U
#else
#define _IOC_SIZEBITS 14
#define _IOC_NONE 0U
#define _IOC_READ 2U
#define _IOC_WRITE 1U
#endif
#define _IOC(dir, type, nr, size) \
	(((dir) << (16 + _IOC_SIZEBITS)) | ((size) << 16) | ((type) << 8) | ((nr) << 0))
#define _IO(type, nr) _IOC(_IOC_NONE, type, nr, 0)
#define _IOR(type, nr, arg) _IOC(_IOC_READ, type, nr, sizeof(arg))
#define _IOW(type, nr, arg) _IOC(_IOC_WRITE, type, nr, sizeof(arg))
#define _IOWR(type, nr, arg) _IOC(_IOC_READ | _IOC_WRITE, type, nr, sizeof(arg))
#endif
