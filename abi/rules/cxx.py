"""Reasons that are true of programs in C++ only."""

from __future__ import annotations

from abi.rules.finding import Verdict
from abi.rules.pair import Pair, breaks, depends


def in_cxx(reason: str, pair: Pair) -> Verdict:
    """What a recompile is where C takes it and C++ does not: it hangs on whether there are such
    programs, and breaks where the project says that there are (``[check] cxx``)."""
    return breaks(reason) if pair.is_cxx else depends(reason)
