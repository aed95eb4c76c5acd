/* SPDX-License-Identifier: GPL-2.0-only */
/* Written for this comparison from facts about names and types. */
#ifndef UAPI_CASE_SEAMCALL_WRAPPERS_KERNEL_TYPES_H
#define UAPI_CASE_SEAMCALL_WRAPPERS_KERNEL_TYPES_H

typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef u64 hpa_t;
typedef u64 gpa_t;
typedef u64 kvm_pfn_t;
typedef u64 phys_addr_t;
typedef _Bool bool;

struct page;
struct kvm_tdx;
struct vcpu_tdx;
struct tdx_module_args;

#endif
