/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_SEV_INIT2_CREATE_VM2_UNION_H
#define UAPI_CASE_SEV_INIT2_CREATE_VM2_UNION_H

#include <linux/types.h>

/* The sketch names the arms and leaves their members and the size open. */
struct kvm_create_vm2 {
	__u32 flags;
	__u32 vm_type;
	union {
		struct {
			__u64 attributes;
			__u64 xfam;
		} tdx;
		struct {
			__u64 vmsa_features;
		} sev;
		struct {
			__u64 vmsa_features;
		} sev_es;
		struct {
			__u64 vmsa_features;
		} sev_snp;
		__u8 pad[256];
	};
};

#endif
