"""Lucene in a Java process: its normalizer, its tokenizer and its analyzer of Arabic.

``ARNORM_LUCENE`` is a class path with its ``lucene-core`` and ``lucene-analyzers-common`` (from 9 on
``lucene-analysis-common``) jars, and Java 11 or later has to be there. Time is taken inside of Java, of the
thread that works, in whole passes over the terms or the text after some passes that warm it up.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from arnorm import Analyzer, Normalizer, Tokenizer, compat, policies
from benchmarks.peers.entry import JARS, Function, Missing, Peer

__all__ = ["PEERS", "Program"]

JOB: Final = "Lucene, timed in Java"

# A line in is a text, with other characters for its line breaks, and a line out is its terms in the same way. A line
# "seconds N" asks for the time of the text that follows.
PROGRAM: Final = """
import java.io.*;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.lucene.analysis.*;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

public class Peer {
    static Object make(String name) throws Exception {
        var constructor = Class.forName(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    static List<String> terms(TokenStream stream) throws IOException {
        var found = new ArrayList<String>();
        var term = stream.addAttribute(CharTermAttribute.class);
        stream.reset();
        while (stream.incrementToken()) found.add(term.toString());
        stream.end();
        return found;
    }

    static String whole(String line) { return line.replace('\\u2028', '\\n').replace('\\u2029', '\\r'); }

    static String oneLine(String text) { return text.replace('\\n', '\\u2028').replace('\\r', '\\u2029'); }

    interface Work { Object run(String text) throws Exception; }

    static Work work(String kind) throws Exception {
        if (kind.equals("analyzer")) {
            var analyzer = (Analyzer) make("org.apache.lucene.analysis.ar.ArabicAnalyzer");
            return text -> {
                try (var stream = analyzer.tokenStream("f", text)) { return terms(stream); }
            };
        }
        if (kind.equals("tokenizer")) {
            var tokenizer = (Tokenizer) make("org.apache.lucene.analysis.standard.StandardTokenizer");
            return text -> {
                tokenizer.setReader(new StringReader(text));
                var found = terms(tokenizer);
                tokenizer.close();
                return found;
            };
        }
        var normalizer = make("org.apache.lucene.analysis.ar.ArabicNormalizer");
        Method method = normalizer.getClass().getDeclaredMethod("normalize", char[].class, int.class);
        method.setAccessible(true);
        var cut = new HashMap<String, char[][]>();
        return text -> {
            char[][] terms = cut.computeIfAbsent(text, key -> {
                String[] parts = key.split(" ", -1);
                char[][] all = new char[parts.length][];
                for (int i = 0; i < parts.length; i++) all[i] = parts[i].toCharArray();
                return all;
            });
            var buffer = new char[1 << 16];
            var out = new ArrayList<String>(terms.length);
            for (char[] term : terms) {
                System.arraycopy(term, 0, buffer, 0, term.length);
                int length = (Integer) method.invoke(normalizer, buffer, term.length);
                out.add(new String(buffer, 0, length));
            }
            return out;
        };
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] arguments) throws Exception {
        var work = work(arguments[0]);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        for (String line; (line = in.readLine()) != null; ) {
            if (line.startsWith("seconds ")) {
                double seconds = Double.parseDouble(line.substring(8));
                String text = whole(in.readLine());
                long best = Long.MAX_VALUE, end = System.nanoTime() + (long) (seconds * 2e9);
                var threads = java.lang.management.ManagementFactory.getThreadMXBean();
                for (int i = 0; i < 20 || System.nanoTime() < end; i++) {
                    long start = threads.getCurrentThreadCpuTime();
                    work.run(text);
                    best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
                }
                out.println(best);
            } else {
                out.println(oneLine(String.join(" ", (List<String>) work.run(whole(line)))));
            }
            out.flush();
        }
    }
}
"""


class Program:
    """A Java process that does one kind of work; calling it gives the terms of a text, joined by spaces."""

    def __init__(self, kind: str) -> None:
        java, jars = shutil.which("java"), os.environ.get(JARS)
        if not java:
            raise Missing("there is no Java")
        if not jars:
            raise Missing(f"{JARS} names no jars")
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name, "Peer.java")
        path.write_text(PROGRAM, "ascii")
        self._process = subprocess.Popen(
            [java, "-cp", jars, str(path), kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __call__(self, text: str) -> str:
        return self._ask("", text).translate(_BREAKS)

    def seconds(self, text: str, seconds: float) -> float:
        """Return the seconds of the fastest pass over ``text``."""
        return int(self._ask(f"seconds {seconds}\n", text)) * 1e-9

    def _ask(self, before: str, text: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{before}{text.translate(_ONE_LINE)}\n".encode())
        self._process.stdin.flush()
        answer = self._process.stdout.readline().decode()
        if not answer:
            raise Missing("Java has stopped: are these the jars of Lucene?")
        return answer.removesuffix("\n")


_ONE_LINE: Final = str.maketrans("\n\r", "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
_BREAKS: Final = str.maketrans("\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}", "\n\r")


def program(kind: str) -> Callable[[], Function]:
    return lambda: Program(kind)


def our_terms() -> Function:
    """The same on the same terms, in one call for all of them."""
    return Normalizer(compat.LUCENE_ARABIC).normalize_many


def analyzed() -> Function:
    return Analyzer(Tokenizer(policies.SEARCH), Normalizer(compat.LUCENE_ARABIC))


def joined(result: list[str], _: str) -> str:
    return " ".join(result)


def cut(result: str, _: str) -> list[str]:
    return result.split(" ") if result else []


def forms(result: list[Any], _: str) -> list[str]:
    return [token.form for token in result]


PEERS: Final = (
    Peer(
        JOB,
        "Lucene",
        "ArabicNormalizer",
        program("normalizer"),
        "compat.LUCENE_ARABIC on the same terms",
        our_terms,
        ours_takes=lambda text: text.split(" "),
        ours_as=joined,
    ),
    Peer(
        JOB,
        "Lucene",
        "StandardTokenizer",
        program("tokenizer"),
        "policies.SEARCH",
        lambda: Tokenizer(policies.SEARCH),
        equal=False,
        theirs_as=cut,
        counts=True,
    ),
    Peer(
        JOB,
        "Lucene",
        "ArabicAnalyzer",
        program("analyzer"),
        "Analyzer, which stems nothing",
        analyzed,
        equal=False,
        theirs_as=cut,
        ours_as=forms,
        counts=True,
    ),
)
