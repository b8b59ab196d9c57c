"""Write docs/words.md: the policies of words, the same sentences in each, and how they do on treebanks.

From the repository root:

    python tests/docs/words.py > docs/words.md
"""

from __future__ import annotations

import sys
import unicodedata

from arnorm import Tokenizer, policies
from arnorm.grammar import Grammar

SENTENCES = (
    ("vocalised words, quotation, particle", 'قالَ د. سامي: «وُلِدتُ عامَ ١٩٧٣م»، و"الخبر" صحيح...'),
    ("numbers", "ارتفع 3.5% إلى $1,200 في 2024-05-03 عند 6:30، أي -5 و٪70 من 10-15 كم"),
    ("a post", "رأيت الـiPhone هنا!!؟ #خبر_عاجل @سلمى_99 https://example.com/صفحة :) 👩🏽\u200d🚀"),
    ("Persian", "کتاب\u200cهای فارسی را می\u200cخوانم."),
    ("abbreviations and compounds", "قال أ.د. علي من ج.م.ع إن كوفيد-19 انتهى.ثم عاد"),
)

KINDS = (
    ("word", "letters of any script with all their marks, and the digits that touch them", "كِتَابٌ، ١٤كم، don't"),
    (
        "number",
        "digits of any script, dates and times, with sign, percent and currency",
        "١٬٢٠٠٫٥، -5، $3.5",
    ),
    ("abbreviation", "letters with full stops: titles, acronyms, initials", "د.، ج.م.ع، U.S."),
    (
        "url",
        "web addresses, and host names without a scheme that end as those in use do",
        "https://example.com/ص، example.org",
    ),
    ("email", "e-mail addresses", "info@example.org"),
    ("mention", "@ and a name", "@سلمى_99"),
    ("hashtag", "# and letters, digits and underscores", "#خبر_عاجل"),
    ("emoji", "one picture: skin tones, flags, keycaps and joined families are one", "👩🏽\u200d🚀"),
    ("emoticon", "faces of ASCII between spaces", ":-)"),
    ("honorific", "ligatures that are a phrase", "ﷺ"),
    ("punctuation", "a mark, or the same mark in a row", "،، !!"),
    ("symbol", "any other sign", "© +"),
    ("mark", "a combining mark without a letter", ""),
)

HEAD = """\
# Words

A policy is a named grammar: it says which kinds of token there are, what each looks like, and which are left out. The
longest match wins at every place; what matches nothing lies in the gap between two tokens, so that tokens and gaps
together are the text. A token never begins at a combining mark that belongs to what stands before it.

| what you do | policy |
| --- | --- |
| anything else: count, label, train, compare | `DEFAULT` |
| posts and comments, where !!؟ and ... carry a mood | `SOCIAL` |
| fill an index, and ask it | `SEARCH` |
| match results of CAMeL Tools | `CAMEL`, `CAMEL_DIGITS` |
| match ICU and what builds on it, untailored | `UAX29` |
| leave the cutting to white space | `WHITESPACE` |

## Kinds of `DEFAULT`

| kind | what | such as |
| --- | --- | --- |
"""

RULES = """\

Scripts that are not Arabic go by UAX #29, with these differences: a colon joins no letters; a full stop joins Latin
letters and digits (node.js, v1.2); Thai, Lao, Khmer and Burmese letters in a row are one word, since finding words in
them takes a dictionary. A tatweel in front of digits or Latin letters ends the word, so that WhatsApp is found in
الـWhatsApp.

Full stops behind a word are one token each, and so are ! and ؟ side by side: treebanks have them so. Three full stops
that stand alone are an ellipsis, one token. `SOCIAL` joins all of these.
"""

OPTIONS = """\

## Other choices

`policies.word_policy` makes a policy of words with other choices. Each row changes one of them:

| choice | for | `DEFAULT` | with it |
| --- | --- | --- | --- |
"""

CHOICES = (
    ({"mixed": "split"}, "و2020 الiPhone mp3"),
    ({"numbers": "split"}, "50% -5 $3"),
    ({"hyphens": "join"}, "كوفيد-19 شبه-رسمي 12-15"),
    ({"underscores": "split"}, "كلمة_أخرى"),
    ({"joiners": "split"}, "می\u200cروم"),
    ({"controls": "token"}, "نعم\u200f لا"),
    ({"punctuation": "single"}, "لا!! ..."),
    ({"punctuation": "runs"}, "لا!!؟ نعم..."),
)

OWN = """\

Kinds can be dropped, which leaves their text out, taken out, which leaves it to other kinds, and added. A kind of
your own is written in the notation that all grammars are written in: names of sets, quoted text, `[ ]`, `( )`, `|`,
`*`, `+`, `?` and `{m,n}`. It compiles into the same automaton, so it costs no time. Where it matches what another kind
matches too, making the tokenizer is an error, until `over` says that it may take that text:

```python
>>> from arnorm import Tokenizer, policies
>>> from arnorm.grammar import Kind
>>> [token.text for token in Tokenizer(policies.DEFAULT.drop("punctuation")).tokens("نعم، لا.")]
['نعم', 'لا']
>>> year = Kind("year", "digit{4}", before="edge | space")
>>> tokenize = Tokenizer(policies.DEFAULT.adding(year, over=("number",)))
>>> [(token.text, token.kind) for token in tokenize.tokens("عام 2024 و15 كتابا")]
[('عام', 'word'), ('2024', 'year'), ('و15', 'word'), ('كتابا', 'word')]

```

`before` and `after` say what must stand around a token without belonging to it. `Tokenizer(policy).policy.sets` has the
names of all sets.

## Treebanks

How many words of Universal Dependencies' test sets are found exactly, both ends right, as F1 in percent. Their tokens
that touch are merged to words first, but for punctuation marks. `python -m benchmarks.gold_words` prints the table; the
other tokenizers are measured where they are installed.

"""

TREEBANKS = """\
| treebank | `DEFAULT` | `UAX29` | CAMeL Tools 1.6.0 | PyArabic 0.6.15 | `\\w+\\|[^\\w\\s]` |
| --- | --- | --- | --- | --- | --- |
"""

_LEFT = (
    (
        "Arabic PUD, 4 times",
        "...",
        ". . .",
        "full stops behind a word are one token in this treebank and in the Pashto one, three in the Uyghur one",
    ),
    (
        "Arabic PUD, 5 times",
        "ـ by itself",
        "part of the word",
        "a tatweel typed for a dash; at other such places of the treebank it is part of the word",
    ),
    ("Arabic PUD, 2 times", "الـ84", "الـ 84", "three others of this form are two tokens in the treebank"),
    ("Arabic PUD, 2 times", "الواي-فاي", "الواي - فاي", "nine others are cut at the hyphen"),
    ("Arabic PUD, 3 times", '"ريديت', '" ريديت', "slips"),
    ("Pashto, once", "بود،", "بود ،", "a slip"),
    (
        "Uyghur, 8 times",
        "ئارقا-ئارقىدىن",
        "ئارقا - ئارقىدىن",
        'compounds, ordinals and ranges; `hyphens="join"` joins them, but then Arabic ones join as well',
    ),
    ("Uyghur, once", "«مۇقىمسىزلىق»نى", "« مۇقىمسىزلىق » نى", "a suffix behind a quotation"),
)
REMAINING = """
What is left, all of it:

| where | gold | here | why |
| --- | --- | --- | --- |
""" + "".join(f"| {' | '.join(row)} |\n" for row in _LEFT)


def shown(tokens: list[str]) -> str:
    """Return tokens with bars between, what nobody can see as its code point."""
    text = " │ ".join(tokens)
    return "".join(f"[U+{ord(c):04X}]" if unicodedata.category(c) == "Cf" else c for c in text).replace("|", "\\|")


def named() -> dict[str, Grammar]:
    """Return the policies of words by name."""
    found = {name: getattr(policies, name) for name in policies.__all__ if name.isupper()}
    return {name: policy for name, policy in found.items() if "word" in policy.kind_names}


def page() -> str:
    """Return the text of docs/words.md, but for the figures."""
    lines = [HEAD.rstrip("\n")]
    lines += [f"| `{kind}` | {what} | {examples} |" for kind, what, examples in KINDS]
    lines += [RULES, "## The same sentences", ""]
    for what, sentence in SENTENCES:
        lines += [f"**{what[0].upper()}{what[1:]}**: {shown([sentence])}", "", "| | |", "| --- | --- |"]
        by_tokens: dict[tuple[str, ...], list[str]] = {}
        for name, policy in named().items():
            by_tokens.setdefault(tuple(Tokenizer(policy)(sentence)), []).append(f"`{name}`")
        lines += [f"| {', '.join(names)} | {shown(list(tokens))} |" for tokens, names in by_tokens.items()]
        lines.append("")
    lines[-1:] = [OPTIONS.rstrip("\n")]
    for choice, text in CHOICES:
        ((key, value),) = choice.items()
        policy = policies.word_policy("CHOICE", **choice)  # type: ignore[arg-type]  # the names of choices are texts here
        row = (f'`{key}="{value}"`', shown([text]), shown(Tokenizer()(text)), shown(Tokenizer(policy)(text)))
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines) + "\n" + OWN


if __name__ == "__main__":
    from benchmarks.gold_words import rows

    figures = "".join(f"| {' | '.join(row)} |\n" for row in rows())
    sys.stdout.buffer.write((page() + TREEBANKS + figures + REMAINING).encode())
