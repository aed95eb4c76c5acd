"""All records, enumerators and constants of the KVM headers, as clang and gcc have them."""

from __future__ import annotations

import pytest

from abi.target import TARGETS
from tests.conftest import Trees
from tests.header_trees import VERSIONS
from tests.oracle.compare import check

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("target", TARGETS)
def test_compilers_agree(
    version: str, target: str, trees: Trees, clang: str, gcc: str, own_cache: object
) -> None:
    for name, found in check(trees(version), TARGETS[target], clang, gcc).items():
        assert not found.faults, name
        assert found.counts["records"] > 50
        assert found.counts["members"] > 300
        assert found.counts["enumerators"] > 50
        assert found.counts["macros"] > 500
