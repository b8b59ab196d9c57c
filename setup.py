"""Builds the compiled core; everything else about the project is in pyproject.toml.

Environment:
    ARNORM_REQUIRE_EXT=1   a failed compilation is an error (continuous integration, wheels)
    ARNORM_PURE_PYTHON=1   build no extension at all (a py3-none-any wheel)
    ARNORM_SANITIZE=1      look for reads and writes out of bounds and undefined behaviour while it runs (gcc, clang)
    ARNORM_COVERAGE=1      count how often each line runs, of C, .pxd and .pyx, for gcov (gcc)
"""

import os
import sys
from pathlib import Path

from setuptools import Extension, setup


def flag(name: str) -> bool:
    return os.environ.get(name, "0") not in ("", "0")


def extensions() -> list[Extension]:
    if flag("ARNORM_PURE_PYTHON") or sys.implementation.name != "cpython":
        return []
    from Cython.Build import cythonize

    windows = sys.platform == "win32"
    compiling = ["/O2"] if windows else ["-O3", "-fvisibility=hidden"]
    linking = ["-s"] if sys.platform.startswith("linux") else []
    if flag("ARNORM_SANITIZE"):
        linking = ["-fsanitize=address,undefined"]
        compiling = ["-O1", "-g", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all", *linking]
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


setup(ext_modules=extensions())
