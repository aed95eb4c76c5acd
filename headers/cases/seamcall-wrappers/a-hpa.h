/* SPDX-License-Identifier: GPL-2.0-only */
/* Written for this comparison from facts about names and types. */
#ifndef UAPI_CASE_SEAMCALL_WRAPPERS_A_HPA_H
#define UAPI_CASE_SEAMCALL_WRAPPERS_A_HPA_H

#include "kernel-types.h"

u64 tdh_mng_addcx(hpa_t tdr, hpa_t addr);
u64 tdh_mem_page_add(hpa_t tdr, gpa_t gpa, hpa_t hpa, hpa_t source, struct tdx_module_args *out);
u64 tdh_mem_sept_add(hpa_t tdr, gpa_t gpa, int level, hpa_t page, struct tdx_module_args *out);
u64 tdh_vp_addcx(hpa_t tdvpr, hpa_t addr);
u64 tdh_mem_page_aug(hpa_t tdr, gpa_t gpa, hpa_t hpa, struct tdx_module_args *out);
u64 tdh_mem_range_block(hpa_t tdr, gpa_t gpa, int level, struct tdx_module_args *out);
u64 tdh_mng_key_config(hpa_t tdr);
u64 tdh_mng_create(hpa_t tdr, int hkid);
u64 tdh_vp_create(hpa_t tdr, hpa_t tdvpr);
u64 tdh_mng_rd(hpa_t tdr, u64 field, struct tdx_module_args *out);
u64 tdh_mr_extend(hpa_t tdr, gpa_t gpa, struct tdx_module_args *out);
u64 tdh_mr_finalize(hpa_t tdr);
u64 tdh_vp_flush(hpa_t tdvpr);
u64 tdh_mng_vpflushdone(hpa_t tdr);
u64 tdh_mng_key_freeid(hpa_t tdr);
u64 tdh_mng_init(hpa_t tdr, hpa_t td_params, struct tdx_module_args *out);
u64 tdh_vp_init(hpa_t tdvpr, u64 rcx);
u64 tdh_phymem_page_rdmd(hpa_t page, struct tdx_module_args *out);
u64 tdh_vp_rd(hpa_t tdvpr, u64 field, struct tdx_module_args *out);
u64 tdh_phymem_page_reclaim(hpa_t page, struct tdx_module_args *out);
u64 tdh_mem_page_remove(hpa_t tdr, gpa_t gpa, int level, struct tdx_module_args *out);
u64 tdh_mem_track(hpa_t tdr);
u64 tdh_phymem_cache_wb(bool resume);
u64 tdh_phymem_page_wbinvd(hpa_t page);

#endif
