/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_MEM_ENC_OP_S390_PV_H
#define UAPI_CASE_MEM_ENC_OP_S390_PV_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_S390_PV_COMMAND _IOWR(KVMIO, 0xc5, struct kvm_pv_cmd)
#define KVM_S390_PV_CPU_COMMAND _IOWR(KVMIO, 0xd0, struct kvm_pv_cmd)

struct kvm_pv_cmd {
	__u32 cmd;
	__u16 rc;
	__u16 rrc;
	__u64 data;
	__u32 flags;
	__u32 reserved[3];
};

enum pv_cmd_id {
	KVM_PV_ENABLE = 0,
	KVM_PV_DISABLE = 1,
	KVM_PV_SET_SEC_PARMS = 2,
	KVM_PV_UNPACK = 3,
	KVM_PV_VERIFY = 4,
	KVM_PV_PREP_RESET = 5,
	KVM_PV_UNSHARE_ALL = 6,
	KVM_PV_INFO = 7,
	KVM_PV_DUMP = 8,
	KVM_PV_ASYNC_CLEANUP_PREPARE = 9,
	KVM_PV_ASYNC_CLEANUP_PERFORM = 10,
};

struct kvm_s390_pv_sec_parm {
	__u64 origin;
	__u64 length;
};

struct kvm_s390_pv_unp {
	__u64 addr;
	__u64 size;
	__u64 tweak;
};

struct kvm_s390_pv_dmp {
	__u64 subcmd;
	__u64 buff_addr;
	__u64 buff_len;
	__u64 gaddr;
	__u64 reserved[4];
};

struct kvm_s390_pv_info_header {
	__u32 id;
	__u32 len_max;
	__u32 len_written;
	__u32 reserved;
};

struct kvm_s390_pv_info_dump {
	__u64 dump_cpu_buffer_len;
	__u64 dump_config_mem_buffer_per_1m;
	__u64 dump_config_finalize_len;
};

struct kvm_s390_pv_info_vm {
	__u64 inst_calls_list[4];
	__u64 max_cpus;
	__u64 max_guests;
	__u64 max_guest_addr;
	__u64 feature_indication;
};

struct kvm_s390_pv_info {
	struct kvm_s390_pv_info_header header;
	union {
		struct kvm_s390_pv_info_dump dump;
		struct kvm_s390_pv_info_vm vm;
	};
};

#endif /* UAPI_CASE_MEM_ENC_OP_S390_PV_H */
