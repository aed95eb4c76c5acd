/* SPDX-License-Identifier: GPL-2.0-only */
/* Written for this comparison from facts about names and types. */
#ifndef UAPI_CASE_SEAMCALL_WRAPPERS_D_RFC_H
#define UAPI_CASE_SEAMCALL_WRAPPERS_D_RFC_H

#include "kernel-types.h"

struct tdx_td {
	hpa_t tdr;
	hpa_t *tdcs;
};

struct tdx_vp {
	hpa_t tdvpr;
	hpa_t *tdcx;
};

u64 tdh_mng_addcx(struct tdx_td *td, hpa_t tdcs);
u64 tdh_vp_addcx(struct tdx_vp *vp, hpa_t tdcx);
u64 tdh_mng_key_config(struct tdx_td *td);
u64 tdh_mng_create(struct tdx_td *td, hpa_t hkid);
u64 tdh_vp_create(struct tdx_td *td, struct tdx_vp *vp);
u64 tdh_mng_rd(struct tdx_td *td, u64 field, u64 *data);
u64 tdh_vp_flush(struct tdx_vp *vp);
u64 tdh_mng_vpflushdone(struct tdx_td *td);
u64 tdh_mng_key_freeid(struct tdx_td *td);
u64 tdh_mng_init(struct tdx_td *td, u64 td_params, hpa_t *tdr);
u64 tdh_vp_init(struct tdx_vp *vp, u64 initial_rcx);
u64 tdh_vp_init_apicid(struct tdx_vp *vp, u64 initial_rcx, u32 x2apicid);
u64 tdh_vp_rd(struct tdx_vp *vp, u64 field, u64 *data);
u64 tdh_phymem_page_reclaim(hpa_t page, u64 *page_type, u64 *page_owner, u64 *page_size);
u64 tdh_phymem_cache_wb(bool resume);
u64 tdh_phymem_page_wbinvd_tdr(struct tdx_td *td);
u64 tdh_vp_wr(struct tdx_vp *vp, u64 field, u64 data, u64 mask);

#endif
