"""The trained segmenter: which words of unpunctuated speech begin a sentence.

Owns the model's form (models/segmenter) and its arithmetic, in NumPy alone, and the spaCy component `scribe_segmenter`.
Knows nothing of punctuation or sections: scribe.text asks it only where there is none.

The model: hashed vectors of each word, its endings and its beginning; layers that each look at a few words around (the
last only where the others see some chance); and hashed weights of word groups. A score depends on `left` words before
and `right` words after, no more.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from scribe.errors import PatternError
from scribe.paths import resource
from scribe.text.reader import Reader

# Which hash each vector of a word comes from, and how it is spread over the table: the word itself has two.
_COLUMNS = (0, 0, 1, 2, 3)
_SPREAD = np.array([2654435761, 2654435915, 2654435771, 2654435779, 2654435787], np.int64)
# Word groups whose hashed weights are added to a word's score.
GROUPS = ((-1, 0), (0, 1), (-2, -1, 0), (-1, 0, 1), (0, 1, 2), (-2, -1), (1, 2), (0,), (-1,), (1,))
# A longer stretch is scored in parts of so many words.
_PART = 512
# OpenBLAS multiplies in the calling thread up to 2**19 multiplications; its other threads would wait on each
# other on a busy machine. It is fastest with a number of rows that its registers hold without rest.
_ONE_THREAD = 520_000
_ROWS = 8
# Words that score less than this without the last layer are spared it: no word of the development documents that begins
# a sentence for the whole model scores so low, nor one that comes near it.
_UNLIKELY = -3.0
# So many words are remembered with their hashes.
_KNOWN = 16_384

_DIGITS = re.compile(r"\d+")
_SIGNS = re.compile(r"[^a-z0-9'\u00c0-\uffff]+")

Floats = NDArray[np.float32]
Hashes = NDArray[np.int64]


def normal(word: str) -> str:
    """The form in which the model knows a word: small letters, "0" for any digits, no marks."""
    if word.isalpha():
        return word.lower()
    return _SIGNS.sub("", _DIGITS.sub("0", word.lower())).strip("'")


@lru_cache(maxsize=_KNOWN)
def _hashed(word: str) -> bytes:
    known = normal(word)
    if not known:
        return bytes(32)
    parts = (known, f"~{known[-3:]}", f"~~{known[-2:]}", f"^{known[:3]}")
    return np.array([zlib.crc32(part.encode()) for part in parts], np.int64).tobytes()


def hashes(words: Sequence[str]) -> Hashes:
    """For each word the hashes of its normal form, the last three and two letters and the first three; 0: no word."""
    return np.frombuffer(b"".join(map(_hashed, words)), np.int64).reshape(len(words), 4)


def vector_rows(hashed: Hashes, size: int) -> Hashes:
    """The rows of the vector table for each word, one column a vector; row `size` is that of no word."""
    spread = (hashed[:, _COLUMNS] * _SPREAD) >> 13
    rows: Hashes = np.where(hashed[:, :1] == 0, size, spread % size)
    return rows


def group_rows(whole: Hashes, size: int) -> Hashes:
    """The rows of the group table: one column for each of `GROUPS`."""
    count = len(whole)
    padded = np.concatenate([np.zeros(2, np.int64), whole, np.zeros(2, np.int64)])
    rows = np.empty((count, len(GROUPS)), np.int64)
    for column, offsets in enumerate(GROUPS):
        mixed = np.full(count, column * 7919 + 1, np.int64)
        for offset in offsets:
            mixed = (mixed * 1000003 + padded[2 + offset : 2 + offset + count]) & 0xFFFFFFFFFFFF
        rows[:, column] = (mixed >> 11) % size
    return rows


def gathered(table: Floats, rows: Hashes) -> Floats:
    """The sum of the table's rows that each row of `rows` names."""
    total: Floats = table.take(rows[:, 0], axis=0)
    for column in range(1, rows.shape[1]):
        total += table.take(rows[:, column], axis=0)
    return total


def layer(values: Floats, offsets: Sequence[int], weights: Floats, *, at: Hashes | None = None) -> Floats:
    """For each row of `values` (or those `at`), the rows at these offsets side by side, times `weights`.

    Zeros stand beyond the ends. Multiplied in blocks so small that BLAS stays in this thread.
    """
    count, width = values.shape
    before, after = -min(offsets), max(offsets)
    padded = np.zeros((count + before + after, width), np.float32)
    padded[before : before + count] = values
    parts = weights.reshape(len(offsets), width, -1)
    result = np.zeros((count if at is None else len(at), parts.shape[2]), np.float32)
    block = max(_ROWS, _ONE_THREAD // parts[0].size // _ROWS * _ROWS)
    for start in range(0, len(result), block):
        end = min(len(result), start + block)
        chosen = slice(start, end) if at is None else at[start:end]
        for offset, part in zip(offsets, parts, strict=True):
            result[start:end] += padded[before + offset :][chosen] @ part
    return result


def word_layer(values: Floats, place: Hashes, offsets: Sequence[int], weights: Floats) -> Floats:
    """The same for words that repeat: word i has the row `place[i]` of `values`, and each row is multiplied once."""
    count = len(place)
    parts = weights.reshape(len(offsets), values.shape[1], -1)
    result = np.zeros((count, parts.shape[2]), np.float32)
    for offset, part in zip(offsets, parts, strict=True):
        first, last = max(0, -offset), count - max(0, offset)
        if first < last:
            result[first:last] += layer(values, (0,), part)[place[first + offset : last + offset]]
    return result


class TrainedSegmenter:
    """Scores words by the weights of one file. Holds no state of any text."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        table = {name: np.asarray(array, np.float32) for name, array in weights.items()}
        self._vectors: Floats = table["vectors"]
        self._groups: Floats = table["groups"] * table["groups_scale"]
        self._layers: list[tuple[list[int], Floats, Floats]] = []
        while (name := f"layer{len(self._layers)}") in table:
            offsets = weights[f"{name}_offsets"].tolist()
            self._layers.append((offsets, table[name], table[f"{name}_bias"]))
        self.left = -sum(min(offsets) for offsets, _, _ in self._layers)
        self.right = sum(max(offsets) for offsets, _, _ in self._layers)
        self._output: Floats = table["output"]
        self._bias = float(table["bias"])

    def scores(self, words: Sequence[str], *, before: Sequence[str] = ()) -> list[float]:
        """For each of `words`, the log odds that it begins a sentence, less the model's threshold."""
        known = [*before, *words]
        first = len(before)
        found: list[float] = []
        for start in range(first, len(known), _PART):
            begin = max(0, start - self.left)
            end = min(len(known), start + _PART)
            part = self._part(known[begin : end + self.right])
            found.extend(part[start - begin : end - begin].tolist())
        return found

    def _part(self, words: Sequence[str]) -> Floats:
        hashed = hashes(words)
        _, once, place = np.unique(hashed[:, 0], return_index=True, return_inverse=True)
        distinct = gathered(self._vectors, vector_rows(hashed[once], len(self._vectors) - 1))
        offsets, weights, bias = self._layers[0]
        state = np.maximum(word_layer(distinct, place, offsets, weights) + bias, 0)
        for offsets, weights, bias in self._layers[1:-1]:
            state = state + np.maximum(layer(state, offsets, weights) + bias, 0)
        groups = gathered(self._groups, group_rows(hashed[:, 0], len(self._groups)))
        result: Floats = state @ self._output + groups + self._bias
        likely = np.flatnonzero(result > _UNLIKELY)
        offsets, weights, bias = self._layers[-1]
        result[likely] += np.maximum(layer(state, offsets, weights, at=likely) + bias, 0) @ self._output
        return result


def load_segmenter(folder: Path | None = None) -> TrainedSegmenter:
    """The segmenter of models/segmenter.

    Raises:
        PatternError: the weights are missing or not of this form.
    """
    path = (folder or resource("models") / "segmenter") / "weights.npz"
    try:
        with np.load(path) as weights:
            return TrainedSegmenter(dict(weights))
    except (OSError, ValueError, KeyError) as error:
        raise PatternError(f"models/segmenter/{path.name}: missing, or not the weights of this version") from error


class SegmenterComponent:
    """The spaCy component: sets sentence starts as Scribe's reader finds them, by marks or by the trained segmenter."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """The same Doc with `is_sent_start` set on every token."""
        starts = [statement.start for statement in self._reader.statements(doc.text)][1:]
        at = 0
        for token in doc:
            begins = at < len(starts) and token.idx >= starts[at] and not token.is_space
            token.is_sent_start = token.i == 0 or begins
            while at < len(starts) and starts[at] < token.idx + len(token):
                at += 1
        return doc


@Language.factory("scribe_segmenter", assigns=["token.is_sent_start"], default_config={"patterns": None, "model": None})
def make_scribe_segmenter(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    patterns: str | None,
    model: str | None,
) -> SegmenterComponent:
    """The factory behind `nlp.add_pipe("scribe_segmenter")`; folders other than the installed ones may be given."""
    segmenter = load_segmenter(Path(model) if model else None)
    return SegmenterComponent(Reader(Path(patterns) if patterns else resource("patterns"), segmenter=segmenter))
