/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names and values. */
#ifndef UAPI_CASE_VM_TYPES_POWERPC_H
#define UAPI_CASE_VM_TYPES_POWERPC_H

#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_CREATE_VM _IO(KVMIO, 0x01)

/* 0 lets the kernel choose. */
#define KVM_VM_PPC_HV 1
#define KVM_VM_PPC_PR 2

#endif
