"""Training text for the segmenter: public clinical text made to look like what a recogniser writes.

Owns the split by document, the sentence labels, and the disguise: case and punctuation stripped, numbers said as words,
recogniser errors put in. Everything random comes from a generator seeded by the document's id, so that the same corpora
give the same words. Holds no corpus text.
"""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spoken import PAUSES, SPEECH, STRIPPED, Style, disguise, errors

from scribe.paths import resource
from scribe.text.reader import Reader

TEST_PERCENT = 10
DEV_PERCENT = 3
DIALOGUES = ("aci_bench", "osce", "primock57")

_TURN = re.compile(r"^\s*(?:\[\w+\]|[A-Z]:)\s*")
_ASIDE = re.compile(r"<[^>]*>|\[[^\]]*\]")
_SPACED_STOP = re.compile(r"\s[.?!]+(?=\s|$)")
_STOP = re.compile(r"(?<=[a-z0-9)%\"'])[.?!]+(?=\s+[A-Z\"']|\s*$)|\?+(?=\s|$)")
_DOTTED = re.compile(r"\b(?:[Dd]r|[Mm]rs?|[Mm]s|[Vv]s|[Aa]pprox|[A-Za-z])$")


@dataclass(frozen=True, slots=True)
class Document:
    """A document as sentences; `part` is train, dev or test and depends on the id alone."""

    id: str
    corpus: str
    sentences: tuple[str, ...]

    @property
    def part(self) -> str:
        """Which part the document belongs to."""
        place = zlib.crc32(self.id.encode()) % 100
        return "test" if place < TEST_PERCENT else "dev" if place < TEST_PERCENT + DEV_PERCENT else "train"


@dataclass(frozen=True, slots=True)
class Sample:
    """Words as a recogniser writes them.

    Word i begins a sentence if `begins[i]`; before it stood no mark, a comma, colon or semicolon (`pauses[i]` 0 to 3).
    """

    words: tuple[str, ...]
    begins: tuple[bool, ...]
    pauses: tuple[int, ...]


def documents(folder: Path) -> Iterator[Document]:
    """Every document that has sentence ends: reports, visit notes, and dialogues with punctuation.

    The sentence ends of reports are those of the corpus where it has them, else (and in notes) those of Scribe's rules.
    """
    known = set()
    for row in _rows(folder / "mtsamples_sentences.jsonl"):
        known.add(row["id"])
        yield Document(row["id"], "mtsamples", tuple(row["text"][start:end] for start, end in row["sentences"]))
    reader = Reader(resource("patterns"))
    for row in _rows(folder / "mtsamples.jsonl"):
        if row["id"] not in known:
            yield Document(row["id"], "mtsamples_by_rule", tuple(_ruled(reader, row["text"])))
    for row in _rows(folder / "aci_bench.jsonl"):
        if row["subset"] != "aci":
            yield Document(row["id"], "aci_bench", tuple(_dialogue(row["dialogue"].split("\n"), _SPACED_STOP)))
        yield Document(row["id"], "aci_bench_notes", tuple(_ruled(reader, row["note"])))
    for row in _rows(folder / "osce.jsonl"):
        yield Document(row["id"], "osce", tuple(_dialogue(row["dialogue"].split("\n"), _STOP)))
    for row in _rows(folder / "primock57.jsonl"):
        turns = [turn["text"] for turn in row["utterances"]]
        yield Document(row["id"], "primock57", tuple(_dialogue(turns, _STOP)))


def _ruled(reader: Reader, text: str) -> Iterator[str]:
    for statement in reader.statements(text):
        yield text[statement.start : statement.end]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _dialogue(turns: Sequence[str], stop: re.Pattern[str]) -> Iterator[str]:
    for turn in turns:
        words = _ASIDE.sub(" ", _TURN.sub("", turn)).strip()
        start = 0
        for match in stop.finditer(words):
            if _DOTTED.search(words[start : match.start()]) and words[match.start()] == ".":
                continue
            yield words[start : match.end()]
            start = match.end()
        if words[start:].strip():
            yield words[start:]


def sample(document: Document, *, salt: int = 0, noise: float = 0.04, style: Style | None = None) -> Sample:
    """The document in disguise; another `salt` gives another disguise."""
    generator = random.Random(f"{document.id}/{salt}")
    manner = style or Style.draw(generator)
    words: list[str] = []
    begins: list[bool] = []
    pauses: list[int] = []
    for sentence in document.sentences:
        first, pause = True, 0
        for word in errors(disguise(sentence, manner), generator, noise):
            if word in PAUSES:
                pause = PAUSES[word]
                continue
            words.append(word)
            begins.append(first)
            pauses.append(0 if first else pause)
            first, pause = False, 0
    return Sample(tuple(words), tuple(begins), tuple(pauses))


def held_out(some: Iterable[Document], *, noise: float) -> list[Sample]:
    """Documents as a test sees them: as speech with recogniser errors or, without `noise`, merely stripped."""
    style = SPEECH if noise else STRIPPED
    samples = [sample(document, salt=99, noise=noise, style=style) for document in some]
    return [one for one in samples if len(one.words) > 1]


def f1(said: NDArray[np.bool_], meant: NDArray[np.bool_]) -> float:
    """F1 of the boundaries said against those meant."""
    found = int(said.sum()) + int(meant.sum())
    return 2 * int((said & meant).sum()) / found if found else 0.0
