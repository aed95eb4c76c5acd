"""``uapi targets``"""

from __future__ import annotations

import json

from abi.target import GROUPS, TARGETS
from tests.cli.conftest import Uapi


def test_every_target_has_a_row_of_80_columns(uapi: Uapi) -> None:
    lines = uapi("targets").out.splitlines()
    assert max(map(len, lines)) <= 80
    first = [line.split()[0] for line in lines if line and not line.startswith(" ")]
    assert [word for word in first if word in TARGETS] == list(TARGETS)
    assert {line.split()[0] for line in lines if line.startswith("  ")} >= set(GROUPS)


def test_what_no_compiler_verified_says_so(uapi: Uapi) -> None:
    text = " ".join(uapi("targets").out.split())
    unverified = sum(not target.judge for target in TARGETS.values())
    assert text.count("not verified by a compiler") == unverified == 3


def test_json_has_the_whole_table(uapi: Uapi) -> None:
    table = {entry["name"]: entry for entry in json.loads(uapi("targets", "-f", "json").out)}
    assert list(table) == list(TARGETS)
    assert table["m68k"]["scalars"]["int"] == {"size": 4, "align": 2, "member": 2}
    assert table["parisc"]["ioc"]["read"] == 1
