/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_SEV_INIT2_INIT2_V3_H
#define UAPI_CASE_SEV_INIT2_INIT2_V3_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_MEMORY_ENCRYPT_OP _IOWR(KVMIO, 0xba, unsigned long)

enum sev_cmd_id {
	KVM_SEV_INIT = 0,
	KVM_SEV_ES_INIT = 1,
	KVM_SEV_INIT2 = 22,
};

struct kvm_sev_init {
	__u64 vmsa_features;
	__u32 flags;
	__u32 pad[9];
};

#endif
