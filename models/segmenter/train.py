"""Trains the segmenter and writes weights.npz and manifest.json.

    python models/segmenter/train.py ../shared/corpora

Takes about ten minutes on one core of its own. The same corpora, config.yaml and library versions give the same scores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

# One thread: sums are then added up in the same order on every machine.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import yaml
from corpus import DIALOGUES, Document, Sample, documents, f1, held_out, sample
from dictation import Dictation
from network import ASIDES, Batch, Network, Shape, featured

from scribe.nlp.segmenter import TrainedSegmenter

HERE = Path(__file__).resolve().parent
# More than a score looks back, so that documents do not see each other.
PADDING = 24


def batch_of(samples: Sequence[Sample], shape: Shape) -> Batch:
    """All samples as one long batch with padding between them."""
    words: list[str] = []
    begins: list[bool] = []
    pauses: list[int] = []
    counts: list[bool] = []
    for one in samples:
        words += [""] * PADDING + list(one.words)
        begins += [False] * PADDING + list(one.begins)
        pauses += [0] * PADDING + list(one.pauses)
        counts += [False] * (PADDING + 1) + [True] * (len(one.words) - 1)
    rows, groups = featured(words, shape)
    began = np.array(begins, np.float32)
    before = np.eye(4, dtype=np.float32)[pauses][:, 1:]
    asides = [before, np.roll(before, -1, 0), np.roll(began, -1)[:, None], np.roll(began, 1)[:, None]]
    together = np.concatenate(asides, axis=1)
    assert together.shape[1] == ASIDES
    return Batch(rows, groups, began, together, np.array(counts, np.float32))


def samples_of(training: Sequence[Document], dictation: Dictation, epoch: int, config: dict[str, Any]) -> list[Sample]:
    """What one epoch learns from: every document in a new disguise, some mixed up, and invented dictation."""
    generator = random.Random(f"{config['seed']}/{epoch}")
    sentences = [sentence for document in training for sentence in document.sentences]
    samples = []
    for document in training:
        if document.corpus in DIALOGUES and generator.random() >= config["dialogues"]:
            continue
        shown = _mixed(document, sentences, generator) if generator.random() < config["mixed"] else document
        samples.append(sample(shown, salt=epoch, noise=config["noise"]))
    for number, note in enumerate(dictation.notes(config["notes"], seed=1000 + epoch)):
        samples.append(sample(Document(f"note-{epoch}-{number}", "dictation", tuple(note)), noise=config["noise"]))
    generator.shuffle(samples)
    return [one for one in samples if one.words]


def _mixed(document: Document, others: Sequence[str], generator: random.Random) -> Document:
    sentences = list(document.sentences)
    if generator.random() < 0.5:
        generator.shuffle(sentences)
    else:
        added = [(one, generator.choice(others)) if generator.random() < 0.4 else (one,) for one in sentences]
        sentences = [one for pair in added for one in pair]
    return Document(document.id, document.corpus, tuple(sentences))


def train(training: Sequence[Document], shape: Shape, config: dict[str, Any]) -> Network:
    """The network after all epochs."""
    network = Network(shape, seed=config["seed"])
    dictation = Dictation(HERE)
    order = np.random.default_rng(config["seed"])
    size, done, steps = config["batch"], 0, 0
    for epoch in range(config["epochs"]):
        batch = batch_of(samples_of(training, dictation, epoch, config), shape)
        parts = len(batch.begins) // size - 1
        steps = steps or parts * config["epochs"]
        offset = int(order.integers(0, size))
        loss = 0.0
        for part in order.permutation(parts):
            rate = config["rate"] * min(1, (done + 1) / config["warmup"]) * max(0.02, 1 - done / steps)
            start = offset + int(part) * size
            loss += network.learn(
                batch.part(start, start + size), rate=rate, positive=config["positive"], aside=config["aside"]
            )
            done += 1
        print(f"epoch {epoch + 1} of {config['epochs']}: loss {loss / parts:.4f}", file=sys.stderr, flush=True)
    return network


def threshold(network: Network, development: Sequence[Document]) -> float:
    """The score above which a word begins a sentence: the best on the development documents."""
    segmenter = TrainedSegmenter(network.export(0.0))
    samples = held_out(development, noise=0.03)
    scored = [(np.array(segmenter.scores(one.words)[1:]), np.array(one.begins[1:])) for one in samples]
    scores = np.concatenate([score for score, _ in scored])
    begins = np.concatenate([begin for _, begin in scored])
    return float(max(np.arange(-1.5, 1.5, 0.05), key=lambda cut: f1(scores > cut, begins)))


def figures(segmenter: TrainedSegmenter, test: Iterable[Document]) -> dict[str, dict[str, float]]:
    """Boundary F1 on test documents by corpus: as speech with recogniser errors, and merely stripped."""
    by_corpus: dict[str, list[Document]] = {}
    for document in test:
        by_corpus.setdefault(document.corpus, []).append(document)
    found: dict[str, dict[str, float]] = {}
    for corpus, some in sorted(by_corpus.items()):
        found[corpus] = {"documents": len(some)}
        for name, samples in (("spoken", held_out(some, noise=0.03)), ("stripped", held_out(some, noise=0.0))):
            said = np.concatenate([np.array(segmenter.scores(one.words)[1:]) > 0 for one in samples])
            meant = np.concatenate([np.array(one.begins[1:]) for one in samples])
            found[corpus][f"{name}_f1"] = round(f1(said, meant), 4)
    return found


def main() -> None:
    """Train, choose the threshold, write the weights and what is known of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, help="the folder that holds the public corpora")
    parser.add_argument("--out", type=Path, default=HERE, help="where the weights go")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((HERE / "config.yaml").read_text(encoding="utf-8"))
    sizes = config["network"]
    shape = Shape(**{**sizes, "layers": tuple(tuple(layer) for layer in sizes["layers"])})
    parts: dict[str, list[Document]] = {"train": [], "dev": [], "test": []}
    for document in documents(options.corpora):
        parts[document.part].append(document)
    network = train(parts["train"], shape, config)
    weights = network.export(
        threshold(network, [one for one in parts["dev"] if one.corpus in ("mtsamples", "aci_bench_notes")])
    )
    path = options.out / "weights.npz"
    with path.open("wb") as file:
        np.savez(file, **weights)  # type: ignore[arg-type]
    manifest = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = {
        path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
    }
    manifest["documents"] = {part: len(some) for part, some in parts.items()}
    manifest["scores"] = figures(TrainedSegmenter(weights), parts["test"])
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(manifest["scores"], indent=2))


if __name__ == "__main__":
    main()
