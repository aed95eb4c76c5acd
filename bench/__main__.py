"""``python -m bench``: how long the commands take, as whole processes, beside peers.

Figures of one run on one machine: quote the ratios. ``--fast`` makes one run
of each and needs no header tree; CI uses it to see that the bench works.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from abi.target import TARGETS
from bench.growth import growth
from bench.peer import check_uapi, is_installed
from bench.rules import against_diff
from headers.read import SHIM
from headers.sources.spec import open_source

UAPI = (sys.executable, "-m", "reports.cli")
COMMANDS = (
    "show", "diff", "compare", "gen", "verify", "snapshot", "decode", "targets", "cache",
    "completion",
)  # fmt: skip


class Work(NamedTuple):
    """A command to time, and what it may take (seconds)."""

    name: str
    command: Sequence[str]
    limit: float | None = None
    is_cold: bool = False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tree", help="a header tree, as 'uapi show' takes it (default: system)")
    parser.add_argument("--old", help="an older header tree, to time a diff")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--fast", action="store_true", help="one run, without a header tree")
    options = parser.parse_args()
    runs = 1 if options.fast else options.runs
    with tempfile.TemporaryDirectory(prefix="uapi-bench-") as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled modules
        environment.pop("PYTHONUNBUFFERED", None)
        _table(_works(options), runs, environment, Path(cache))
        _imports(environment)
        if options.old and not options.fast and is_installed():
            _against_check_uapi(options.old, options.tree or "system", environment, Path(cache))
        if options.old and not options.fast:
            against_diff(options.old, options.tree or "system", environment, Path(cache))
        if options.old and not options.fast:
            growth(options.old, options.tree or "system", _from_empty(environment, Path(cache)))
    return 0


def _from_empty(
    environment: dict[str, str], cache: Path
) -> Callable[[Sequence[Sequence[str]]], float]:
    """How to time commands one after the other, the first with an empty cache."""

    def time_all(commands: Sequence[Sequence[str]]) -> float:
        works = [Work("", (*UAPI, *words), is_cold=n == 0) for n, words in enumerate(commands)]
        return sum(_time(work, environment, cache) for work in works)

    return time_all


def _works(options: argparse.Namespace) -> list[Work]:
    works = [
        Work("python -c pass (peer)", (sys.executable, "-c", "pass")),
        Work("uapi --help", (*UAPI, "--help"), 0.15),
        Work(
            "uapi compare mem-enc-op -f html", (*UAPI, "compare", "mem-enc-op", "-f", "html"), 1.0
        ),
    ]
    if options.fast:
        return works
    tree = options.tree or "system"
    show = (*UAPI, "show", "kvm_sev_cmd", "--source", tree, "-t", "x86_64")
    works += _compiler_peer(tree)
    works += [Work("uapi show, cold", show, 0.5, is_cold=True), Work("uapi show, warm", show, 0.2)]
    snapshot = (*UAPI, "snapshot", tree, "-t", "x86_64", "-o", os.devnull)
    works.append(Work("uapi snapshot of the whole tree, cold", snapshot, 6.0, is_cold=True))
    return works


def _against_check_uapi(old: str, new: str, environment: dict[str, str], cache: Path) -> None:
    """What a diff costs beside the peer: each as often as it takes to be believed, the best."""
    diff = (*UAPI, "diff", old, new)
    one, every = (*diff, "-t", "x86_64"), (*diff, "-t", "all", "-q")
    with tempfile.TemporaryDirectory(prefix="uapi-bench-") as name:
        repository = Path(name)
        revisions = ("v1", "v2") if _repository(repository, old, new) else None
        works = [
            (Work("diff, one target, cold", one, is_cold=True), 1 / 20),
            (Work("diff, one target, again", one), 1 / 60),
            (Work("diff, all targets, cold", every, is_cold=True), 1.0),
        ]
        print(f"\n{'beside check-uapi.sh':<38}{'s':>10}{'of peer':>10}{'limit':>10}")
        seconds, headers, _ = check_uapi(old, new, TARGETS["x86_64"])
        print(f"{f'the peer, {headers} headers':<38}{seconds:>10.2f}")
        for work, limit in works:
            best = min(_time(work, environment, cache) for _ in range(1 if work.is_cold else 3))
            over = " over" if best > limit * seconds else ""
            share = f"1/{seconds / best:.1f}"
            print(f"{work.name:<38}{best:>10.2f}{share:>10}{f'1/{1 / limit:.0f}':>10}{over}")
        if revisions:
            _revisions(repository, environment, cache)


def _revisions(repository: Path, environment: dict[str, str], cache: Path) -> None:
    """A diff of two revisions, cold, and after one line has changed."""
    diff = (*UAPI, "diff", "-t", "x86_64")
    cold = _time(Work("", (*diff, "v1", "v2"), is_cold=True), environment, cache, repository)
    header = repository / "linux" / "kvm.h"
    header.write_text(header.read_text() + "#define KVM_BENCH 1\n")
    line = _time(Work("", (*diff, "v2", ".")), environment, cache, repository)
    for name, took, limit in (("diff v1 v2, cold", cold, 2.0), ("one line more", line, 0.5)):
        over = " over" if took > limit else ""
        print(f"{f'git: {name}':<38}{took:>10.2f}{'':>10}{f'{limit} s':>10}{over}")


def _repository(place: Path, old: str, new: str) -> bool:
    """A git repository of two versions of the x86 headers, tagged v1 and v2."""
    target = TARGETS["x86_64"]
    git = ("git", "-C", str(place), "-c", "user.name=bench", "-c", "user.email=bench@example.org")
    if shutil.which("git") is None:
        return False
    subprocess.run((*git, "init", "-q"), check=True)
    for tag, spec in (("v1", old), ("v2", new)):
        for entry in place.iterdir():
            if entry.name != ".git":
                shutil.rmtree(entry)
        for root in reversed(open_source(spec).search_path(target)):
            shutil.copytree(root, place, dirs_exist_ok=True)
        for words in (("add", "-A"), ("commit", "-qm", tag), ("tag", tag)):
            subprocess.run((*git, *words), check=True)
    return True


def _compiler_peer(tree: str) -> list[Work]:
    """What the compiler alone needs to preprocess the same tree."""
    compiler = shutil.which("cc")
    if compiler is None:
        return []
    target = TARGETS["x86_64"]
    found = open_source(tree)
    search = (SHIM / "libc", *found.search_path(target), SHIM / "kernel")
    with tempfile.NamedTemporaryFile("w", suffix=".c", delete=False) as driver:
        driver.writelines(f"#include <{name}>\n" for name in found.headers(target))
    defines = [f"-D{name}={value}" for name, value in target.macros]
    includes = [f"-I{path}" for path in search]
    command = (compiler, "-E", "-dD", "-undef", "-nostdinc", "-w", *defines, *includes, driver.name)
    return [Work("cc -E -dD of the whole tree (peer)", command)]


def _table(works: list[Work], runs: int, environment: dict[str, str], cache: Path) -> None:
    base = 0.0
    print(f"{'work':<38}{'median s':>10}{'min':>8}{'max':>8}{'limit':>8}{'x peer':>8}")
    for work in works:
        times = [_time(work, environment, cache) for _ in range(runs + 1)][1:] or [0.0]
        median = statistics.median(times)
        if "peer" in work.name:
            base = median
        limit = f"{work.limit:.2f}" if work.limit else "–"
        over = " over" if work.limit and median > work.limit else ""
        print(
            f"{work.name:<38}{median:>10.3f}{min(times):>8.3f}{max(times):>8.3f}{limit:>8}"
            f"{median / base if base else 0:>8.1f}{over}"
        )


def _time(work: Work, environment: dict[str, str], cache: Path, place: Path | None = None) -> float:
    if work.is_cold:
        shutil.rmtree(cache / "uapi", ignore_errors=True)
    start = time.perf_counter()
    subprocess.run(
        work.command,
        env=environment,
        cwd=place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - start


def _imports(environment: dict[str, str]) -> None:
    """What each command imports before it does anything, and what that costs."""
    print(f"\n{'import of':<38}{'ms':>10}{'modules':>10}")
    for command in COMMANDS:
        script = (
            "import sys, time; start = time.perf_counter(); before = len(sys.modules); "
            f"import reports.cli.main as m; m.build_parser(({command!r},)); "
            "print((time.perf_counter() - start) * 1000, len(sys.modules) - before)"
        )
        best = min(
            subprocess.run(
                (sys.executable, "-c", script),
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()
            for _ in range(3)
        )
        print(f"uapi {command:<33}{float(best[0]):>10.1f}{best[1]:>10}")


if __name__ == "__main__":
    sys.exit(main())
