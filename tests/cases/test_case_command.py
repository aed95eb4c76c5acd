"""``uapi case``: list, new, check; and a case made from what it writes."""

from __future__ import annotations

import pytest

from headers.case import case_names
from tests.cli.conftest import runner


@pytest.fixture
def own(tmp_path):
    return runner(tmp_path)


def test_list(own):
    done = own("case", "list")
    assert done.code == 0
    assert all(name in done.out for name in case_names())
    assert max(map(len, done.out.split("\n"))) <= 80


@pytest.mark.parametrize("name", case_names())
def test_every_case_is_right(own, name):
    done = own("case", "check", name)
    assert (done.code, done.err.count("\n")) == (0, 1)


def test_a_new_case_works_on_the_first_try(own, tmp_path):
    assert own("case", "new", "my-case").code == 0
    assert own("case", "check", "my-case").code == 0
    done = own("compare", "my-case")
    assert (done.code, done.err) == (0, "")
    # v2 has fd where v1 has a pad: 4 of 16 bytes are the same member in both
    assert "share 4 of 16 bytes (flags) in both variants" in " ".join(done.out.split())


def test_a_case_outside_can_take_any_source(own, tmp_path):
    own("case", "new", "mine")
    path = tmp_path / "mine" / "case.toml"
    path.write_text(path.read_text().replace('header = "v2.h"', 'source = "other/new.h"'))
    (tmp_path / "other").mkdir()
    (tmp_path / "mine" / "v2.h").rename(tmp_path / "other" / "new.h")
    assert own("compare", "mine").code == 0  # from where one stands, as on the command line


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("new",), "name a case"),
        (("new", "1x"), "begins with a letter"),
        (("check", "nowhere"), "no such case"),
    ],
)
def test_bad_use(own, words, says):
    done = own("case", *words)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert says in done.err


def test_a_name_that_is_wrong_is_found(own, tmp_path):
    own("case", "new", "mine")
    path = tmp_path / "mine" / "case.toml"
    path.write_text(path.read_text().replace('record = "struct mine"', 'record = "struct yours"'))
    done = own("case", "check", "mine")
    assert done.code == 1
    assert "v1.h: declares no 'struct yours'" in done.err


def test_nothing_is_written_over(own, tmp_path):
    (tmp_path / "there").mkdir()
    assert own("case", "new", "there").code == 2
