"""One capability for each flag."""

from __future__ import annotations

from collections.abc import Iterator

from abi.rules.finding import Finding
from abi.rules.rule import lint
from abi.rules.subject import MacroSubject


@lint("kvm-cap-not-per-flag", on="macro", severity="note")
def kvm_cap_not_per_flag(macro: MacroSubject) -> Iterator[Finding]:
    """A KVM capability stands for a single flag of an object."""
    head, _, rest = macro.name.partition("KVM_CAP_")
    words = rest.split("_") if not head else []
    for place in range(1, len(words)):
        owner, flag = "_".join(words[:place]), "_".join(words[place:])
        found = _flag(owner, flag, macro)
        if found:
            yield macro.finding(f"stands for {found} only; KVM_CAP_{owner}_FLAGS tells them all")
            return


def _flag(owner: str, flag: str, macro: MacroSubject) -> str:
    """The flag of that name, if the header has one."""
    names = (f"{p}{owner}_{f}_{flag}" for p in ("", "KVM_") for f in ("FLAG", "FLAGS"))
    return next((n for n in names if macro.surface.declarations.macro(n) is not None), "")
