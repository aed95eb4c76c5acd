/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_MEM_ENC_OP_TDX_V17_H
#define UAPI_CASE_MEM_ENC_OP_TDX_V17_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_MEMORY_ENCRYPT_OP _IOWR(KVMIO, 0xba, unsigned long)

struct kvm_tdx_cmd {
	__u32 id;
	__u32 flags;
	__u64 data;
	__u64 error;
};

enum kvm_tdx_cmd_id {
	KVM_TDX_CAPABILITIES = 0,
};

/* In kvm_tdx_capabilities.supported_gpaw. */
#define TDX_CAP_GPAW_48 1
#define TDX_CAP_GPAW_52 2

struct kvm_tdx_cpuid_config {
	__u32 leaf;
	__u32 sub_leaf;
	__u32 eax;
	__u32 ebx;
	__u32 ecx;
	__u32 edx;
};

struct kvm_tdx_capabilities {
	__u64 attrs_fixed0;
	__u64 attrs_fixed1;
	__u64 xfam_fixed0;
	__u64 xfam_fixed1;
	__u32 supported_gpaw;
	__u32 padding;
	__u64 reserved[251];
	__u32 nr_cpuid_configs;
	struct kvm_tdx_cpuid_config cpuid_configs[];
};

#endif /* UAPI_CASE_MEM_ENC_OP_TDX_V17_H */
