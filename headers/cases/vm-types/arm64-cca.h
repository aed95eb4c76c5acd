/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names and values. */
#ifndef UAPI_CASE_VM_TYPES_ARM64_CCA_H
#define UAPI_CASE_VM_TYPES_ARM64_CCA_H

#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_CREATE_VM _IO(KVMIO, 0x01)

#define KVM_VM_TYPE_ARM_IPA_SIZE_MASK 0xffULL
#define KVM_VM_TYPE_ARM_SHIFT 8
#define KVM_VM_TYPE_ARM_MASK (0xf << KVM_VM_TYPE_ARM_SHIFT)
#define KVM_VM_TYPE_ARM_NORMAL (0 << KVM_VM_TYPE_ARM_SHIFT)
#define KVM_VM_TYPE_ARM_REALM (1 << KVM_VM_TYPE_ARM_SHIFT)

#endif
