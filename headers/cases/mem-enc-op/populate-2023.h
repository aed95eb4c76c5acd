/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_MEM_ENC_OP_POPULATE_2023_H
#define UAPI_CASE_MEM_ENC_OP_POPULATE_2023_H

#include <linux/types.h>

/* The bits of merged_populate.flags; the mail names neither the struct nor them. */
#define MERGED_POPULATE_MEASURE (1U << 0)
#define MERGED_POPULATE_GPA (1U << 1)

struct merged_populate {
	__u64 uaddr;
	__u64 gpa;
	__u64 len;
	__u64 flags;
};

#endif /* UAPI_CASE_MEM_ENC_OP_POPULATE_2023_H */
