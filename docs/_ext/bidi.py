"""Show Arabic in code, and in sentences of English, in the order in which it is written.

A browser takes Arabic words with nothing but punctuation between them for one text that runs from right to left: the
list ``['a', 'b']`` of two Arabic strings is shown with its second string first. So every string, and every run of
Arabic words outside of a string, becomes an element of its own, which ``site.css`` isolates from what stands around it.
A sentence within one string keeps the order of reading, from right to left.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from docutils import nodes
from pygments.formatters import HtmlFormatter
from pygments.token import Text
from sphinx.highlighting import PygmentsBridge
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

RTL = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010d00-\U00010d3f\U00010e60-\U00010eff\U0001ee00-\U0001eeff"
BETWEEN = r"[ \u00a0\u200c-\u200f0-9.,:;!?()«»/%–—-]"  # what may stand in a run, but at its ends
_QUOTED = re.compile(r"""'[^'\n]*'|"[^"\n]*\"""")
_CODE = re.compile(r"""['"](?:[],)}]|: )""")
_RUN = re.compile(rf"[{RTL}](?:(?:(?!  ){BETWEEN}){{0,12}}[{RTL}])*(?:[.!?…]+$)?", re.MULTILINE)
_SENTENCE = re.compile(rf"[{RTL}].*[.,:;!?\u060c\u061b\u061f]")
_BETWEEN_ESCAPES = re.compile(rf"[{RTL}](?:[^\\\n]*[{RTL}])?")
_WORDS = re.compile(rf"[{RTL}]+")
_QUOTATION = re.compile(r"[^\s:].*[^\s]", re.DOTALL)
_STRONG = re.compile(rf"[A-Za-z\u00c0-\u024f]|([{RTL}])")


def pieces(text: str, sentences: bool = False) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a piece of code, each with whether it has to be isolated.

    Strings are isolated without their quotation marks, and elsewhere runs of words. A line that begins with Arabic, has
    punctuation and does not look like strings in a list is a sentence, which is isolated as a whole. With ``sentences``
    any such line is one whose first letter is Arabic.
    """
    for line in text.splitlines(keepends=True):
        first = _STRONG.search(line)
        begins = bool(first and first[1]) if sentences else bool(_SENTENCE.match(line))
        if begins and not _CODE.search(line):
            yield True, line.rstrip("\n")
            yield False, line[len(line.rstrip("\n")) :]
            continue
        position = 0
        for quoted in _QUOTED.finditer(line):
            if re.search(f"[{RTL}]", quoted[0]):
                yield from _split(_RUN, line[position : quoted.start() + 1])
                inner = quoted[0][1:-1]
                yield from _split(_BETWEEN_ESCAPES, inner) if "\\" in inner else [(True, inner)]
                position = quoted.end() - 1
        yield from _split(_RUN, line[position:])


def prose(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of English text: runs of Arabic, or all of it if it is an Arabic sentence behind its title."""
    sentence = arabic(text) and len(_WORDS.findall(text)) > 2
    return _split(_QUOTATION if sentence else _RUN, text)


def _split(pattern: re.Pattern[str], text: str) -> Iterator[tuple[bool, str]]:
    position = 0
    for found in pattern.finditer(text):
        yield False, text[position : found.start()]
        yield True, found[0]
        position = found.end()
    yield False, text[position:]


class Formatter(HtmlFormatter[str]):
    """Writes highlighted code with every run of Arabic in a span of its own, whose class ends with ``-Rtl``."""

    def format_unencoded(self, tokensource: Iterable[tuple[Any, str]], outfile: Any) -> None:
        """Write the tokens; those of one type that follow each other are taken for one."""
        super().format_unencoded(self._isolated(tokensource), outfile)

    @staticmethod
    def _isolated(tokensource: Iterable[tuple[Any, str]]) -> Iterator[tuple[Any, str]]:
        for kind, group in groupby(tokensource, itemgetter(0)):
            for isolated, part in pieces("".join(map(itemgetter(1), group)), kind is Text):
                if part:
                    yield kind.Rtl if isolated else kind, part


def arabic(text: str) -> bool:
    """Return whether there are more Arabic letters in a text than Latin ones."""
    return len("".join(_WORDS.findall(text))) > len(re.findall(r"[A-Za-z]", text))


class IsolateArabic(SphinxPostTransform):
    """Marks paragraphs and cells of Arabic, and wraps what is Arabic in others and in inline code.

    It also takes away the empty line that ends an example, which ``doctest`` needs and nobody has to see.
    """

    default_priority = 900

    def run(self, **_: Any) -> None:
        """Change the document."""
        for example in self.document.findall(nodes.literal_block):
            if len(example) == 1 and isinstance(example[0], nodes.Text):
                example.rawsource = example.rawsource.rstrip()
                example[0] = nodes.Text(example[0].rstrip())
        for code in self.document.findall(nodes.literal):
            for text in list(code.findall(nodes.Text)):
                _wrap(text, pieces(text, sentences=True))
        for block in self.document.findall(nodes.TextElement):
            if isinstance(block, nodes.Inline | nodes.FixedTextElement | nodes.raw):
                continue
            texts = [text for text in block.findall(nodes.Text) if not _in_code(text)]
            if not arabic("".join(texts)):
                for text in texts:
                    _wrap(text, prose(text))
            else:
                block["classes"].append("in-arabic")
                if isinstance(block.parent, nodes.entry):
                    block.parent["classes"].append("in-arabic")


def _in_code(node: Any) -> bool:
    """Return whether a node stands in inline code."""
    while isinstance(node.parent, nodes.Inline):
        node = node.parent
        if isinstance(node, nodes.literal):
            return True
    return False


def _wrap(text: nodes.Text, parts: Iterable[tuple[bool, str]]) -> None:
    """Replace a text by its parts, with an element around each that is to be isolated."""
    found = [(isolated, part) for isolated, part in parts if part]
    if any(isolated for isolated, _ in found):
        new = [
            nodes.inline("", "", nodes.Text(part), classes=["rtl"]) if alone else nodes.Text(part)
            for alone, part in found
        ]
        text.parent.replace(text, new)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let Sphinx write code with the formatter above."""
    PygmentsBridge.html_formatter = Formatter
    app.add_post_transform(IsolateArabic)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
