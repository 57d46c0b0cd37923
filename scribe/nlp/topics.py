"""What a note is about: topics from the claim's codes and from its words.

Owns how long a topic holds and which follow from others; the rules are data in patterns/context/assertions/topics.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scribe.nlp.frames import Frame
from scribe.nlp.rules import assertion_data
from scribe.types import Encounter


class Topics:
    """Built once; holds no state of a note.

    Raises:
        PatternError: topics.yaml lacks a part or has a bad expression.
    """

    def __init__(self, patterns: Path, frames: Iterable[Frame], others: frozenset[str]) -> None:
        """`others`: labels that are topics though no frame asks for them."""
        with assertion_data(patterns, "topics") as data:
            self._by_code = {label: re.compile(text) for label, text in data["codes"].items()}
            self._narrowed = {
                name: (frozenset(row["with"]), frozenset(row.get("without", ())))
                for name, row in data["narrowed"].items()
            }
            self._fading = {name: (str(row["words"]), int(row["after"])) for name, row in data["fading"].items()}
        self.labels: frozenset[str] = others.union(
            *(frame.topic | frame.not_topic for frame in frames),
            *(has | lacks for has, lacks in self._narrowed.values()),
            (words for words, _ in self._fading.values()),
        )

    def of_codes(self, encounter: Encounter) -> frozenset[str]:
        """The topics that the claim's codes bring."""
        codes = [line.code for line in encounter.claim_lines]
        return frozenset(
            label for label, wanted in self._by_code.items() if any(wanted.fullmatch(code) for code in codes)
        )

    def standing(self, topics: frozenset[str], heard: int) -> frozenset[str]:
        """The topics after `heard` statements: those that faded unspoken are gone, those that follow are added."""
        topics -= {name for name, (words, after) in self._fading.items() if heard >= after and words not in topics}
        return topics | {
            name for name, (has, lacks) in self._narrowed.items() if has <= topics and lacks.isdisjoint(topics)
        }
