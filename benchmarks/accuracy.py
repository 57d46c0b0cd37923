"""False evidence on real text: what is found in public corpora, drawn by a fixed seed, to be judged by eye.

    python benchmarks/accuracy.py ../shared/corpora --sample 300 --seed 20260525 > found.txt
    python benchmarks/accuracy.py ../shared/corpora --claim shoes --seed 20260525 > found.txt

Reads the JSONL corpora beside the checkout (their texts are not ours to copy), prints how often each kind is found, and
then the drawn items with the words around them. Of the kinds in `STRICT` up to fifty are drawn; the others share the
sample by how often they are found, each with at least ten. With `--claim` every document is read as the record of such
a claim, which none of them is: what only that claim makes Scribe look for shows. The figures judged so far stand in
docs/accuracy.md.
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

STRICT = (
    "plan_of_care_signature",
    "plan_of_care_transmitted",
    "written_order",
    "face_to_face",
    "certification_statement",
)
CORPORA = ("mtsamples", "aci_bench", "osce", "primock57")
CODES = {"therapy": "97110", "shoes": "A5500", "dental": "D7140"}
AROUND = 110
LEAST, STRICT_MOST = 10, 50


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


def encounter(claim: str | None) -> dict[str, object]:
    """A date of service, and one line of the claim where one is named."""
    lines = [{"line": 1, "code": CODES[claim], "units": 1}] if claim else []
    return {"date_of_service": "2026-03-12"} | ({"claim_lines": lines} if lines else {})


def drawn(
    found: dict[str, list[tuple[str, str, Evidence]]], size: int, seed: int
) -> Iterator[tuple[str, str, Evidence]]:
    """Up to fifty items of each strict kind, and a sample of the others."""
    chance = random.Random(seed)
    rest = sum(len(items) for kind, items in found.items() if kind not in STRICT)
    for kind, items in sorted(found.items()):
        share = STRICT_MOST if kind in STRICT else max(LEAST, round(size * len(items) / rest))
        yield from items if share >= len(items) else chance.sample(items, share)


def main() -> None:
    """Finds, counts, draws and prints."""
    arguments = argparse.ArgumentParser(description="Evidence found in public corpora, drawn by a fixed seed.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--sample", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=20260525)
    arguments.add_argument("--claim", choices=sorted(CODES))
    told = arguments.parse_args()
    scribe, known, documents = Scribe(), encounter(told.claim), 0
    found: dict[str, list[tuple[str, str, Evidence]]] = defaultdict(list)
    for name, text in texts(told.folder):
        documents += 1
        for item in scribe.review(text, known).evidence:
            around = text[max(0, item.start - AROUND) : item.start], text[item.end : item.end + AROUND]
            words = f"{around[0]}⟦{item.text}⟧{around[1]}"
            found[item.kind].append((name, " ".join(words.split()), item))
    out = sys.stdout.write
    out(f"{documents} documents\n")
    for kind, count in sorted(Counter({kind: len(items) for kind, items in found.items()}).items()):
        out(f"{count:6} {kind}\n")
    for number, (name, words, item) in enumerate(drawn(found, told.sample, told.seed), 1):
        facts = " ".join(f"{key}={value}" for key, value in item.attributes.items())
        out(f"{number:4} {item.kind} {item.assertion} [{facts}] {item.rule} {name}\n     {words}\n")


if __name__ == "__main__":
    main()
