"""Write the bill of materials (CycloneDX): what in arnorm comes from elsewhere.

From the repository root:

    python tests/release/sbom.py > arnorm.cdx.json

That file goes into every wheel, as PEP 770 says. Files of Unicode are read from the headers of the tables that were
generated from them, versions of systems from the profiles that reproduce them; THIRD-PARTY.md says the same in prose.

With a bill of an environment, as cyclonedx-py prints it, its libraries come too, at the versions that it found:

    python tests/release/sbom.py environment.cdx.json > release.cdx.json
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
GENERATED = (
    "arnorm/_ucd.py",
    "arnorm/_canonical.py",
    "arnorm/_emoji.py",
    "arnorm/compat/_ucd.py",
    "arnorm/policies/_segmentation.py",
)
SEQUENCES = "arnorm/policies/_emoji_sequences.py"
REPRODUCED = (  # as the module says it, with a version or a date
    ("arabert", "arnorm/compat/arabert.py", r"arabert ([\d.]+\d)"),
    ("CAMeL Tools", "arnorm/compat/camel.py", r"CAMeL Tools ([\d.]+\d)"),
    ("CAMeL Tools, simple_word_tokenize", "arnorm/policies/camel.py", r"CAMeL Tools ([\d.]+\d)"),
    ("PyArabic", "arnorm/compat/pyarabic.py", r"PyArabic ([\d.]+\d)"),
    ("Lucene", "arnorm/compat/lucene.py", r"Lucene ([\d.]+\d)"),
    ("Snowball", "arnorm/compat/lucene.py", r"Snowball ([\d.]+\d)"),
    ("openai-whisper", "arnorm/compat/asr.py", r"openai-whisper (\d+)"),
    ("Open ASR Leaderboard", "arnorm/compat/asr.py", r"Open ASR Leaderboard, \S+ of ([\d-]+\d)"),
    ("Open Universal Arabic ASR Leaderboard", "arnorm/compat/asr.py", r"Arabic ASR Leaderboard since ([\d-]+\d)"),
    ("Omnilingual ASR", "arnorm/compat/asr.py", r"Omnilingual ASR as of ([\d-]+\d)"),
    ("SpeechBrain", "arnorm/compat/asr.py", r"SpeechBrain ([\d.]+\d)"),
    ("cc_net", "arnorm/compat/corpora.py", r"cc_net ([\d.]+\d)"),
    ("datatrove", "arnorm/compat/corpora.py", r"datatrove ([\d.]+\d)"),
)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def found(pattern: str, name: str) -> str:
    match = re.search(pattern, read(name))
    if match is None:
        sys.exit(f"{name} does not say {pattern}")
    return match[1]


def files_of_unicode() -> dict[str, str]:
    """Return the data files that tables were generated from, with their SHA-256."""
    files: dict[str, str] = {}
    listed = r"(\w[\w-]*\.txt)[\s#]+(?:with the SHA-256\s+#\s+)?([0-9a-f]{64})$"
    for name in GENERATED:
        for file, digest in re.findall(listed, read(name)[:2000], re.M):
            if files.setdefault(file, digest) != digest:
                sys.exit(f"{name} was generated from another {file} than other tables")
    return files


def of_unicode(reference: str, name: str, version: str, years: str, where: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "data",
        "bom-ref": reference,
        "supplier": {"name": "Unicode, Inc."},
        "name": name,
        "version": version,
        "description": f"Generated tables: {', '.join(where)}",
        "licenses": [{"license": {"id": "Unicode-3.0"}}],
        "copyright": f"Copyright (c) {years} Unicode, Inc.",
    }


def components() -> list[dict[str, Any]]:
    version = found(r"Unicode Character Database ([\d.]+\d)", "arnorm/_ucd.py")
    database = of_unicode("ucd", "Unicode Character Database", version, "1991-2025", GENERATED) | {
        "externalReferences": [{"type": "distribution", "url": f"https://www.unicode.org/Public/{version}/ucd/"}],
        "components": [
            {"type": "file", "bom-ref": file, "name": file, "hashes": [{"alg": "SHA-256", "content": digest}]}
            for file, digest in sorted(files_of_unicode().items())
        ],
    }
    release = found(r"Emoji ([\d.]+\d)", SEQUENCES)
    sequences = of_unicode("emoji", "Emoji sequences of UTS #51", release, "1991-2026", (SEQUENCES,))
    package = found(r"package emoji ([\d.]+\d)", SEQUENCES)
    sequences["description"] += f"; by the list of the package emoji {package}"
    reproduced = [
        {
            "type": "data",
            "bom-ref": "-".join(["behaviour", *re.findall("[a-z0-9]+", name.lower())]),
            "name": name,
            "version": found(pattern, where),
            "description": f"What it does to text, reproduced in {where}; nothing of it is distributed",
            "scope": "excluded",
        }
        for name, where, pattern in REPRODUCED
    ]
    return [database, sequences, *reproduced]


def bill() -> dict[str, Any]:
    parts = components()
    name, version = PROJECT["name"], PROJECT["version"]
    itself = {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "version": version,
        "description": PROJECT["description"],
        "licenses": [{"expression": PROJECT["license"]}],
        "purl": f"pkg:pypi/{name}@{version}",
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": itself},
        "components": parts,
        "dependencies": [
            {"ref": name, "dependsOn": [part["bom-ref"] for part in parts if "scope" not in part]},
            *({"ref": part["bom-ref"]} for part in parts),
        ],
    }


def with_libraries(environment: dict[str, Any]) -> dict[str, Any]:
    """Return the bill with the libraries of an environment in which the project is installed, and nothing else is."""
    whole = bill()
    installed = [part for part in environment["components"] if part["name"] != PROJECT["name"]]
    whole["components"] += installed
    whole["dependencies"][0]["dependsOn"] += [part["bom-ref"] for part in installed]
    whole["dependencies"] += [{"ref": part["bom-ref"]} for part in installed]
    if "timestamp" in environment["metadata"]:
        whole["metadata"]["timestamp"] = environment["metadata"]["timestamp"]
    return whole


if __name__ == "__main__":
    written = with_libraries(json.loads(Path(sys.argv[1]).read_text("utf-8"))) if sys.argv[1:] else bill()
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]  # it is that of a program
    json.dump(written, sys.stdout, ensure_ascii=False, indent=1)
    print()
