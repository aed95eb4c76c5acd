"""How many processors this process may use."""

from __future__ import annotations

import os

VARIABLE = "UAPI_JOBS"
"""Environment variable: use no more than this many. Processes that share work set it to 1."""


def available() -> int:
    """Processors for this process."""
    limit = os.environ.get(VARIABLE, "")
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return min(found, int(limit)) if limit.isdecimal() and int(limit) else found
