"""Rules that delete combining marks and the signs that belong to them."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.rules.rule import Rule, conditional, strip
from arnorm.rules.steps import WORD_END, Context, step

__all__ = [
    "strip_final_haraka",
    "strip_hamza_marks",
    "strip_harakat",
    "strip_orphan_marks",
    "strip_quranic_marks",
    "strip_quranic_signs",
    "strip_shadda",
    "strip_sukun",
    "strip_superscript_alef",
    "strip_tanween",
    "strip_tashkeel",
]

strip_harakat: Rule = strip(
    "strip_harakat",
    chars.HARAKAT,
    "Delete the short vowels fatha, damma and kasra.",
    lossy=True,
    source="Unicode names; the word harakat names different sets elsewhere, here it is these three",
)
strip_tanween: Rule = strip(
    "strip_tanween",
    chars.TANWEEN,
    "Delete fathatan, dammatan and kasratan; the alef that carries a fathatan stays.",
    lossy=True,
    source="Unicode names",
)
strip_shadda: Rule = strip(
    "strip_shadda",
    {chars.SHADDA},
    "Delete the mark of a doubled consonant.",
    lossy=True,
    source="Unicode names",
)
strip_sukun: Rule = strip(
    "strip_sukun",
    {chars.SUKUN},
    "Delete the mark of a consonant without a vowel.",
    lossy=True,
    source="Unicode names",
)
strip_superscript_alef: Rule = strip(
    "strip_superscript_alef",
    {chars.SUPERSCRIPT_ALEF},
    "Delete the dagger alef.",
    lossy=True,
    source="Unicode names",
)
strip_tashkeel: Rule = strip(
    "strip_tashkeel",
    chars.TASHKEEL,
    "Delete vocalisation: harakat, tanween, shadda, sukun and the dagger alef, but no mark of a hamza.",
    lossy=True,
    source="the set of CAMeL Tools' dediac_ar; PyArabic's and Lucene's lack the dagger alef",
)
strip_quranic_marks: Rule = strip(
    "strip_quranic_marks",
    chars.characters(_ucd.ARABIC_MARKS) - chars.TASHKEEL - chars.HAMZA_MARKS,
    "Delete every other Arabic combining mark: Quranic annotation, honorific signs, vowels of extended orthographies.",
    lossy=True,
    source="Unicode 17, general category Mn in the Arabic blocks less tashkeel and U+0653-0655",
)
strip_quranic_signs: Rule = strip(
    "strip_quranic_signs",
    chars.QURANIC_SIGNS,
    "Delete the signs of printed Qurans that are not marks: ends of verses, rub el hizb, sajdah, small waw and yeh.",
    lossy=True,
    source="Unicode names; of general category Cf, So and Lm, so no rule about marks meets them",
)
strip_hamza_marks: Rule = strip(
    "strip_hamza_marks",
    chars.HAMZA_MARKS,
    "Delete a combining hamza or madda; text in decomposed form loses its hamza by this unless it is composed first.",
    lossy=True,
    source="Unicode names; U+0653-0655 form letters with alef, waw and yeh in canonical composition",
)
strip_final_haraka: Rule = conditional(
    "strip_final_haraka",
    (
        step(dict.fromkeys({chars.FATHATAN}, ""), Context(right=f"mark* (alef mark*)? {WORD_END}")),
        step(
            dict.fromkeys((chars.HARAKAT | chars.TANWEEN) - {chars.FATHATAN}, ""),
            Context(right=f"mark* {WORD_END}"),
        ),
    ),
    "Delete the last short vowel or tanween of a word, its i'rab; a fathatan also beside its final alef.",
    lossy=True,
    source="PyArabic's strip_lastharaka, which also deletes tanween inside a word",
)
strip_orphan_marks: Rule = conditional(
    "strip_orphan_marks",
    (
        step(
            dict.fromkeys(chars.characters(_ucd.ARABIC_MARKS) - chars.PAUSE_MARKS, ""),
            Context(left="(edge | [^letter mark tatweel digit sign carrier]) mark*"),
        ),
    ),
    "Delete Arabic marks that stand on nothing: at the start of a line, after a space or a punctuation mark.",
    lossy=False,
    source="general category Mn; a no-break space, a dotted circle and a joiner carry marks, pause marks need nothing",
)
