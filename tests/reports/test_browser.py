"""The real report in a real browser: nothing overflows, everything is there."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reports.formats import html
from tests.reports.sample import judgement
from tests.reports.test_formats import Page

pytestmark = pytest.mark.browser
CASES = sorted((Path(__file__).parents[1] / "cases" / "golden").glob("*.html"))
MEMBERS = ("id", "pad0", "flags", "data", "error", "sev_fd", "error64", "hw_error")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
MEASURE = """<script>
addEventListener("load", () => {
  const root = document.documentElement;
  const seen = e => e.getClientRects().length > 0;
  const wide = [...document.querySelectorAll("body *")].filter(e =>
    seen(e) && !e.closest(".scroll") && e.getBoundingClientRect().right > innerWidth + 1);
  const result = {
    width: innerWidth, scroll: root.scrollWidth, client: root.clientWidth,
    wide: wide.map(e => e.tagName + "." + e.className).slice(0, 5),
    labels: [...document.querySelectorAll("svg title")].filter(e => seen(e.parentNode))
      .map(e => e.textContent),
    small: [...document.querySelectorAll("svg text")].filter(seen)
      .filter(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a < 11
        && !e.hasAttribute("transform")).map(e => e.textContent),
    outside: [...document.querySelectorAll("svg g[tabindex] text")].filter(seen)
      .filter(e => {
        const text = e.getBoundingClientRect();
        const cell = e.parentNode.querySelector("rect").getBoundingClientRect();
        return text.right > cell.right + 2 || text.bottom > cell.bottom + 2;
      }).map(e => e.textContent),
    covered: [...document.querySelectorAll("svg text.mark")].filter(seen)
      .filter(e => [...e.parentNode.querySelectorAll("text:not(.mark):not(.sub):not(.said)")]
        .some(other => {
          const mark = e.getBoundingClientRect(), name = other.getBoundingClientRect();
          return name.right > mark.left + 1 && name.left < mark.right &&
            name.bottom > mark.top + 3 && name.top + 3 < mark.bottom;
        })).map(e => e.parentNode.textContent),
    heads: [...document.querySelectorAll("svg.wide text.lane")].filter(seen)
      .filter(e => e.getBoundingClientRect().right >
        e.parentNode.querySelector("rect").getBoundingClientRect().left)
      .map(e => e.textContent),
  };
  document.title = "";
  const out = document.createElement("pre");
  out.id = "measured";
  out.textContent = JSON.stringify(result);
  parent.document.body.appendChild(out);
});
</script>"""


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("UAPI_TESTS_REQUIRE_ALL"):
            pytest.fail("chromium is not installed")
        pytest.skip("chromium is not installed")
    return found


@pytest.fixture(scope="module")
def page() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "reports.cli", "compare", "mem-enc-op", "-f", "html"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def measure(chromium: str, page: str, width: int, folder: Path, *flags: str) -> dict:
    """What the browser says of the page in a frame of `width` px (windows have a least width)."""
    bare = re.sub(r"<meta http-equiv=.Content-Security-Policy.[^>]*>", "", page)
    (folder / "page.html").write_text(bare.replace("</head>", f"{MEASURE}</head>"))
    (folder / "frame.html").write_text(
        "<!DOCTYPE html><body style='margin:0'>"
        f"<iframe src='page.html' style='border:0;width:{width}px;height:3000px'></iframe>"
    )
    done = subprocess.run(
        [
            chromium, *FLAGS, *flags, "--allow-file-access-from-files", "--dump-dom",
            f"--user-data-dir={folder / 'profile'}", f"--window-size={max(width, 500)},3000",
            (folder / "frame.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = re.search(r'<pre id="measured">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr[-500:]
    return json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


@pytest.mark.parametrize("width", [390, 768, 1111, 1440])
def test_nothing_overflows_and_every_member_is_there(chromium, page, width, tmp_path):
    found = measure(chromium, page, width, tmp_path)
    assert found["width"] == width
    assert found["scroll"] <= found["client"]
    assert found["wide"] == []
    assert found["small"] == found["outside"] == found["heads"] == []
    labels = "\n".join(found["labels"])
    for member in MEMBERS:
        assert re.search(rf" {member}\b", labels), member
    assert "hole, bytes 4..7" in labels


@pytest.mark.parametrize("width", [390, 1111])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_case_overflows(chromium, path, width, tmp_path):
    found = measure(chromium, path.read_text(), width, tmp_path)
    assert found["scroll"] <= found["client"]
    assert found["wide"] == found["heads"] == found["covered"] == []


@pytest.mark.parametrize("width", [390, 1440])
def test_findings_do_not_overflow(chromium, width, tmp_path):
    page = html.render(judgement("a_name_without_an_end" * 20), tool="uapi 0")
    found = measure(chromium, page, width, tmp_path)
    assert found["scroll"] <= found["client"]
    assert found["wide"] == []


def test_its_outline_is_sound(page):
    seen = Page(page)
    ids = [a["id"] for _, a in seen.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for tag, a in seen.elements if tag == "a"}
    assert targets <= set(ids)
    levels = [int(tag[1]) for tag in seen.tags() if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert not re.search(r"<script|<link|@import|\bsrc=|url\((?!#)", page)


def test_no_request_leaves_the_page(chromium, page, tmp_path):
    (tmp_path / "page.html").write_text(page)
    log = tmp_path / "net.json"
    subprocess.run(
        [
            chromium, *FLAGS, "--dump-dom", f"--user-data-dir={tmp_path / 'profile'}",
            f"--log-net-log={log}", (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    urls = set(re.findall(r'"(?:url|original_url)":"([^"]+)"', log.read_text()))
    asked = {url for url in urls if url.startswith(("http", "ftp", "ws"))}
    assert not {url for url in asked if "google" not in url and "gvt1" not in url}, asked
    assert not re.search(r"https?:", page)
