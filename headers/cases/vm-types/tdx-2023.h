/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names and values. */
#ifndef UAPI_CASE_VM_TYPES_TDX_2023_H
#define UAPI_CASE_VM_TYPES_TDX_2023_H

#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_CREATE_VM _IO(KVMIO, 0x01)

#define KVM_X86_DEFAULT_VM 0
#define KVM_X86_SW_PROTECTED_VM 1
#define KVM_X86_TDX_VM 2
#define KVM_X86_SNP_VM 3

#endif
