"""What is written: a whole file or none, never over what is read, never through a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reports.cli import output
from reports.cli.main import main

OLD, NEW = "struct s { int a; };\n", "struct s { long a; };\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.h").write_text(OLD)
    (tmp_path / "new.h").write_text(NEW)
    return tmp_path


def line(capfd: pytest.CaptureFixture[str]) -> str:
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err
    return err


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("show old.h -o old.h", "is what is to be read"),
        ("show old.h -o ./old.h", "is what is to be read"),
        ("show old.h -o hard", "is what is to be read"),
        ("show old.h -o link", "is what is to be read"),
        ("diff old.h new.h -o new.h", "is what is to be read"),
        ("check old.h new.h -f sarif -o old.h", "is what is to be read"),
        ("check old.h new.h --config uapi.toml -o uapi.toml", "is what is to be read"),
        ("check old.h new.h -o uapi.toml", "settings are never written over"),
        ("check old.h new.h -o decided.json", "is what is to be read"),
        ("check old.h new.h --baseline b2.json -o b2.json", "is what is to be read"),
        ("snapshot . -o linux/a.h", "headers and settings are never written over"),
        ("lint . -o linux/a.h", "headers and settings are never written over"),
        ("compare old.h new.h -o old.h", "is what is to be read"),
        ("gen python old.h -o old.h", "is what is to be read"),
    ],
)
def test_nothing_that_is_read_is_written_over(
    command: str, says: str, place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    os.link(place / "old.h", place / "hard")
    (place / "link").symlink_to("old.h")
    (place / "linux").mkdir()
    (place / "linux" / "a.h").write_text(OLD)
    (place / "uapi.toml").write_text('[check]\nbaseline = "decided.json"\n')
    for name in ("decided.json", "b2.json"):
        (place / name).write_text('{"schema": "uapi-baseline/1", "entries": []}')
    before = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    assert main(command.split()) == 2
    assert says in line(capfd)
    assert {p: p.read_bytes() for p in place.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("to", ["there", "nowhere"])
def test_a_link_is_neither_followed_nor_replaced(
    to: str, place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (place / "there").write_text("mine")
    (place / "link").symlink_to(to)
    for command in ("show old.h -o link", "gen python old.h -o link", "targets -o link"):
        assert main(command.split()) == 2
        assert f"link: is a link to {to}" in line(capfd)
    assert (place / "link").is_symlink()
    assert (place / "there").read_text() == "mine"
    assert not (place / "nowhere").exists()


def test_a_link_beside_what_is_named(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nor is that of a file that is written with it."""
    (place / "x.pyi").symlink_to("mine")
    assert main(["gen", "python", "old.h", "-o", "x.py"]) == 2
    assert "x.pyi: is a link to mine" in line(capfd)
    (place / "d").mkdir()
    (place / "d" / "i386.json").symlink_to("mine")
    assert main(["snapshot", "old.h", "-t", "i386,x86_64", "-o", "d", "-j", "1"]) == 2
    assert "i386.json: is a link to mine" in line(capfd)


def test_permissions(place: Path) -> None:
    mask = os.umask(0o027)
    try:
        assert main(["show", "old.h", "-o", "out"]) == 0
    finally:
        os.umask(mask)
    assert (place / "out").stat().st_mode & 0o7777 == 0o640
    (place / "out").chmod(0o604)
    assert main(["show", "old.h", "-o", "out"]) == 0
    assert (place / "out").stat().st_mode & 0o7777 == 0o604
    (place / "out").chmod(0o4755)
    assert main(["show", "old.h", "-o", "out"]) == 0
    assert (place / "out").stat().st_mode & 0o7777 == 0o755


def test_whole_or_not_at_all(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (place / "out").write_text("before")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(output.os, "fchmod", interrupted)
    assert main(["show", "old.h", "-o", "out"]) == 130
    assert sorted(p.name for p in place.iterdir()) == ["new.h", "old.h", "out"]
    assert (place / "out").read_text() == "before"


def test_streams_that_a_shell_names_are_followed(place: Path) -> None:
    reading, writing = os.pipe()
    assert main(["show", "old.h", "-o", f"/dev/fd/{writing}"]) == 0
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:
        assert "struct s" in pipe.read()


# What uapi.toml says


@pytest.mark.parametrize(
    "where", ["../out.json", "/tmp/uapi-out.json", "sub/out.json", "a/../../x"]
)
def test_a_project_writes_in_its_directory_only(
    where: str, place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, outside = place / "project", place / "outside"
    for folder in (project / "a", outside):
        folder.mkdir(parents=True)
    (project / "sub").symlink_to(outside)
    (project / "uapi.toml").write_text(f'[check]\nbaseline = "{where}"\n')
    monkeypatch.chdir(project)
    assert main(["baseline", "create", "../old.h", "../new.h", "--reason", "why"]) == 2
    assert "lies outside of the project's directory" in line(capfd)
    assert list(outside.iterdir()) == []
    assert sorted(p.name for p in place.iterdir()) == ["new.h", "old.h", "outside", "project"]


@pytest.mark.parametrize("kind", ["fifo", "device", "huge", "directory", "nested"])
@pytest.mark.parametrize("option", [False, True])
def test_a_baseline_that_is_none(
    kind: str, option: bool, place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = _strange(place, kind)
    if not option:
        (place / "uapi.toml").write_text(f'[check]\nbaseline = "{path}"\n')
    words = ["check", "old.h", "new.h", *(["--baseline", path] if option else [])]
    assert main(words) == 2
    assert Path(path).name in line(capfd)


@pytest.mark.parametrize("kind", ["fifo", "device", "huge", "directory", "nested"])
def test_a_configuration_that_is_none(
    kind: str, place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = _strange(place, kind)
    assert main(["check", "old.h", "new.h", "--config", path]) == 2
    assert Path(path).name in line(capfd)
    (place / "case").mkdir()
    (place / "case" / "case.toml").symlink_to(path)
    assert main(["compare", "./case"]) == 2
    line(capfd)


def _strange(place: Path, kind: str) -> str:
    path = place / kind
    if kind == "device":
        return "/dev/zero"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    elif kind == "nested":
        path.write_text("[" * 100_000)
    else:
        with path.open("wb") as file:
            file.truncate(1 << 40)
    return str(path)
