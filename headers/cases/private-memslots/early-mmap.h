/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_PRIVATE_MEMSLOTS_EARLY_MMAP_H
#define UAPI_CASE_PRIVATE_MEMSLOTS_EARLY_MMAP_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE

#define GUEST_MEMFD_FLAG_INIT_SHARED (1ULL << 0)

#endif
