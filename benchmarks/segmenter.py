"""Sentence ends found by Scribe, PyRuSH, pysbd and spaCy's sentencizer, on documents never trained on.

    python benchmarks/segmenter.py ../shared/corpora [--card models/segmenter/README.md]

Prints one table of boundary F1: on reports as they were typed; on the same reports without case and punctuation, with
numbers said as words and recogniser errors, and merely stripped; on visit notes and dialogues likewise. Then what
reading unpunctuated text costs against spaCy's blank tokenizer. A boundary is the first character of a sentence; the
first sentence of a document does not count.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import medspacy
import pysbd
import spacy
from loguru import logger

from scribe.nlp.segmenter import load_segmenter
from scribe.paths import resource
from scribe.text.reader import Reader

sys.path.insert(0, str(resource("models") / "segmenter"))
from corpus import DIALOGUES, Document, documents, held_out

Splitter = Callable[[str], list[int]]
Case = tuple[str, frozenset[int]]
MARKS = ("<!-- table -->", "<!-- /table -->")
REPORTS = ("mtsamples",)


def splitters() -> dict[str, Splitter]:
    """Each splitter as text to sentence starts."""
    reader = Reader(resource("patterns"), segmenter=load_segmenter())
    sentencizer = spacy.blank("en")
    sentencizer.add_pipe("sentencizer")
    sentencizer.max_length = 10_000_000
    rush = spacy.blank("en")
    rules = Path(medspacy.__file__).resolve().parents[1] / "resources" / "en" / "rush_rules.tsv"
    rush.add_pipe("medspacy_pyrush", config={"rules_path": str(rules)})
    # pysbd's spans lose their place in long texts; its sentences are looked up one after the other instead.
    marks = pysbd.Segmenter(language="en", clean=False, char_span=False)

    def by_pysbd(text: str) -> list[int]:
        starts, at = [], 0
        for sentence in marks.segment(text):
            found = text.find(sentence.strip(), at)
            if found >= 0:
                starts.append(found)
                at = found + 1
        return starts

    return {
        "Scribe": lambda text: [statement.start for statement in reader.statements(text)],
        "PyRuSH": lambda text: [sentence.start_char for sentence in rush(text).sents],
        "pysbd": by_pysbd,
        "spaCy sentencizer": lambda text: [sentence.start_char for sentence in sentencizer(text).sents],
    }


def typed(folder: Path, test: Sequence[Document]) -> list[Case]:
    """The reports as they were typed, with the sentence starts of the corpus."""
    wanted = {document.id for document in test if document.corpus in REPORTS}
    cases = []
    for line in (folder / "mtsamples_sentences.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] in wanted:
            cases.append((row["text"], frozenset(start for start, _ in row["sentences"][1:])))
    return cases


def said(test: Sequence[Document], corpora: Sequence[str], *, noise: float) -> list[Case]:
    """Documents as a recogniser writes them."""
    cases = []
    for sample in held_out([one for one in test if one.corpus in corpora], noise=noise):
        starts, at = set(), 0
        for number, (word, begins) in enumerate(zip(sample.words, sample.begins, strict=True)):
            if begins and number:
                starts.add(at)
            at += len(word) + 1
        cases.append((" ".join(sample.words), frozenset(starts)))
    return cases


def boundary_f1(split: Splitter, cases: Sequence[Case]) -> float:
    """F1 over all documents together; white space before a start is passed over."""
    right = found = meant = 0
    for text, starts in cases:
        with contextlib.redirect_stdout(io.StringIO()):
            given = {start + len(text[start:]) - len(text[start:].lstrip()) for start in split(text)[1:]}
        right += len(given & starts)
        found += len(given)
        meant += len(starts)
    return 2 * right / (found + meant)


def cost(cases: Sequence[Case], rounds: int = 7) -> float:
    """What reading unpunctuated text costs in processor time, in blank tokenizers: the median of rounds in turns."""
    reader = Reader(resource("patterns"), segmenter=load_segmenter())
    tokenizer = spacy.blank("en")
    texts = [text for text, _ in cases]
    ratios = []
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            tokenizer.make_doc(text)
        middle = time.process_time()
        for text in texts:
            list(reader.statements(text))
        ratios.append((time.process_time() - middle) / (middle - start))
    return statistics.median(ratios[1:])


def main() -> None:
    """Measure, print, and write the table into the model card if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--card", type=Path, help="the model card whose table is replaced")
    options = parser.parse_args()
    logger.disable("PyRuSH")
    test = [document for document in documents(options.corpora) if document.part == "test"]
    sets = {
        "reports as typed": typed(options.corpora, test),
        "reports as speech": said(test, REPORTS, noise=0.03),
        "reports stripped": said(test, REPORTS, noise=0.0),
        "visit notes as speech": said(test, ("aci_bench_notes",), noise=0.03),
        "dialogues as speech": said(test, DIALOGUES, noise=0.03),
    }
    lines = ["| | " + " | ".join(sets) + " |", "|---|" + "---|" * len(sets)]
    lines.append(
        "| documents, boundaries | "
        + " | ".join(f"{len(c)}, {sum(len(s) for _, s in c)}" for c in sets.values())
        + " |"
    )
    for name, split in splitters().items():
        row = [f"{boundary_f1(split, cases):.3f}" for cases in sets.values()]
        lines.append(f"| {name} | " + " | ".join(row) + " |")
        print(lines[-1], flush=True)
    table = "\n".join(lines)
    print(table)
    print(f"reading speech costs {cost(sets['reports as speech'][:40]):.1f} times the blank tokenizer")
    if options.card:
        card = options.card.read_text(encoding="utf-8")
        before, after = card.split(MARKS[0])[0], card.split(MARKS[1])[1]
        options.card.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
