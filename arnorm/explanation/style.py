"""The style sheet of the HTML: colours and lines for the rules, in light and in dark.

Every rule has a number, a colour and a kind of line; there are eight colours and five lines, so forty rules differ in
more than their number. Nothing is told by colour alone.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["STYLE", "look"]

_COLORS = (
    ("#0065a8", "#6cb8ff"),
    ("#b04a00", "#ff9d57"),
    ("#00735c", "#4fd1b0"),
    ("#a0307a", "#f49ad0"),
    ("#7a6000", "#e3c84b"),
    ("#5b4fc4", "#b3a9ff"),
    ("#a03030", "#ff9a94"),
    ("#4d5a66", "#b8c4d0"),
)
"""For light and for dark backgrounds, each with a contrast of at least 4.5 to it."""
_LINES = ("solid", "dashed", "double", "dotted", "wavy")


def look(number: int) -> str:
    """Return the classes of the rule with a number, from 0."""
    return f"k{number % len(_COLORS)} u{number % len(_LINES)}"


def _sheet() -> str:
    scope = ".arnorm-explanation"
    light = "".join([f"{scope} .k{number}{{--rule:{color}}}" for number, (color, _) in enumerate(_COLORS)])
    dark = "".join([f"{scope} .k{number}{{--rule:{color}}}" for number, (_, color) in enumerate(_COLORS)])
    lines = "".join([f"{scope} .u{number}{{text-decoration-style:{line}}}" for number, line in enumerate(_LINES)])
    rules = _RULES.replace("\n\n", "\n").replace("\n.", f"\n{scope} .").replace("&", scope).strip()
    return f"{rules}\n{light}\n{lines}\n@media (prefers-color-scheme:dark){{\n{scope}{{{_DARK}}}\n{dark}\n}}"


_DARK = "--paper:#16191d;--ink:#e8eaed;--faint:#a6adb5;--line:#3a4149;--box:#20252b"
_RULES = """
&{--paper:#fff;--ink:#1b1e22;--faint:#5a626b;--line:#d3d8dd;--box:#f4f6f8;color-scheme:light dark;direction:ltr;
text-align:start;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;padding:1em;
max-width:60em;margin:0 auto;box-sizing:border-box;overflow-wrap:anywhere}

& *{box-sizing:border-box}

& h2{font-size:1em;margin:1.2em 0 .4em;font-weight:600}

& ol{margin:0;padding:0;list-style:none}

& p{margin:0 0 .5em}

& p.faint{font-size:.875em;margin:.5em 0}

& code{font:.875em ui-monospace,monospace;overflow-wrap:anywhere}

.text{background:var(--box);border:1px solid var(--line);border-radius:6px;padding:.5em .75em;white-space:pre-wrap;
overflow-wrap:anywhere;text-align:start;
font:1.375em/2.1 "Noto Naskh Arabic","Amiri","Traditional Arabic","Geeza Pro",serif;unicode-bidi:isolate}

.change{unicode-bidi:isolate;border:1px solid var(--line);border-radius:5px;background:var(--paper);
padding:.1em .15em;margin:0 .08em;-webkit-box-decoration-break:clone;box-decoration-break:clone}

.change.short{white-space:pre}

& [dir=rtl] .change{direction:rtl}

.change :is(del,ins){text-decoration:none}

.change.ltr{direction:ltr;unicode-bidi:embed}

.change del+ins::before{content:" \\2192\\a0";color:var(--faint);font-family:system-ui,sans-serif;font-size:.7em}

& [dir=rtl] .change:not(.ltr) del+ins::before{content:" \\2190\\a0"}

.change small{font:600 .45em/1 system-ui,sans-serif;color:var(--faint);vertical-align:super;
margin-inline-start:.15em;unicode-bidi:isolate;direction:ltr}

.rule{color:var(--rule);background:color-mix(in srgb,var(--rule) 13%,transparent);border-radius:3px;padding:0 .1em;
text-decoration-line:underline;text-decoration-color:var(--rule);text-decoration-thickness:2px;
text-underline-offset:.3em;text-decoration-skip-ink:none}

.change.gone{border:1px dashed var(--rule)}

.code{font:600 .5em/1 ui-monospace,monospace;border:1px solid currentColor;border-radius:3px;padding:.2em .3em;
margin:0 .1em;vertical-align:.3em;direction:ltr;unicode-bidi:isolate;white-space:nowrap}

.join::before,& .on::after{content:"\\200d"}

& :is(.legend,.groups) li{display:grid;align-items:start;gap:.1em .6em;padding:.3em 0}

.legend li{grid-template-columns:1.9em minmax(0,1fr)}

& :is(.legend,.groups) .rule{text-align:center;font-weight:600}

.legend .faint{white-space:nowrap}

.legend .why{display:block;color:var(--faint);font-size:.875em}

.faint{color:var(--faint)}

& summary{cursor:pointer;margin:1.2em 0 .4em;font-weight:600}

.groups li{grid-template-columns:1.9em 2.5em minmax(0,1fr);border-top:1px solid var(--line)}

.groups .number{text-align:end}

.groups bdi:not(.code){font:1.25em/1.6 "Noto Naskh Arabic","Amiri","Traditional Arabic","Geeza Pro",serif}
"""

STYLE: Final = _sheet()
