"""The command line: the installed command as a process, with bytes in and bytes out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

import arnorm
from arnorm import Normalizer, SentenceSplitter, Tokenizer, compat, profiles, rules

MODULE = (sys.executable, "-Im", "arnorm")
SCRIPT = Path(sys.executable).with_name("arnorm.exe" if os.name == "nt" else "arnorm")
COMMAND = (str(SCRIPT),) if SCRIPT.exists() else MODULE
SUBCOMMANDS = ("normalize", "explain", "tokenize", "sentences", "inspect", "diff", "profiles", "rules")
BOM = b"\xef\xbb\xbf"
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"NO_COLOR": "1"}
UNBUFFERED = {"PYTHONUNBUFFERED": "1"}
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

SHARED = Path(os.environ.get("ARNORM_DATA", Path(__file__).parents[2] / "shared" / "data"))
SEED = SHARED / "seed.txt"
OWN = "قال: «إنَّ الكِتـــابَ رقم ١٢٫٥ جديدٌ، أليس كذلك؟» نعم. لا.\r\n\nﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ 🌙 Ünïcode\u00a0\u200b2026\n"
TEXT = OWN.encode() + (SEED.read_bytes().rstrip(b"\n") if SEED.exists() else OWN.encode() * 40) + b"\n"
LARGE = TEXT * (1_500_000 // len(TEXT))  # several blocks
INVALID = b"\xd9\x83\xff\xd8\n\xe2\x80 \xed\xa0\x80\xf0\x9f\x8c\n"

posix = pytest.mark.skipif(os.name != "posix", reason="signals, closed descriptors and exit statuses as POSIX has them")


def run(
    *arguments: str | Path,
    input: bytes = b"",
    status: int = 0,
    env: Mapping[str, str] | None = None,
    command: Iterable[str] = COMMAND,
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [*command, *map(str, arguments)],
        input=input,
        capture_output=True,
        env={**ENVIRONMENT, **(env or {})},
        timeout=60,
    )
    assert done.returncode == status, done
    return done


def output(*arguments: str | Path, input: bytes = b"", env: Mapping[str, str] | None = None) -> bytes:
    done = run(*arguments, input=input, env=env)
    assert done.stderr == b""
    return done.stdout


def complaint(*arguments: str | Path, input: bytes = b"", status: int) -> str:
    """The one line on standard error; there is nothing on standard output."""
    done = run(*arguments, input=input, status=status)
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    return lines[0]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "large.txt"
    path.write_bytes(LARGE)
    return path


# ---------------------------------------------------------------------------------------------------------- the command


def test_the_script_is_installed() -> None:
    assert SCRIPT.exists()


@pytest.mark.parametrize("command", [(str(SCRIPT),), MODULE], ids=["script", "module"])
def test_script_and_module_are_the_same_command(command: tuple[str, ...]) -> None:
    assert run("normalize", input=TEXT, command=command).stdout == Normalizer().normalize_utf8(TEXT)
    assert run("--help", command=command).stdout.startswith(b"usage: arnorm ")


@pytest.mark.parametrize("subcommand", ["", *SUBCOMMANDS])
def test_help_has_an_example(subcommand: str) -> None:
    text = output(*subcommand.split(), "--help", env=C_LOCALE).decode("ascii")
    assert f"arnorm {subcommand}" in text.partition("\nexample:\n")[2]
    assert subcommand or all(name in text for name in SUBCOMMANDS)
    assert max(map(len, text.splitlines())) <= 100


def test_version() -> None:
    assert output("--version").decode() == (
        f"arnorm {arnorm.__version__} ({arnorm.BACKEND}, {arnorm.INSTRUCTION_SET}, Unicode {arnorm.UNICODE_VERSION})\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("normalize", "--profile", "serch"), ["'serch'", "did you mean SEARCH"]),
        (("normalize", "--rules", "strip_tatweel,strip_tashkel"), ["'strip_tashkel'", "did you mean strip_tashkeel"]),
        (("normalize", "--rules", "convert_digits"), ["convert_digits:ascii"]),
        (("normalize", "--rules", ""), ["no rule called ''"]),
        (("normalize", "--rules", "casefold,casefold"), ["two rules are called 'casefold'"]),
        (("normalize", "--rules", "casefold", "--profile", "clean"), ["--profile", "not allowed with", "--rules"]),
        (("normalize", "--prof", "clean"), ["--prof"]),
        (("explain", "--profile", "serch"), ["'serch'", "did you mean SEARCH"]),
        (("explain", "--html", "--json"), ["--json", "not allowed with", "--html"]),
        (("explain", "one", "two"), ["two"]),
        (("normalize", "--errors", "ignore"), ["'ignore'", "keep"]),
        (("tokenize", "--format", "xml"), ["'xml'", "jsonl"]),
        (("tokenize", "--policy", "defalt"), ["'defalt'", "did you mean DEFAULT"]),
        (("sentences", "--policy", "x"), ["'x'", "there are", "SENTENCES"]),
        (("profiles", "cleen"), ["'cleen'", "did you mean CLEAN"]),
        (("profiles", "compat.whisper"), ["'compat.whisper'", "did you mean compat.WHISPER_BASIC"]),
        (("rules", "fold_alif"), ["'fold_alif'", "fold_alef"]),
        (("diff", "--profile", "clean"), ["two profiles", "--profile A --profile B"]),
        (("diff", "--profile=clean", "--profile=display", "--profile=asr"), ["two profiles"]),
        (("diff",), ["--profile", "required"]),
        (("diff", "--profile=clean", "--profile=serch"), ["'serch'", "did you mean SEARCH"]),
        (("diff", "--profile=clean", "--profile=asr", "--samples=-1"), ["'-1'", "number of lines"]),
        (("explode",), ["'explode'", "normalize"]),
        ((), ["COMMAND"]),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_said_in_one_line(arguments: tuple[str, ...], words: list[str]) -> None:
    line = complaint(*arguments, input=TEXT, status=2)
    assert line.startswith("arnorm")
    assert all(word in line for word in words), line


# ------------------------------------------------------------------------------------------------------------ normalize


def test_other_systems_take_every_line_for_a_text() -> None:
    lines = ["  قال: (نعم) ", "", " و كتاب"]
    made = Normalizer(compat.HF_ASR)
    expected = "\n".join(map(made, lines)).encode()
    assert output("normalize", "--profile", "compat.hf_asr", input="\n".join(lines).encode()) == expected
    broken = run("normalize", "--profile", "compat.hf_asr", input=b"ABC\nab\xff\n", status=1)
    assert broken.stdout == b"abc\n"
    assert b"invalid UTF-8 at byte 6 (line 2)" in broken.stderr


@pytest.mark.parametrize("profile", [profiles.CLEAN, profiles.SEARCH], ids=lambda profile: profile.name)
def test_a_file_of_many_blocks_is_normalized_as_one(large: Path, profile: profiles.Profile) -> None:
    chosen = () if profile == profiles.CLEAN else ("--profile", profile.name.lower())
    assert output("normalize", *chosen, large) == Normalizer(profile).normalize_utf8(LARGE)


def test_a_line_longer_than_any_block(tmp_path: Path) -> None:
    text = b"short\n" + LARGE.replace(b"\n", b" ") + "\nآخِر".encode()
    path = tmp_path / "long.txt"
    path.write_bytes(text)
    expected = Normalizer(profiles.SEARCH).normalize_utf8(text)
    assert not expected.endswith(b"\n")
    assert output("normalize", "--profile=SEARCH", path) == expected
    assert output("normalize", "--profile=SEARCH", input=text) == expected


def test_rules_are_applied_in_the_order_given() -> None:
    assert output("normalize", "--rules", "fold_hamza,strip_hamza", input="سأل\n".encode()) == "سل\n".encode()
    assert output("normalize", "--rules", "strip_hamza,fold_hamza", input="سأل\n".encode()) == "سءل\n".encode()
    assert (
        output("normalize", "--rules", "strip_tatweel, convert_digits:ascii", input="عـــام ٢٠٢٦".encode())
        == "عام 2026".encode()
    )


def test_inputs_are_concatenated_in_order(tmp_path: Path) -> None:
    first, second, empty = (tmp_path / name for name in ("first", "ثانٍ", "empty"))
    first.write_bytes("أولـى".encode())
    second.write_bytes("ثانيـة\n".encode())
    empty.write_bytes(b"")
    result = output("normalize", first, "-", empty, second, first, "--rules=strip_tatweel", input="وسـط\n".encode())
    assert result.decode() == "أولىوسط\nثانية\nأولى"
    assert output("normalize", "-", "-", input=TEXT) == Normalizer().normalize_utf8(
        TEXT
    )  # read to its end by the first
    assert output("tokenize", first, empty, first).decode() == "أولـى\nأولـى\n"


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    path = tmp_path / "نص"
    path.write_bytes(TEXT)
    for arguments in (("normalize",), ("tokenize",), ("tokenize", "--format=jsonl"), ("sentences",)):
        assert output(*arguments, path, env=C_LOCALE) == output(*arguments, input=TEXT)


@pytest.mark.parametrize("environment", [UNBUFFERED, {"ARNORM_BACKEND": "reference"}], ids=str)
def test_other_environments_change_nothing(large: Path, environment: dict[str, str]) -> None:
    assert output("normalize", large, env=environment) == Normalizer().normalize_utf8(LARGE)


def test_line_ends_and_nul_are_characters_like_others() -> None:
    text = "كـتاب\r\n\r\nكـ\0تاب\r\0\n\0".encode()
    assert output("normalize", "--rules=strip_tatweel", input=text) == text.replace("ـ".encode(), b"")
    clean = text.replace(b"\0", b"").replace("ـ".encode(), b"")
    assert output("normalize", input=text) == Normalizer().normalize_utf8(text) == clean


def test_a_byte_order_mark_goes_only_if_the_rules_say_so() -> None:
    text = BOM + "نص\n".encode()
    assert output("normalize", input=text) == text[3:]
    assert output("normalize", "--rules=strip_tatweel", input=text) == text


# ----------------------------------------------------------------------------------------------- tokenize and sentences


def test_tokens_on_lines(large: Path) -> None:
    tokenize = Tokenizer()
    lines = LARGE.decode().split("\n")[:-1]
    assert output("tokenize", large).decode() == "".join(" ".join(tokenize(line)) + "\n" for line in lines)
    assert output("tokenize", input="نعم،  لا\r\n\r\n \nآخر".encode()).decode() == "نعم ، لا\n\n\nآخر\n"


def test_one_token_on_a_line(large: Path) -> None:
    assert (
        output("tokenize", "--format=tokens", input="نعم،  لا\r\n\nآخر".encode()).decode() == "نعم\n،\nلا\n\n\nآخر\n\n"
    )
    tokenize = Tokenizer()
    expected = ["\n".join([*tokenize(line), "", ""]).lstrip("\n") or "\n" for line in LARGE.decode().split("\n")[:-1]]
    assert output("tokenize", "--format=tokens", large).decode() == "".join(expected)


def test_tokens_as_json() -> None:
    tokenize = Tokenizer()
    lines = TEXT.decode().split("\n")[:-1]
    written = [json.loads(line) for line in output("tokenize", "--format=jsonl", input=TEXT).splitlines()]
    assert len(written) == len(lines)
    for line, found in zip(lines, written, strict=True):
        assert list(found) == ["tokens"]
        assert found["tokens"] == [[token.text, token.start, token.end, token.kind] for token in tokenize.tokens(line)]
        assert all(line[start:end] == text for text, start, end, _ in found["tokens"])


def test_json_is_readable_and_its_places_are_code_points() -> None:
    result = output("tokenize", "--format=jsonl", input='🌙 "قلم"\r\n\n'.encode()).decode()
    assert result == (
        '{"tokens": [["🌙", 0, 1, "emoji"], ["\\"", 2, 3, "punctuation"], ["قلم", 3, 6, "word"],'
        ' ["\\"", 6, 7, "punctuation"]]}\n{"tokens": []}\n'
    )


def test_one_sentence_on_a_line(large: Path) -> None:
    split = SentenceSplitter()
    assert output("sentences", large).decode() == "".join(sentence + "\n" for sentence in split(LARGE.decode()))
    assert output("sentences", input="نعم.  لا\r\n\r\n أين؟هنا. آخر".encode()).decode() == "نعم.\nلا\nأين؟\nهنا.\nآخر\n"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "marked"
    path.write_bytes(BOM + "أ.\n\ufeffب".encode())
    assert output("tokenize", "--format=jsonl", path).splitlines()[0] == (
        '{"tokens": [["أ", 0, 1, "word"], [".", 1, 2, "punctuation"]]}'.encode()
    )
    assert output("sentences", path, path).decode() == "أ.\n\ufeffب\n" * 2
    assert output("tokenize", input=BOM) == b""


def test_nul_holds_its_place() -> None:
    assert output("tokenize", "--format=jsonl", input="أ\0ب\n".encode()).decode() == (
        '{"tokens": [["أ", 0, 1, "word"], ["ب", 2, 3, "word"]]}\n'
    )
    assert output("sentences", input="أ\0. ب".encode()) == "أ\0.\nب\n".encode()


# --------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize("subcommand", ["normalize", "tokenize", "sentences"])
def test_invalid_utf8_is_reported_with_its_place(tmp_path: Path, subcommand: str) -> None:
    path = tmp_path / "bad.txt"
    good = BOM + LARGE
    path.write_bytes(good + "سطر \u200bفيه ".encode() + b"\xd8(" + b" x\n" + LARGE)
    offset = len(good) + len("سطر \u200bفيه ".encode())
    done = run(subcommand, path, path, status=1)
    line = good.count(b"\n") + 1
    assert done.stderr == os.fsencode(f"arnorm: {path}: invalid UTF-8 at byte {offset} (line {line})\n")
    assert done.stdout == output(subcommand, input=good)


def test_invalid_utf8_at_the_end_of_standard_input() -> None:
    done = run("normalize", input="أول\nثا".encode()[:-1], status=1)
    assert done.stderr == b"arnorm: standard input: invalid UTF-8 at byte 9 (line 2)\n"
    assert done.stdout == "أول\n".encode()


@pytest.mark.parametrize("errors", ["replace", "keep"])
def test_invalid_utf8_is_replaced_or_kept(tmp_path: Path, errors: str) -> None:
    data = LARGE[:300_000] + INVALID + LARGE[:300_000] + INVALID + LARGE[100:1100] + INVALID[:-1]
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    normalizer = Normalizer(profiles.SEARCH)
    expected = normalizer.normalize_utf8(data, "keep" if errors == "keep" else "replace")
    assert output("normalize", "--profile=search", "--errors", errors, path) == expected
    text = data.decode("utf-8", "surrogateescape" if errors == "keep" else "replace")
    split = "".join(sentence + "\n" for sentence in arnorm.sentences(text))
    assert output("sentences", "--errors", errors, path) == split.encode("utf-8", "surrogateescape")
    tokens = "".join(" ".join(arnorm.tokenize(line)) + "\n" for line in text.split("\n"))
    assert output("tokenize", "--errors", errors, path) == tokens.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("environment", [{}, C_LOCALE], ids=["locale", "C locale"])
def test_a_file_that_cannot_be_read_is_named_and_left_out(tmp_path: Path, environment: dict[str, str]) -> None:
    there, missing = tmp_path / "there", tmp_path / "ليس هنا"
    there.write_bytes("نص\n".encode())
    done = run("normalize", missing, there, tmp_path, there, status=1, env=environment)
    assert done.stdout == "نص\nنص\n".encode()
    first, second = done.stderr.splitlines()
    assert first.startswith(b"arnorm: " + str(missing).encode() + b": No such file")
    assert second.startswith(b"arnorm: " + os.fsencode(tmp_path) + b": ")


environments = pytest.mark.parametrize(
    "environment", [ENVIRONMENT, {**ENVIRONMENT, **UNBUFFERED}], ids=["buffered", "unbuffered"]
)


@posix
@environments
def test_a_reader_that_goes_away(large: Path, environment: dict[str, str]) -> None:
    with (
        subprocess.Popen(
            [*COMMAND, "normalize", str(large)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        ) as writer,
        subprocess.Popen(["head", "-1"], stdin=writer.stdout, stdout=subprocess.PIPE) as head,
    ):
        assert writer.stdout
        writer.stdout.close()  # only head reads it now
        assert head.stdout
        assert head.stdout.read() == Normalizer().normalize_utf8(LARGE[: LARGE.index(b"\n") + 1])
        assert writer.stderr
        assert writer.stderr.read() == b""
        assert writer.wait(60) == 141


@posix
@environments
@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("rules", "casefold")], ids=" ".join)
def test_nobody_reads_what_is_listed(arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, *arguments], stdout=writer, stderr=subprocess.PIPE, env=environment, timeout=60
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@environments
@pytest.mark.parametrize("arguments", ["normalize", "rules", "--help"])
def test_output_that_cannot_be_written(large: Path, arguments: str, environment: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full, large.open("rb") as source:
        done = subprocess.run(
            [*COMMAND, arguments], stdin=source, stdout=full, stderr=subprocess.PIPE, env=environment, timeout=60
        )
    assert (done.returncode, done.stderr) == (1, b"arnorm: standard output: No space left on device\n")


@posix
def test_closed_streams_are_reported() -> None:
    shell = ("sh", "-c", '"$@" <&-', "sh", *COMMAND)
    assert run("normalize", command=shell, status=1).stderr == b"arnorm: standard input: Bad file descriptor\n"
    shell = ("sh", "-c", '"$@" >&-', "sh", *COMMAND)
    assert run("profiles", command=shell, status=1).stderr == b"arnorm: standard output is closed\n"


@posix
def test_lines_are_answered_as_they_come_and_an_interrupt_is_quiet() -> None:
    with subprocess.Popen(
        [*COMMAND, "normalize", "--rules=strip_tatweel"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        bufsize=0,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        watchdog = threading.Timer(10, process.kill)  # rather than to wait for an answer that does not come
        watchdog.start()
        for _ in range(2):
            process.stdin.write("كـتاب\nنصف س".encode())
            assert process.stdout.readline().endswith("كتاب\n".encode())
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        watchdog.cancel()
        assert process.stderr.read() == b""


# Peak memory of children as their parent sees it: the parent must be small, because a child starts as its copy.
MEASURE = """
import resource, subprocess, sys
for path in sys.argv[1:3]:
    subprocess.run([*sys.argv[3:], path], stdout=subprocess.DEVNULL, check=True)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


@posix
@pytest.mark.parametrize("subcommand", ["normalize", "tokenize", "sentences"])
def test_memory_does_not_grow_with_the_input(tmp_path: Path, large: Path, subcommand: str) -> None:
    huge = tmp_path / "huge.txt"
    # The reference would take a minute for as much, and minutes for a profile.
    size = 48_000_000 if arnorm.BACKEND == "compiled" else 16_000_000
    with huge.open("wb") as file:
        for _ in range(size // len(LARGE)):
            file.write(LARGE)
    rules = ["--rules=strip_tatweel"] if subcommand == "normalize" and arnorm.BACKEND == "reference" else []
    measured = run(large, huge, *COMMAND, subcommand, *rules, command=(sys.executable, "-Ic", MEASURE)).stdout.split()
    baseline, peak = map(int, measured)
    assert peak < baseline + 8_000_000


# ---------------------------------------------------------------------------------------------------------------- lists


def test_profiles_are_listed() -> None:
    lines = output("profiles").decode().splitlines()
    assert [line.split(maxsplit=2) for line in lines] == [
        [prefix + profile.name, profile.date, profile.purpose]
        for prefix, listed in (("", profiles.PROFILES), ("compat.", compat.PROFILES))
        for profile in listed.values()
    ]


def test_the_rules_of_a_profile_are_listed_in_order() -> None:
    title, purpose, _, *steps = output("profiles", "search").decode().splitlines()
    assert title == f"SEARCH, {profiles.SEARCH.date}"
    assert purpose == profiles.SEARCH.purpose
    assert [step.split(maxsplit=2) for step in steps] == [
        [str(number), rule.name, rule.summary] for number, rule in enumerate(profiles.SEARCH, 1)
    ]
    assert output("profiles", "compat.oual_v2").decode().startswith(f"compat.OUAL_V2, {compat.OUAL_V2.date}\n")


def test_rules_are_listed() -> None:
    assert [line.split(maxsplit=2) for line in output("rules").decode().splitlines()] == [
        [rule.name, "lossy" if rule.lossy else "-", rule.summary] for rule in rules.RULES.values()
    ]


def test_a_rule_is_shown_with_everything_that_it_changes() -> None:
    title, summary, source, _, *changes = output("rules", "fold_hamza").decode().splitlines()
    assert (title, summary) == ("fold_hamza, lossy", rules.fold_hamza.summary)
    assert source == f"Source: {rules.fold_hamza.source}."
    assert len(changes) == len(rules.fold_hamza.changes)
    assert changes[0] == (
        "U+0622 ARABIC LETTER ALEF WITH MADDA ABOVE -> U+0621 ARABIC LETTER HAMZA + U+0627 ARABIC LETTER ALEF"
    )
    assert output("rules", "strip_tatweel").decode().splitlines()[-1] == "U+0640 ARABIC TATWEEL -> deleted"


def test_characters_without_a_name_are_shown_too() -> None:
    assert output("rules", "strip_controls").decode().splitlines()[4] == "U+0000 <control> -> deleted"
    changes = output("rules", "strip_quranic_marks").decode().splitlines()[4:]
    assert len(changes) == len(rules.strip_quranic_marks.changes)
    for change, (code_point, _) in zip(changes, rules.strip_quranic_marks.changes, strict=True):
        name = unicodedata.name(chr(code_point), f"<not in Unicode {unicodedata.unidata_version}>")
        assert change == f"U+{code_point:04X} {name} -> deleted"
