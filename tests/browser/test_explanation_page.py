"""The page of an explanation in a browser: nothing runs over, and everything that changed can be seen."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from arnorm import Explanation, Normalizer, profiles, rules
from arnorm.profiles import Profile

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
CITATION = "قال المعلّم: «إنَّ القراءةَ مفتاحُ العلمِ»، ثم أضاف: “ومن قرأَ فَهِمَ”."
TEXTS: dict[str, tuple[str, Profile]] = {
    "vocalised": ("ذَهَبَ الوَلَدُ إِلَى المَدْرَسَةِ صَبَاحًا، وَقَرَأَ كِتَابًا مُفِيدًا عَنِ النُّجُومِ.", profiles.SEARCH),
    "presentation forms": ("ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ ﻭﺭﺣﻤﺔ ﷲ\u00a0ﻭﺑﺮﻛﺎﺗﻪ؛ ﻗﺎﻝ ﷺ: ﺍﻟﺪﻳﻦ ﺍﻟﻨﺼﻴﺤﺔ.", profiles.SEARCH),
    "controls": (
        "\u202bالسعر\u202c \u200e100\u200f ريال\u200b سعودي\ufeff \u202ecod.exe\u202c \u2067نص\u2069",
        profiles.CLEAN,
    ),
    "emoji": ("مبروووووك 🎉🎉 يا صديقي 👨‍👩‍👧 ❤️ 🇸🇦 !!!!!! رائـــع جداً 👍🏽", profiles.CORPUS),
    "quotations": (CITATION, profiles.DISPLAY),
    "persian": ("می‌خواهم کتاب‌های ۱۲۳۴ را به خانه‌ی دوستم ببرم؛ آیا «۵۶٫۷٪» درست است؟", profiles.SEARCH),
    "markup": (
        "<script>alert(\"x\")</script> <b onmouseover='go()'>نصٌّ</b> &amp; &lt;br&gt; </section></bdi>",
        profiles.SEARCH,
    ),
    "numbers": ("في ١٢/٠٣/٢٠٢٦ بلغ السعر ١٬٢٥٠٫٧٥ ريالاً، أي بزيادة ٣٫٥٪ عن عام ٢٠٢٥.", profiles.SEARCH),
    "quran": ("بِسۡمِ ٱللَّهِ ٱلرَّحۡمَٰنِ ٱلرَّحِيمِ ١ ٱلۡحَمۡدُ لِلَّهِ رَبِّ ٱلۡعَٰلَمِينَ ۝٢", profiles.SEARCH),
    "lines": (
        "السطر   الأوّل  \r\n\r\n\tالثّاني: visit https://example.com/a_very_long_address_without_any_place_to_break\n"
        "English text, «with» Arabic كلمـــة inside.\x00",
        profiles.SEARCH,
    ),
}

MEASURE = """
<pre id="measured"></pre>
<script>
document.querySelectorAll("details").forEach(details => details.open = true);
const box = element => {
  const {width, height, left, right, top, bottom} = element.getBoundingClientRect();
  return {width, height, left, right, top, bottom, text: element.textContent};
};
const sides = ({left, right, top, bottom}) => ({left, right, top, bottom});
const pieces = element => [...element.getClientRects()].map(sides);
const measure = root => {
  const boxes = selector => [...root.querySelectorAll(selector)].map(box);
  const frame = box(root);
  const outside = ({left, right}) => left < frame.left - 0.5 || right > frame.right + 0.5;
  return {
    frame, overflow: root.scrollWidth - root.clientWidth,
    wide: [...root.querySelectorAll("*")].filter(element => outside(box(element))).map(element => element.outerHTML),
    changes: boxes(".marked .change"), rules: boxes(".marked .rule"), codes: boxes(".code"),
    legend: boxes(".legend li"),
    before: boxes(".marked .change del"), after: boxes(".marked .change ins"),
    pieces: [...root.querySelectorAll(".marked .change")].flatMap(pieces),
    directions: [...root.querySelectorAll(".text")].map(element => getComputedStyle(element).direction),
    paper: getComputedStyle(root).backgroundColor, ink: getComputedStyle(root).color,
    scripts: root.querySelectorAll("script, b[onmouseover], br, link, img").length,
  };
};
const all = [...document.querySelectorAll(".arnorm-explanation")].map(measure);
document.getElementById("measured").textContent = JSON.stringify(all);
</script>
"""


@pytest.fixture(scope="module")
def browser() -> str:
    """A Chromium; where a run must have one, its absence is an error."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        assert not os.environ.get("ARNORM_REQUIRE_BROWSER"), "ARNORM_REQUIRE_BROWSER is set, and there is no Chromium"
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    return found


def explained(name: str) -> Explanation:
    text, profile = TEXTS[name]
    return Normalizer(profile).explain(text)


def measured(
    browser: str, folder: Path, explanations: list[Explanation], width: int, *options: str
) -> list[dict[str, Any]]:
    """Return what explanations measure in a body that is so wide: a window can be no narrower than 500 pixels."""
    first, *others = explanations
    more = "".join([explanation.to_html(full=False) for explanation in others])
    path = folder / "page.html"
    end = f"{more}<style>body{{width:{width}px}}</style>{MEASURE}</body>"
    path.write_text(first.to_html().replace("</body>", end), "utf-8")
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", f"--user-data-dir={folder / 'browser'}", "--dump-dom",
        "--window-size=1000,1000", *options, path.as_uri(),
    ]  # fmt: skip  # laid out by hand
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    found = re.search(r'<pre id="measured">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr
    values: list[dict[str, Any]] = json.loads(unescape(found[1]))
    return values


@pytest.mark.parametrize("width", [320, 960])
def test_everything_is_seen_and_nothing_runs_over(browser: str, tmp_path: Path, width: int) -> None:
    explanations = {name: explained(name) for name in TEXTS}
    found = measured(browser, tmp_path, [*explanations.values()], width)
    for (name, explanation), values in zip(explanations.items(), found, strict=True):
        assert values["frame"]["width"] == width
        assert values["overflow"] <= 0, name
        assert values["wide"] == [], name
        assert len(values["changes"]) >= 1, name
        for box in values["changes"] + values["rules"] + values["codes"]:
            assert box["width"] >= 4, (name, box)
            assert box["height"] >= 4, (name, box)
        assert len(values["legend"]) == len(explanation.counts)
        assert values["scripts"] == 0
        assert set(values["directions"]) == {"rtl"}
        for one, other in combinations(values["pieces"], 2):  # no box lies on another
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            assert across <= 0.5 or down <= 0.5, (name, one, other)


def test_a_deleted_mark_and_a_control_are_shown(browser: str, tmp_path: Path) -> None:
    explanation = Normalizer([rules.strip_tashkeel, rules.strip_bidi_controls]).explain("كَتب\u202e")
    (values,) = measured(browser, tmp_path, [explanation], 320)
    assert [box["text"] for box in values["rules"]] == ["◌َ", "U+202E"]
    assert [box["text"] for box in values["changes"]] == ["◌َ1", "U+202E2"]


def test_text_reads_from_the_right(browser: str, tmp_path: Path) -> None:
    (values,) = measured(browser, tmp_path, [Normalizer(rules.fold_alef).explain("أول وإلى")], 960)
    first, second = values["changes"]
    assert first["left"] > second["right"]
    assert first["right"] > 900


def test_latin_words_in_it_read_from_the_left(browser: str, tmp_path: Path) -> None:
    (values,) = measured(browser, tmp_path, [Normalizer(rules.casefold).explain("نص Ab 1 «Cd» Ef كتب")], 960)
    first, second, third = values["changes"]
    assert first["right"] < second["left"]
    assert second["right"] < third["left"]


def test_an_arrow_leads_from_what_stood_there_as_one_reads(browser: str, tmp_path: Path) -> None:
    """Digits and quotation marks have no direction of their own: they take that of the text."""
    chosen = [rules.convert_digits("ascii"), rules.convert_quotes("ascii"), rules.fold_alef, rules.casefold]
    (values,) = measured(browser, tmp_path, [Normalizer(chosen).explain("قال «أ» في ١٢ أو ٣٫٥ و Ab هنا “نص”")], 960)
    changes = [*zip(values["before"], values["after"], strict=True)]
    assert [before["text"] for before, _ in changes] == ["«أ»", "١٢", "أ", "٣٫٥", "A", "“", "”"]
    for before, after in changes:
        if before["text"] == "A":
            assert before["right"] <= after["left"] + 1
        else:
            assert after["right"] <= before["left"] + 1, before["text"]


def test_it_is_dark_where_the_reader_wants_it(browser: str, tmp_path: Path) -> None:
    (light,) = measured(browser, tmp_path, [explained("vocalised")], 320)
    (dark,) = measured(browser, tmp_path, [explained("vocalised")], 320, "--blink-settings=preferredColorScheme=0")
    assert (light["paper"], light["ink"]) == ("rgb(255, 255, 255)", "rgb(27, 30, 34)")
    assert (dark["paper"], dark["ink"]) == ("rgb(22, 25, 29)", "rgb(232, 234, 237)")
