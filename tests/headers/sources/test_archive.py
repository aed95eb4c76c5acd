from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import sys
import tarfile
import types
import zipfile

import pytest

from abi.diagnostic import UapiError
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.sources import archive as module
from headers.sources.archive import Archive
from headers.sources.magic import archive_kind
from headers.sources.spec import open_source
from reports.cli.main import main

X86, ARM64, M68K = TARGETS["x86_64"], TARGETS["arm64"], TARGETS["m68k"]
S = b"#include <asm/own.h>\nstruct s { struct own o; };\n"
OWN = b"struct own { int a; };\n"
FILES = {"linux/s.h": S, "asm/own.h": OWN, "README": b"\0 is no header"}


@pytest.fixture(autouse=True)
def own_cache_only(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def member(name, **fields):
    found = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(found, field, value)
    return found


def tar(files, links=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as whole:
        for name, content in files.items():
            whole.addfile(member(name, size=len(content)), io.BytesIO(content))
        for link in links:
            whole.addfile(link)
    return out.getvalue()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in files.items():
            whole.writestr(name, content)
    return out.getvalue()


def ar(parts):
    """ar(5): a header of 60 bytes before each part, parts at even places."""
    whole = b"!<arch>\n"
    for name, content in parts.items():
        whole += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode()
        whole += content + b"\n" * (len(content) % 2)
    return whole


def deb(data, name="data.tar.xz"):
    return ar({"debian-binary": b"2.0\n", "control.tar.xz": b"odd", name: data})


def put(tmp_path, content, name="archive"):
    (tmp_path / name).write_bytes(content)
    return str(tmp_path / name)


def size(spec, target=X86):
    return load(open_source(spec), target, cache=Cache(enabled=False)).layout("struct s").size


def refused(spec):
    with pytest.raises(UapiError) as caught:
        open_source(spec)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(spec)
    return str(caught.value)


KINDS = {
    "zip": zipped,
    "tar": tar,
    "gz": lambda files: gzip.compress(tar(files)),
    "bz2": lambda files: bz2.compress(tar(files)),
    "xz": lambda files: lzma.compress(tar(files)),
    "deb.xz": lambda files: deb(lzma.compress(tar(files))),
    "deb.gz": lambda files: deb(gzip.compress(tar(files)), "data.tar.gz"),
    "deb": lambda files: deb(tar(files), "data.tar"),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_known_by_content_and_not_by_name(tmp_path, kind):
    assert size(put(tmp_path, KINDS[kind](FILES), "s.h")) == 4


@every_kind
def test_the_same_as_in_a_directory(tmp_path, capsys, kind):
    for name in ("linux/s.h", "asm/own.h"):
        path = tmp_path / "plain" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(FILES[name])
    put(tmp_path, KINDS[kind](FILES))
    answers = []
    for spec in ("archive", "plain"):
        tree = open_source(spec)
        assert main(["snapshot", spec]) == 0
        snapshot = capsys.readouterr().out
        assert '"struct s"' in snapshot
        digest = load(tree, X86).declarations.digest
        answers.append((tree.headers(X86), digest, snapshot.replace(f'"{spec}"', '"SPEC"')))
    assert answers[0] == answers[1]


def test_a_header_is_no_archive(tmp_path):
    for content in (b"", b"PK is no magic", b"struct s { int a; };\n", b"\x1f"):
        assert archive_kind(tmp_path / put(tmp_path, content)) == ""


def test_wheel_of_ziglang(tmp_path):
    include = "ziglang/lib/libc/include"
    files = {
        f"{include}/any-linux-any/linux/s.h": S,
        f"{include}/x86-linux-any/asm/own.h": OWN,
        f"{include}/aarch64-linux-any/asm/own.h": b"struct own { int a, b; };\n",
        f"{include}/generic-glibc/asm/own.h": b"struct own { int a, b, c; };\n",
        "ziglang/lib/libc/musl/linux/s.h": b"",
        "ziglang-1.dist-info/METADATA": b"",
    }
    spec = put(tmp_path, zipped(files), "ziglang-1-py3-none-any.whl")
    assert (size(spec), size(spec, ARM64)) == (4, 8)
    tree = open_source(spec)
    assert [name for name, _ in tree.by_architecture] == ["arm64", "x86"]
    assert not (tree.roots[0].parent / "generic-glibc").exists()


def test_debian_packages(tmp_path):
    own = {"usr/include/x86_64-linux-gnu/asm/own.h": OWN, "usr/include/linux/s.h": S}
    assert size(put(tmp_path, deb(lzma.compress(tar({f"./{n}": c for n, c in own.items()}))))) == 4
    cross = "usr/m68k-linux-gnu/include"
    files = {f"./{cross}/linux/s.h": S, f"./{cross}/asm/own.h": OWN}
    assert size(put(tmp_path, deb(lzma.compress(tar(files))), "cross"), M68K) == 4


def test_a_debian_package_of_a_library(tmp_path):
    files = {
        "./usr/include/lib.h": S.replace(b"asm/own.h", b"lib/own.h"),
        "./usr/include/lib/own.h": OWN,
    }
    tree = open_source(put(tmp_path, deb(lzma.compress(tar(files)))))
    assert tree.headers(X86) == ("lib.h", "lib/own.h")
    beside = {**files, "./usr/share/lib/example.h": b""}
    tree = open_source(put(tmp_path, deb(lzma.compress(tar(beside))), "beside"))
    assert "usr/share/lib/example.h" in tree.headers(X86)


def test_a_debian_package_of_all_architectures(tmp_path):
    files = {
        "./usr/include/linux/s.h": S,
        "./usr/lib/linux/uapi/x86/asm/own.h": OWN,
        "./usr/lib/linux/uapi/arm64/asm/own.h": b"struct own { int a, b; };\n",
    }
    link = member(
        "./usr/include/x86_64-linux-gnu/asm",
        type=tarfile.SYMTYPE, linkname="../../lib/linux/uapi/x86/asm",
    )  # fmt: skip
    spec = put(tmp_path, deb(lzma.compress(tar(files, [link]))))
    assert (size(spec), size(spec, ARM64)) == (4, 8)


KERNEL = {
    "Makefile": b"VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\nEXTRAVERSION =\n",
    "include/uapi/linux/types.h": b"#include <asm/own.h>\ntypedef int __u32;\n",
    "include/uapi/linux/s.h": S + b"#ifdef __KERNEL__\nint hidden;\n#endif\n",
    "arch/x86/include/uapi/asm/own.h": OWN,
    "arch/arm64/include/uapi/asm/own.h": b"struct own { int a, b; };\n",
    "scripts/Makefile.asm-headers": b"",
    "drivers/big.h": b"not uAPI",
    "include/linux/internal.h": b"not uAPI",
}


@pytest.mark.parametrize("top", ["", "linux-6.12/"])
def test_a_kernel(tmp_path, top, monkeypatch):
    spec = put(tmp_path, lzma.compress(tar({top + n: c for n, c in KERNEL.items()})))
    os.utime(spec, (1, 1))
    monkeypatch.setattr("headers.sources.state.SETTLED", 0)
    assert (size(spec), size(spec, ARM64)) == (4, 8)
    tree = open_source(spec)
    assert tree.has_architecture(X86)
    assert not tree.has_architecture(M68K)
    assert tree.architecture() == "arm64, x86"
    names = ("linux/s.h", "linux/types.h", "linux/version.h", "asm/own.h")
    assert tuple(name for name in tree.headers(X86) if name in names) == names
    assert "asm/own.h" not in tree.headers(M68K)
    assert "variable hidden" not in list(load(tree, X86).keys())

    def unpack_again(*_):
        raise AssertionError

    monkeypatch.setattr(Archive, "__init__", unpack_again)
    assert size(spec, ARM64) == 8
    open_source(spec).search_path(TARGETS["riscv64"])  # of what was laid down


def test_a_kernel_is_the_same_in_any_form(tmp_path):
    for name, content in KERNEL.items():
        path = tmp_path / "plain" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    put(tmp_path, tar(KERNEL))
    digests = {load(open_source(spec), X86).declarations.digest for spec in ("archive", "plain")}
    assert len(digests) == 1
    assert size("plain/include/uapi/linux/s.h") == 4  # with the asm/ of x86


def test_only_what_can_be_needed_is_taken():
    wanted = [
        "linux-6.12/include/uapi/linux/kvm.h", "linux-6.12/arch/x86/include/uapi/asm/Kbuild",
        "linux-6.12/scripts/Makefile.asm-headers", "linux-6.12/scripts/syscall.tbl",
        "arch/s390/kernel/syscalls/syscalltbl", "usr/include/linux/kvm.h", "sound/asound.h",
        "linux-6.12/drivers/gpu/drm/amd/include/big.h", "linux-6.12/README", "tools/include/a.h",
    ]  # fmt: skip
    assert [module.is_wanted(name) for name in wanted] == [True] * 4 + [False, True, True] + [
        False
    ] * 3


@every_kind
@pytest.mark.parametrize("name", ["../x.h", "linux/../../x.h", "/etc/x.h", "/x.h", "linux/../x.h"])
def test_names_that_lead_out(tmp_path, kind, name):
    assert "leaves the archive; refused" in refused(
        put(tmp_path, KINDS[kind]({**FILES, name: b""}))
    )


@every_kind
def test_a_file_is_no_directory(tmp_path, kind):
    files = {"linux/s.h": S, "linux/s.h/t.h": b""}
    with pytest.raises(UapiError, match="a file and a directory at once"):
        open_source(put(tmp_path, KINDS[kind](files)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_in_it_twice(tmp_path):
    twice = [member("linux/s.h"), member("linux/./s.h")]
    assert "linux/s.h: stands in it twice" in refused(put(tmp_path, tar({}, twice)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        whole.writestr("linux/s.h", S)
        whole.writestr("linux/s.h", b"struct s { char c; };")
    assert "linux/s.h: stands in it twice" in refused(put(tmp_path, out.getvalue()))


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_devices(tmp_path, kind):
    spec = put(tmp_path, tar(FILES, [member("linux/device.h", type=kind)]))
    assert "linux/device.h: a device" in refused(spec)
    assert size(put(tmp_path, tar(FILES, [member("dev/console", type=kind)]), "other")) == 4


def test_links(tmp_path):
    put(tmp_path, b"struct secret { int a; };", "secret.h")
    links = [
        member("linux/out.h", type=tarfile.SYMTYPE, linkname="../../secret.h"),
        member("linux/hard.h", type=tarfile.LNKTYPE, linkname=str(tmp_path / "secret.h")),
        member("linux/same.h", type=tarfile.LNKTYPE, linkname="linux/s.h"),
    ]
    tree = open_source(put(tmp_path, tar(FILES, links)))
    assert tree.headers(X86) == ("linux/s.h", "linux/same.h", "asm/own.h")
    assert tree.notes == ("links and submodules are not followed: linux/hard.h, linux/out.h",)


def test_a_link_in_a_zip(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        whole.writestr("linux/s.h", S)
        link = zipfile.ZipInfo("linux/out.h")
        link.external_attr = 0o120777 << 16
        whole.writestr(link, "../../secret.h")
    tree = open_source(put(tmp_path, out.getvalue()))
    assert tree.headers(X86) == ("linux/s.h",)
    assert tree.notes


def noise(count):
    """Text that hardly compresses."""
    return os.urandom(count // 2).hex().encode()


@every_kind
def test_cut_off_anywhere(tmp_path, kind):
    whole = KINDS[kind]({**FILES, "linux/z.h": noise(6000)})
    end = len(whole) if kind != "tar" else 10240 - 1024
    places = [*range(600, end, 509), *((len(whole) - 30,) if kind != "tar" else ())]
    for place in places:
        message = refused(put(tmp_path, whole[:place]))
        assert "cut off" in message or "damaged" in message, (place, message)


def test_a_tar_cut_off_between_members(tmp_path):
    whole = tar(FILES)
    assert "cut off: it does not end" in refused(put(tmp_path, whole[: 2 * 1024]))


def test_damage_is_seen(tmp_path):
    whole = bytearray(tar(FILES))
    whole[1024 + 150] ^= 0xFF  # the second member's checksum
    assert "a member's header cannot be read" in refused(put(tmp_path, bytes(whole)))


@every_kind
def test_damage_anywhere_is_no_crash(tmp_path, kind):
    import random

    whole = KINDS[kind](FILES)
    dice = random.Random(1)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        put(tmp_path, bytes(damaged))
        with contextlib.suppress(UapiError):
            open_source("archive")


@every_kind
def test_limits(tmp_path, monkeypatch, kind):
    spec = put(tmp_path, KINDS[kind]({**FILES, "linux/big.h": b"x" * 5000}))
    with monkeypatch.context() as patch:
        patch.setattr(module, "FILE_LIMIT", 4999)
        assert "linux/big.h: larger than" in refused(spec)
    with monkeypatch.context() as patch:
        patch.setattr(module, "MEMBERS", 3)
        assert "more than 3 members" in refused(spec)
    with monkeypatch.context() as patch:
        patch.setattr(module, "KEPT", 5000)
        assert "MiB of headers; refused" in refused(spec)
    assert size(spec) == 4


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "deb.xz"])
def test_a_bomb_by_patched_limits(tmp_path, monkeypatch, kind):
    spec = put(tmp_path, KINDS[kind]({**FILES, "zeros": bytes(1 << 22)}))
    monkeypatch.setattr(module, "FREE", 1 << 16)
    assert "unpacks to more than 250 times its size" in refused(spec)


def test_a_bomb_of_ten_gigabytes(tmp_path):
    """1.5 MB of xz that are 10 GiB of zeros; a fraction is unpacked, and nothing kept."""
    header = member("zeros", size=10 << 30).tobuf()
    zeros = lzma.compress(bytes(64 << 20))
    spec = put(tmp_path, lzma.compress(header) + zeros * 160)
    assert os.stat(spec).st_size < 2 << 20
    assert "unpacks to more than 250 times its size" in refused(spec)


def test_a_sparse_member(tmp_path):
    """A header that claims 10 GiB in the archive's directory, with no bytes behind it."""
    header = member("linux/sparse.h", size=10 << 30).tobuf()
    assert "linux/sparse.h: larger than 16 MiB" in refused(put(tmp_path, header + bytes(10240)))


def test_a_zip_that_lies_about_sizes(tmp_path):
    whole = bytearray(zipped({"linux/s.h": b"x" * 100_000}))
    entry = whole.index(b"PK\x01\x02")
    whole[entry + 24 : entry + 28] = (10).to_bytes(4, "little")  # 4.3.12: uncompressed size
    message = refused(put(tmp_path, bytes(whole)))
    assert "damaged" in message


def test_an_encrypted_zip(tmp_path):
    whole = bytearray(zipped({"linux/s.h": S}))
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    assert "linux/s.h: encrypted" in refused(put(tmp_path, bytes(whole)))


def test_an_xz_that_wants_too_much_memory(tmp_path):
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6}]
    whole = bytearray(lzma.compress(tar(FILES), filters=filters))
    header = bytes(whole[12:24])
    assert header[2] == 0x21  # LZMA2; the byte after its size says how large the dictionary is
    whole[12 + 4] = 39  # 3 GiB (The .xz File Format 5.3.1)
    import zlib

    length = (whole[12] + 1) * 4
    whole[12 + length - 4 : 12 + length] = zlib.crc32(whole[12 : 12 + length - 4]).to_bytes(
        4, "little"
    )
    assert "damaged or cut off: Memory usage limit" in refused(put(tmp_path, bytes(whole)))


ZSTD = b"\x28\xb5\x2f\xfd"


def test_zstd_without_a_module_says_what_to_do(tmp_path, monkeypatch):
    for name in ("compression.zstd", "backports.zstd", "pyzstd", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    for content in (ZSTD, deb(ZSTD, "data.tar.zst")):
        assert "zstd needs Python 3.14" in refused(put(tmp_path, content))


@pytest.mark.parametrize("name", ["backports.zstd", "pyzstd", "zstandard"])
def test_zstd_with_a_module(tmp_path, monkeypatch, name):
    """The modules' interfaces; what they unpack is not our work."""
    for other in ("compression.zstd", "backports.zstd", "pyzstd", "zstandard"):
        monkeypatch.setitem(sys.modules, other, None)

    def unpack(file, **_):
        assert file.read(4) == ZSTD
        return io.BytesIO(file.read())

    fake = types.ModuleType(name)
    fake.ZstdFile = unpack
    fake.ZstdDecompressor = lambda: types.SimpleNamespace(stream_reader=unpack)
    if "." in name:
        monkeypatch.setitem(sys.modules, "backports", types.ModuleType("backports"))
    monkeypatch.setitem(sys.modules, name, fake)
    assert size(put(tmp_path, ZSTD + tar(FILES))) == 4
    assert size(put(tmp_path, deb(ZSTD + tar(FILES), "data.tar.zst"), "deb")) == 4


def test_other_compressions(tmp_path):
    assert "in a way not known here (lzma)" in refused(
        put(tmp_path, deb(b"?" * 600, "data.tar.lzma"))
    )


def test_an_ar_that_is_no_package(tmp_path):
    assert "no data.tar in it" in refused(put(tmp_path, ar({"x.o": b"123"})))


@every_kind
def test_nothing_in_it(tmp_path, kind):
    assert "no header files" in refused(put(tmp_path, KINDS[kind]({"README": b"x"})))


@every_kind
def test_odd_names(tmp_path, kind):
    names = ["linux/with space.h", "linux/new\nline.h", "linux/é.h"]
    tree = open_source(put(tmp_path, KINDS[kind]({**FILES, **dict.fromkeys(names, b"")})))
    assert set(names) <= set(tree.headers(X86))


def test_an_archive_that_was_changed_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr("headers.sources.state.SETTLED", 0)
    assert size(put(tmp_path, tar(FILES))) == 4
    assert size(put(tmp_path, tar({**FILES, "asm/own.h": b"struct own { char c; };"}))) == 1
