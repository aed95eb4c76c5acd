/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_MEM_ENC_OP_TDX_6_16_H
#define UAPI_CASE_MEM_ENC_OP_TDX_6_16_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_MEMORY_ENCRYPT_OP _IOWR(KVMIO, 0xba, unsigned long)

struct kvm_tdx_cmd {
	__u32 id;
	__u32 flags;
	__u64 data;
	__u64 hw_error;
};

enum kvm_tdx_cmd_id {
	KVM_TDX_CAPABILITIES = 0,
	KVM_TDX_INIT_VM = 1,
	KVM_TDX_INIT_VCPU = 2,
	KVM_TDX_INIT_MEM_REGION = 3,
	KVM_TDX_FINALIZE_VM = 4,
	KVM_TDX_GET_CPUID = 5,
	KVM_TDX_CMD_NR_MAX,
};

/* In kvm_tdx_cmd.flags of KVM_TDX_INIT_MEM_REGION. */
#define KVM_TDX_MEASURE_MEMORY_REGION (1U << 0)

struct kvm_cpuid_entry2 {
	__u32 function;
	__u32 index;
	__u32 flags;
	__u32 eax;
	__u32 ebx;
	__u32 ecx;
	__u32 edx;
	__u32 padding[3];
};

struct kvm_cpuid2 {
	__u32 nent;
	__u32 padding;
	struct kvm_cpuid_entry2 entries[];
};

struct kvm_tdx_capabilities {
	__u64 supported_attrs;
	__u64 supported_xfam;
	__u64 kernel_tdvmcallinfo_1_r11;
	__u64 user_tdvmcallinfo_1_r11;
	__u64 kernel_tdvmcallinfo_1_r12;
	__u64 user_tdvmcallinfo_1_r12;
	__u64 reserved[250];
	struct kvm_cpuid2 cpuid;
};

struct kvm_tdx_init_vm {
	__u64 attributes;
	__u64 xfam;
	__u64 mrconfigid[6];
	__u64 mrowner[6];
	__u64 mrownerconfig[6];
	__u64 reserved[12];
	struct kvm_cpuid2 cpuid;
};

struct kvm_tdx_init_mem_region {
	__u64 source_addr;
	__u64 gpa;
	__u64 nr_pages;
};

#endif /* UAPI_CASE_MEM_ENC_OP_TDX_6_16_H */
