"""Which kernel a verdict is about, for 32-bit programs: one of their own width, or a 64-bit one.

A 32-bit program may run on a 32-bit kernel, whose records are laid out as its own, or on a 64-bit
kernel, whose records are not where 64-bit types are aligned to 8 bytes there and to 4 here (i386).
Where a hole of the 64-bit layout got a name, members moved for the 32-bit program only: to where a
64-bit kernel always had them. There the old program was broken, and the new one works.
"""

from __future__ import annotations

import msgspec

from abi.change import ChangeKind
from abi.design.spans import Span, spans
from abi.layout import Layout
from abi.rules.finding import Finding, Verdict, Verdicts
from abi.rules.globs import is_like
from abi.rules.pair import Judged, Pair, safe
from abi.surface import Surface
from abi.target import TARGETS

_WIDE_ONLY: tuple[tuple[str, str], ...] = (
    ("struct kvm_sev_*", "KVM_AMD_SEV depends on X86_64"),
    ("struct kvm_tdx_*", "INTEL_TDX_HOST depends on X86_64"),
    ("struct sev_*", "CRYPTO_DEV_SP_PSP depends on X86_64"),
    ("struct snp_*", "SEV_GUEST depends on AMD_MEM_ENCRYPT, which depends on X86_64"),
    ("struct tdx_*", "INTEL_TDX_GUEST depends on X86_64"),
    ("struct sgx_*", "X86_SGX depends on X86_64"),
)
"""Records of interfaces that only 64-bit kernels have, with what says so: arch/x86/Kconfig,
arch/x86/kvm/Kconfig, drivers/crypto/ccp/Kconfig, drivers/virt/coco/*/Kconfig."""

_PLACES = (ChangeKind.SIZE, ChangeKind.ALIGNMENT, ChangeKind.MEMBER_MOVED)


def by_kernel(judged: Judged, pair: Pair) -> Finding:
    """The finding, with its verdicts about each kernel that a 32-bit program may run on, where
    its records are laid out now as a 64-bit kernel always had them."""
    finding, given = judged.finding, judged.finding.verdicts
    keys = dict.fromkeys(c.own for c in judged.covers if c.kind in _PLACES and pair.record(c.own))
    wide = _wide(pair) if keys and given is not None else None
    if given is None or wide is None or not all(_is_as_wide(key, pair, *wide) for key in keys):
        return finding
    known = [_only_wide(key) for key in keys if _is_as_long(key, *wide)]
    is_wide = len(known) == len(keys) and all(known)
    verdicts = _of_wide(given, known[0]) if is_wide else _of_both(given)
    return msgspec.structs.replace(finding, verdicts=verdicts)


def _wide(pair: Pair) -> tuple[Surface, Surface] | None:
    """Both sides as a 64-bit kernel lays them out; None where the target has no such kernel."""
    return pair.once(_wide_surfaces)


def _wide_surfaces(pair: Pair) -> tuple[Surface, Surface] | None:
    kernel = pair.new.target.compat_of
    if not kernel or TARGETS[kernel].bits <= pair.new.target.bits:
        return None
    target = TARGETS[kernel]
    return Surface(pair.old.declarations, target), Surface(pair.new.declarations, target)


def _is_as_wide(key: str, pair: Pair, old: Surface, new: Surface) -> bool:
    """Whether a 64-bit kernel has the members of both sides where it had them, and the 32-bit
    program has them there now and had not."""
    before, after, narrow = (_places(key, s) for s in (old, new, pair.new))
    there = set(after.values())  # a member may have another name, but it must not be gone
    is_kept = all(after.get(p, place) == place and place in there for p, place in before.items())
    had_other = _places(key, pair.old) != before or _size(key, pair.old) != _size(key, old)
    return bool(before) and is_kept and narrow == after and had_other


def _is_as_long(key: str, old: Surface, new: Surface) -> bool:
    """Whether a 64-bit kernel's record is as large as before."""
    return _size(key, old) == _size(key, new)


def _size(key: str, surface: Surface) -> int | None:
    layout = surface.layout(key)
    return layout.size if isinstance(layout, Layout) else None


def _places(key: str, surface: Surface) -> dict[str, tuple[object, ...]]:
    layout = surface.layout(key)
    found = spans(layout, surface) if isinstance(layout, Layout) else ()
    return {span.path: _place(span) for span in found}


def _place(span: Span) -> tuple[object, ...]:
    return span.offset, span.size, span.bits


def _only_wide(key: str) -> str:
    """Why only 64-bit kernels have a record; empty where others may."""
    return next((why for names, why in _WIDE_ONLY if is_like(key, names)), "")


def _of_wide(given: Verdicts, why: str) -> Verdicts:
    return Verdicts(
        safe(f"only 64-bit kernels have it ({why}), and always as it is now: an old 32-bit "
             "program was broken before"),
        safe(f"only 64-bit kernels have it ({why}), and always as it is now"),
        given.source,
    )  # fmt: skip


def _of_both(given: Verdicts) -> Verdicts:
    return Verdicts(
        _on_both(given.old_program_new_kernel, "an old program was broken there before"),
        _on_both(given.new_program_old_kernel, "a new program works there"),
        given.source,
    )


def _on_both(verdict: Verdict, on_wide: str) -> Verdict:
    if verdict.value == "safe":
        return verdict
    why = (
        f"on a 32-bit kernel, {verdict.reason}; "
        f"a 64-bit kernel always had its members where they are now: {on_wide}"
    )
    return msgspec.structs.replace(verdict, reason=why)
