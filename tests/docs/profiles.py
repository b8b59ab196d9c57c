"""Write docs/profiles.md: which profile is for what, and the same sentences in each.

From the repository root:

    python tests/docs/profiles.py > docs/profiles.md
"""

from __future__ import annotations

import sys
import unicodedata

from arnorm import Normalizer
from arnorm.chars import HAMZA_MARKS
from arnorm.profiles import PROFILES

SENTENCES = (
    (
        "vocalised, loose hamza, shadda before its vowel, tanween on the alef",
        "قَرَأَتْ سُعاد كِتاباً عن ا\u0654م\u0651\u0650ها، ثم أهد\u0651\u064eتْهُ إلى مَكتبةِ المدرسةِ.",
    ),
    (
        "quotation in a quotation, Latin punctuation",
        'قالت المعلمة: "سمعت أخي يقول "لا تتأخر" مرتين", فهل تأخرتم?',
    ),
    ("numbers, date, percent", "في ٢٢؍١١؍٢٠٢٦ ارتفع السعر ٣٫٥٪ إلى ١٬٢٠٠ ريال (أو 19،50 دولارا)…"),
    ("tatweel, elongation, Hijri sign, emoji", "مبـــــروك!!!!! جمييييل جداااا يا أحمـد، عام ١٤٤٨ هـ 🎉👏🏽"),
    (
        "Persian letters, presentation forms, ligature, Latin",
        "ﺍﻟﺴﻼﻡ\u00a0ﻋﻠﻴﻜﻢ، کتاب\u200cهای فارسی عن النبي محمد ﷺ في Café Zürich",
    ),
)

CHOICE = """\
# Profiles

A profile is a named, dated sequence of rules for a purpose. Once released, what it gives never changes; a better one
gets a new name.

| what you do | profile |
| --- | --- |
| store, exchange, or go on to process text, and lose nothing that carries meaning | `CLEAN` |
| print or show text to readers | `DISPLAY` |
| train a language model, where vocalisation, digits and spelling are to be learnt | `CORPUS` |
| fill the index of a search engine, and ask it | `SEARCH`, for both |
| count the errors of a speech recognizer that is to spell well | `ASR`, for both texts |
| count its errors, but not those of hamza, teh marbuta and alef maksura | `ASR_RELAXED`, for both texts |

`CLEAN` and `DISPLAY` can be shown; the others fold what is different on purpose, and are for comparing only, or for
machines. What a profile gives, it leaves as it is when it is applied again. To differ in one rule, say so:
`profiles.SEARCH - rules.fold_teh_marbuta`, `profiles.CLEAN + rules.strip_tatweel`; the name tells it.

What none of them does: delete markup, addresses, hashtags or emoji. Put `replace_html`, `unescape_html`,
`replace_urls`, `replace_emails`, `replace_mentions`, `split_hashtags` or `strip_emoji` in front, in this order.
"""


def shown(text: str) -> str:
    """Return text with what nobody can see, a loose hamza too, written as its code point."""
    return "".join(
        f"[U+{ord(c):04X}]" if (unicodedata.category(c) in ("Cf", "Zs") and c != " ") or c in HAMZA_MARKS else c
        for c in text
    )


def page() -> str:
    """Return the text of docs/profiles.md."""
    lines = [CHOICE, "## The same sentences", ""]
    lines += [
        "What cannot be seen is written as its code point, and so is a hamza that is not part of its letter. A profile",
        "that leaves a sentence as it is says so.",
        "",
    ]
    for number, (what, sentence) in enumerate(SENTENCES, 1):
        lines += [f"### {number}. {what[0].upper()}{what[1:]}", "", "| | |", "| --- | --- |"]
        lines.append(f"| as written | {shown(sentence)} |")
        for name, profile in PROFILES.items():
            result = Normalizer(profile)(sentence)
            lines.append(f"| `{name}` | {'as written' if result == sentence else shown(result)} |")
        lines.append("")
    lines += ["## The rules of each", "", "In the order in which they are applied.", ""]
    for name, profile in PROFILES.items():
        lines += [f"**`{name}`**, of {profile.date}. {profile.purpose}", ""]
        lines += [", ".join(f"`{rule.name}`" for rule in profile) + ".", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
