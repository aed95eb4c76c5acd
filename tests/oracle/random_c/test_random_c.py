"""Random headers, judged by every compiler of a target.

More of them with ``--hypothesis-profile=deep``, for half an hour.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abi.target import TARGETS
from tests.abi.test_layout import by_all
from tests.oracle.judge import by_gcc, head_of
from tests.oracle.random_c import declarations, expressions

pytestmark = pytest.mark.oracle

_NAMES = (
    "x86_64", "i386", "arm", "arm64", "s390x", "powerpc64", "m68k", "mips", "riscv64",
    "sparc64", "hexagon", "xtensa",
)  # fmt: skip
_ASKED = [name for name in _NAMES if name in TARGETS and TARGETS[name].judge]


_TEXTS = st.builds(
    "{}{}{}".format,
    declarations.headers(),
    st.just(expressions.HEAD),
    st.lists(expressions.EXPRESSIONS, min_size=1, max_size=40).map(head_of),
)


@pytest.mark.parametrize("target", _ASKED)
@given(text=_TEXTS)
def test_random_headers(target: str, clang: str, text: str) -> None:
    for place, found in enumerate(by_all(text, target, clang)):
        said = "\n".join(found.faults)
        assert not found.faults, f"{target}, compiler {place}:\n{said}\n{text}"


@pytest.mark.parametrize("target", ["x86_64", "i386", "m68k", "powerpc64"])
@given(text=declarations.wild_headers())
def test_random_headers_as_gcc_reads_them(target: str, clang: str, text: str) -> None:
    found = by_gcc(text, TARGETS[target], clang)
    said = "\n".join(found.faults)
    assert not found.faults, f"{target}:\n{said}\n{text}"
