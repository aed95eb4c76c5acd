"""Every rule of `make headers_install`, on made-up kernels of a few files."""

from __future__ import annotations

import pytest

from abi.diagnostic import UapiError
from headers.sources.files import Directory
from headers.sources.kernel import Kernel, is_kernel
from headers.sources.kernel.generate import version_header

ASM_HEADERS = """\
PHONY := all
all:
src := $(srctree)/$(subst /generated,,$(obj))
syscall_abis_32  += common,32
syscalltbl := $(srctree)/scripts/syscall.tbl
syshdr-args := --emit-nr
-include $(srctree)/arch/$(SRCARCH)/kernel/Makefile.syscalls
include $(srctree)/scripts/Kbuild.include
-include $(kbuild-file)
syshdr := $(srctree)/scripts/syscallhdr.sh
ifneq ($(SRCARCH),um)
include $(srctree)/$(generic)/Kbuild
endif
redundant := $(sort $(foreach f, $(generic-y), $(if $(wildcard $(src)/$(f)),$(f))))
$(if $(redundant),\\
\t$(warning redundant: $(redundant)))
mandatory-y := $(filter-out $(generated-y), $(mandatory-y))
generic-y   += $(foreach f, $(mandatory-y), $(if $(wildcard $(src)/$(f)),,$(f)))
generic-y   := $(addprefix $(obj)/, $(generic-y))
syscall-y   := $(addprefix $(obj)/, $(syscall-y))
old-headers := $(wildcard $(obj)/*.h)
      cmd_wrap = echo "\\#include <asm-generic/$*.h>" > $@
      cmd_syshdr = $(CONFIG_SHELL) $(syshdr) $(syshdr-args) \\
\t--abis $(subst $(space),$(comma),$(strip $(syscall_abis_$*))) $< $@
all: $(generic-y) $(syscall-y)
\t@:
$(obj)/%.h: $(srctree)/$(generic)/%.h
\t$(call cmd,wrap)
$(obj)/unistd_%.h: $(syscalltbl) $(syshdr) FORCE
\t$(call if_changed,syshdr)
ifeq ($(old-headers),)
$(shell mkdir -p $(obj))
endif
"""

OWN_SYSCALLS = """\
uapi := arch/$(SRCARCH)/include/generated/uapi/asm
kapi := arch/$(SRCARCH)/include/generated/asm
$(shell mkdir -p $(uapi) $(kapi))
syshdr := $(srctree)/scripts/syscallhdr.sh
      cmd_syshdr = $(CONFIG_SHELL) $(syshdr) --abis $(abis) \\
\t$(if $(offset),--offset $(offset)) $< $@
$(uapi)/unistd_n32.h: abis := common,n32
$(uapi)/unistd_n32.h: offset := __NR_Linux
$(uapi)/unistd_n32.h: $(src)/syscall.tbl $(syshdr) FORCE
\t$(call if_changed,syshdr)
$(kapi)/unistd_nr.h: $(src)/syscall.tbl FORCE
\t$(call if_changed,sysnr)
made-y := unistd_n32.h
made-y := $(addprefix $(uapi)/, $(made-y))
PHONY += all
all: $(made-y) $(kapi)/unistd_nr.h
\t@:
"""

KERNEL = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION =\n",
    "scripts/Makefile.asm-headers": ASM_HEADERS,
    "scripts/syscall.tbl": "0 common read sys_read\n1 64 lost sys\n2 32 old sys\n3 32x odd sys\n",
    "include/uapi/Kbuild": (
        "ifeq ($(wildcard $(srctree)/arch/$(SRCARCH)/include/uapi/asm/kvm.h),)\n"
        "no-export-headers += linux/kvm.h\nendif\n"
    ),
    "include/uapi/asm-generic/Kbuild": "mandatory-y += types.h\nmandatory-y += errno.h\n",
    "include/uapi/asm-generic/types.h": "typedef int t;\n",
    "include/uapi/asm-generic/errno.h": "#define EPERM 1\n",
    "include/uapi/asm-generic/ucontext.h": "",
    "include/uapi/linux/types.h": "#include <asm/types.h>\n",
    "include/uapi/linux/kvm.h": "#ifdef __KERNEL__\nint a;\n#endif\nint b;\n",
    "include/uapi/linux/README": "no header",
    "include/uapi/top.h": "",
    "arch/new/include/uapi/asm/Kbuild": "syscall-y += unistd_32.h\n\ngeneric-y += ucontext.h\n",
    "arch/new/include/uapi/asm/kvm.h": "",
    "arch/new/kernel/Makefile.syscalls": "syscall_abis_32 +=\n",
    "arch/own/Makefile": "archheaders:\n\t$(Q)$(MAKE) $(build)=arch/own/kernel/syscalls all\n",
    "arch/own/include/uapi/asm/Kbuild": "generated-y += unistd_n32.h\n",
    "arch/own/include/uapi/asm/errno.h": "#define EPERM 2\n",
    "arch/own/kernel/syscalls/Makefile": OWN_SYSCALLS,
    "arch/own/kernel/syscalls/syscall.tbl": "# nr\n\n7\tn32\tpoll\tsys_poll\n8 o32 no sys\n",
    "arch/um/include/uapi/asm/Kbuild": "",
}


class InMemory:
    """`Files` of a dictionary."""

    def __init__(self, files):
        self.files = {name: text.encode() for name, text in files.items()}
        self.reads = 0

    def names(self, under=""):
        return sorted(n for n in self.files if n.startswith(f"{under}/" if under else ""))

    def read(self, names):
        self.reads += 1
        return {name: self.files[name] for name in names if name in self.files}


def changed(files):
    whole = {name: text for name, text in (KERNEL | files).items() if text is not None}
    return Kernel(InMemory(whole))


def test_a_kernel_is_known_by_its_makefile_and_headers(tmp_path):
    assert is_kernel(InMemory(KERNEL))
    assert not is_kernel(InMemory({"Makefile": KERNEL["Makefile"]}))
    assert not is_kernel(InMemory(KERNEL | {"Makefile": "all:\n"}))
    assert not is_kernel(Directory(tmp_path))


def test_architectures_are_those_that_export_headers():
    assert changed({}).architectures() == ("new", "own")
    assert changed({}).exports("new")
    assert not changed({}).exports("um")
    assert not changed({}).exports("../new")


def test_what_is_exported_lies_in_a_directory_and_is_a_header():
    assert sorted(changed({}).exported("new")) == [
        *("asm-generic/errno.h", "asm-generic/types.h", "asm-generic/ucontext.h"),
        *("asm/errno.h", "asm/kvm.h", "asm/types.h", "asm/ucontext.h", "asm/unistd_32.h"),
        *("linux/kvm.h", "linux/types.h", "linux/version.h"),
    ]


def test_mandatory_headers_are_wrapped_where_an_architecture_has_none():
    new, own = changed({}).exported("new"), changed({}).exported("own")
    assert new["asm/errno.h"] == b"#include <asm-generic/errno.h>\n"
    assert own["asm/errno.h"] == b"#define EPERM 2\n"
    assert new["asm/ucontext.h"] == b"#include <asm-generic/ucontext.h>\n"
    assert "asm/ucontext.h" not in own


def test_mandatory_headers_that_are_generated_are_not_wrapped():
    kbuild = {"include/uapi/asm-generic/Kbuild": "mandatory-y += unistd_n32.h\n"}
    assert b"__NR_poll" in changed(kbuild).exported("own")["asm/unistd_n32.h"]


def test_headers_that_an_architecture_does_not_export():
    one = changed({})
    assert "linux/kvm.h" not in one.exported("own")
    assert one.exported("new")["linux/kvm.h"] == b"int b;\n"


def test_headers_not_exported_are_named_below_their_directory_before_5_0():
    old = {
        "include/uapi/Kbuild": None,
        "include/uapi/linux/Kbuild": "no-export-headers += kvm.h\n",
    }
    assert "linux/kvm.h" not in changed(old).exported("new")


def test_single_headers_before_4_12_are_a_note():
    old = changed({"include/uapi/linux/Kbuild": "header-y += types.h\n"})
    old.exported("new")
    assert "before 4.12" in str(old.notes)


def test_numbers_from_the_common_table():
    assert changed({}).exported("new")["asm/unistd_32.h"].decode().split("\n") == [
        "#ifndef _ASM_UNISTD_32_H",
        "#define _ASM_UNISTD_32_H",
        "",
        "#define __NR_read 0",
        "#define __NR_old 2",
        "#define __NR_odd 3",  # grep looks at how an ABI begins
        "",
        "",
        "#endif /* _ASM_UNISTD_32_H */",
        "",
    ]


def test_a_table_that_is_a_link_is_the_common_one():
    linked = {"arch/new/kernel/Makefile.syscalls": "syscalltbl = arch/new/tools/syscall_%.tbl\n"}
    one = changed(linked)
    assert b"__NR_read 0" in one.exported("new")["asm/unistd_32.h"]
    own = changed({"arch/new/tools/syscall_32.tbl": "5 common five sys\n", **linked})
    assert b"__NR_five 5" in own.exported("new")["asm/unistd_32.h"]


def test_numbers_from_an_architecture_s_own_table():
    assert changed({}).exported("own")["asm/unistd_n32.h"].decode().split("\n") == [
        "#ifndef _ASM_UNISTD_N32_H",
        "#define _ASM_UNISTD_N32_H",
        "",
        "#define __NR_poll (__NR_Linux + 7)",
        "",
        "#endif /* _ASM_UNISTD_N32_H */",
        "",
    ]


S390 = """\
uapi := arch/$(ARCH)/include/generated/uapi/asm
syscall := $(src)/syscall.tbl
uapi: $(uapi)/unistd_64.h
filechk_syshdr = $(CONFIG_SHELL) '$(src)/syscalltbl' -H -a $(abi_$(basetarget)) -f "$2" < $<
abi_unistd_64 := common,64
$(uapi)/unistd_64.h: $(syscall) FORCE
\t$(call filechk,syshdr,$@)
"""


def test_numbers_of_s390():
    s390 = {
        "arch/own/Makefile": (
            "syscalls\t:= arch/own/kernel/syscalls\n"
            "archheaders:\n\t$(Q)$(MAKE) $(build)=$(syscalls) uapi\n"
        ),
        "arch/own/kernel/syscalls/Makefile": S390,
        "arch/own/kernel/syscalls/syscall.tbl": "10 64 ten s -\n9  common nine s s\n8 32 x s s\n",
    }
    assert changed(s390).exported("own")["asm/unistd_64.h"].decode().split("\n") == [
        "/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */",
        "#ifndef _ASM_S390_UNISTD_64_H",
        "#define _ASM_S390_UNISTD_64_H",
        "",
        "#define __NR_nine 9",
        "#define __NR_ten 10",
        "",
        "#endif /* _ASM_S390_UNISTD_64_H */",
        "",
    ]


BEFORE_5_14 = """\
uapi := arch/$(SRCARCH)/include/generated/uapi/asm
_dummy := $(shell [ -d '$(uapi)' ] || mkdir -p '$(uapi)') \\
\t  $(shell [ -d '$(uapi)' ] || mkdir -p '$(uapi)')
cmd_syshdr = '$(CONFIG_SHELL)' '$(src)/syscallhdr.sh' '$<' '$@' \\
\t'$(syshdr_abis_$(basetarget))' '$(syshdr_pfx_$(basetarget))' '$(syshdr_offset_$(basetarget))'
syshdr_abis_unistd_x := common,x
syshdr_offset_unistd_x := __BIT
syshdr_pfx_unistd_x := pre_
$(uapi)/unistd_x.h: $(src)/syscall.tbl
\t$(call if_changed,syshdr)
all: $(uapi)/unistd_x.h
"""


def test_numbers_of_scripts_before_5_14():
    old = {
        "arch/own/kernel/syscalls/Makefile": BEFORE_5_14,
        "arch/own/kernel/syscalls/syscall.tbl": "1 x one s\n2 y two s\n",
    }
    header = changed(old).exported("own")["asm/unistd_x.h"]
    assert b"#define __NR_pre_one (__BIT + 1)\n" in header
    assert b"two" not in header


def test_wrappers_checked_by_content():
    """Later kernels write a wrapper only when it changes."""
    script = ASM_HEADERS.replace(
        '      cmd_wrap = echo "\\#include <asm-generic/$*.h>" > $@',
        'filechk_wrap = echo "\\#include <asm-generic/$*.h>"',
    ).replace("$(call cmd,wrap)", "$(call filechk,wrap)")
    script = script.replace("$(wildcard $(obj)/*.h)", "$(shell test -d $(obj) && find $(obj))")
    exported = changed({"scripts/Makefile.asm-headers": script}).exported("new")
    assert exported["asm/errno.h"] == b"#include <asm-generic/errno.h>\n"


def test_the_script_s_name_before_6_11():
    old = {
        "scripts/Makefile.asm-headers": None,
        "scripts/Makefile.asm-generic": ASM_HEADERS,
    }
    assert "asm/types.h" in changed(old).exported("new")


def test_a_wrapper_of_nothing_is_left_out_with_a_note():
    one = changed({"arch/new/include/uapi/asm/Kbuild": "generic-y += none.h\n"})
    assert "asm/none.h" not in one.exported("new")
    assert [(note.header, note.message) for note in one.notes] == [
        ("asm/none.h", "not exported: it wraps asm-generic/none.h, which is not there")
    ]


def test_a_missing_table_leaves_a_header_out_with_a_note():
    one = changed({"arch/own/kernel/syscalls/syscall.tbl": None})
    assert "asm/unistd_n32.h" not in one.exported("own")
    assert "table arch/own/kernel/syscalls/syscall.tbl is not there" in str(one.notes)


def test_warnings_of_make_are_notes():
    one = changed({"arch/own/include/uapi/asm/Kbuild": "generic-y += errno.h\n"})
    assert one.exported("own")["asm/errno.h"] == b"#define EPERM 2\n"
    assert "redundant: errno.h" in str(one.notes)


def test_conditions_that_do_not_nest_stay_with_a_note():
    one = changed({"include/uapi/linux/kvm.h": "int __user a;\n#ifdef __KERNEL__\nint b;\n"})
    assert one.exported("new")["linux/kvm.h"] == b"int a;\n#ifdef __KERNEL__\nint b;\n"
    assert [(note.header, note.line) for note in one.notes] == [("include/uapi/linux/kvm.h", 3)]


def test_a_script_that_edits_otherwise_is_a_note():
    script = {"scripts/headers_install.sh": "sed -E -e '\n\ts/a/b/\n' $1\n"}
    one = changed(script)
    one.exported("new")
    assert [note.header for note in one.notes] == ["scripts/headers_install.sh"]
    old = changed(script | {"Makefile": KERNEL["Makefile"].replace("= 6", "= 5")})
    old.exported("new")
    assert old.notes == []


def test_an_architecture_that_is_not_there():
    with pytest.raises(UapiError, match=r"no headers in this kernel; it has new, own"):
        changed({}).exported("x86")
    with pytest.raises(UapiError, match="not the name of an architecture"):
        changed({}).exported("../../etc")


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (
            "arch/new/include/uapi/asm/Kbuild",
            "generic-y += ../../x.h\n",
            "not the name of a header",
        ),
        ("arch/new/include/uapi/asm/Kbuild", "include ../../../secret\n", "leaves the kernel tree"),
        ("arch/new/include/uapi/asm/Kbuild", "include /etc/passwd\n", "leaves the kernel tree"),
        ("arch/new/include/uapi/asm/Kbuild", "x := $(shell id)\n", "commands do not run here"),
        (
            "arch/new/kernel/Makefile.syscalls",
            "syscalltbl = ../../x.tbl\n",
            "leaves the kernel tree",
        ),
        ("arch/own/Makefile", "archheaders:\n\t./make-them\n", "recipe that is not known here"),
    ],
)
def test_untrusted_makefiles(file, text, message):
    one = changed({file: text})
    with pytest.raises(UapiError, match=message):
        one.exported(file.split("/")[1])


def test_a_command_that_is_not_known():
    odd = OWN_SYSCALLS.replace("$(CONFIG_SHELL) $(syshdr)", "awk -f x.awk")
    with pytest.raises(UapiError, match=r"unistd_n32\.h: made by a command that is not known here"):
        changed({"arch/own/kernel/syscalls/Makefile": odd}).exported("own")


def test_an_option_that_is_not_known():
    odd = OWN_SYSCALLS.replace("--abis", "--sort --abis")
    with pytest.raises(UapiError, match="made by a command that is not known here"):
        changed({"arch/own/kernel/syscalls/Makefile": odd}).exported("own")


def test_the_shared_part_is_read_once():
    files = InMemory(KERNEL)
    one = Kernel(files)
    one.exported("new")
    before = files.reads
    one.exported("own")
    assert files.reads - before <= 4


def test_version_header():
    clamped = b"VERSION = 5\nPATCHLEVEL = 10\nSUBLEVEL = 300\n\tif [ $(SUBLEVEL) -gt 255 ]\n"
    assert version_header(clamped).splitlines() == [
        b"#define LINUX_VERSION_CODE 330495",
        b"#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))",
    ]
    old = b"VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 0\n"
    assert version_header(old).splitlines() == [
        b"#define LINUX_VERSION_CODE 267008",
        b"#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + (c))",
    ]
    named = b"VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL =\n# LINUX_VERSION_MAJOR\n"
    assert version_header(named).splitlines()[2:] == [
        b"#define LINUX_VERSION_MAJOR 6",
        b"#define LINUX_VERSION_PATCHLEVEL 1",
        b"#define LINUX_VERSION_SUBLEVEL 0",
    ]
    with pytest.raises(UapiError, match="not a kernel tree"):
        version_header(b"all:\n")
