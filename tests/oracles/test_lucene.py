"""Lucene's normalizers, live, on every word of the corpora: they run on single terms."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import peers
import pytest

from arnorm import Normalizer, compat

# The classes are public; their constructors and methods are not in every version.
PROGRAM = """
import java.io.*;
import java.nio.charset.StandardCharsets;

public class Terms {
    public static void main(String[] names) throws Exception {
        var type = Class.forName(names[0]);
        var make = type.getDeclaredConstructor();
        make.setAccessible(true);
        var normalizer = make.newInstance();
        var method = type.getDeclaredMethod("normalize", char[].class, int.class);
        method.setAccessible(true);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        for (String term; (term = in.readLine()) != null; ) {
            char[] buffer = term.toCharArray();
            int length = (Integer) method.invoke(normalizer, buffer, buffer.length);
            out.print(new String(buffer, 0, length) + "\\n");
        }
        out.flush();
    }
}
"""
CLASSES = {
    "LUCENE_ARABIC": "org.apache.lucene.analysis.ar.ArabicNormalizer",
    "LUCENE_PERSIAN": "org.apache.lucene.analysis.fa.PersianNormalizer",
    "LUCENE_SORANI": "org.apache.lucene.analysis.ckb.SoraniNormalizer",
}


def terms(shared: Path) -> list[str]:
    source = random.Random(9)
    alphabet = "هھ\u200cـ\u064eرڒب\u200dيىكة\u0654\ufeff\U000e0001\u0890"
    made = ["".join(source.choices(alphabet, k=source.randint(1, 7))) for _ in range(50_000)]
    words = [word for text in [*peers.corpus(shared), *peers.random_texts(10)] for word in text.split()]
    return sorted({*words, *made})


@pytest.mark.parametrize("name", CLASSES)
def test_normalizers(shared: Path, tmp_path: Path, name: str) -> None:
    java, jars = shutil.which("java"), os.environ.get("ARNORM_LUCENE")
    if not java or not jars:
        pytest.skip("no Java, or no Lucene: set ARNORM_LUCENE to a class path with its jars")
    program = tmp_path / "Terms.java"
    program.write_text(PROGRAM, "ascii")
    words = terms(shared)
    done = subprocess.run(
        [java, "-cp", jars, str(program), CLASSES[name]],
        input="".join(f"{word}\n" for word in words).encode(),
        capture_output=True,
        check=True,
    )
    expected = done.stdout.decode().split("\n")
    assert expected.pop() == ""
    different = [
        (word, ours, theirs)
        for word, ours, theirs in zip(
            words, Normalizer(compat.PROFILES[name]).normalize_many(words), expected, strict=True
        )
        if ours != theirs
    ]
    assert len(words) > 200_000
    assert different == []
