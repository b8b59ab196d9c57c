"""What other systems do, said again in plain Python with ``re`` and ``unicodedata``, step by step as they do it.

An oracle for systems that are in no package index, and for every interpreter; the profiles say the same natively.
"""

from __future__ import annotations

import re
import unicodedata

from arnorm import chars
from arnorm.compat import asr, corpora, lucene


def whisper(text: str, *, delete: bool) -> str:
    text = re.sub(r"[<\[][^>\]]*[>\]]", "", text.lower())
    text = re.sub(r"\([^)]+\)", "", text)
    result = ""
    for character in unicodedata.normalize("NFKD" if delete else "NFKC", text):
        category = unicodedata.category(character)
        if delete and character in asr.UNDECOMPOSED:
            result += asr.UNDECOMPOSED[character]
        elif not (delete and category == "Mn"):
            result += " " if category[0] in "MSP" else character
    return re.sub(r"\s+", " ", result.lower())


def hf_asr(text: str, *, delete: bool) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", "", whisper(text, delete=delete))).strip()


def oual(text: str, version: int) -> str:
    text = text.replace("}~،؛؟]", "") if version == 1 else re.sub(r"[!-/:-@\[-`{-~،؛؟]", "", text)
    text = re.sub("[\u064b-\u0652ء]", "", text).translate(
        str.maketrans("پڤآأإؤئ٠١٢٣٤٥٦٧٨٩", "بفاااوي0123456789"),
    )
    if version == 2:
        text = re.sub(r"(^|\s)و\s+", r"\1و", text)
        text = re.sub(r"\s+", " ", text)
    return text.strip()


def mms(text: str) -> str:
    def members(ranges: tuple[tuple[int, int], ...]) -> str:
        return "[" + re.escape("".join(sorted(chars.characters(ranges)))) + "]"

    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"\([^)]*\d[^)]*\)", " ", text)
    for reference in ("&lt;", "&gt;", "&nbsp"):
        text = text.replace(reference, "")
    text = re.sub(r"(\S+)[\u2018\u2019\u201b](\S+)", r"\1'\2", text).replace("ٱ", "ا")
    text = re.sub(members(asr.MMS_PUNCTUATION), " ", text)
    text = re.sub("[\u064b-\u0652\u0656\u0657\u200b\u200c\u200e\u200f\u202a\u202c]", "", text)
    digits = members(asr.MMS_DIGITS)
    text = re.sub(rf"^{digits}+(?=\s)|(?<=\s){digits}+(?=\s)|(?<=\s){digits}+$", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def speechbrain(text: str) -> str:
    return re.sub("[^ابتةثجحخدذرزژشسصضطظعغفقكلمنهويىءآأؤإئ ]+", "", text)


def ccnet(text: str, *, dedup: bool) -> str:
    text = text.strip().lower()
    if not dedup:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    text = re.sub(r"\d", "0", text)
    text = "".join(
        ("" if dedup else corpora.CCNET_PUNCTUATION[c]) if c in corpora.CCNET_PUNCTUATION else c for c in text
    )
    return re.sub("[\x00-\x1f\x7f-\x9f]", "", text)


def sorani(word: str) -> str:
    """Lucene's loop over one term, in which deleting a character moves those behind it."""
    term, place = list(word), 0
    while place < len(term):
        character = term[place]
        if character in "يى":
            term[place] = "ی"
        elif character == "ك":
            term[place] = "ک"
        elif character == "ة" or (character == "ه" and place == len(term) - 1):
            term[place] = "ە"
        elif character == "ھ":
            term[place] = "ه"
        elif character == "ڒ" or (character == "ر" and place == 0):
            term[place] = "ڕ"
        elif character in lucene.SORANI_DELETED:
            if character == "\u200c" and place > 0 and term[place - 1] == "ه":
                term[place - 1] = "ە"
            del term[place]
            continue
        place += 1
    return "".join(term)
