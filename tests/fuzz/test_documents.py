"""Broken decisions, baselines, snapshots and cases."""

from __future__ import annotations

import json
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headers.sources.spec import CASES
from tests.fuzz.documents import BASELINE, CONFIG, JSON, TOML, broken
from tests.fuzz.hostile import examples, holds, place
from tests.fuzz.seeds import SEEDS

OLD = "struct a { char c; int n; };\n#define A_FLAG 1\n"
NEW = "struct a { char c[5]; int n; int more; };\n#define A_FLAG 2\n"


def _decide(*arguments: str, config: bytes = b"", baseline: bytes = b"") -> None:
    with place() as folder:
        (folder / ".git").mkdir()
        (folder / "old.h").write_text(OLD)
        (folder / "x.h").write_text(NEW)
        if config:
            (folder / "uapi.toml").write_bytes(config)
        if baseline:
            (folder / "uapi-baseline.json").write_bytes(baseline)
        holds(folder, *arguments, "--jobs", "1")


@pytest.mark.parametrize("format_", ["terminal", "json", "sarif", "github"])
@examples(8)
@given(config=broken(CONFIG, TOML))
def test_broken_decisions(format_: str, config: bytes) -> None:
    _decide("check", "old.h", "x.h", "-f", format_, config=config, baseline=BASELINE.encode())


@pytest.mark.parametrize(
    "command", [("check", "old.h", "x.h"), ("baseline", "check", "old.h", "x.h")]
)
@examples(12)
@given(baseline=broken(BASELINE, JSON))
def test_broken_baselines(command: tuple[str, ...], baseline: bytes) -> None:
    _decide(*command, baseline=baseline)


@pytest.mark.parametrize("case", ["vm-types", "private-memslots"])
@examples(3)
@given(st.data())
def test_broken_cases(case: str, data: st.DataObject) -> None:
    whole = (CASES / case / "case.toml").read_text(encoding="utf-8")
    text = data.draw(broken(whole, TOML))
    with place() as folder:
        shutil.copytree(CASES / case, folder / "own")
        (folder / "own" / "case.toml").write_bytes(text)
        holds(folder, "compare", "own", "-f", data.draw(st.sampled_from(["terminal", "html"])))


@examples(10)
@given(st.data())
def test_snapshots_are_no_source(data: st.DataObject) -> None:
    """Written for other programs; read back they are text like any other."""
    with place() as folder:
        (folder / "x.h").write_text(SEEDS[0])
        whole = json.dumps(json.loads(holds(folder, "snapshot", "x.h").out), indent=1)
        (folder / "snapshot.json").write_bytes(data.draw(broken(whole, JSON)))
        command = data.draw(st.sampled_from([("show",), ("lint",), ("check", "x.h")]))
        holds(folder, *command, "snapshot.json", "--jobs", "1")
