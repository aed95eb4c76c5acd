"""The same of many files and entries: graphs of includes, archives, a project's file."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.sources.spec import open_source
from reports.cli.baseline_file import allows_in
from reports.cli.config import read
from tests.headers.test_growth import counted

Write = Callable[[Path, int], None]
Work = Callable[[Path], object]


def _headers(root: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        path = root / "linux" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _declaring(n: int, includes: str) -> str:
    guard = f"#ifndef H{n}\n#define H{n}\n"
    return f"{guard}{includes}struct s{n} {{ int a; }};\n#define M{n} {n}\n#endif\n"


def _include(n: int) -> str:
    return f"#include <linux/h{n}.h>\n"


def _chain(root: Path, count: int) -> None:
    _headers(root, {f"h{n}.h": _declaring(n, _include(n - 1) if n else "") for n in range(count)})


def _star(root: Path, count: int) -> None:
    every = "".join(map(_include, range(1, count)))
    _headers(root, {f"h{n}.h": _declaring(n, "" if n else every) for n in range(count)})


def _ring(root: Path, count: int) -> None:
    _headers(root, {f"h{n}.h": _declaring(n, _include((n + 1) % count)) for n in range(count)})


def _ladder(root: Path, count: int) -> None:
    both = {n: "".join(_include(m) for m in (n - 1, n - 2) if m >= 0) for n in range(count)}
    _headers(root, {f"h{n}.h": _declaring(n, text) for n, text in both.items()})


def _parents(root: Path, count: int) -> None:
    """Two that include each other by way of their parent directory, and many that include one."""
    texts = {f"h{n}.h": _declaring(n, '#include "../b/y.h"\n') for n in range(count)}
    _headers(root, texts)
    for name, other in (("b/y.h", "../linux/z.h"), ("linux/z.h", "../b/y.h")):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(
            f'#ifndef {name[0]}\n#define {name[0]}\n#include "{other}"\n#endif\n'
        )


def _tar(root: Path, count: int) -> None:
    with tarfile.open(root / "x.tar", "w") as archive:
        for n in range(count):
            data = _declaring(n, "").encode()
            member = tarfile.TarInfo(f"include/linux/h{n}.h")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def _deep_tar(root: Path, count: int) -> None:
    with tarfile.open(root / "x.tar", "w") as archive:
        for n in range(count):
            archive.addfile(tarfile.TarInfo("/".join(["d"] * (n % 60 + 1)) + f"/h{n}.h"))


def _settings(root: Path, count: int) -> None:
    allow = '[[allow]]\nrule = "member-moved"\nname = "struct s{0}.*"\nreason = "r{0}"\n'
    paths = '[[paths]]\nheaders = ["linux/h{0}*.h"]\nrules = {{ record-grown = "off" }}\n'
    text = "".join((allow + paths).format(n) for n in range(count))
    (root / "uapi.toml").write_text(text)


def _baseline(root: Path, count: int) -> None:
    entry = (
        '{{"rule": "record-grown", "name": "struct s{0}", "targets": ["x86_64"], "reason": "r"}}'
    )
    entries = ",\n".join(entry.format(n) for n in range(count))
    (root / "b.json").write_text(f'{{"schema": "uapi-baseline/1", "entries": [{entries}]}}')


def _read_tree(root: Path) -> object:
    surface = load(open_source(str(root)), TARGETS["x86_64"], cache=Cache(enabled=False))
    return [surface.layout(key) for key in surface.keys()], surface.declarations.diagnostics()


FAMILIES: dict[str, tuple[int, Write, Work]] = {
    "a chain of includes": (40, _chain, _read_tree),
    "one includes all": (40, _star, _read_tree),
    "a ring of includes": (40, _ring, _read_tree),
    "each includes two": (40, _ladder, _read_tree),
    "parent directories": (10, _parents, _read_tree),
    "an archive": (100, _tar, lambda root: open_source(str(root / "x.tar"))),
    "an archive's folders": (100, _deep_tar, lambda root: _refused(str(root / "x.tar"))),
    "settings": (100, _settings, lambda root: read(root / "uapi.toml")),
    "a baseline": (100, _baseline, lambda root: allows_in(str(root / "b.json"))),
}


def _refused(spec: str) -> str:
    try:
        return open_source(spec).spec
    except Exception as error:
        return str(error)


@pytest.mark.parametrize("family", FAMILIES)
def test_four_times_as_many_cost_less_than_eight_times(family: str, tmp_path: Path) -> None:
    count, write, work = FAMILIES[family]
    costs = []
    for place, many in enumerate((1, 1, count, 2 * count, 4 * count)):
        root = tmp_path / str(place)
        root.mkdir()
        write(root, many)
        costs.append(counted(lambda root=root: work(root)))  # type: ignore[misc]
    _, own, *calls = costs  # the first also imports and compiles
    assert calls[2] - own < 8 * max(calls[0] - own, 1000), costs
