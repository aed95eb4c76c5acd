/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_SEV_INIT2_INIT_6_9_H
#define UAPI_CASE_SEV_INIT2_INIT_6_9_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_MEMORY_ENCRYPT_OP _IOWR(KVMIO, 0xba, unsigned long)

enum sev_cmd_id {
	KVM_SEV_INIT = 0,
	KVM_SEV_ES_INIT = 1,
};

#endif
