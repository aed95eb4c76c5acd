from __future__ import annotations

import itertools
import json as standard_json
import os
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from reports.formats import html, json, markdown, svg, terminal
from reports.report import ByteMap, Lane, Link, MapCell, Section
from reports.style import Style
from tests.reports.sample import sample

TOOL = "uapi 0"
GOLDEN = Path(__file__).parent / "golden"
RENDERERS = {
    "txt": lambda report: terminal.render(report, Style()),
    "md": lambda report: markdown.render(report, tool=TOOL),
    "json": lambda report: json.render(report, tool=TOOL),
    "html": lambda report: html.render(report, tool=TOOL),
}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]> --> </style></svg>",
    "{{ 7 * 7 }} {% raw %}",
    "a | b `unpaired",
    "a \\| b",
    "`c \\| d` | `e | f`",
    "``````",
    "# @somebody #1 &lt;b&gt; __init__ ~~no~~",
    "\u202eright to left",
]


@pytest.mark.parametrize("ending", RENDERERS)
def test_golden(ending):
    """Written by ``UAPI_UPDATE_GOLDEN=1`` and then read by a person, in a browser or a diff."""
    path = GOLDEN / f"sample.{ending}"
    text = RENDERERS[ending](sample())
    if os.environ.get("UAPI_UPDATE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("ending", RENDERERS)
def test_equal_reports_give_equal_bytes(ending):
    assert RENDERERS[ending](sample()) == RENDERERS[ending](sample())


def test_json_follows_its_schema():
    schema = files("reports").joinpath("schemas/report.schema.json").read_text()
    data = standard_json.loads(json.render(sample(), tool=TOOL))
    jsonschema.Draft202012Validator(standard_json.loads(schema)).validate(data)
    assert data["summary"] == {
        "breaks": 1, "depends": 1, "safe": 1, "suppressed": 0, "unreadable": 1
    }  # fmt: skip


class Page(HTMLParser):
    """Elements of a page, with their attributes, and its visible text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def tags(self) -> list[str]:
        """All elements but ``code``, which backquotes in a text may make."""
        return [tag for tag, _ in self.elements if tag != "code"]

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_is_text(text):
    calm = Page(html.render(sample(), tool=TOOL))
    page = Page(html.render(sample(text), tool=TOOL))
    assert page.tags() == calm.tags()
    assert not any(name.startswith("on") for _, a in page.elements for name in a)
    assert text.replace("`", "") in page.text.replace("`", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_keeps_its_tables(text):
    plain, other = markdown.render(sample(), tool=TOOL), markdown.render(sample(text), tool=TOOL)
    counts = [
        [re.sub(r"\\.", "", line).count("|") for line in page.split("\n") if line.startswith("|")]
        for page in (plain, other)
    ]
    assert counts[0] == counts[1]
    marked_up = re.sub(r"(?ms)^```$.*?^```$", "", other)  # between fences text is only text
    assert "<script>" not in marked_up
    assert "<img" not in marked_up


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kvm_mem_enc_cmd and `__u32 id`", "kvm_mem_enc_cmd and `__u32 id`"),
        ("__init__ of *p [x](y)", r"\_\_init\_\_ of \*p \[x](y)"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("-1", "-1"),
        (
            "# no heading, #12, @nobody, a@b.c",
            r"\# no heading, #<!-- -->12, @<!-- -->nobody, a@b.c",
        ),
        ("a ` b", "a ' b"),
        ("```", "'''"),
        ("``````", "''''''"),
        ("&lt;", "&amp;lt;"),
        ("`a|b`", r"`a\|b`"),
        (r"`a\|b`", r"a\\\|b"),
    ],
)
def test_markdown_escapes(text, expected):
    assert markdown.escape(text) == expected


def test_nothing_is_fetched():
    page = html.render(sample(), tool=TOOL)
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|@import|<script|<link|\bsrc=", page)
    assert all(found.startswith("#") for found in re.findall(r"url\(([^)]*)\)", page))
    assert all(found.startswith("#") for found in re.findall(r'href="([^"]*)"', page))


def test_ids_are_unique_and_stay():
    page = Page(html.render(sample(), tool=TOOL))
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for name in ("record", "bytes-s", "sizes", "finding-output-over-input-struct-s.error64"):
        assert name in ids


def test_headings_are_in_order():
    page = Page(html.render(sample(), tool=TOOL))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_fact_of_a_figure_is_in_its_table():
    text = Page(html.render(sample(), tool=TOOL)).text
    for word in ("hole", "3 bits at 32", "in/out", "at byte 4 on i386", "char[64]", "error64"):
        assert word in text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("is_wide", [True, False])
def test_names_in_figures_are_text(text, is_wide):
    def tags(name: str) -> list[str]:
        cell = MapCell(0, 8, name, name, moved=name, notes=(1,))
        lanes = (Lane(name, name, name, 8, 8, (cell,)),) * 2
        figure = ByteMap("figure", name, lanes, (Link(name, 0, 0, 1, 0),))
        svg_tags = Page(str(svg.draw(figure, is_wide=is_wide))).tags()
        return [tag for tag in svg_tags if tag not in ("text", "tspan")]

    assert tags(text) == tags("calm")


def test_bit_fields_of_one_byte_lie_beside_each_other():
    figure = sample().sections[0].blocks[0]
    drawn = str(svg.draw(figure, is_wide=True))
    places = dict(re.findall(r"<title>__u32 (low|high),.*?<rect[^>]* x=\"([0-9.]+)\"", drawn))
    widths = dict(re.findall(r"<title>__u32 (low|high),.*? width=\"([0-9.]+)\"", drawn))
    assert float(places["low"]) + float(widths["low"]) <= float(places["high"]) + 0.1


def test_long_records_run_down_the_page():
    cells = tuple(MapCell(8 * n, 8, f"r{n}", "__u64") for n in range(40))
    figure = ByteMap("long", "Long", (Lane("a", "struct a", "x86_64", 320, 8, cells),))
    drawn = str(svg.draw(figure, is_wide=True))
    assert int(re.search(r'width="(\d+)" height', drawn)[1]) < 400
    assert all(f">r{n}</text>" in drawn for n in range(40))
    assert svg.draw(ByteMap("none", "None", ()), is_wide=True) == ""


def _luminance(color: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast_is_enough_for_reading(scheme):
    css = files("reports.formats").joinpath("templates/report.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colors = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[scheme]))
    pairs = [(text, "ground") for text in ("text", "faint", "accent", "bad", "warn", "good")]
    pairs += [(text, "cell") for text in ("text", "faint", "bad")]
    tinted = ("text", "faint", "accent", "bad", "warn", "good")
    pairs += [(text, ground) for text in tinted for ground in ("bad-ground", "warn-ground")]
    pairs += [("text", "head"), ("faint", "head")]
    for text, ground in pairs:
        light, dark = sorted((_luminance(colors[text]), _luminance(colors[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_terminal_fits_and_says_the_answer_first():
    text = terminal.render(sample(), Style(width=80))
    lines = text.split("\n")
    assert max(map(len, lines)) <= 80
    assert "It does not" in "\n".join(lines[:4])


def test_terminal_without_colour_has_no_escapes():
    assert "\x1b" not in terminal.render(sample(), Style())
    assert "\x1b[" in terminal.render(sample(), Style(color=True))
    assert terminal.render(sample(), Style(ascii=True)).isascii()


def test_the_contents_are_short():
    """Sections that go on with the one before them are not in the list."""
    sections = [Section(i, t, ()) for i, t in (("s", "S, byte by byte"), ("s-members", "S"))]
    assert html.contents(sections) == [("s", "S")]


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        ("equal", False),
        ("`struct kvm_tdx_cpuid_config cpuid_configs[]` @2052", False),  # code is as wide as it is
        ("renamed (same place and type)", True),
        ("`a_name_that_is_long` is `another_one`, and more", True),
    ],
)
def test_what_is_read_gets_room(text, is_prose):
    assert html.is_prose(text) is is_prose
