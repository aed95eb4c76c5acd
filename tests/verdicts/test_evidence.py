"""Evidence is of the thing that it speaks of, or it is none."""

from __future__ import annotations

import pytest

from abi.rules.said import asks_for_zero
from tests.rules.pages import compared, lines
from tests.verdicts.rows import TYPES, Row, findings, row, said


def _of(header: str, old: str, new: str, *found: str) -> Row:
    """A row about a header of a name: conventions hold for some."""
    return Row(f"@ {header}\n{TYPES}{old}", f"@ {header}\n{TYPES}{new}", tuple(sorted(found)))


SYNC = """
/** struct drm_foo_sync - one of several */
struct drm_foo_sync { __u32 handle, flags;@ };
/** struct drm_foo_exec - what to run */
struct drm_foo_exec {
	__u32 count, pad;
	/** @syncs: pointer to struct drm_foo_sync array */
	__u64 syncs;
};
#define DRM_FOO_EXEC _IOW('d', 0x41, struct drm_foo_exec)
"""
BARE = "struct {0} {{ __u32 a, b;@ }};\n"
WITHIN = "struct u32_key { __u32 a, b;@ }; struct u32_sel { __u32 n; struct u32_key keys[]; };"

GROWN = {
    "an element of an array that DRM walks": (
        "drm/foo_drm.h", SYNC, "record-grown struct drm_foo_sync breaks breaks safe",
    ),
    "DRM's argument itself": (
        "drm/foo_drm.h",
        BARE.format("drm_foo") + "#define X _IOW('d', 0x41, struct drm_foo)\n",
        "record-grown struct drm_foo safe safe safe",
    ),
    "an element of DRM's argument": (
        "drm/foo_drm.h",
        BARE.format("drm_foo") + "#define X _IOW('d', 0x41, struct drm_foo[4])\n",
        "record-grown struct drm_foo depends depends safe",
    ),
    "DRM's argument, which is behind an address, too": (
        "drm/foo_drm.h",
        BARE.format("drm_foo") + "struct drm_all { __u32 n; struct drm_foo *all; };\n"
        "#define X _IOW('d', 1, struct drm_foo)\n",
        "record-grown struct drm_foo depends depends safe",
    ),
    "DRM's argument, of which there are arrays, too": (
        "drm/foo_drm.h",
        BARE.format("drm_foo") + "struct drm_all {\n __u32 n, pad;\n"
        " /** @all: array of struct drm_foo */\n __u64 all;\n};\n"
        "#define X _IOW('d', 1, struct drm_foo)\n",
        "record-grown struct drm_foo depends depends safe",
    ),
    "a verb's message that is behind an address, too": (
        "rdma/foo-abi.h",
        BARE.format("foo_create_resp") + "struct foo_all { struct foo_create_resp *all; };\n",
        "record-grown struct foo_create_resp depends depends safe",
    ),
    "a record of DRM's that is no argument": (
        "drm/foo_drm.h", BARE.format("drm_foo_info"),
        "record-grown struct drm_foo_info depends depends safe",
    ),
    "a verb's message": (
        "rdma/foo-abi.h", BARE.format("foo_create_qp_resp"),
        "record-grown struct foo_create_qp_resp safe safe safe",
    ),
    "an element of a queue in shared memory": (
        "rdma/foo-abi.h", BARE.format("foo_send_wqe"),
        "record-grown struct foo_send_wqe depends depends safe",
    ),
    "a netlink attribute": (
        "linux/pkt_cls.h", BARE.format("tc_foo_stats"),
        "record-grown struct tc_foo_stats safe safe safe",
    ),
    "an element within a netlink attribute": (
        "linux/pkt_cls.h", WITHIN, "record-grown struct u32_key breaks breaks safe",
    ),
    "the head of a netlink message": (
        "linux/rtnetlink.h", BARE.format("foomsg"),
        "record-grown struct foomsg depends depends safe",
    ),
    "a record that has the size member of which the document speaks": (
        "linux/vfio.h", "struct vfio_foo { __u32 argsz, flags;@ };",
        "record-grown struct vfio_foo safe safe safe",
    ),
    "a record beside it that has none": (
        "linux/vfio.h", BARE.format("vfio_area"),
        "record-grown struct vfio_area depends depends safe",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GROWN)
def test_conventions(name):
    header, text, expected = GROWN[name]
    old, new = (f"@ {header}\n{TYPES}{text.replace('@', m)}" for m in ("", " __u64 more;"))
    assert lines(compared((old, new), ("x86_64",)), ("x86_64",)) == (expected,)


RESERVED = "struct args { __u32 flags, mode; __u32 reserved[2]; };\n"
TAKEN = "struct args { __u32 flags, mode, @, reserved; };\n"

ROWS = {
    "a flag of this record's flags": row(
        RESERVED, TAKEN.replace("@", "depth") + "#define ARGS_DEPTH (1 << 3)",
        "names-added text.h safe safe safe", "reserved-reused struct args.depth safe safe safe",
    ),
    "a flag of another record": row(
        RESERVED + "struct other { __u32 flags; };",
        TAKEN.replace("@", "depth") + "struct other { __u32 flags; };\n"
        "#define OTHER_DEPTH (1 << 3)",
        "names-added text.h safe safe safe",
        "reserved-reused struct args.depth depends depends safe",
    ),
    "the end of a list": row(
        RESERVED, TAKEN.replace("@", "depth") + "enum { ARGS_FLAT, ARGS_DEPTH, ARGS_DEPTH_MAX };",
        "names-added text.h safe safe safe",
        "reserved-reused struct args.depth depends depends safe",
    ),
    "a record without flags": row(
        RESERVED.replace("flags", "kind"),
        TAKEN.replace("@", "depth").replace("flags", "kind") + "#define ARGS_DEPTH (1 << 3)",
        "names-added text.h safe safe safe",
        "reserved-reused struct args.depth depends depends safe",
    ),
    "only an ioctl reads it": row(
        RESERVED + "#define X _IOR('x', 1, struct args)",
        TAKEN.replace("@", "depth") + "#define X _IOR('x', 1, struct args)",
        "reserved-reused struct args.depth safe depends safe",
    ),
    "an ioctl with a parameter writes it": row(
        RESERVED + "#define X _IOR('x', 1, struct args)\n#define Y(n) _IOW('x', n, struct args)",
        TAKEN.replace("@", "depth")
        + "#define X _IOR('x', 1, struct args)\n#define Y(n) _IOW('x', n, struct args)",
        "reserved-reused struct args.depth depends depends safe",
    ),
    "another ioctl writes a record with it inside": row(
        RESERVED + "#define X _IOR('x', 1, struct args)\n"
        "struct more { struct args a; __u32 b; };\n#define Y _IOW('x', 2, struct more)",
        TAKEN.replace("@", "depth") + "#define X _IOR('x', 1, struct args)\n"
        "struct more { struct args a; __u32 b; };\n#define Y _IOW('x', 2, struct more)",
        "reserved-reused struct args.depth depends depends safe",
    ),
    "a comment says that the kernel writes it": row(
        RESERVED, "struct args {\n __u32 flags, mode;\n /* out: how deep */\n __u32 depth;\n"
        " __u32 reserved;\n};",
        "reserved-reused struct args.depth safe depends safe",
    ),
    "a heading says so": row(
        RESERVED, "struct args {\n /* In */\n __u32 flags, mode;\n /* Out */\n __u32 depth;\n"
        " __u32 reserved;\n};",
        "reserved-reused struct args.depth safe depends safe",
    ),
    "a neighbour had to be zero": row(
        "struct before {\n __u32 a;\n __u32 reserved; /* must be zero */\n};\n" + RESERVED,
        "struct before {\n __u32 a;\n __u32 reserved; /* must be zero */\n};\n"
        + TAKEN.replace("@", "depth"),
        "reserved-reused struct args.depth depends depends safe",
    ),
    "another member had to be zero": row(
        "struct args {\n __u32 flags; /* must be zero */\n __u32 mode;\n __u32 reserved[2];\n};",
        "struct args {\n __u32 flags; /* must be zero */\n __u32 mode, depth, reserved;\n};",
        "reserved-reused struct args.depth depends depends safe",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(name):
    assert said(ROWS[name]) == ROWS[name].found


DEMANDS = (
    "must be zero", "must be zeroed", "must be initialized to zero", "has to be zeroed",
    "should be set to 0", "must all be zero", "set to zero", "Must be set\n\t * to zero.", "MBZ",
    "shall be zero", "needs to be 0", "to be zeroed out by the caller", "must be cleared",
    "for future use, must be initialised with zeros",
)  # fmt: skip
NO_DEMANDS = (
    "indices start at 0", "0 is the default", "zero-based index", "must be 0x10", "may be zero",
    "non-zero where it is used", "must be 0.5 of it", "returns zero",
    "should not be set to zero", "must be zero-terminated", "low 8 bits must be zero",
    "must be zero on output", "if not used, must be zero", "must be zero since v2",
    "MBZ except on PPC", "never checked. Must be zero?",
    "set to zero by the kernel", "set to 0 by driver", "will be zero", "must be zero or one",
    "must be zero, not checked", "must be zero before v2, now unused", "was required to be zero",
)  # fmt: skip


@pytest.mark.parametrize("text", DEMANDS)
def test_what_asks_for_zero(text):
    assert asks_for_zero(text)
    old = f"struct args {{\n __u32 flags, mode;\n __u32 reserved[2]; /* {text} */\n}};"
    new = "struct args {\n __u32 flags, mode, depth;\n __u32 reserved;\n};"
    expected = ("reserved-reused struct args.depth safe depends safe",)
    assert said(row(old, new)) == expected


@pytest.mark.parametrize("text", NO_DEMANDS)
def test_what_does_not(text):
    assert not asks_for_zero(text)


def test_kernel_doc_is_a_members_own_words():
    doc = "/**\n * struct args - of a call\n * @mode: how\n * @reserved: must be zero\n */\n"
    found = said(row(doc + RESERVED, doc + TAKEN.replace("@", "depth")))
    assert found == ("reserved-reused struct args.depth safe depends safe",)


WITH_PAD = "struct cmd { __u32 id; __u32 pad; };\n"
WITH_MODE = "struct cmd { __u32 id; __u32 mode; };\n"


@pytest.mark.parametrize(
    ("ioctl", "may_be_given"),
    [("", True), ("#define X _IOWR('x', 1, struct cmd)\n", True),
     ("#define X _IOW('x', 1, struct cmd)\n", False)],
)  # fmt: skip
def test_who_writes_is_left_open_where_it_is_unknown(ioctl, may_be_given):
    """A record behind a pointer, or an ``_IOWR``: the kernel may be the one that writes."""
    (found,) = findings(row(WITH_PAD + ioctl, WITH_MODE + ioctl))
    assert found.verdicts.old_program_new_kernel.reason == (
        f"safe if {'the kernel only writes it, or ' if may_be_given else ''}"
        "programs had to set pad to zero; the header does not say"
    )
    ignored = found.verdicts.new_program_old_kernel.reason
    assert ("where it writes that" in ignored) == may_be_given
