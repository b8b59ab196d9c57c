"""Builds the compiled core, and archives that have the same bytes whenever, wherever and by whomever they are made.

Everything else about the project is in pyproject.toml. Environment:
    ARNORM_REQUIRE_EXT=1   a failed compilation is an error (continuous integration, wheels)
    ARNORM_PURE_PYTHON=1   build no extension at all (a py3-none-any wheel)
    ARNORM_SANITIZE=1      look for reads and writes out of bounds and undefined behaviour while it runs (gcc, clang);
                           any other value is what the compiler takes for -fsanitize
    ARNORM_COVERAGE=1      count how often each line runs, of C, .pxd and .pyx, for gcov (gcc)
    SOURCE_DATE_EPOCH=...  the time of all files in sdist and wheel; 1980-01-01 without it
"""

import gzip
import os
import sys
import tarfile
from pathlib import Path
from shutil import copy

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.sdist import sdist

EPOCH = os.environ.setdefault("SOURCE_DATE_EPOCH", "315532800")  # for setuptools, which writes it into wheels


def permissions(executable: int) -> int:
    return 0o755 if executable else 0o644


def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Take away who made a file of the sdist, when, and with which umask."""
    member.mtime = int(EPOCH)
    member.mode = permissions(member.isdir() or member.mode & 0o100)
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


class SourceArchive(sdist):
    """setuptools takes times and owners from the disk, and has no option for others."""

    def make_archive(self, base_name, format, root_dir=None, base_dir=None, owner=None, group=None):
        path = Path(f"{base_name}.tar.gz")
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            path.open("wb") as file,
            gzip.GzipFile("", "wb", 9, file, int(EPOCH)) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            archive.add(base_dir, filter=anonymous)  # in the order of names
        return str(path)


class Wheel(bdist_wheel):
    """With the list of what comes from elsewhere where PEP 770 wants it, and permissions that no umask decides."""

    def write_wheelfile(self, wheelfile_base, *args, **kwargs):
        super().write_wheelfile(wheelfile_base, *args, **kwargs)
        target = Path(wheelfile_base, "sboms")
        target.mkdir(exist_ok=True)
        copy("arnorm.cdx.json", target)
        for path in Path(self.bdist_dir).rglob("*"):
            path.chmod(permissions(path.is_dir() or path.suffix == ".so"))


def flag(name: str) -> bool:
    return os.environ.get(name, "0") not in ("", "0")


def sanitizers() -> str:
    return os.environ["ARNORM_SANITIZE"].replace("1", "address,undefined")


def extensions() -> list[Extension]:
    if flag("ARNORM_PURE_PYTHON") or sys.implementation.name != "cpython":
        return []
    from Cython.Build import cythonize

    windows = sys.platform == "win32"
    compiling = ["/O2"] if windows else ["-O3", "-fvisibility=hidden"]
    linking = ["-s"] if sys.platform.startswith("linux") else []
    if flag("ARNORM_SANITIZE"):
        linking = [f"-fsanitize={sanitizers()}"]
        compiling = ["-O1", "-g", "-UNDEBUG", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all", *linking]
    counting = flag("ARNORM_COVERAGE")
    if counting:
        linking = ["--coverage"]
        compiling = ["-O0", "-fprofile-update=atomic", *linking]
    modules = cythonize(
        [
            Extension(
                f"arnorm._core.{name}",
                [f"arnorm/_core/{name}.pyx"],
                include_dirs=["arnorm/_core"],
                depends=[str(header) for header in Path("arnorm/_core").rglob("*.h")],
                extra_compile_args=compiling,
                extra_link_args=linking,
            )
            for name in ("compiled", "compiled_arrow", "compiled_columns", "compiled_lists", "compiled_scanner")
        ],
        build_dir="build/cython",
        emit_linenums=counting,  # so that lines are those of the sources
        compiler_directives={"language_level": "3"},
    )
    for module in modules:
        module.optional = not flag("ARNORM_REQUIRE_EXT")  # cythonize() drops Extension(optional=...)
    return modules


# What was built otherwise stands in another folder, or it would be taken for what is asked for now.
base = f"build/{sanitizers()}" if flag("ARNORM_SANITIZE") else "build"
commands = {"sdist": SourceArchive, "bdist_wheel": Wheel}
setup(ext_modules=extensions(), cmdclass=commands, options={"build": {"build_base": base}})
