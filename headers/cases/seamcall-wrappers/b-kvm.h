/* SPDX-License-Identifier: GPL-2.0-only */
/* Written for this comparison from facts about names and types. */
#ifndef UAPI_CASE_SEAMCALL_WRAPPERS_B_KVM_H
#define UAPI_CASE_SEAMCALL_WRAPPERS_B_KVM_H

#include "kernel-types.h"

/* Only the prototypes that were read; the rest of this style is not known. */
u64 tdh_vp_init(struct vcpu_tdx *tdx, u64 rcx);
u64 tdh_vp_init_apicid(struct vcpu_tdx *tdx, u64 rcx, u32 x2apicid);
u64 tdh_vp_rd(struct vcpu_tdx *tdx, u64 field, u64 *data);
u64 tdh_phymem_page_reclaim(hpa_t page, u64 *rcx, u64 *rdx, u64 *r8);
u64 tdh_mem_page_remove(struct kvm_tdx *kvm_tdx, gpa_t gpa, int level, u64 *rcx, u64 *rdx);
u64 tdh_mem_track(struct kvm_tdx *kvm_tdx);

#endif
