"""Laws of UTF-8 that becomes other UTF-8, for every kernel and every instruction set that this machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from array import array
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import EVERY_CODE_POINT, KERNELS, kernel_name
from strategies import CHARACTERS, byte_strings

from arnorm import Normalizer, profiles
from arnorm._core.automaton import Pattern, compile_patterns
from arnorm._core.plan import compile_map

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
HANDLERS = {"strict": "strict", "replace": "replace", "keep": "surrogateescape"}
LONGEST = 200
SETS = ("scalar", "avx2", "avx512", "neon")

# Deleted, shorter, as long, longer and several; of one, two, three and four bytes; in several pages of two bytes.
MIXED = {
    **dict.fromkeys(range(0x64B, 0x653), ""),
    **{0x660 + digit: str(digit) for digit in range(10)},
    **{0x623: "\u0627", 0x629: "\u0647", 0x649: "\u064a", 0x640: "", 0x671: "\u0627", 0x6CC: "\u064a", 0x621: "\u2019"},
    **{0x61: "A", 0x62: "", 0x63: "\u0628", 0x64: "\u2026", 0x65: "\U0001f600", 0x66: "xyz", 0x7F: "\x00"},
    **{0x100 + place: chr(0x61 + place % 26) for place in range(0x100)},
    **{0x400: "", 0x410: "\u0430", 0x7FF: "\u0800", 0x800: "\u07ff", 0xAB: '"', 0xBB: "\u201d"},
    **{0x200B: "", 0x201C: '"', 0xFE8D: "\u0627", 0xFEFB: "\u0644\u0627", 0xFFFD: "?", 0xFFFE: "", 0xFFFF: "\ufffe"},
    **{0x1F600: "", 0x1F601: ":)", 0x10FFFF: "\u0628", 0x10000: "\U00010001"},
}
NORMALIZERS = {profile.name: Normalizer(profile) for profile in (profiles.CLEAN, profiles.SEARCH)}
MARKS = dict.fromkeys(range(0x64B, 0x653), "") | {0x640: "", 0x623: "\u0627"}
ELSEWHERE = {0x3042: "\u3044", 0x1F600: "\U0001f601"}
PLANS = {"mixed": MIXED, "marks": MARKS, "elsewhere": ELSEWHERE, "nothing": {}}

PATTERNS = {
    "letters": "أحبُّ القراءةَ كثيرًا، يا صديقي. ٣٥ ",
    "words": "كتاب جديد على الطاولة في البيت الكبير ",
    "quoted": "قال «نعم» ثم “لا” ",
    "emoji": "شكرا 😀😁 جزيلا 🤲🏽",
    "latin": "abcdefg Latin words café naïve ",
    "pages": "Привет Āāă γειά مرحبا שלום ",
    "long": "あいう ﻻﺍ … \ufffe\uffff\ufffd\U00010000\U0010ffff",
    "ascii": "The quick brown fox. ",
}


def result_of(pipeline: Any, data: bytes, errors: str) -> object:
    """Return the result, or what the error holds."""
    try:
        return pipeline.map_utf8(data, errors)
    except UnicodeDecodeError as error:
        return error.args


def expected_of(mapping: dict[int, str], data: bytes, errors: str) -> object:
    try:
        decoded = data.decode("utf-8", HANDLERS[errors])
    except UnicodeDecodeError as error:
        return error.args
    # Not str.translate, which asks for new memory at each replacement that is longer than what it stands for.
    return "".join(mapping.get(ord(c), c) for c in decoded).encode("utf-8", "surrogateescape")


@st.composite
def mapped_bytes(draw: st.DrawFn) -> tuple[dict[int, str], bytes]:
    """A mapping that changes much of some pages, and bytes of them that are now and then ill-formed."""
    starts = draw(st.lists(st.sampled_from((0, 0x80, 0x380, 0x600, 0x680, 0x7E0, 0x2000, 0xFE80, 0x1F600)), max_size=4))
    places = [start + k for start in starts for k in draw(st.lists(st.integers(0, 0x3F), max_size=12))]
    replacements = st.one_of(st.just(""), CHARACTERS, st.text(CHARACTERS, max_size=3))
    mapping = {place: draw(replacements) for place in places}
    known = st.sampled_from(places or [0x61]).map(lambda place: chr(place).encode())
    pieces = st.one_of(known, CHARACTERS.map(str.encode), st.text(CHARACTERS, max_size=30).map(str.encode))
    broken = st.sampled_from((b"\x80", b"\xd8", b"\xe2\x80", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\xff"))
    parts = draw(st.lists(st.one_of(pieces, pieces, pieces, pieces, broken), max_size=60))
    return mapping, b"".join(parts) * draw(st.sampled_from((1, 1, 1, 40)))


@each_kernel
@pytest.mark.parametrize("errors", HANDLERS)
@given(mapped_bytes())
def test_map_equals_translate(kernel: ModuleType, errors: str, case: tuple[dict[int, str], bytes]) -> None:
    mapping, data = case
    result = result_of(kernel.Pipeline([compile_map(mapping)]), data, errors)
    assert result == expected_of(mapping, data, errors)
    assert (result is data) == (result == data)


@each_kernel
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_map_at_every_length_and_shift(kernel: ModuleType, pattern: str, plan: str) -> None:
    """Cut at every byte, so that many texts end within a code point; moved through the blocks of a vector loop."""
    mapping = PLANS[plan]
    pipeline = kernel.Pipeline([compile_map(mapping)])
    text = (PATTERNS[pattern] * LONGEST).encode()
    for length in range(LONGEST + 1):
        data = b"-" * (length % 67) + text[length % 13 : length % 13 + length]
        for errors in HANDLERS:
            assert result_of(pipeline, data, errors) == expected_of(mapping, data, errors), (data, errors)


@each_kernel
@pytest.mark.parametrize("broken", [b"\x80", b"\xd8", b"\xd8\xd8", b"\xe2\x80", b"\xf4\x90\x80\x80", b"\xed\xa0\x80"])
def test_ill_formed_bytes_at_every_place(kernel: ModuleType, broken: bytes) -> None:
    pipeline = kernel.Pipeline([compile_map(MARKS)])
    for text in ("ولَد " * 40, "“ولَد” 😀 " * 20, "word " * 30):
        encoded = text.encode()
        for place in range(140):
            data = encoded[:place] + broken + encoded[place:]
            for errors in HANDLERS:
                assert result_of(pipeline, data, errors) == expected_of(MARKS, data, errors), (data, errors)


@each_kernel
def test_every_code_point_meets_its_entry(kernel: ModuleType) -> None:
    pipeline = kernel.Pipeline([compile_map(MIXED)])
    whole = [point for point in EVERY_CODE_POINT if not 0xD800 <= point <= 0xDFFF]
    for start in range(0, len(whole), 997):
        part = "".join(map(chr, whole[start : start + 997]))
        assert pipeline.map_utf8(part.encode()) == part.translate(MIXED).encode()


@each_kernel
@pytest.mark.parametrize("errors", HANDLERS)
def test_many_replacements_find_room(kernel: ModuleType, errors: str) -> None:
    pipeline = kernel.Pipeline([compile_map({0x61: "ب", 0x62: "…", 0x63: "🤲" * 30, 0xFFFD: "ill-formed"})])
    # Plain Python sees to room itself: at each of many replacements, which takes long where every object is watched.
    for times in (1, 20, 70, 600, 9000 if kernel.__name__.endswith("compiled") else 601):
        for piece in (b"a", b"ab ", b"c", b"abc" * 5, b"xyz \xff"):
            data = piece * times
            mapping = {0x61: "ب", 0x62: "…", 0x63: "🤲" * 30, 0xFFFD: "ill-formed"}
            assert result_of(pipeline, data, errors) == expected_of(mapping, data, errors)


@pytest.mark.parametrize("profile", NORMALIZERS)
@pytest.mark.parametrize("errors", HANDLERS)
@given(byte_strings())
def test_stages_of_all_kinds_equal_those_of_a_str(errors: str, profile: str, data: bytes) -> None:
    normalizer: Any = NORMALIZERS[profile]
    decoded = expected_of({}, data, errors)
    if isinstance(decoded, tuple):
        assert result_of(normalizer, data, errors) == decoded
        return
    text = data.decode("utf-8", HANDLERS[errors])
    assert normalizer.normalize_utf8(data, errors) == normalizer(text).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_stages_of_all_kinds_at_every_length(pattern: str) -> None:
    """With text in front that has to be decoded, as has what is around it."""
    normalizer = NORMALIZERS[profiles.SEARCH.name]
    text = "بــــس  ،،،،، " + PATTERNS[pattern] * 40
    for length in range(1200 if pattern == "letters" else LONGEST):
        part = text[:length]
        assert normalizer.normalize_utf8(part.encode()) == normalizer(part).encode()


@pytest.mark.parametrize("profile", NORMALIZERS)
@pytest.mark.parametrize("errors", HANDLERS)
def test_stages_of_all_kinds_on_text_that_is_cut(errors: str, profile: str) -> None:
    """Long enough to be taken in parts, some of which have code points that take 32 bits, or are ill-formed."""
    normalizer: Any = NORMALIZERS[profile]
    plain, emoji = "هذا نصٌّ طويلٌ جدا\n".encode() * 900, "شكــرا 😀  جزيلا ،،،،\n".encode() * 700
    for data in (
        plain + emoji + plain,
        emoji + plain + b"\xd8" + plain,
        plain.replace(b"\n", b" ") + emoji,
        plain + b"\xff\n" + emoji + b"\xf0\x9f",
        b"clean text\n" * 5000 + "ـ".encode() + b"clean text\n" * 5000,
        b"clean text\n" * 5000 + b"\xff" + b"clean text\n" * 5000,
        ("\ufefb" * 6 + "\n").encode() * 20_000,  # lam with alef, which become two letters and longer
    ):
        decoded = expected_of({}, data, errors)
        if isinstance(decoded, tuple):
            assert result_of(normalizer, data, errors) == decoded
        else:
            text = data.decode("utf-8", HANDLERS[errors])
            assert normalizer.normalize_utf8(data, errors) == normalizer(text).encode("utf-8", "surrogateescape")
    clean = normalizer.normalize_utf8(plain + emoji)
    assert normalizer.normalize_utf8(clean) is clean


@each_kernel
@pytest.mark.parametrize("text", ["ب", "ب كتاب ب٥ ب٥", "كتاب٥ ب", "b b5", "٥", "كتاب ", ""])
def test_tokens_that_the_end_of_the_text_decides(kernel: ModuleType, text: str) -> None:
    sets = {"letter": ((0x61, 0x7A), (0x621, 0x64A)), "digit": ((0x30, 0x39), (0x660, 0x669)), "space": ((32, 32),)}
    patterns: list[Pattern] = [("letter", 1, "space | edge"), ("letter digit", 2, "edge"), ("letter+ | digit", 3)]
    scanner = kernel.Scanner(compile_patterns(patterns, sets))
    spans, kinds = scanner.scan_spans(text)
    encoded, others = scanner.scan_spans_utf8(text.encode(), "strict")
    assert kinds == others
    assert [len(text[:place].encode()) for place in array("i", spans)] == list(array("i", encoded))


@pytest.mark.skipif("ARNORM_UTF8_SET" in os.environ, reason="runs in a process that is one of these")
@pytest.mark.skipif(len(KERNELS) == 1, reason="there is one instruction set only")
@pytest.mark.parametrize("name", SETS)
def test_laws_hold_for_every_instruction_set(name: str) -> None:
    environment = {**os.environ, "ARNORM_ISA": name, "ARNORM_UTF8_SET": name, "HYPOTHESIS_PROFILE": "brief"}
    asked = subprocess.run(
        [sys.executable, "-Ic", "import arnorm._core.compiled"], env=environment, capture_output=True, timeout=60
    )
    if asked.returncode:
        assert name in asked.stderr.decode()
        pytest.skip(f"this machine has no {name}")
    command = [
        sys.executable,
        "-Im",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-k",
        "compiled or stages",
        __file__,
    ]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=500)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.skipif("ARNORM_UTF8_SET" in os.environ, reason="runs in a process that is one of these")
def test_loops_stay_in_their_memory(tmp_path: Path) -> None:
    """Every instruction set against the scalar one, with AddressSanitizer around input and output."""
    compiler = shutil.which("cc")
    tests = Path(__file__).parent
    if compiler is None or sys.platform != "linux":
        pytest.skip("no compiler with AddressSanitizer")
    flags = ["-O1", "-g", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    command = [
        compiler,
        *flags,
        f"-I{tests.parent / 'arnorm/_core/simd'}",
        "-o",
        "utf8",
        str(tests / "simd" / "utf8.c"),
    ]
    built = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=300)
    if "cannot find" in built.stderr:
        pytest.skip("the compiler has no AddressSanitizer")
    assert built.returncode == 0, built.stderr
    done = subprocess.run([tmp_path / "utf8", "20"], capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    assert "scalar" in done.stdout
