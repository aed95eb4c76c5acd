"""How many processors this process may use."""

from __future__ import annotations

import os

VARIABLE = "UAPI_JOBS"
"""Environment variable: use no more than this many. Processes that share work set it to 1."""


_LIMITS: list[int] = []
"""What the user asked for, if anything."""


def limit(processes: int | None) -> None:
    """From now on no more than this many processes share work; None: one a processor."""
    _LIMITS[:] = [processes] if processes else []


def available() -> int:
    """Processors for this process."""
    text = os.environ.get(VARIABLE, "")
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    own = [int(text)] if text.isdecimal() and int(text) else []
    return min([found, *own, *_LIMITS])
