"""The trained segmenter: its weights, its bounds, and what it makes of dictation."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe.errors import PatternError
from scribe.nlp.segmenter import load_segmenter, normal
from scribe.paths import resource
from scribe.patternfile import read_pattern_file
from scribe.text.reader import LOOKAHEAD, Reader
from scribe.text.stretches import AHEAD, BEFORE, LONGEST, LONGEST_CHARACTERS, load_held, starts

FOLDER = resource("models") / "segmenter"
CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
SEGMENTER = load_segmenter()
READER = Reader(resource("patterns"), segmenter=SEGMENTER)

VOCABULARY = [
    "the",
    "patient",
    "walks",
    "well",
    "plan",
    "of",
    "care",
    "signed",
    "by",
    "doctor",
    "lee",
    "42/56",
    "no",
    "not",
    "yet",
]
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=40)
# A busy machine is slow; how long an example takes is not what is tested.
steady = settings(deadline=None, max_examples=50)


def split(text: str) -> list[str]:
    return [text[statement.start : statement.end] for statement in READER.statements(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["plan of care was signed by doctor lee on march third", "berg balance is thirty seven out of fifty six"],
        ["there is no signature on file", "she walked two hundred feet with a rolling walker"],
        ["we are awaiting the signed plan of care", "he is over the therapy threshold"],
        [
            "no falls since last visit",
            "pain is three out of ten",
            "skilled physical therapy remains medically necessary",
        ],
        ["type two diabetes", "doctor grant saw him face to face on june fourth", "there is no written order on file"],
        ["the plan of care is not yet signed", "timed up and go is fourteen point two seconds"],
        ["i spoke with doctor hall on may second", "sutures out in one week"],
    ],
)
def test_dictation_without_punctuation_is_split(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "The patient walks well with a cane and climbs the stairs with one rail.",
        "Continue plan of care twice a week for eight weeks and repeat the balance test at the next visit.",
    ],
)
def test_typed_sentences_are_left_alone(text: str) -> None:
    assert split(text) == [text]


@steady
@given(words=WORDS, more=WORDS)
def test_a_score_looks_ahead_no_further_than_it_says(words: list[str], more: list[str]) -> None:
    settled = max(0, len(words) - SEGMENTER.right)
    before = SEGMENTER.scores(words)[:settled]
    after = SEGMENTER.scores([*words, *more])[:settled]
    assert np.allclose(before, after, atol=1e-4)


@steady
@given(words=WORDS, earlier=WORDS)
def test_a_score_looks_back_no_further_than_it_says(words: list[str], earlier: list[str]) -> None:
    kept = earlier[-SEGMENTER.left :]
    full = SEGMENTER.scores([*earlier, *words])[len(earlier) :]
    short = SEGMENTER.scores([*kept, *words])[len(kept) :]
    assert np.allclose(full, short, atol=1e-4)


def test_a_score_looks_a_few_words_around() -> None:
    assert SEGMENTER.right <= AHEAD
    assert SEGMENTER.left <= BEFORE


@steady
@given(words=st.lists(st.sampled_from([*VOCABULARY, "period", "comma", "Berg", "today.", "\n"]), max_size=60))
def test_reading_goes_on_from_any_sentence(words: list[str]) -> None:
    text = " ".join(words)
    whole = list(READER.statements(text))
    for number, statement in enumerate(whole):
        assert list(READER.statements(text, begin=statement.end, carry=statement.carry)) == whole[number + 1 :]


@steady
@given(words=WORDS, more=WORDS)
def test_later_words_change_only_the_end(words: list[str], more: list[str]) -> None:
    text = " ".join(words)
    settled = [one for one in READER.statements(text) if len(text[one.end :].split()) > LOOKAHEAD]
    assert list(READER.statements(f"{text} {' '.join(more)}"))[: len(settled)] == settled


@pytest.mark.parametrize("size", [12, 100, 900, 3_900])
@pytest.mark.parametrize("first", ["and", "And"])
def test_no_sentence_is_longer_than_so_many_words_and_characters(size: int, first: str) -> None:
    text = first + f" {'x' * size}" * (1_000_000 // size // 20)
    whole = list(READER.statements(text))
    for number, statement in enumerate(whole):
        said = text[statement.start : statement.end]
        assert len(said.split()) <= LONGEST
        assert len(said) <= LONGEST_CHARACTERS + size
        rest = READER.statements(text, begin=statement.end, carry=statement.carry)
        assert number % 20 or list(rest) == whole[number + 1 :]


def test_a_long_stretch_is_read_as_far_as_it_is_asked_for() -> None:
    asked: list[int] = []

    class Counting:
        def scores(self, words: Sequence[str], *, before: Sequence[str] = ()) -> list[float]:
            asked.append(len(words))
            return SEGMENTER.scores(words, before=before)

    statements = Reader(resource("patterns"), segmenter=Counting()).statements("the patient walks well " * 3_000)
    assert len(list(itertools.islice(statements, 5))) == 5
    assert sum(asked) < 1_000


def test_long_stretches_are_scored_as_short_ones() -> None:
    words = ["the", "patient", "walks", "well", "plan", "of", "care", "signed", "by", "doctor", "lee"] * 100
    together = SEGMENTER.scores(words)
    apart = SEGMENTER.scores(words[600:], before=words[600 - SEGMENTER.left : 600])
    assert np.allclose(together[600:], apart, atol=1e-4)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Walks", "walks"),
        ("42/56", "00"),
        ("$2,480.00", "000"),
        ("patient's", "patient's"),
        ("t.i.d.", "tid"),
        ("-", ""),
    ],
)
def test_words_are_known_in_a_normal_form(word: str, expected: str) -> None:
    assert normal(word) == expected


def test_no_words_have_no_scores() -> None:
    assert SEGMENTER.scores([]) == []


def test_it_loads_quickly_and_is_small() -> None:
    path = FOLDER / "weights.npz"
    assert path.stat().st_size < 5_000_000
    took = []
    for _ in range(5):
        start = time.perf_counter()
        load_segmenter()
        took.append(time.perf_counter() - start)
    assert min(took) < 0.1


def test_the_manifest_names_these_weights() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    for name, file in manifest["files"].items():
        content = (FOLDER / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["bytes"]


def test_missing_or_foreign_weights_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match=r"weights\.npz"):
        load_segmenter(tmp_path)
    np.savez(tmp_path / "weights.npz", other=np.zeros(3))
    with pytest.raises(PatternError, match=r"weights\.npz"):
        load_segmenter(tmp_path)


def test_it_is_a_spacy_component() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("scribe_segmenter")
    doc = nlp(
        "plan of care was signed by doctor lee on march third berg balance is forty six out of fifty six. Seen Monday."
    )
    assert [sentence.text.split()[0] for sentence in doc.sents] == ["plan", "berg", "Seen"]


def test_any_pipeline_knows_it_by_its_entry_point() -> None:
    code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('scribe_segmenter'); print(nlp.pipe_names)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert "scribe_segmenter" in done.stdout


def test_the_component_takes_weights_of_its_own(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "weights.npz", tmp_path)
    nlp = spacy.blank("en")
    nlp.add_pipe("scribe_segmenter", config={"model": str(tmp_path)})
    assert [sentence.text for sentence in nlp("No falls. Berg 40/56.").sents] == ["No falls.", "Berg 40/56."]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the checkout")
def test_the_manifest_tells_the_scores_of_these_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])
    from corpus import Document, f1, held_out

    rows = [
        json.loads(line) for line in (CORPORA / "mtsamples_sentences.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    reports = [Document(row["id"], "", tuple(row["text"][a:b] for a, b in row["sentences"])) for row in rows]
    samples = held_out([report for report in reports if report.part == "test"], noise=0.03)
    said = np.concatenate([np.array(SEGMENTER.scores(one.words)[1:]) > 0 for one in samples])
    meant = np.concatenate([np.array(one.begins[1:]) for one in samples])
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert f1(said, meant) == pytest.approx(manifest["scores"]["mtsamples"]["spoken_f1"], abs=0.002)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "she walked two hundred feet no wait two hundred fifty feet with a walker",
            "she walked 250 feet with a walker",
        ),
        (
            "the plan of care is certified by doctor kim i mean doctor cho today",
            "the plan of care is certified by doctor cho today",
        ),
        ("he is at twenty four hundred dollars i mean twenty four hundred ninety dollars", "he is at $2490"),
        ("the left leg no wait the right leg is weaker than before", "the right leg is weaker than before"),
    ],
)
def test_no_sentence_ends_beside_a_command(text: str, written: str) -> None:
    assert [statement.reading.text for statement in READER.statements(text)] == [written]


TOGETHER = read_pattern_file(resource("patterns") / "speech" / "together.yaml")


@pytest.mark.parametrize("entry", TOGETHER, ids=lambda entry: entry["example"])
def test_words_that_belong_together_stay_in_one_sentence(entry: dict[str, str]) -> None:
    text = f"{entry['example']} and then the visit ended as usual"
    found = re.search(rf"(?<!\S)(?:{entry['words']})", text)
    assert found is not None
    # As if every word could begin a sentence.
    every = starts(text, 0, len(text), _Eager(), held=load_held(resource("patterns")))
    assert not [at for at in every if found.start() < at <= found.end() + 1]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("- words: 'a(?= b)'\n", "line 1: an entry needs words and example"),
        ("words: a\n", "an entry needs"),
        ("- {words: '(', example: a b}\n", "missing \\), unterminated"),
    ],
)
def test_a_mistake_in_the_words_that_belong_together_is_told(tmp_path: Path, written: str, told: str) -> None:
    (tmp_path / "speech").mkdir()
    (tmp_path / "speech" / "together.yaml").write_text(written)
    with pytest.raises(PatternError, match=f"speech/together.yaml.*{told}"):
        load_held(tmp_path)


class _Eager:
    def scores(self, words: Sequence[str], *, before: Sequence[str] = ()) -> list[float]:
        return [9.0] * len(words)


RUN_ON = "".join(f"berg {number} of the {['heel', 'toe', 'hip', 'knee'][number % 4]} " for number in range(300))


@pytest.mark.parametrize("text", ["berg 4 " * 400, RUN_ON, RUN_ON.title(), "Plan of care:\n" + RUN_ON, RUN_ON + "."])
def test_no_sentence_grows_without_end(text: str) -> None:
    whole = list(READER.statements(text))
    assert "".join(split(text)).split("\n")[-1].replace(" ", "") == text.split("\n")[-1].replace(" ", "")
    assert max(len(one.split()) for one in split(text)) <= LONGEST + 3
    for number, statement in enumerate(whole):
        assert list(READER.statements(text, begin=statement.end, carry=statement.carry)) == whole[number + 1 :]


@pytest.mark.parametrize("count", [650, 850, 1100])
def test_a_cut_is_settled_like_any_other_end(count: int) -> None:
    words = RUN_ON.split()
    text = " ".join(words[:count])
    settled = [one for one in READER.statements(text) if len(text[one.end :].split()) > LOOKAHEAD]
    assert list(READER.statements(RUN_ON))[: len(settled)] == settled


@pytest.mark.parametrize(
    "text",
    [
        "he walks well with a cane Plan: signed today by doctor lee no. then he rests for a while at home",
        "she walks two hundred feet Berg is forty no. pain is two out of ten and she is well today",
    ],
)
def test_a_stop_ends_the_same_sentence_wherever_reading_begins(text: str) -> None:
    whole = list(READER.statements(text))
    for number, statement in enumerate(whole):
        assert list(READER.statements(text, begin=statement.end, carry=statement.carry)) == whole[number + 1 :]
