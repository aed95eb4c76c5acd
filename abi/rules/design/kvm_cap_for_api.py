"""New KVM ioctls that programs cannot ask for."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import IoctlSubject

_KVMIO = 0xAE


@lint("kvm-cap-for-api", on="ioctl", severity="warning")
def kvm_cap_for_api(ioctl: IoctlSubject) -> Iterator[Finding]:
    """A KVM ioctl is new, and no new capability tells programs of it."""
    if ioctl.ioctl.code.type != _KVMIO or ioctl.name not in ioctl.scope.new_names:
        return
    if not any(name.startswith("KVM_CAP_") for name in ioctl.scope.new_names):
        yield ioctl.finding("a new ioctl and no new KVM_CAP_*: programs have to try it")
