/* uapi's stand-in for <linux/stddef.h>: only what kernel headers use of it. */
#ifndef UAPI_SHIM_LINUX_STDDEF_H
#define UAPI_SHIM_LINUX_STDDEF_H
#define __struct_group_tag(TAG) TAG
#define __struct_group(TAG, NAME, ATTRS, MEMBERS...) \
	union { \
		struct { MEMBERS } ATTRS; \
		struct __struct_group_tag(TAG) { MEMBERS } ATTRS NAME; \
	} ATTRS
#define __DECLARE_FLEX_ARRAY(TYPE, NAME) \
	struct { \
		struct { } __empty_ ## NAME; \
		TYPE NAME[]; \
	}
#define __counted_by(m)
#define __counted_by_le(m)
#define __counted_by_be(m)
#endif
