/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names, types and values. */
#ifndef UAPI_CASE_SEV_INIT2_PKVM_7_2_H
#define UAPI_CASE_SEV_INIT2_PKVM_7_2_H

#define KVM_VM_TYPE_ARM_PROTECTED (1UL << 31)

#endif
