/* For targets without an asm/kvm.h (arm, since Linux 5.7): what linux/kvm.h cannot do without. */
#ifndef STAND_IN_ASM_KVM_H
#define STAND_IN_ASM_KVM_H 1

#include <linux/types.h>

struct kvm_debug_exit_arch {
	__u32 hsr;
	__u64 far;
};

struct kvm_guest_debug_arch {
	__u64 dbg_bcr[3];
	__u8 count;
};

struct kvm_sync_regs {
	__u64 device_irq_level;
};

#endif
