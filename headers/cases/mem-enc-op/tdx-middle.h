/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_MEM_ENC_OP_TDX_MIDDLE_H
#define UAPI_CASE_MEM_ENC_OP_TDX_MIDDLE_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_MEMORY_ENCRYPT_OP _IOWR(KVMIO, 0xba, unsigned long)

struct kvm_tdx_cmd {
	__u32 id;
	__u32 flags;
	__u64 data;
	__u64 error;
	__u64 unused;
};

#endif /* UAPI_CASE_MEM_ENC_OP_TDX_MIDDLE_H */
