"""The site that Sphinx makes of ``docs``: no warning, no link to nothing, and Arabic in the order of reading.

``ARNORM_SITE`` names a site that is built already.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTHS = (360, 1100)
"""A telephone, and a window in which the list of pages stands beside the page."""

MEASURE = """
<!doctype html><meta charset="utf-8"><body><pre id="measured"></pre>
<script>
const load = (page, width) => new Promise(done => {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width:${width}px;height:800px;border:0`;
  frame.onload = () => done(frame);
  frame.src = page;
  document.body.append(frame);
});
const measure = async page => {
  const frame = await load(page, WIDTH);
  const inside = frame.contentDocument;
  const spans = [...inside.querySelectorAll('pre [class$="-Rtl"]')];
  const boxes = spans.map(span => ({span, rects: span.getClientRects()})).filter(({rects}) => rects.length == 1);
  const wrong = [];
  let pairs = 0;
  boxes.forEach(({span, rects}, index) => {
    const next = boxes[index + 1];
    if (next && next.span.closest("pre") == span.closest("pre") && Math.abs(next.rects[0].top - rects[0].top) < 6) {
      pairs += 1;
      if (rects[0].right > next.rects[0].left + 0.5) wrong.push(span.textContent + " | " + next.span.textContent);
    }
  });
  const style = frame.contentWindow.getComputedStyle(inside.querySelector("article p, article"));
  const paper = frame.contentWindow.getComputedStyle(inside.body).backgroundColor;
  const cells = [...inside.querySelectorAll("td")].filter(cell => /[\\u0621-\\u064a]/.test(cell.textContent));
  const blocks = [...inside.querySelectorAll("p, li, td, dd")];
  const found = {
    page, pairs, wrong,
    backwards: blocks.filter(block =>
      frame.contentWindow.getComputedStyle(block).direction == "rtl" &&
      /^[\\0-\\u024f\\u2000-\\u2fff]+$/.test(block.textContent)
    ).map(block => block.textContent),
    overflow: inside.scrollingElement.scrollWidth - WIDTH, ink: style.color, paper,
    images: [...inside.images].filter(image => !image.naturalWidth).map(image => image.src),
    cells: cells.filter(cell => !cell.querySelector("code")).map(cell => [
      frame.contentWindow.getComputedStyle(cell).direction, cell.textContent,
    ]),
  };
  frame.remove();
  return found;
};
(async () => {
  const all = [];
  for (const page of PAGES) all.push(await measure(page));
  return JSON.stringify(all);
})().catch(String).then(text => document.getElementById("measured").textContent = text);
</script>
"""


class Page(HTMLParser):
    """What a page refers to, and the places on it that others refer to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.places.add(value)
            elif value and (name, tag) in {("href", "a"), ("href", "link")}:
                self.links.append(value)
            if value and ((name == "src") or (name, tag) == ("href", "link")):
                self.loaded.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with every warning an error."""
    if built := os.environ.get("ARNORM_SITE"):
        return Path(built).resolve()
    for library in ("sphinx", "myst_parser", "furo"):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is in the docs extra")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-Im", "sphinx", "-W", "-q", "-d", str(folder / "trees"), str(ROOT / "docs")]
    done = subprocess.run([*command, str(folder / "html")], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_page_is_there(site: Path, pages: dict[Path, Page]) -> None:
    for source in (ROOT / "docs").rglob("*.md"):
        assert (site / source.relative_to(ROOT / "docs")).with_suffix(".html") in pages


def test_links_lead_somewhere(pages: dict[Path, Page]) -> None:
    known = {path.resolve(): page for path, page in pages.items()}
    for path, page in known.items():
        for link in page.links + page.loaded:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {link}"
            if parts.fragment and target in known:
                assert unquote(parts.fragment) in known[target].places, f"{path.name}: {link}"


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert not [link for link in page.loaded if urlsplit(link).netloc], path.name


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        assert not os.environ.get("ARNORM_REQUIRE_BROWSER"), "ARNORM_REQUIRE_BROWSER is set, and there is no Chromium"
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    return found


def measured(browser: str, pages: Iterable[Path], folder: Path, width: int, *options: str) -> list[dict[str, Any]]:
    """Return what every page measures in a window that is so wide."""
    names = [path.as_uri() for path in pages if path.parent.name != "_static" and path.name != "search.html"]
    wrapper = folder / "all.html"
    wrapper.write_text(MEASURE.replace("PAGES", json.dumps(names)).replace("WIDTH", str(width)), "utf-8")
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", f"--user-data-dir={folder / 'browser'}", "--dump-dom",
        "--allow-file-access-from-files", "--virtual-time-budget=120000", *options, wrapper.as_uri(),
    ]  # fmt: skip  # laid out by hand
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=240, check=True)
    found = re.search(r'<pre id="measured">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr
    values: list[dict[str, Any]] = json.loads(unescape(found[1]))
    assert len(values) == len(names)
    return values


@pytest.mark.parametrize("width", WIDTHS)
def test_arabic_in_code_stands_in_order_and_nothing_runs_over(
    browser: str, pages: dict[Path, Page], tmp_path: Path, width: int
) -> None:
    found = measured(browser, pages, tmp_path, width)
    for values in found:
        assert values["wrong"] == [], values["page"]
        assert values["backwards"] == [], values["page"]
        assert values["overflow"] <= 0, values["page"]
        assert values["images"] == [], values["page"]
        for direction, text in values["cells"]:
            mostly = len(re.findall(r"[\u0620-\u06ff]", text)) > len(re.findall(r"[A-Za-z]", text))
            assert direction == ("rtl" if mostly else "ltr"), f"{values['page']}: {text}"
    assert sum(values["pairs"] for values in found) > 100
    assert sum(len(values["cells"]) for values in found) > 50


def test_it_is_dark_where_the_reader_wants_it(browser: str, site: Path, tmp_path: Path) -> None:
    (light,) = measured(browser, [site / "index.html"], tmp_path, 360)
    (dark,) = measured(browser, [site / "index.html"], tmp_path, 360, "--blink-settings=preferredColorScheme=0")
    assert light["paper"] == "rgb(255, 255, 255)"
    assert light["ink"] == "rgb(0, 0, 0)"
    assert sum(map(int, re.findall(r"\d+", dark["paper"])[:3])) < 150
    assert sum(map(int, re.findall(r"\d+", dark["ink"])[:3])) > 500
