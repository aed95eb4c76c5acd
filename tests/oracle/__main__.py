"""Print how uapi and the compilers agree about the KVM headers: ``python -m tests.oracle``."""

from __future__ import annotations

import shutil
import sys

from abi.target import TARGETS
from tests.header_trees import VERSIONS, header_tree
from tests.oracle.compare import check

_CLANGS = ("clang-22", "clang-21", "clang-20", "clang-19", "clang-18", "clang-17", "clang")


def main() -> int:
    """Print a table, and what differs; 1 when anything does."""
    clang = next(filter(None, map(shutil.which, _CLANGS)), None)
    gcc = shutil.which("gcc")
    if clang is None or gcc is None:
        print("clang and gcc are needed", file=sys.stderr)
        return 2
    columns = ("records", "members", "typedefs", "enumerators", "macros")
    ends = ("wrong", "missing", "unevaluated")
    print(f"{'Linux':8}{'target':11}{'compiler':10}", *(f"{c:>11}" for c in columns + ends))
    faults: list[str] = []
    for version in VERSIONS:
        for target in TARGETS.values():
            for name, result in check(header_tree(version), target, clang, gcc).items():
                numbers = [result.counts[c] for c in columns]
                numbers += [len(result.wrong), len(result.missing), len(result.unevaluated)]
                row = " ".join(f"{n:11}" for n in numbers)
                print(f"{version:8}{target.name:11}{name:10}", row)
                faults += [f"{version} {target.name} {name}: {f}" for f in result.faults]
    print(*faults[:200], sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
