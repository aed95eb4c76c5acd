/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names and values. */
#ifndef UAPI_CASE_VM_TYPES_INIT2_PLAN_H
#define UAPI_CASE_VM_TYPES_INIT2_PLAN_H

#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_CREATE_VM _IO(KVMIO, 0x01)

/* As in INIT2 v2. */
#define KVM_X86_DEFAULT_VM 0
#define KVM_X86_SW_PROTECTED_VM 1
#define KVM_X86_SEV_VM 8
#define KVM_X86_SEV_ES_VM 10

/* Planned by range (0..7 any vendor, 8..15 AMD, 16..23 Intel) and by bits 0 and 1. */
#define KVM_X86_SNP_VM 11
#define KVM_X86_TDX_VM 19

#define __KVM_X86_PRIVATE_MEM_TYPE 1
#define __KVM_X86_PROTECTED_STATE_TYPE 2
#define __KVM_X86_VM_TYPE_FEATURES 3

#endif
