"""Build sdist and wheels of the last commit twice, in ways that must not matter, and compare their hashes.

    python tests/release/reproduce.py FOLDER

The two clones lie in different folders; umask, time zone, language, seed of hashes and times of files differ too. What
is the same: SOURCE_DATE_EPOCH, the time of the commit, and the versions of the interpreter, the compiler and the build
requirements. The archives are left in FOLDER, with the pure wheel in FOLDER/pure. Exits with 1 if anything differs.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Way(NamedTuple):
    """How one of the two is built."""

    folder: str
    umask: int
    age: int  # of the files, in days
    variables: dict[str, str]


WAYS = (
    Way("first", 0o022, 0, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}),
    Way("of another name/second", 0o077, 900, {"TZ": "Asia/Baghdad", "LC_ALL": "C", "PYTHONHASHSEED": "2"}),
)


def git(*arguments: str | Path) -> str:
    return subprocess.run(("git", *arguments), check=True, capture_output=True, text=True).stdout.strip()


def clone(folder: Path, commit: str, age: int) -> None:
    git("clone", "--quiet", "--no-checkout", ROOT, folder)
    git("-C", folder, "checkout", "--quiet", "--detach", commit)
    for path in folder.rglob("*"):
        if age and path.is_file() and ".git" not in path.parts:
            time = path.stat().st_mtime - age * 86400
            os.utime(path, (time, time))


def build(source: Path, target: Path, *options: str, **variables: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARNORM_")}
    command = (sys.executable, "-Im", "build", *options, "--outdir", str(target), str(source))
    subprocess.run(command, check=True, env=kept | variables, stdout=subprocess.DEVNULL)


def built(way: Way, work: Path, commit: str, epoch: str) -> Path:
    """Build in a clone in ``work``, and return the folder of what came of it."""
    source, target = work / way.folder, work / way.folder / "dist"
    before = os.umask(way.umask)
    try:
        source.parent.mkdir(parents=True, exist_ok=True)
        clone(source, commit, way.age)
        variables = way.variables | {"SOURCE_DATE_EPOCH": epoch, "ARNORM_REQUIRE_EXT": "1"}
        build(source, target, **variables)
        build(source, target / "pure", "--wheel", **variables, ARNORM_PURE_PYTHON="1")
    finally:
        os.umask(before)
    return target


def archives(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*arnorm*")) if path.is_file()}


def main(target: Path) -> int:
    commit, epoch = git("-C", ROOT, "log", "-1", "--format=%H %ct").split()
    if git("-C", ROOT, "status", "--porcelain"):
        print("There are changes that are not committed: they are not in what is built.")
    print(f"commit {commit}, SOURCE_DATE_EPOCH={epoch}, CPython {sys.version.split()[0]}")
    different = 0
    with tempfile.TemporaryDirectory() as work:
        first, second = (archives(built(way, Path(work), commit, epoch)) for way in WAYS)
        for name in sorted(first.keys() | second.keys()):
            both = [built[name].read_bytes() if name in built else b"" for built in (first, second)]
            digests = [hashlib.sha256(content).hexdigest() for content in both]
            same = digests[0] == digests[1]
            different += not same
            print(f"{'same' if same else 'DIFFERENT'}: {name}, {len(both[0]):,} bytes, sha256 {' '.join(set(digests))}")
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(both[0])
            if not same:
                (target / f"{name}.second").write_bytes(both[1])
    return min(different, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
