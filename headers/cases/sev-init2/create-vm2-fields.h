/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_SEV_INIT2_CREATE_VM2_FIELDS_H
#define UAPI_CASE_SEV_INIT2_CREATE_VM2_FIELDS_H

#include <linux/types.h>

struct kvm_create_vm2 {
	__u32 flags;
	__u32 vm_type;
	__u64 arch_mishmash_0;
	__u64 arch_mishmash_1;
	__u64 arch_mishmash_2;
	__u64 arch_mishmash_3;
};

#endif
