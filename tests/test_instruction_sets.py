"""Every instruction set gives the output of the scalar loops, which `ARNORM_ISA` chooses between."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import RULE_LISTS, byte_strings, mapped_texts, texts

import arnorm
from arnorm import Normalizer, Rule, profiles

SIMD = Path(__file__).parent / "simd"
HEADERS = Path(__file__).parent.parent / "arnorm" / "_core" / "simd"
NAMES = ("scalar", "avx2", "avx512", "neon")
LENGTHS = range(201)
FLAGS = ("-Wall", "-Wextra", "-Werror")
ASAN = ("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")

# Calls what it gets, as often as there are arguments, and answers what comes of it; an error is answered too.
WORKER = """
import pickle, sys

while True:
    try:
        call, arguments = pickle.load(sys.stdin.buffer)
    except EOFError:
        break
    answers = []
    for argument in arguments:
        try:
            answers.append(call(argument))
        except Exception as error:
            answers.append(repr(error))
    pickle.dump(answers, sys.stdout.buffer)
    sys.stdout.buffer.flush()
"""


def environment(name: str) -> dict[str, str]:
    return {**os.environ, "ARNORM_ISA": name}


def asked(name: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Import the package with an instruction set."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-Ic", "import arnorm; print(arnorm.BACKEND, arnorm.INSTRUCTION_SET)"],
        env=environment(name) | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


class Worker:
    """A process that uses one instruction set."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-Ic", WORKER],
            env=environment(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __call__(self, call: Callable[[Any], object], arguments: Sequence[object]) -> list[object]:
        source, target = self.process.stdout, self.process.stdin
        assert source is not None
        assert target is not None
        pickle.dump((call, arguments), target)
        target.flush()
        answers: list[object] = pickle.load(source)
        return answers

    def close(self) -> None:
        stream: IO[bytes] | None
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        assert self.process.wait(60) == 0


@pytest.fixture(scope="module")
def available() -> list[str]:
    """The instruction sets that are there."""
    return [name for name in NAMES if asked(name).returncode == 0]


@pytest.fixture(scope="module")
def workers(available: list[str]) -> Iterator[list[Worker]]:
    """A process for each of them, scalar first."""
    if len(available) == 1:
        pytest.skip("there is one instruction set only")
    started = [Worker(name) for name in available]
    yield started
    for worker in started:
        worker.close()


def agreed(workers: list[Worker], call: Callable[[Any], object], arguments: Sequence[object]) -> list[object]:
    """Return what all instruction sets answer."""
    expected = workers[0](call, arguments)
    for worker in workers[1:]:
        for argument, answer, scalar in zip(arguments, worker(call, arguments), expected, strict=True):
            assert answer == scalar, (worker.name, argument)
    return expected


def test_scalar_is_everywhere_and_the_best_set_is_the_default(available: list[str]) -> None:
    assert "scalar" in available
    assert asked("").stdout.split() == [arnorm.BACKEND, available[-1]]
    for name in available:
        assert asked(name).stdout.split() == [arnorm.BACKEND, name]


@pytest.mark.parametrize("name", ["mmx", "AVX2", "avx", "scalar ", "\N{ARABIC LETTER ALEF}"])
@pytest.mark.parametrize("backend", ["", arnorm.BACKEND, "reference"])
def test_an_unknown_set_is_an_import_error(name: str, backend: str) -> None:
    done = asked(name, ARNORM_BACKEND=backend)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: ")
    assert repr(name) in last
    assert "ARNORM_ISA" in last


def test_plain_python_has_no_other_set(available: list[str]) -> None:
    for name in available:
        assert (asked(name, ARNORM_BACKEND="reference").returncode == 0) == (name == "scalar")


@given(mapped_texts())
def test_maps_of_every_length(workers: list[Worker], case: tuple[dict[int, str], str]) -> None:
    mapping, text = case
    normalizer = Normalizer([Rule.mapping({chr(key): value for key, value in mapping.items()})])
    whole = (text * (200 // max(len(text), 1) + 1))[:200]
    starts = [whole[:length] for length in LENGTHS] + [text]
    assert agreed(workers, normalizer, starts) == [start.translate(mapping) for start in starts]
    ends = [whole[len(whole) - length :] for length in LENGTHS]
    assert agreed(workers, normalizer, ends) == [end.translate(mapping) for end in ends]


@given(mapped_texts(), st.one_of(byte_strings(), st.none()))
def test_maps_of_bytes(workers: list[Worker], case: tuple[dict[int, str], str], data: bytes | None) -> None:
    mapping, text = case
    normalizer = Normalizer([Rule.mapping({chr(key): value for key, value in mapping.items()})])
    if data is None:
        data = text.encode("utf-8", "surrogatepass")
    whole = (data * (200 // max(len(data), 1) + 1))[:200]
    agreed(workers, normalizer, [whole[:length] for length in LENGTHS] + [data])


@pytest.mark.parametrize("replacement", ["", "x", "\uffff", "\ufffe", "\N{PILE OF POO}", "xyz"], ids=ascii)
@pytest.mark.parametrize("odd", ["\ufffd", "\ufffe", "\uffff", "\N{GRINNING FACE}"], ids=ascii)
def test_code_points_that_windows_set_apart(workers: list[Worker], odd: str, replacement: str) -> None:
    """Their places in the tables of vector loops are taken by what these say of others."""
    mapping = {ord(odd): replacement, ord("a"): "b"}
    normalizer = Normalizer([Rule.mapping({chr(key): value for key, value in mapping.items()})])
    others = ("c", "\xff", "\N{ARABIC LETTER ALEF}", "\uff01", "\uffff", "\ufffe", "\N{GRINNING FACE}")
    cases = [
        other * before + odd * count + other * 40 for other in others for before in (0, 20) for count in (0, 1, 40)
    ]
    assert agreed(workers, normalizer, cases) == [case.translate(mapping) for case in cases]


@given(RULE_LISTS, texts())
def test_rules(workers: list[Worker], rules: list[Rule], text: str) -> None:
    agreed(workers, Normalizer(rules), [text, text[1:], text[:-1], text[7:]])


@pytest.mark.parametrize("name", ["CLEAN", "SEARCH"])
@given(text=texts(), data=byte_strings())
def test_profiles(workers: list[Worker], name: str, text: str, data: bytes) -> None:
    agreed(workers, getattr(profiles, name), [text, text[1:], text[:-1], text[7:], data, data[1:]])


# ------------------------------------------------------------------------------------------------- without Python


def compiler() -> str:
    """Return a C compiler: that of this Python, or the one that is called cc."""
    for name in ((sysconfig.get_config_var("CC") or "cc").split()[0], "cc", "gcc", "clang"):
        found = shutil.which(name)
        if found is not None:
            return found
    pytest.skip("no C compiler is installed")


def compiled(folder: Path, command: str, *flags: str) -> Path:
    program = folder / "harness"
    subprocess.run(
        [command, *FLAGS, *flags, f"-I{HEADERS}", "-o", str(program), str(SIMD / "harness.c")],
        check=True,
        timeout=300,
    )
    return program


def output(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    return done.stdout


needs_mmap = pytest.mark.skipif(os.name != "posix", reason="pages are guarded by mprotect")
of_compiled = pytest.mark.skipif(arnorm.BACKEND == "reference", reason="the loops are those of the compiled core")


def works(folder: Path, command: str, *flags: str, run: Sequence[str] = ()) -> bool:
    """Return whether a compiler makes programs, and whether they run."""
    (folder / "empty.c").write_text("int main(void) { return 0; }\n")
    program = folder / "empty"
    done = subprocess.run(
        [command, *flags, "-o", str(program), str(folder / "empty.c")], stderr=subprocess.DEVNULL, timeout=60
    )
    return done.returncode == 0 and subprocess.run([*run, str(program)], timeout=60).returncode == 0


@of_compiled
@needs_mmap
def test_harness(tmp_path: Path, available: list[str]) -> None:
    assert output(compiled(tmp_path, compiler(), "-O2"), "15").split() == available


@of_compiled
@needs_mmap
def test_harness_with_sanitizers(tmp_path: Path, available: list[str]) -> None:
    command = compiler()
    if not works(tmp_path, command, *ASAN):
        pytest.skip(f"{command} has no sanitizers here")
    assert output(compiled(tmp_path, command, *ASAN), "4", "7").split() == available


@of_compiled
@needs_mmap
def test_harness_on_aarch64(tmp_path: Path) -> None:
    command, emulator = "aarch64-linux-gnu-gcc", "qemu-aarch64"
    if not (shutil.which(command) and shutil.which(emulator) and works(tmp_path, command, "-static", run=[emulator])):
        pytest.skip("no packages gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user")
    assert output(emulator, compiled(tmp_path, command, "-O2", "-static"), "4").split() == ["scalar", "neon"]
