"""The engine's promises: the same bytes always, whoever asks, from however many threads; and no growth."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import spacy

from scribe import Scribe
from scribe.paths import resource

ENCOUNTER = {
    "date_of_service": "2026-05-14",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2600},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "allowed": 60}],
}
NOTES = [
    "POC certified by Dr. Hanlon on 4/22/2026. TUG today 14.1 sec (17.9 at eval). She is past the therapy threshold.",
    "the plan of care was signed by doctor hanlon on april twenty second berg is forty four out of fifty six today",
    "O: L hip flex MMT 4/5; amb 220 ft w/ SPC, SBA.\nP: Cont POC. Recert faxed to Dr. Vale 5/12, await sig.",
    "No signature on the plan of care yet. Gait speed 0.8 m/s. The skills of a therapist are still needed.",
]


@pytest.fixture(scope="module")
def scribe() -> Scribe:
    return Scribe()


def test_threads_read_as_one_alone_does(scribe: Scribe) -> None:
    # Words of every note are new to the vocabulary, so that it changes all the while.
    notes = [f"{NOTES[number % 4]} Seen in room q{number}z by Ms. X{number}y." for number in range(200)]
    alone = [scribe.review(note, ENCOUNTER).to_json() for note in notes]
    every = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(lambda note: scribe.review(note, ENCOUNTER).to_json(), notes))
    finally:
        sys.setswitchinterval(every)
    assert together == alone


def test_the_vocabulary_does_not_grow(scribe: Scribe) -> None:
    strings = scribe.listener.nlp.vocab.strings
    before = len(strings)
    scribe.review(" ".join(f"Word{number}q came." for number in range(200)), ENCOUNTER)
    assert len(strings) == before


def test_a_pipeline_of_someone_else_keeps_its_words(scribe: Scribe) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kx_evidence")
    doc = nlp("The plan of care was signed by Dr. Qzabara on March 2.")
    scribe.review(NOTES[0], ENCOUNTER)
    assert [token.text for token in doc][-5] == "Qzabara"
    assert {span.label_ for span in doc.spans["kx_evidence"]} == {"plan_of_care", "plan_of_care_signature"}


def test_another_process_writes_the_same_bytes(scribe: Scribe, tmp_path: Path) -> None:
    samples = resource("demo") / "samples"
    note, encounter = samples / "knee.txt", samples / "knee.json"
    command = [sys.executable, "-m", "scribe", "review", str(note), "-e", str(encounter), "-f", "json"]
    here = scribe.review(note.read_text(), json.loads(encounter.read_text())).to_json()
    for seed in ("1", "4242"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        told = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path, env=env, text=True)
        assert told.stdout == here + "\n"
