"""Random changes in random places, against what gcc says.

More of them with ``--hypothesis-profile=deep``, for half an hour.
"""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.properties import random_kinds
from tests.properties.test_changes_in_places import PARTS, wrong_in

pytestmark = pytest.mark.oracle

COUNT = 120
"""Combinations of one run of a compiler. They are independent, so that a failure shows those
that are wrong, and there is nothing to shrink."""


@pytest.mark.parametrize("target", PARTS)
@settings(phases=(Phase.generate,))
@given(seed=st.integers(0, 2**32 - 1))
def test_random_changes(target: str, seed: int) -> None:
    wrong = wrong_in(list(random_kinds.combinations(seed, COUNT)), target)
    assert not wrong, "\n".join(wrong)
