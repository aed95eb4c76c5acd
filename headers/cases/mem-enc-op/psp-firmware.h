/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_MEM_ENC_OP_PSP_FIRMWARE_H
#define UAPI_CASE_MEM_ENC_OP_PSP_FIRMWARE_H

#include <linux/types.h>

#define PSP_PACKED __attribute__((packed))

struct sev_data_launch_start {
	__u32 handle;
	__u32 policy;
	__u64 dh_cert_address;
	__u32 dh_cert_len;
	__u32 reserved;
	__u64 session_address;
	__u32 session_len;
} PSP_PACKED;

struct sev_data_launch_update_data {
	__u32 handle;
	__u32 reserved;
	__u64 address;
	__u32 len;
} PSP_PACKED;

struct sev_data_launch_measure {
	__u32 handle;
	__u32 reserved;
	__u64 address;
	__u32 len;
} PSP_PACKED;

struct sev_data_launch_secret {
	__u32 handle;
	__u32 reserved1;
	__u64 hdr_address;
	__u32 hdr_len;
	__u32 reserved2;
	__u64 guest_address;
	__u32 guest_len;
	__u32 reserved3;
	__u64 trans_address;
	__u32 trans_len;
} PSP_PACKED;

struct sev_data_guest_status {
	__u32 handle;
	__u32 policy;
	__u32 asid;
	__u8 state;
} PSP_PACKED;

struct sev_data_dbg {
	__u32 handle;
	__u32 reserved;
	__u64 src_addr;
	__u64 dst_addr;
	__u32 len;
} PSP_PACKED;

struct sev_data_attestation_report {
	__u32 handle;
	__u32 reserved;
	__u64 address;
	__u8 mnonce[16];
	__u32 len;
} PSP_PACKED;

struct sev_data_send_start {
	__u32 handle;
	__u32 policy;
	__u64 pdh_cert_address;
	__u32 pdh_cert_len;
	__u32 reserved1;
	__u64 plat_certs_address;
	__u32 plat_certs_len;
	__u32 reserved2;
	__u64 amd_certs_address;
	__u32 amd_certs_len;
	__u32 reserved3;
	__u64 session_address;
	__u32 session_len;
} PSP_PACKED;

struct sev_data_send_update_data {
	__u32 handle;
	__u32 reserved1;
	__u64 hdr_address;
	__u32 hdr_len;
	__u32 reserved2;
	__u64 guest_address;
	__u32 guest_len;
	__u32 reserved3;
	__u64 trans_address;
	__u32 trans_len;
} PSP_PACKED;

struct sev_data_receive_start {
	__u32 handle;
	__u32 policy;
	__u64 pdh_cert_address;
	__u32 pdh_cert_len;
	__u32 reserved1;
	__u64 session_address;
	__u32 session_len;
} PSP_PACKED;

struct sev_data_receive_update_data {
	__u32 handle;
	__u32 reserved1;
	__u64 hdr_address;
	__u32 hdr_len;
	__u32 reserved2;
	__u64 guest_address;
	__u32 guest_len;
	__u32 reserved3;
	__u64 trans_address;
	__u32 trans_len;
} PSP_PACKED;

struct sev_data_snp_launch_start {
	__u64 gctx_paddr;
	__u64 policy;
	__u64 ma_gctx_paddr;
	__u32 ma_en : 1;
	__u32 imi_en : 1;
	__u32 rsvd : 30;
	__u32 desired_tsc_khz;
	__u8 gosvw[16];
} PSP_PACKED;

struct sev_data_snp_launch_update {
	__u64 gctx_paddr;
	__u32 page_size : 1;
	__u32 page_type : 3;
	__u32 imi_page : 1;
	__u32 rsvd : 27;
	__u32 rsvd2;
	__u64 address;
	__u32 rsvd3 : 8;
	__u32 vmpl1_perms : 8;
	__u32 vmpl2_perms : 8;
	__u32 vmpl3_perms : 8;
	__u32 rsvd4;
} PSP_PACKED;

struct sev_data_snp_launch_finish {
	__u64 gctx_paddr;
	__u64 id_block_paddr;
	__u64 id_auth_paddr;
	__u64 id_block_en : 1;
	__u64 auth_key_en : 1;
	__u64 vcek_disabled : 1;
	__u64 rsvd : 61;
	__u8 host_data[32];
} PSP_PACKED;

#endif
