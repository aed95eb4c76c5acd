/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names and values. */
#ifndef UAPI_CASE_VM_TYPES_INIT2_V1_H
#define UAPI_CASE_VM_TYPES_INIT2_V1_H

#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_CREATE_VM _IO(KVMIO, 0x01)

#define __KVM_X86_PRIVATE_MEM_TYPE 1
#define __KVM_X86_PROTECTED_STATE_TYPE 2

#define KVM_X86_DEFAULT_VM 0
#define KVM_X86_SW_PROTECTED_VM (KVM_X86_DEFAULT_VM | __KVM_X86_PRIVATE_MEM_TYPE)
#define KVM_X86_SEV_VM 8
#define KVM_X86_SEV_ES_VM (KVM_X86_SEV_VM | __KVM_X86_PROTECTED_STATE_TYPE)

#endif
