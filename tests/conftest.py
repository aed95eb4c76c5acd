from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from tests.header_trees import UnavailableError, cache_directory, header_tree

Trees = Callable[[str], Path]

os.environ["UAPI_DEBUG"] = "raise"  # a mistake of our own is no answer that a test could expect
cache_directory()  # before XDG_CACHE_HOME is set for the tests

_CLANGS = ("clang-22", "clang-21", "clang-20", "clang-19", "clang-18", "clang-17", "clang")


_ALWAYS = settings(
    deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False
)
settings.register_profile("quick", _ALWAYS, max_examples=2, derandomize=True)
settings.register_profile("deep", _ALWAYS, max_examples=250)
settings.load_profile("quick")


def do_without(reason: str) -> NoReturn:
    """Skip, or fail where every test is required to run."""
    if os.environ.get("UAPI_TESTS_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes the user's cache."""
    directory = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(directory))
        yield directory


@pytest.fixture(scope="session")
def trees() -> Trees:
    """The directory with the headers of a Linux version."""

    def find(version: str) -> Path:
        try:
            return header_tree(version)
        except UnavailableError as error:
            do_without(str(error))

    return find


def _compiler(names: tuple[str, ...]) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    do_without(f"{names[-1]} is not installed")


@pytest.fixture(scope="session")
def clang() -> str:
    """The newest clang."""
    return _compiler(_CLANGS)


@pytest.fixture(scope="session")
def gcc() -> str:
    return _compiler(("gcc",))
