"""Rules that bring the spelling of Qurans and of vocalised text to the usual one: dagger alefs and the fathatan."""

from __future__ import annotations

from arnorm import chars
from arnorm.chars import (
    ALEF,
    ALEF_HAMZA_ABOVE,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ALEF_WASLA,
    FARSI_YEH,
    FATHATAN,
    FEH,
    HAH,
    HAMZA_ABOVE,
    HEH,
    HEH_DOACHASHMEE,
    HEH_GOAL,
    KAF,
    KEHEH,
    LAM,
    MADDAH_ABOVE,
    MEEM,
    NOON,
    REH,
    SEEN,
    SHADDA,
    SUPERSCRIPT_ALEF,
    TAH,
    TEH_MARBUTA,
    TEH_MARBUTA_GOAL,
    THAL,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
)
from arnorm.lookup import one_of
from arnorm.rules.rule import Rule, conditional
from arnorm.rules.steps import SETS, WORD_END, Context, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final, Literal

    from arnorm._ucd import Ranges
    from arnorm.rules.steps import Step

__all__ = ["TANWEEN_PLACES", "order_tanween", "promote_superscript_alef"]


def _between_words(known: Mapping[str, Ranges]) -> Ranges:
    """Return the complement of letters, marks and tatweel."""
    found = []
    start = 0
    for first, last in sorted((*known["letter"], *known["mark"], *known["tatweel"])):
        if first > start:
            found.append((start, first - 1))
        start = last + 1
    return (*found, (start, 0x10FFFF))


# ---------------------------------------------------------------------------------------------------- the dagger alef

# What also stands for a letter: Persian and Urdu forms, seats whose hamza is written as a mark or not at all.
_FORMS = {
    HEH: HEH + HEH_GOAL + HEH_DOACHASHMEE,
    KAF: KAF + KEHEH,
    ALEF: ALEF + ALEF_WASLA,
    ALEF_HAMZA_ABOVE: ALEF_HAMZA_ABOVE + ALEF,
    ALEF_HAMZA_BELOW: ALEF_HAMZA_BELOW + ALEF + ALEF_WASLA,
    WAW_HAMZA: WAW_HAMZA + WAW,
    YEH_HAMZA: YEH_HAMZA + YEH + ALEF_MAKSURA + FARSI_YEH,
}
_STOP = " "
"""The end of the word, in the lists below."""


def _letter(letter: str) -> str:
    return f'["{_FORMS.get(letter, letter)}"]'


def _spelled(letters: str) -> str:
    """Return the pattern of letters with any marks but a dagger alef; ``_STOP`` before them is the start of a word."""
    return " ".join(f"{WORD_END} fill*" if c == _STOP else f"{_letter(c)} fill*" for c in letters)


def _none_of(words: Iterable[str]) -> str:
    """Return the pattern of what follows a dagger alef where none of the words does."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(word[1:])
    listed = "".join(_FORMS.get(letter, letter) for letter in rests)
    ways = [f'[^fill between "{listed}"]'] if _STOP in rests else ["edge", f'[^fill "{listed}"]']
    ways += [f"{_letter(first)} {_none_of(others)}" for first, others in rests.items() if all(others)]
    return f"fill* ({' | '.join(ways)})"


_WITHOUT_ALEF: Final = (
    ((HEH,), (THAL, WAW_HAMZA + LAM, KAF + THAL, HEH + NOON, _STOP)),  # hadha, ha'ula'i, hakadha, hahuna, Taha
    ((THAL,), (LAM + KAF,)),  # dhalika and its kin
    ((_STOP + LAM, _STOP + WAW + LAM, _STOP + FEH + LAM), (KAF + NOON,)),  # lakin, lakinna and its suffixes
    (
        (
            ALEF_HAMZA_BELOW + LAM,
            ALEF + LAM + LAM,
            _STOP + LAM + LAM,
            _STOP + WAW + LAM + LAM,
            _STOP + FEH + LAM + LAM,
            ALEF_HAMZA_ABOVE + WAW + LAM,
        ),
        (HEH, YEH_HAMZA + KAF),
    ),  # ilah, Allah, lillah, ula'ika
    ((REH + HAH + MEEM,), (NOON,)),  # ar-Rahman
    ((_STOP + TAH, _STOP + YEH), (HEH + SUPERSCRIPT_ALEF + _STOP, HEH + _STOP, SEEN + _STOP)),  # Taha, Yasin
)
"""Groups of what stands before and what after a dagger alef in the words that are written without the alef.

No text ends with first halves of two groups; within a group every combination is such a word or none at all. A second
half is a beginning, because suffixes follow, and a first half an end, because clitics precede, but for `_STOP`.
"""


def _promotions() -> Iterator[Step]:
    known = dict(SETS)
    sets = (
        *SETS,
        ("fill", (*chars.without(known["mark"], SUPERSCRIPT_ALEF), *known["tatweel"])),
        ("between", _between_words(known)),
    )
    # Over an alef, the sign of prolongation would be read as the madda of another letter.
    yield step({MADDAH_ABOVE: ""}, Context(left=f'"{SUPERSCRIPT_ALEF}" mark*'))
    # A hamza on a tatweel is read before the dagger alef beside it, though its mark is written behind.
    yield step({HAMZA_ABOVE: ALEF_MADDA}, Context(left=f'tatweel plain-mark* "{SUPERSCRIPT_ALEF}" plain-mark*'))
    yield step({ALEF: ALEF_MADDA}, Context(right=f'plain-mark* "{SUPERSCRIPT_ALEF}"'))
    # A waw or alef maksura that only carries the dagger alef is the alef, but for the final alef maksura.
    yield step(
        {WAW: ALEF},
        Context(right=f'tatweel* "{SUPERSCRIPT_ALEF}" fill* ["{TEH_MARBUTA}{TEH_MARBUTA_GOAL}"]', sets=sets),
    )
    yield step({ALEF_MAKSURA: ALEF}, Context(right=f'plain-mark* "{SUPERSCRIPT_ALEF}" fill* letter', sets=sets))
    yield step({WAW: ""}, Context(right=f'tatweel* "{SUPERSCRIPT_ALEF}" mark* "{ALEF}" mark* {WORD_END}'))
    yield step({SUPERSCRIPT_ALEF: ""}, Context(left=f'["{ALEF}{ALEF_MADDA}"] plain-mark*'))
    yield step(
        {SUPERSCRIPT_ALEF: ""},
        Context(f'letter fill* ["{ALEF_MAKSURA}{FARSI_YEH}{YEH}"] plain-mark*', f"mark* {WORD_END}", sets=sets),
    )
    yield step({SUPERSCRIPT_ALEF: ""}, Context(right=f'mark* ["{ALEF}{ALEF_MADDA}"]'))
    # The dagger alefs behind no first half, then for each group those before no second half.
    promoted = {SUPERSCRIPT_ALEF: ALEF}
    lefts = ["(" + " | ".join(map(_spelled, before)) + ")" for before, _ in _WITHOUT_ALEF]
    yield step(promoted, Context(left=f"({' | '.join(lefts)})", unless=True, sets=sets))
    for left, (_, after) in zip(lefts, _WITHOUT_ALEF, strict=True):
        yield step(promoted, Context(left=left, right=_none_of(after), sets=sets))


promote_superscript_alef: Rule = conditional(
    "promote_superscript_alef",
    _promotions,
    "Write the dagger alef as alef, but in words written without it, such as hadha, dhalika, lakin and Allah.",
    lossy=True,
    source="modern against Uthmani and Indo-Pakistani spelling of the same words; Unicode gives the mark no mapping",
)

# ------------------------------------------------------------------------------------------------------- the fathatan


def _before_alef() -> Iterator[Step]:
    known = dict(SETS)
    others = (*SETS, ("other", chars.without(known["mark"], FATHATAN)))
    no_shadda = (
        ("unshadda", chars.without(known["mark"], SHADDA)),
        # Letters but the alef, before which a shadda would go from alef to alef, one at a time.
        ("doubled", chars.without(known["letter"], ALEF)),
        *SETS,
    )
    # No alef is doubled: the shadda that shapers and typists leave behind a lam-alef is the lam's.
    yield step(
        {ALEF: SHADDA + ALEF},
        Context("doubled [unshadda tatweel]*", f'mark* "{SHADDA}"', sets=no_shadda),
    )
    yield step(
        {SHADDA: ""},
        Context(f'doubled [mark tatweel]* "{SHADDA}" [mark tatweel]* "{ALEF}" mark*', sets=no_shadda),
    )
    yield step(
        {alef: FATHATAN + alef for alef in (ALEF, ALEF_MAKSURA)},
        Context("letter [other tatweel]*", f'mark* "{FATHATAN}" mark* {WORD_END}', sets=others),
    )
    yield step(
        {FATHATAN: ""}, Context(f'letter [mark tatweel]* "{FATHATAN}" [mark tatweel]* alef mark*', f"mark* {WORD_END}")
    )


def _after_alef() -> Iterator[Step]:
    others = (*SETS, ("other", chars.without(dict(SETS)["mark"], FATHATAN)))
    yield step(
        {alef: alef + FATHATAN for alef in (ALEF, ALEF_MAKSURA)},
        Context(f'letter [mark tatweel]* "{FATHATAN}" [mark tatweel]*', f"other* {WORD_END}", sets=others),
    )
    yield step(
        {FATHATAN: ""}, Context("letter [mark tatweel]*", f'[mark tatweel]* alef mark* "{FATHATAN}" mark* {WORD_END}')
    )


TANWEEN_PLACES: Final = {
    place: conditional(
        f"order_tanween:{place}",
        steps,
        f"Write the fathatan beside a final alef or alef maksura {where} it.",
        lossy=False,
        source="usage: the first place is that of printed Qurans, the second a habit of typists",
    )
    for place, steps, where in (
        ("before_alef", _before_alef, "on the letter before"),
        ("after_alef", _after_alef, "on"),
    )
}


def order_tanween(place: Literal["before_alef", "after_alef"]) -> Rule:
    """Return the rule that writes the fathatan of a final alef in one place; ``ValueError`` for an unknown one.

    The fathatan (U+064B) stands beside a bare alef or alef maksura at the end of a word, on the letter before it or on
    the alef itself; other marks stay where they are, and if both letters have one, one stays. Before the alef goes also
    the shadda of the letter before it: no alef has one.

    >>> from arnorm import Normalizer
    >>> Normalizer(order_tanween("before_alef"))("كتاباً هدىً")
    'كتابًا هدًى'
    """
    return one_of("place", place, TANWEEN_PLACES)
