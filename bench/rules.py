"""What judging costs beside the diff beneath it: processor time, on one processor."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from abi.rules.judge import judge
from abi.rules.registry import rules
from abi.rules.review import review_new
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import Reader
from headers.preprocess.engine import choose_engine
from headers.processors import VARIABLE
from headers.sources.spec import open_source
from reports.cli.differ import Surfaces, changes

COMMAND = (sys.executable, "-m", "reports.cli")
SHARE, ALL_RULES = 1.3, 0.5
"""`check` in `diff`s; seconds for 100 rules on the changes of a whole tree."""


def against_diff(old: str, new: str, environment: dict[str, str], cache: Path) -> None:
    """`check` beside `diff` as whole processes, cold and again; then the rules by themselves."""
    one = {**environment, VARIABLE: "1"}
    print(
        f"\n{'judging (processor time)':<38}{'diff s':>10}{'check s':>10}{'ratio':>10}{'limit':>8}"
    )
    works = (
        ("whole tree, one target, cold", ("diff",), True),
        ("diff -f json, which tells all values", ("diff", "-f", "json"), True),
        ("the same again", ("diff",), False),
    )
    for name, command, is_cold in works:
        words = (command, ("check",))
        diff, check = (_best(w, old, new, one, cache, is_cold=is_cold) for w in words)
        over = " over" if check / diff > SHARE else ""
        print(f"{name:<38}{diff:>10.2f}{check:>10.2f}{check / diff:>10.2f}{SHARE:>8}{over}")
    _by_themselves(old, new)


def _best(
    words: tuple[str, ...],
    old: str,
    new: str,
    environment: dict[str, str],
    cache: Path,
    *,
    is_cold: bool,
) -> float:
    command = (*COMMAND, *words, old, new, "-t", "x86_64", "-q", "-o", os.devnull)
    times = []
    for _ in range(2 if is_cold else 3):
        if is_cold:
            shutil.rmtree(cache / "uapi", ignore_errors=True)
        before = _spent()
        subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=False)
        times.append(_spent() - before)
    return min(times)


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _by_themselves(old: str, new: str) -> None:
    """All rules on changes that are known."""
    engine, nothing = choose_engine("auto"), Cache(enabled=False)
    a, b = (Reader(open_source(spec), TARGETS["x86_64"], engine, nothing) for spec in (old, new))
    made, _ = changes(Surfaces(a, b), nothing)
    surfaces = a.surface(), b.surface()
    limit = ALL_RULES / 100
    for family, work in (("compat", judge), ("design", review_new)):
        count = len(rules(family))
        start = time.process_time()
        work(made, *surfaces)  # type: ignore[operator]
        took = time.process_time() - start
        name = f"{count} {family} rules, {len(made):,} changes"
        over = " over" if took > count * limit else ""
        print(f"{name:<38}{'':>10}{took:>10.2f}{'':>10}{count * limit:>8.2f}{over}")
