"""How the tokens of lines are written, of whole lines at once and of longer ones piece by piece."""

from __future__ import annotations

from arnorm import Tokenizer
from arnorm.cli.sources import check_waiting
from arnorm.streaming import Cutter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Final

    from arnorm import Token

__all__ = ["TOKEN_FORMATS", "TokenLines"]


class _Spaced:
    """The tokens of a line on one line, with a space between them."""

    opening, between, closing = "", " ", "\n"

    def whole(self, tokenizer: Tokenizer, lines: list[str]) -> str:
        """Return what is written for whole lines, which needs no `Token`."""
        return "".join([" ".join(tokens) + "\n" for tokens in tokenizer.tokenize_many(lines)])

    def token(self, token: Token) -> str:
        """Return what is written for one token of a line that is not whole."""
        return token.text


class _Vertical:
    """One token on a line, and an empty line behind the tokens of a line."""

    opening, between, closing = "", "", "\n"

    def whole(self, tokenizer: Tokenizer, lines: list[str]) -> str:
        """Return what is written for whole lines, which needs no `Token` either."""
        many = tokenizer.tokenize_many(lines)
        return "".join(["\n".join([*tokens, "", ""]) if tokens else "\n" for tokens in many])

    def token(self, token: Token) -> str:
        """Return what is written for one token of a line that is not whole."""
        return f"{token.text}\n"


class _Json:
    """A JSON object for each line."""

    opening, between, closing = '{"tokens": [', ", ", "]}\n"

    def __init__(self) -> None:
        from json import JSONEncoder

        self.token: Callable[[object], str] = JSONEncoder(ensure_ascii=False, check_circular=False).encode

    def whole(self, tokenizer: Tokenizer, lines: list[str]) -> str:
        """Return what is written for whole lines; a `Token` is written as the list of its items."""
        return "".join([self.token({"tokens": tokenizer.tokens(line)}) + "\n" for line in lines])


TOKEN_FORMATS: Final[Mapping[str, Callable[[], _Spaced | _Vertical | _Json]]] = {
    "lines": _Spaced,
    "tokens": _Vertical,
    "jsonl": _Json,
}
"""How tokens are written, by the name of the format."""


class TokenLines:
    """Turns blocks of lines into what is written for their tokens; a line may come in several blocks."""

    def __init__(self, tokenizer: Tokenizer, name: str) -> None:
        self._tokenizer = tokenizer
        self._written = TOKEN_FORMATS[name]()
        self._cutter = Cutter(tokenizer, tokenizer.kinds)
        self._open = False  # whether a line has begun in an earlier block
        self._count = 0  # of its tokens

    def __call__(self, text: str, last: bool) -> str:
        """Return what is written for the block ``text``."""
        lines = text.split("\n")
        results = []
        if self._open and (last or len(lines) > 1):
            results.append(self._continued(lines.pop(0), ends=True))
        rest = lines.pop() if lines else ""
        if last and rest:
            lines.append(rest)
            rest = ""
        results.append(self._written.whole(self._tokenizer, lines))
        if rest:
            results.append(self._continued(rest, ends=False))
        return "".join(results)

    def _continued(self, part: str, ends: bool) -> str:
        """Return what is written for a part of a line, which begins with it if none is open."""
        written = self._written
        results = [] if self._open else [written.opening]
        tokens = self._cutter.feed(part)
        check_waiting(self._cutter)
        tokens += self._cutter.finish() if ends else []
        for token in tokens:
            results.append((written.between if self._count else "") + written.token(token))
            self._count += 1
        if ends:
            results.append(written.closing)
            self._count = 0
        self._open = not ends
        return "".join(results)
