"""Validate bills of materials against the schema of CycloneDX, strictly: files, or those that wheels hold.

python tests/release/validate.py FILE...
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def bills(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the bills that a file is, or holds."""
    if path.suffix != ".whl":
        yield str(path), path.read_text("utf-8")
        return
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if "/sboms/" in name]
        if not names:
            sys.exit(f"{path} has no bill of materials")
        yield from ((f"{path}: {name}", archive.read(name).decode()) for name in names)


for argument in sys.argv[1:]:
    for name, text in bills(Path(argument)):
        if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
            sys.exit(f"{name}: {error}")
        print(f"{name}: valid, {len(json.loads(text)['components'])} components")
