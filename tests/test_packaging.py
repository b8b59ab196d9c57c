"""What is built and installed: the contents of sdist and wheel, the ways to build, the installed package.

The sdist and the wheels under test are those in the folder that ARNORM_DIST names. Without it they are built here,
as all other builds are: from a copy of the project, with the build requirements of the ``test`` extra.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from email.message import Message
from email.parser import Parser
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from release import sbom

import arnorm

ROOT = Path(__file__).resolve().parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
SOURCES = {".c", ".h", ".pxd", ".pyx"}
BUILT = {".pyc", ".pyd", ".so"}
EXTENSION = re.compile(r"arnorm/_core/compiled(_[a-z]+)?\..*(so|pyd)")
LICENSES = ("LICENSE", "LICENSES/Unicode-3.0.txt", "THIRD-PARTY.md")
BILL = "arnorm.cdx.json"

cc_is_heeded = pytest.mark.skipif(sys.platform == "win32", reason="the compiler is not taken from CC")


def run(*command: str | Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command without the environment variables of this project, but for ``changes``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARNORM_")}
    return subprocess.run(command, env=kept | changes, capture_output=True, text=True, encoding="utf-8", check=False)


def build(source: Path, target: Path, *options: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-Im", "build", "--no-isolation", *options, "--outdir", target, source, **changes)


def python(code: str, packages: Path | None = None, /, **changes: str) -> str:
    """Return what ``code`` prints in a fresh interpreter that sees no source tree, but ``packages`` first of all."""
    if packages is not None:
        code = f"import sys; sys.path.insert(0, {str(packages)!r})\n{code}"
    done = run(sys.executable, "-I", "-X", "utf8", "-c", code, **changes)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def install(wheel: Path, target: Path) -> Path:
    done = run(sys.executable, "-Im", "pip", "install", "--no-deps", "--no-index", "--target", target, wheel)
    assert done.returncode == 0, done.stderr
    return target


def files_of_project() -> Iterator[str]:
    """Yield the files that git tracks or would, and where it cannot say, those that nothing generated."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = run("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        if listed.returncode == 0:  # git refuses to read what belongs to another user
            yield from (name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
            return
    for path in ROOT.rglob("*"):
        name = path.relative_to(ROOT)
        generated = name.parts[0] in ("build", "dist") or any(
            part.startswith(".") or part == "__pycache__" or part.endswith(".egg-info") for part in name.parts
        )
        if path.is_file() and not generated and path.suffix not in BUILT:
            yield name.as_posix()


@pytest.fixture(scope="session")
def project() -> frozenset[str]:
    """The files that belong to the project, but for what only its repository needs."""
    return frozenset(name for name in files_of_project() if not name.startswith("."))


@pytest.fixture(scope="session")
def dist(project: frozenset[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    if folder := os.environ.get("ARNORM_DIST"):
        return Path(folder).resolve()
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in project:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    built = build(source, target, ARNORM_REQUIRE_EXT="1")  # the sdist, then from it the wheel
    assert built.returncode == 0, built.stdout + built.stderr
    return target


@pytest.fixture(scope="session")
def sdist(dist: Path) -> Path:
    (path,) = dist.glob("*.tar.gz")
    return path


@pytest.fixture(scope="session")
def wheels(dist: Path) -> list[Path]:
    paths = sorted(dist.glob("*.whl"))
    assert paths
    return paths


@pytest.fixture(scope="session")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="session")
def pure(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that ARNORM_PURE_PYTHON gives."""
    target = tmp_path_factory.mktemp("pure")
    built = build(unpacked, target, "--wheel", ARNORM_PURE_PYTHON="1", ARNORM_REQUIRE_EXT="1")
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = target.iterdir()
    return wheel


@pytest.fixture(scope="session")
def without_extension(pure: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages that holds the pure wheel, installed."""
    return install(pure, tmp_path_factory.mktemp("packages"))


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def metadata_of(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"arnorm-{VERSION}.dist-info/METADATA").decode()
    return Parser().parsestr(text)


# --------------------------------------------------------------------------------------------------- what is published


def test_sdist_is_complete(sdist: Path, project: frozenset[str]) -> None:
    top = f"arnorm-{VERSION}/"
    with tarfile.open(sdist) as archive:
        names = {member.name.removeprefix(top) for member in archive if member.isfile()}
    assert sdist.name == f"arnorm-{VERSION}.tar.gz"
    assert project - names == set()
    assert {name for name in names if Path(name).suffix in BUILT} == set()
    needed = {"CHANGELOG.md", "README.md", "arnorm/_core/compiled.pyx", "setup.py", "tests/ucd/generate.py"}
    assert needed | {BILL, *LICENSES} <= names


def test_wheels_hold_the_package_and_nothing_else(wheels: list[Path], project: frozenset[str]) -> None:
    package = {name for name in project if name.startswith("arnorm/") and Path(name).suffix not in SOURCES}
    assert {"arnorm/py.typed", "arnorm/_core/compiled.pyi"} <= package
    information = f"arnorm-{VERSION}.dist-info/"
    for wheel in wheels:
        names = names_in(wheel)
        extensions = set(filter(EXTENSION.fullmatch, names))
        assert len(extensions) == sum(name.endswith(".pyx") for name in project)
        assert {name for name in names if not name.startswith(information)} == package | extensions
        assert {information + f"licenses/{name}" for name in LICENSES} <= names
        assert wheel.stat().st_size < 1_000_000


def test_metadata(wheels: list[Path]) -> None:
    for wheel in wheels:
        fields = metadata_of(wheel)
        requirements = [str(value) for value in fields.get_all("Requires-Dist", [])]
        at_runtime = {re.split(r"[^\w-]", value)[0] for value in requirements if "extra ==" not in value}
        assert fields["Name"] == "arnorm"
        assert fields["License-Expression"] == "MIT AND Unicode-3.0"
        assert set(fields.get_all("License-File", [])) == set(LICENSES)
        assert fields["Requires-Python"] == ">=3.11"
        assert at_runtime == {"numpy", "regex"}


def test_version_is_the_same_everywhere() -> None:
    assert arnorm.__version__ == metadata.version("arnorm") == VERSION
    assert f"\nversion: {VERSION}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert re.search(rf"^## (Unreleased )?{re.escape(VERSION)}\b", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)


# -------------------------------------------------------------------------------------------- what comes from elsewhere


def test_bill_of_materials_is_that_of_the_sources() -> None:
    assert json.loads((ROOT / BILL).read_text("utf-8")) == sbom.bill()


def test_wheels_hold_the_bill(wheels: list[Path]) -> None:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            assert archive.read(f"arnorm-{VERSION}.dist-info/sboms/{BILL}") == (ROOT / BILL).read_bytes()


@pytest.mark.parametrize("part", sbom.components(), ids=lambda part: part["bom-ref"])
def test_third_parties_are_named(part: dict[str, Any]) -> None:
    rows = [line for line in (ROOT / "THIRD-PARTY.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    said = [f"| {part['version']} |"]
    said += [f"`{module}`" for module in re.findall(r"arnorm/[\w/]+\.py", part["description"])]
    said += [f"`{file['name']}`" for file in part.get("components", [])]
    assert any(row.startswith(f"| {part['name']}") and all(words in row for words in said) for row in rows)


def test_every_generated_table_is_named() -> None:
    generated = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "arnorm").rglob("*.py")
        if path.read_text("utf-8").startswith("# GENERATED")
    }
    assert generated == {*sbom.GENERATED, sbom.SEQUENCES}


def test_every_system_that_is_reproduced_is_named() -> None:
    named = {where for _, where, _ in sbom.REPRODUCED}
    modules = {path for path in (ROOT / "arnorm" / "compat").glob("*.py") if not path.name.startswith("_")}
    assert {path.relative_to(ROOT).as_posix() for path in modules} <= named


# ------------------------------------------------------------------------------------------------------- the same bytes


def test_nothing_in_the_sdist_tells_who_made_it(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        members = archive.getmembers()
    names = [member.name.split("/") for member in members]
    assert names == sorted(names)
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}
    assert {member.mode for member in members} <= {0o644, 0o755}
    assert len({member.mtime for member in members}) == 1


def test_nothing_in_the_wheels_tells_who_made_them(wheels: list[Path], pure: Path) -> None:
    for wheel in [pure, *(wheel for wheel in wheels if "-linux_" in wheel.name)]:  # others were packed again
        with zipfile.ZipFile(wheel) as archive:
            entries = archive.infolist()
        if sys.platform != "win32":  # whose files have no such permissions; setuptools writes RECORD with its own
            assert {entry.external_attr >> 16 & 0o777 for entry in entries} <= {0o644, 0o664, 0o755}
        assert len({entry.date_time for entry in entries}) == 1


# ---------------------------------------------------------------------------------------------------- the ways to build


def test_pure_wheel(pure: Path, without_extension: Path) -> None:
    assert pure.name == f"arnorm-{VERSION}-py3-none-any.whl"
    assert not any(map(EXTENSION.fullmatch, names_in(pure)))
    code = "import arnorm; print(arnorm.BACKEND, arnorm.normalize('\\ufe8d'), *arnorm.tokenize('a b'))"
    assert python(code, without_extension) == "reference \N{ARABIC LETTER ALEF} a b"


@cc_is_heeded
def test_failing_compiler_is_an_error_where_the_extension_is_required(unpacked: Path, tmp_path: Path) -> None:
    built = build(unpacked, tmp_path, "--wheel", CC="false", ARNORM_REQUIRE_EXT="1")
    assert built.returncode != 0
    assert "compiled" in built.stdout + built.stderr
    assert list(tmp_path.iterdir()) == []


@cc_is_heeded
def test_failing_compiler_gives_the_reference_elsewhere(unpacked: Path, tmp_path: Path) -> None:
    target, packages = tmp_path / "dist", tmp_path / "packages"
    target.mkdir()
    built = build(unpacked, target, "--wheel", CC="false")
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = target.iterdir()
    assert python("import arnorm; print(arnorm.BACKEND)", install(wheel, packages)) == "reference"


# ------------------------------------------------------------------------------------------------ the installed package


def environment() -> Mapping[str, str]:
    """The backend that this run of the tests demands, if it does."""
    return {name: os.environ[name] for name in ("ARNORM_BACKEND",) if name in os.environ}


def test_the_installed_package_is_under_test() -> None:
    origin = metadata.distribution("arnorm").read_text("direct_url.json") or ""
    if '"editable": true' in origin:
        pytest.skip("an editable installation: its package is the source tree")
    assert Path(arnorm.__file__).parent != ROOT / "arnorm"


def test_backend() -> None:
    wanted = os.environ.get("ARNORM_BACKEND") or "compiled"
    assert wanted == arnorm.BACKEND


def test_command_is_installed() -> None:
    (command,) = metadata.entry_points(group="console_scripts", name="arnorm")
    assert callable(command.load())


def test_import_is_light() -> None:
    heavy = {"numpy", "regex"}
    if arnorm.BACKEND == "compiled":  # the reference reads its tables by classes that need some of these
        heavy |= {"dataclasses", "inspect", "re", "typing"}
    code = "import sys; before = set(sys.modules); import arnorm; print(*set(sys.modules) - before)"
    assert heavy.intersection(python(code, **environment()).split()) == set()


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this interpreter needs the GIL")
def test_import_leaves_the_gil_off() -> None:
    assert python("import sys, arnorm; print(sys._is_gil_enabled())", PYTHON_GIL="") == "False"


def import_error(backend: str, packages: Path | None = None) -> str:
    code = "try:\n    import arnorm\nexcept ImportError as error:\n    print(error)"
    return python(code, packages, ARNORM_BACKEND=backend)


def test_unknown_backend_is_an_error() -> None:
    assert import_error("nonsense").startswith("ARNORM_BACKEND must be ")


def test_demanded_backend_that_is_missing_is_an_error(without_extension: Path) -> None:
    assert "compiled" in import_error("compiled", without_extension)
    assert import_error("reference", without_extension) == ""
