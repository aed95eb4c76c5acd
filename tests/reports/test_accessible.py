"""The pages as axe-core sees them in a real browser: nothing that a rule of WCAG forbids."""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest

from reports.formats import html
from tests.reports.sample import judgement, sample
from tests.reports.test_browser import FLAGS, chromium  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
CASES = Path(__file__).parents[1] / "cases" / "golden"
RUN = """<script>%s</script><script>axe.run().then(result => {
  document.title = JSON.stringify(result.violations.map(
    v => [v.id, v.impact, v.nodes.slice(0, 2).map(n => n.html.slice(0, 120))]));
});</script></body>"""


def pages() -> dict[str, str]:
    made = {path.stem: path.read_text() for path in sorted(CASES.glob("*.html"))}
    made["sample"] = html.render(sample(), tool="uapi 0")
    made["judgement"] = html.render(judgement(), tool="uapi 0")
    return made


@pytest.mark.parametrize("name", pages())
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium, name, scheme, tmp_path):  # noqa: F811
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    bare = re.sub(r"<meta http-equiv=.Content-Security-Policy.[^>]*>", "", pages()[name])
    run = RUN % axe.replace("</script", "<\\/script")
    (tmp_path / "page.html").write_text(bare.replace("</body>", run))
    dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]
    done = subprocess.run(
        [
            chromium, *FLAGS, *(dark if scheme == "dark" else ()), "--virtual-time-budget=30000",
            f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
            (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title, done.stderr[-500:]
    assert json.loads(unescape(title[1])) == []
