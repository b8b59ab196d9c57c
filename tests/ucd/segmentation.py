"""Write arnorm/policies/_segmentation.py, the properties of text segmentation, from the Unicode Character Database.

From the repository root:

    python tests/ucd/segmentation.py ../shared/data/unicode-17.0.0 > arnorm/policies/_segmentation.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import Range, read_properties, write_header, write_property, write_ranges, write_tables

WORDS, SENTENCES, EMOJI = (
    "auxiliary/WordBreakProperty.txt",
    "auxiliary/SentenceBreakProperty.txt",
    "emoji/emoji-data.txt",
)
SUMMARY = "The properties by which UAX #29 cuts text."


def write_breaks(properties: dict[str, list[Range]]) -> str:
    return write_property({f'"{name}"': properties[name] for name in sorted(properties)})


def main() -> None:
    folder = Path(sys.argv[1])
    tables = (
        ("WORD_BREAK", "dict[str, Ranges]", write_breaks(read_properties(folder / WORDS))),
        ("SENTENCE_BREAK", "dict[str, Ranges]", write_breaks(read_properties(folder / SENTENCES))),
        ("PICTOGRAPHS", "Ranges", write_ranges(read_properties(folder / EMOJI)["Extended_Pictographic"])),
    )
    output = "arnorm/policies/_segmentation.py"
    sys.stdout.write(write_header(folder, (WORDS, SENTENCES, EMOJI), output, SUMMARY, script="segmentation.py"))
    sys.stdout.write(write_tables(tables))


if __name__ == "__main__":
    main()
