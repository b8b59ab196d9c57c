"""Put together how many lines the tests ran, of Python and of what is compiled: ``nox -s coverage``.

    python tests/covered.py FOLDER

coverage.py left its data in FOLDER, a copy of the project; gcov left counts there for every line of Cython and of C
(``ARNORM_COVERAGE=1``). The report names all files of which not every line ran. It fails where too few ran of a kind of
file; ``[tool.coverage.report]`` in pyproject.toml says how many that is.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from coverage import Coverage, CoveragePlugin, FileReporter

KINDS = {"Python": "*.py", "Cython": "*.pyx", "declarations and loops of Cython": "*.pxd", "C": "*.h"}
MARK = re.compile(r'^ */\* "(arnorm/.*\.p[xy][xd])":(\d+)$', re.M)
"""What Cython writes before the code that it makes of a line."""
HEAD = re.compile(r" *(?:def|cp?def)\b[^=(]*\(")
"""The head of a function: what is made of it runs where an error passes through only."""


def marked(folder: Path) -> dict[str, set[int]]:
    """Return the lines that Cython made code of. What else it generates has no line that somebody wrote."""
    lines = defaultdict(set)
    for source in folder.glob("build/cython/**/*.c"):
        for path, line in MARK.findall(source.read_text("utf-8")):
            lines[path].add(int(line))
    for path, numbers in lines.items():
        source = (folder / path).read_text("utf-8").splitlines()
        numbers -= {number for number in numbers if HEAD.match(source[number - 1])}
    return lines


def counted(folder: Path) -> dict[str, dict[int, int]]:
    """Return how often each line ran, by the paths of files and the numbers of lines."""
    objects = sorted(str(path) for path in folder.glob("build/**/*.gcda"))
    if not objects:
        sys.exit(f"{folder} has no counts of gcov: is the package that was tested built there, with ARNORM_COVERAGE=1?")
    tool = os.environ.get("GCOV", "gcov")
    done = subprocess.run(
        [tool, "--json-format", "--stdout", *objects], cwd=folder, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    written = marked(folder)
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in done.stdout.splitlines():
        for file in json.loads(row)["files"]:
            path = file["file"].removeprefix("build/cython/")  # Cython puts copies of headers there
            if not path.startswith("arnorm/") or path.endswith(".c"):
                continue
            for line in file["lines"]:
                if path.endswith(".h") or line["line_number"] in written[path]:
                    counts[path][line["line_number"]] += line["count"]
    return counts


class Compiled(CoveragePlugin):
    """Tells coverage.py which lines of a compiled file can run."""

    def __init__(self, counts: dict[str, dict[int, int]]) -> None:
        self.counts = counts

    def file_reporter(self, filename: str) -> FileReporter:
        return Lines(filename, set(self.counts[Path(filename).relative_to(Path.cwd()).as_posix()]))


class Lines(FileReporter):
    """The lines of one file that can run."""

    def __init__(self, filename: str, lines: set[int]) -> None:
        super().__init__(filename)
        self.runnable = lines

    def lines(self) -> set[int]:
        return self.runnable


def main(folder: Path) -> int:
    os.chdir(folder)
    plugin = Compiled(counted(Path()))
    coverage = Coverage(plugins=[lambda registry: registry.add_file_tracer(plugin)])
    coverage.combine(keep=True)
    data = coverage.get_data()
    ran = {
        str(Path(path).resolve()): [line for line, count in lines.items() if count]
        for path, lines in plugin.counts.items()
    }
    data.add_lines(ran)
    data.add_file_tracers(dict.fromkeys(ran, plugin._coverage_plugin_name))
    coverage.save()
    least = coverage.get_option("report:fail_under")
    assert isinstance(least, int | float)
    few = []
    for kind, pattern in KINDS.items():
        print(f"\n{kind}, {pattern}")
        if coverage.report(include=[pattern]) < least:
            few.append(pattern)
    coverage.html_report()
    if few:
        print(f"\nToo few lines ran of {', '.join(few)}")
    return len(few)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
