/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Written for this comparison from facts about names and values. */
#ifndef UAPI_CASE_VM_TYPES_S390_H
#define UAPI_CASE_VM_TYPES_S390_H

#include <linux/ioctl.h>

#define KVMIO 0xAE
#define KVM_CREATE_VM _IO(KVMIO, 0x01)

#define KVM_VM_S390_UCONTROL 1

#endif
