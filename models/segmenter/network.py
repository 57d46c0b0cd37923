"""The segmenter's network while it learns: the arithmetic of scribe.nlp.segmenter with its gradients.

Owns parameters, dropout, back-propagation, Adam and the running average of the weights. Knows nothing of corpora.

Beside the boundary it learns by-tasks that the text gives for nothing: whether a comma, colon or semicolon stood before
or after a word, and whether its neighbours begin a sentence. They are thrown away after training; they teach the word
vectors what kind of word each is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scribe.nlp.segmenter import group_rows, hashes, vector_rows

Array = NDArray[Any]
ASIDES = 8


@dataclass(frozen=True)
class Shape:
    """Sizes and rates of the network, from config.yaml."""

    width: int
    hidden: int
    layers: tuple[tuple[int, ...], ...]
    vector_rows: int
    group_rows: int
    word_dropout: float
    vector_dropout: float
    hidden_dropout: float
    group_dropout: float


@dataclass(frozen=True)
class Batch:
    """A stretch of words: table rows, and for each word the labels and whether it counts (padding does not)."""

    rows: Array
    groups: Array
    begins: Array
    asides: Array
    counts: Array

    def part(self, start: int, end: int) -> Batch:
        """The words [start, end)."""
        return Batch(*(array[start:end] for array in (self.rows, self.groups, self.begins, self.asides, self.counts)))


def featured(words: list[str], shape: Shape) -> tuple[Array, Array]:
    """The table rows of words ("" is padding)."""
    hashed = hashes(words)
    return vector_rows(hashed, shape.vector_rows), group_rows(hashed[:, 0], shape.group_rows)


class Network:
    """The learning network."""

    def __init__(self, shape: Shape, *, seed: int) -> None:
        self.shape = shape
        self._random = np.random.default_rng(seed)
        draw = self._random.normal
        self.weights: dict[str, Array] = {"vectors": draw(0, 0.1, (shape.vector_rows + 1, shape.width))}
        self.weights["vectors"][-1] = 0
        size = shape.width
        for number, offsets in enumerate(shape.layers):
            spread = (2 / (len(offsets) * size)) ** 0.5 * (1 if number == 0 else 0.5)
            self.weights[f"layer{number}"] = draw(0, spread, (len(offsets) * size, shape.hidden))
            self.weights[f"layer{number}_bias"] = np.zeros(shape.hidden)
            size = shape.hidden
        self.weights["output"] = draw(0, 0.1, shape.hidden)
        self.weights["bias"] = np.array([-2.0])
        self.weights["groups"] = np.zeros(shape.group_rows)
        self.weights["asides"] = draw(0, 0.1, (shape.hidden, ASIDES))
        self.weights["asides_bias"] = np.full(ASIDES, -3.0)
        self.weights = {name: value.astype(np.float32) for name, value in self.weights.items()}
        self.average = {name: value.copy() for name, value in self.weights.items()}
        self._first = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self._second = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self._steps = 0

    def learn(self, batch: Batch, *, rate: float, positive: float, aside: float) -> float:
        """One step on a batch; returns the loss of the boundary alone."""
        weights, shape = self.weights, self.shape
        rows = batch.rows
        lost = self._random.random(len(rows)) < shape.word_dropout
        rows = np.where(lost[:, None] & (np.arange(rows.shape[1]) < 2), shape.vector_rows, rows)
        state, seen = self._forward(rows)
        kept = self._mask(batch.groups.shape, shape.group_dropout)
        score = state @ weights["output"] + weights["bias"] + (weights["groups"][batch.groups] * kept).sum(1)
        chance = _sigmoid(score)
        beside = _sigmoid(state @ weights["asides"] + weights["asides_bias"])
        total = batch.counts.sum()
        weight = batch.counts * (1 + np.float32(positive - 1) * batch.begins) / total
        wrong = (chance - batch.begins) * weight
        wrong_beside = np.float32(aside) / total * (beside - batch.asides) * batch.counts[:, None]
        gradients = {
            "output": state.T @ wrong,
            "bias": np.array([wrong.sum()]),
            "groups": np.bincount(batch.groups.ravel(), (wrong[:, None] * kept).ravel(), shape.group_rows),
            "asides": state.T @ wrong_beside,
            "asides_bias": wrong_beside.sum(0),
        }
        back = wrong[:, None] * weights["output"] + wrong_beside @ weights["asides"].T
        self._backward(rows, seen, back.astype(np.float32), gradients)
        self._step(gradients, rate)
        right = np.where(batch.begins > 0, chance, 1 - chance)
        return float(-(np.log(right + 1e-7) * batch.counts).sum() / total)

    def _mask(self, shape: tuple[int, ...], rate: float) -> Array:
        return (self._random.random(shape, dtype=np.float32) >= rate) / np.float32(1 - rate)

    def _forward(self, rows: Array) -> tuple[Array, list[tuple[Array, ...]]]:
        state = self.weights["vectors"][rows].sum(1)
        mask = self._mask((len(rows), 1), self.shape.vector_dropout)
        state = state * mask
        seen: list[tuple[Array, ...]] = [(mask,)]
        for number, offsets in enumerate(self.shape.layers):
            around = _window(state, offsets)
            before = around @ self.weights[f"layer{number}"] + self.weights[f"layer{number}_bias"]
            mask = self._mask(before.shape, self.shape.hidden_dropout)
            out = np.maximum(before, 0) * mask
            seen.append((around, mask * (before > 0)))
            state = out if number == 0 else state + out
        return state, seen

    def _backward(self, rows: Array, seen: list[tuple[Array, ...]], back: Array, gradients: dict[str, Array]) -> None:
        for number in range(len(self.shape.layers) - 1, -1, -1):
            around, mask = seen[number + 1]
            through = back * mask
            gradients[f"layer{number}"] = around.T @ through
            gradients[f"layer{number}_bias"] = through.sum(0)
            below = _unwindow(through @ self.weights[f"layer{number}"].T, self.shape.layers[number])
            back = below if number == 0 else back + below
        back = back * seen[0][0]
        flat = rows.T.ravel()
        order = np.argsort(flat, kind="stable")
        ordered = flat[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        gradient = np.zeros_like(self.weights["vectors"])
        gradient[ordered[starts]] = np.add.reduceat(np.tile(back, (rows.shape[1], 1))[order], starts, axis=0)
        gradient[-1] = 0
        gradients["vectors"] = gradient

    def _step(self, gradients: dict[str, Array], rate: float) -> None:
        """Adam, and the running average of the weights that is kept in the end."""
        self._steps += 1
        steps = self._steps
        fade = min(0.998, (1 + steps) / (10 + steps))
        for name, gradient in gradients.items():
            first, second = self._first[name], self._second[name]
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient * gradient - second)
            change = (first / (1 - 0.9**steps)) / (np.sqrt(second / (1 - 0.999**steps)) + 1e-8)
            self.weights[name] -= np.float32(rate) * change.astype(np.float32)
            self.average[name] += np.float32(1 - fade) * (self.weights[name] - self.average[name])

    def export(self, threshold: float) -> dict[str, Array]:
        """The averaged weights in the compact form that scribe.nlp.segmenter loads."""
        scale = np.array(np.abs(self.average["groups"]).max() / 127, np.float32)
        kept: dict[str, Array] = {
            "vectors": self.average["vectors"].astype(np.float16),
            "groups": np.round(self.average["groups"] / scale).astype(np.int8),
            "groups_scale": scale,
            "output": self.average["output"],
            "bias": np.array(self.average["bias"][0] - threshold, np.float32),
        }
        for number, offsets in enumerate(self.shape.layers):
            kept[f"layer{number}"] = self.average[f"layer{number}"].astype(np.float16)
            kept[f"layer{number}_bias"] = self.average[f"layer{number}_bias"]
            kept[f"layer{number}_offsets"] = np.array(offsets, np.int8)
        return kept


def _sigmoid(values: Array) -> Array:
    result: Array = 1 / (1 + np.exp(-values))
    return result


def _window(values: Array, offsets: tuple[int, ...]) -> Array:
    """For each row of `values`, the rows at these offsets side by side; zeros beyond the ends."""
    count, width = values.shape
    before, after = -min(offsets), max(offsets)
    padded = np.zeros((count + before + after, width), np.float32)
    padded[before : before + count] = values
    return np.concatenate([padded[before + offset : before + offset + count] for offset in offsets], axis=1)


def _unwindow(values: Array, offsets: tuple[int, ...]) -> Array:
    """The gradient of `_window`: each part goes back to the row it came from."""
    count = len(values)
    width = values.shape[1] // len(offsets)
    before, after = -min(offsets), max(offsets)
    padded = np.zeros((count + before + after, width), np.float32)
    for number, offset in enumerate(offsets):
        padded[before + offset : before + offset + count] += values[:, number * width : (number + 1) * width]
    return padded[before : before + count]
