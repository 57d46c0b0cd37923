"""What a whole review costs, as ratios within one run.

    python benchmarks/review.py ../shared/corpora/mtsamples.jsonl

Prints: the cost of the whole review (sentences, evidence, assertion, attributes, policy, flags) against spaCy's blank
tokenizer on the same typed text; its throughput against medspaCy's default pipeline given the same target rules; and
the cost of a sentence in notes of 50 to 3,000 sentences. Each figure is a median over rounds that take turns, so that
a machine whose speed drifts is fair.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import itertools
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy

from scribe import Scribe
from scribe.nlp.rules import load_rules
from scribe.paths import resource

ENCOUNTER = {
    "date_of_service": "2026-03-12",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2461.0},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "units": 2, "allowed": 58.12}],
}


def seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Processor time of one pass over the texts."""
    gc.collect()
    start = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - start


def cost(scribe: Scribe, texts: Sequence[str], rounds: int) -> float:
    """The review's cost in tokenizer passes."""
    tokenizer = spacy.blank("en").tokenizer
    seconds(tokenizer, texts)
    return statistics.median(
        seconds(lambda text: scribe.review(text, ENCOUNTER), texts) / seconds(tokenizer, texts) for _ in range(rounds)
    )


def throughput(scribe: Scribe, texts: Sequence[str], rounds: int) -> float:
    """How many times the throughput of medspaCy's default pipeline, given the same target rules."""
    with contextlib.redirect_stderr(io.StringIO()):
        import medspacy

        nlp = medspacy.load()
        nlp.get_pipe("medspacy_target_matcher").add(load_rules(resource("patterns")).targets)
        seconds(nlp, texts[:1])
        return statistics.median(
            seconds(nlp, texts) / seconds(lambda text: scribe.review(text, ENCOUNTER), texts) for _ in range(rounds)
        )


def growth(scribe: Scribe, sentences: Sequence[str], rounds: int) -> dict[int, float]:
    """Cost per sentence when the same sentences stand in notes of growing length, against the shortest."""
    sizes = (50, 200, 1000, 3000)
    sentences = list(itertools.islice(itertools.cycle(sentences), sizes[-1]))
    notes = {
        size: [" ".join(sentences[begin : begin + size]) for begin in range(0, len(sentences), size)] for size in sizes
    }
    times: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            times[size].append(seconds(lambda text: scribe.review(text, ENCOUNTER), notes[size]))
    base = statistics.median(times[sizes[0]])
    return {size: statistics.median(values) / base for size, values in times.items()}


def main() -> None:
    """Reads the corpus named on the command line and prints the three ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path, help="JSON lines, each with a text")
    parser.add_argument("--documents", type=int, default=100, help="how many, spread over the file")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    lines = args.corpus.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[:: max(1, len(lines) // args.documents)][: args.documents]]
    scribe = Scribe()
    sentences = [text[s.start : s.end] for text in texts[:40] for s in scribe.statements(text) if s.end - s.start > 20]
    print(f"review, in blank tokenizer passes:      {cost(scribe, texts, args.rounds):6.2f}   (floor: at most 10)")
    print(f"throughput, in medspaCy's default:      {throughput(scribe, texts, 3):6.1f}   (floor: at least 20)")
    for size, ratio in growth(scribe, sentences, args.rounds).items():
        print(f"cost of a sentence in a note of {size:5}:  {ratio:6.2f}   (floor: within 1.20 of the shortest)")


if __name__ == "__main__":
    main()
