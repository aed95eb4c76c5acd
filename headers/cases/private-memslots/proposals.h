/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_PRIVATE_MEMSLOTS_PROPOSALS_H
#define UAPI_CASE_PRIVATE_MEMSLOTS_PROPOSALS_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define KVMIO 0xAE

/* What proposals of several series would take; none of it landed. */

/* Flags of a memslot. */
#define KVM_MEM_EXIT_ON_MISSING (1UL << 3)
#define KVM_MEM_ENABLE_CACHEABLE_PFNMAP (1UL << 3)
#define KVM_MEM_WRITE_NOTIFY (1UL << 3)
#define KVM_MEM_GUEST_DAXFD (1UL << 3)
#define KVM_MEM_NON_COHERENT_DMA (1UL << 3)

/* With KVM_MEM_WRITE_NOTIFY. */
struct kvm_userspace_memory_region2 {
	__u32 slot;
	__u32 flags;
	__u64 guest_phys_addr;
	__u64 memory_size;
	__u64 userspace_addr;
	__u64 guest_memfd_offset;
	__u32 guest_memfd;
	__u32 eventfd;
	__u64 pad2[14];
};

/* Flags of a guest_memfd. */
#define GUEST_MEMFD_FLAG_SUPPORT_SHARED (1ULL << 0)
#define KVM_GMEM_NO_DIRECT_MAP (1ULL << 0)
#define GUEST_MEMFD_FLAG_INIT_PRIVATE (1ULL << 1)
#define GUEST_MEMFD_FLAG_NO_DIRECT_MAP (1ULL << 1)
#define GUEST_MEMFD_FLAG_HUGETLB (1ULL << 2)

/* With a NUMA policy. */
struct kvm_create_guest_memfd {
	__u64 size;
	__u64 flags;
	__u64 host_nodes_addr;
	__u16 maxnode;
	__u8 mpol_mode;
	__u8 reserved[37];
};

#endif
