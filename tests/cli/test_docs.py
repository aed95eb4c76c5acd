"""``docs/commands.md`` is what ``--help`` prints, and the README's examples work."""

from __future__ import annotations

import os
import re
from pathlib import Path

from reports.cli.main import COMMANDS, build_parser
from tests.cli.conftest import runner

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "commands.md"


def commands():
    parser = build_parser()
    (found,) = (action for action in parser._actions if action.dest == "command")
    return {"uapi": parser} | {f"uapi {name}": found.choices[name] for name in COMMANDS}


def test_the_page_of_commands_is_current(monkeypatch):
    """``UAPI_UPDATE_GOLDEN=1`` writes it anew; argparse's layout differs between Pythons."""
    monkeypatch.setenv("COLUMNS", "100")
    if os.environ.get("UAPI_UPDATE_GOLDEN"):
        parts = [
            f"## `{n}`\n\n```\n{p.format_help().rstrip()}\n```\n" for n, p in commands().items()
        ]
        PAGE.write_text("# Commands\n\nWhat `--help` prints.\n\n" + "\n".join(parts))
    sections = dict(re.findall(r"^## `([^`]+)`\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S))
    assert list(sections) == list(commands())
    for name, parser in commands().items():
        words = " ".join(sections[name].split())
        for action in parser._actions:
            assert all(option in words for option in action.option_strings), (name, action)
            assert " ".join((action.help or "").replace("%%", "%").split()) in words
        assert " ".join(parser.epilog.split()) in words


def test_the_readme_shows_what_the_program_prints(uapi):
    readme = (ROOT / "README.md").read_text()
    report = uapi("compare", "mem-enc-op").out
    first = readme.split("```\n")[1]
    assert report.startswith(first)
    show = uapi("show", "kvm_sev_cmd", "-s", "case:mem-enc-op/sev-6.8", "-t", "x86_64,i386").out
    assert show in readme


def test_the_readme_shows_a_real_finding(trees):
    """That of drm_panthor_gpu_info on i386, between the headers of two kernels."""
    uapi = runner(trees("6.13.4").parent)
    command = ("check", "6.13.4", "6.19.0", "-t", "x86_64,i386", "--only", "drm/panthor_drm.h")
    trees("6.19.0")
    shown = (ROOT / "README.md").read_text().partition(f"$ uapi {' '.join(command)}\n…\n")[2]
    done = uapi(*command)
    assert done.code == 1
    assert shown.partition("…\n```")[0] in done.out


def test_links_in_the_documents_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            assert "://" in target or (page.parent / target).exists(), (page.name, target)
