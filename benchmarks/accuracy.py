"""False evidence on real text: what is found in public corpora, drawn by a fixed seed, to be judged by eye.

    python benchmarks/accuracy.py ../shared/corpora --sample 300 > found.txt

Reads the JSONL corpora beside the checkout (their texts are not ours to copy), prints how often each kind is found, and
then the drawn items with the words around them. Kinds of `ALL` are listed in full; the others share the sample by how
often they are found, each with at least ten. The figures judged so far stand in docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from scribe import Scribe
from scribe.types import Evidence

ALL = ("plan_of_care_signature", "plan_of_care_transmitted", "written_order", "face_to_face", "certification_statement")
CORPORA = ("mtsamples", "aci_bench", "osce", "primock57")
ENCOUNTER = {"date_of_service": "2026-03-12"}
AROUND = 110
LEAST = 10


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every document's id and text; a dialogue's notes and speech are documents of their own."""
    for name in CORPORA:
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for field in ("text", "note", "dialogue"):
                if isinstance(row.get(field), str) and row[field].strip():
                    yield f"{row['id']}/{field}", row[field]
            if "utterances" in row:
                yield f"{row['id']}/speech", " ".join(said["text"] for said in row["utterances"])


def drawn(found: dict[str, list[tuple[str, str, Evidence]]], size: int) -> Iterator[tuple[str, str, Evidence]]:
    """All items of the kinds that are listed in full, and a sample of the others."""
    chance = random.Random(20260312)
    rest = sum(len(items) for kind, items in found.items() if kind not in ALL)
    for kind, items in sorted(found.items()):
        share = len(items) if kind in ALL else max(LEAST, round(size * len(items) / rest))
        yield from items if share >= len(items) else chance.sample(items, share)


def main() -> None:
    """Finds, counts, draws and prints."""
    arguments = argparse.ArgumentParser(description="Evidence found in public corpora, drawn by a fixed seed.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--sample", type=int, default=300)
    told = arguments.parse_args()
    scribe, documents = Scribe(), 0
    found: dict[str, list[tuple[str, str, Evidence]]] = defaultdict(list)
    for name, text in texts(told.folder):
        documents += 1
        for item in scribe.review(text, ENCOUNTER).evidence:
            around = text[max(0, item.start - AROUND) : item.start], text[item.end : item.end + AROUND]
            words = f"{around[0]}⟦{item.text}⟧{around[1]}"
            found[item.kind].append((name, " ".join(words.split()), item))
    out = sys.stdout.write
    out(f"{documents} documents\n")
    for kind, count in sorted(Counter({kind: len(items) for kind, items in found.items()}).items()):
        out(f"{count:6} {kind}\n")
    for number, (name, words, item) in enumerate(drawn(found, told.sample), 1):
        facts = " ".join(f"{key}={value}" for key, value in item.attributes.items())
        out(f"{number:4} {item.kind} {item.assertion} [{facts}] {item.rule} {name}\n     {words}\n")


if __name__ == "__main__":
    main()
