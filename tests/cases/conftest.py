from __future__ import annotations

import pytest

from tests.cli.conftest import Uapi, runner


@pytest.fixture(scope="session")
def uapi(tmp_path_factory: pytest.TempPathFactory) -> Uapi:
    """The program, in a directory that the tests of cases share: they only read."""
    return runner(tmp_path_factory.mktemp("cases"))
