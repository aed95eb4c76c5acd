/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names and values. */
#ifndef UAPI_CASE_VM_TYPES_TDX_2021_H
#define UAPI_CASE_VM_TYPES_TDX_2021_H

#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_CREATE_VM _IO(KVMIO, 0x01)

#define KVM_X86_LEGACY_VM 0
#define KVM_X86_TDX_VM 1

#endif
