/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_SEV_INIT2_INIT2_6_10_H
#define UAPI_CASE_SEV_INIT2_INIT2_6_10_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_MEMORY_ENCRYPT_OP _IOWR(KVMIO, 0xba, unsigned long)

#define KVM_X86_GRP_SYSTEM 0
#define KVM_X86_GRP_SEV 1
#define KVM_X86_SEV_VMSA_FEATURES 0
#define KVM_X86_SNP_POLICY_BITS 1
#define KVM_X86_SEV_SNP_REQ_CERTS 2

enum sev_cmd_id {
	KVM_SEV_INIT = 0,
	KVM_SEV_ES_INIT = 1,
	KVM_SEV_INIT2 = 22,
};

struct kvm_sev_init {
	__u64 vmsa_features;
	__u32 flags;
	__u16 ghcb_version;
	__u16 pad1;
	__u32 pad2[8];
};

struct kvm_device_attr {
	__u32 flags;
	__u32 group;
	__u64 attr;
	__u64 addr;
};

#endif
