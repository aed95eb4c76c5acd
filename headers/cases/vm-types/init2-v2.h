/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names and values. */
#ifndef UAPI_CASE_VM_TYPES_INIT2_V2_H
#define UAPI_CASE_VM_TYPES_INIT2_V2_H

#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_CREATE_VM _IO(KVMIO, 0x01)

/* For programs. */
#define KVM_X86_DEFAULT_VM 0
#define KVM_X86_SW_PROTECTED_VM 1
#define KVM_X86_SEV_VM 8
#define KVM_X86_SEV_ES_VM 10

/* In the posting these three are the kernel's own, in asm/kvm_host.h. */
#define __KVM_X86_PRIVATE_MEM_TYPE 1
#define __KVM_X86_PROTECTED_STATE_TYPE 2
#define __KVM_X86_VM_TYPE_FEATURES 3

#endif
