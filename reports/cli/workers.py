"""The same work for many targets, on all processors."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Sequence
from typing import TypeVar

from abi.target import Target
from headers.child import Child, can_share
from headers.processors import available, limit

T = TypeVar("T")


def for_each(targets: Sequence[Target], work: Callable[[Target], T], jobs: int | None) -> list[T]:
    """What `work` makes of every target, in their order.

    The targets are dealt to `jobs` processes (None: one a processor), which
    remember from one target to the next what these have in common.

    Raises:
        UapiError: what the work of a target raised.
    """
    limit(jobs)
    count = min(jobs or available(), len(targets))
    if count <= 1 or not can_share():
        return _all(work, targets)
    children: list[Child[list[T]]] = []
    try:
        for n in range(count):
            children.append(Child(functools.partial(_all, work, targets[n::count])))
        answers = [child.result() for child in children]
    except BaseException:
        for child in children:
            child.kill()
        raise
    return [answers[place % count][place // count] for place in range(len(targets))]


def _all(work: Callable[[Target], T], targets: Sequence[Target]) -> list[T]:
    results: list[T] = []
    for target in targets:
        if results:
            gc.collect()  # surfaces are full of circles, and the collector is off
            gc.freeze()  # what is left serves the next target: not to be looked through again
        results.append(work(target))
    return results
