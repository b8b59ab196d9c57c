"""What a subcommand does to texts, in whatever format they come: a value that goes to other processes."""

from __future__ import annotations

from arnorm import Normalizer, SentenceSplitter, Tokenizer
from arnorm.cli.sources import check_waiting
from arnorm.cli.streams import HANDLERS
from arnorm.cli.token_formats import TokenLines
from arnorm.profiles import PROFILES
from arnorm.streaming import Cutter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from arnorm import Token
    from arnorm._core.inputs import Errors
    from arnorm.grammar import Grammar
    from arnorm.profiles import Profile

__all__ = ["ByLine", "Normalizing", "Splitting", "Tokenizing", "Work", "normalizer_of"]


class Work:
    """What is done to texts; of an input of plain lines block by block, of other formats many texts at a time."""

    open_lines = False
    """Whether a line may come in several blocks, which end between two characters."""
    skip_mark = False
    """Whether a byte order mark that begins plain lines is left out."""

    def blocks(self) -> Callable[[bytes, bool], bytes]:
        """Return what makes blocks of one input into what is written; it hears with which block the input ends."""
        raise NotImplementedError

    def texts(self, texts: list[str]) -> Sequence[object]:
        """Return what is made of each text: a ``str``, or what JSON has a list for."""
        raise NotImplementedError

    def column(self, column: Any) -> Any:
        """Return what is made of a column of Arrow."""
        raise NotImplementedError

    def cell(self, made: object) -> str:
        """Return what is made of a text as one field of CSV."""
        assert isinstance(made, str)
        return made

    def changed(self, block: bytes, result: bytes) -> int:
        """Return how many lines of a block were changed, where that can be said."""
        return 0

    @property
    def identity(self) -> str:
        """What the work is, for those who want to know whether it was done before."""
        raise NotImplementedError


class ByLine:
    """Normalizes every line on its own: what other systems do to a text depends on where it begins and ends."""

    def __init__(self, profile: Profile) -> None:
        self.whole = Normalizer(profile)

    def normalize_utf8(self, block: bytes, errors: Errors) -> bytes:
        """Return ``block`` with every line normalized; errors count their bytes from its start, as for one text."""
        if errors == "strict":
            block.decode()
        return b"\n".join([self.whole.normalize_utf8(line, errors) for line in block.split(b"\n")])


def normalizer_of(profile: Profile) -> Normalizer | ByLine:
    """Return what applies ``profile`` to blocks of lines."""
    return Normalizer(profile) if PROFILES.get(profile.name) == profile else ByLine(profile)


class Normalizing(Work):
    """Applies rules."""

    def __init__(self, normalizer: Normalizer | ByLine, errors: str) -> None:
        self._normalizer = normalizer
        self._whole = normalizer.whole if isinstance(normalizer, ByLine) else normalizer
        self._errors = _errors(errors)

    def blocks(self) -> Callable[[bytes, bool], bytes]:
        """Return what normalizes a block."""
        normalize, errors = self._normalizer.normalize_utf8, self._errors
        return lambda block, _: normalize(block, errors) if block else block

    def texts(self, texts: list[str]) -> list[str]:
        """Return texts normalized."""
        return self._whole.normalize_many(texts)

    def column(self, column: Any) -> Any:
        """Return a column normalized."""
        return self._whole.normalize_column(column, errors=self._errors)

    def changed(self, block: bytes, result: bytes) -> int:
        """Return how many lines of a block were changed."""
        if block == result:
            return 0
        before, after = block.split(b"\n"), result.split(b"\n")
        if len(before) != len(after):  # rules may touch line ends: then a line counts that changes by itself
            after = [self._whole.normalize_utf8(line, self._errors) for line in before]
        return sum(map(bytes.__ne__, before, after))

    @property
    def identity(self) -> str:
        """The fingerprint of the rules."""
        way = "normalize by line" if isinstance(self._normalizer, ByLine) else "normalize"
        return f"{way} {self._whole.fingerprint}"


class Tokenizing(Work):
    """Cuts texts into tokens, which are written as `TokenLines` says."""

    open_lines = True
    skip_mark = True

    def __init__(self, policy: Grammar, form: str, errors: str) -> None:
        self._tokenizer = Tokenizer(policy)
        self._form = form
        self._errors = errors

    def blocks(self) -> Callable[[bytes, bool], bytes]:
        """Return what writes the tokens of the lines of a block."""
        return _as_text(TokenLines(self._tokenizer, self._form), self._errors)

    def texts(self, texts: list[str]) -> Sequence[object]:
        """Return the tokens of texts: as they are, or with place and kind for ``jsonl``."""
        return (
            list(map(self._tokenizer.tokens, texts)) if self._form == "jsonl" else self._tokenizer.tokenize_many(texts)
        )

    def column(self, column: Any) -> Any:
        """Return the lists of tokens of a column, or of structs with place and kind for ``jsonl``."""
        return self._tokenizer.tokenize_column(column, errors=_errors(self._errors), spans=self._form == "jsonl")

    def cell(self, made: Any) -> str:
        """Return tokens with a space, or for ``tokens`` a line break, between them; JSON for ``jsonl``."""
        if self._form == "jsonl":
            from json import dumps

            return dumps(made, ensure_ascii=False)
        return (" " if self._form == "lines" else "\n").join(made)

    @property
    def identity(self) -> str:
        """What the policy says, and how tokens are written."""
        return f"tokenize {self._form} {_digest(self._tokenizer.policy)}"


class Splitting(Work):
    """Cuts texts into sentences; plain lines are one text, which is cut as it comes."""

    open_lines = True
    skip_mark = True

    def __init__(self, policy: Grammar, errors: str) -> None:
        self._splitter = SentenceSplitter(policy)
        self._errors = errors

    def blocks(self) -> Callable[[bytes, bool], bytes]:
        """Return what writes each sentence on a line."""
        cutter = Cutter(self._splitter, self._splitter.kinds)

        def convert(text: str, last: bool) -> str:
            found = cutter.feed(text)
            check_waiting(cutter)
            if last:
                found += cutter.finish()
            return "".join([f"{line}\n" for line in map(_on_one_line, found) if line])

        return _as_text(convert, self._errors)

    def texts(self, texts: list[str]) -> Sequence[object]:
        """Return the sentences of texts."""
        return self._splitter.tokenize_many(texts)

    def column(self, column: Any) -> Any:
        """Return the lists of sentences of a column."""
        return self._splitter.sentences_column(column, errors=_errors(self._errors))

    def cell(self, made: Any) -> str:
        """Return sentences with a line break between them."""
        return "\n".join(made)

    @property
    def identity(self) -> str:
        """What the policy says."""
        return f"sentences {_digest(self._splitter.policy)}"


def _errors(errors: str) -> Errors:
    """Return what the normalizer is told: a row that is to be skipped is found by its error."""
    return "replace" if errors == "replace" else "keep" if errors == "keep" else "strict"


def _digest(policy: Grammar) -> str:
    from hashlib import sha256

    return sha256(ascii((policy.kinds, policy.sets, sorted(policy.dropped))).encode()).hexdigest()[:16]


def _on_one_line(sentence: Token) -> str:
    """Return a sentence without the white space around it, and with a space for line breaks in it."""
    text = sentence.text.strip()
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _as_text(convert: Callable[[str, bool], str], errors: str) -> Callable[[bytes, bool], bytes]:
    """Return what converts blocks as ``str``; the carriage return of a line end is white space, so in no token."""
    handler = HANDLERS[errors]
    return lambda block, last: convert(block.decode("utf-8", handler), last).encode("utf-8", "surrogateescape")
