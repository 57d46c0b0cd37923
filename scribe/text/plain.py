"""The cheap test that spares typed sentences the work of writing.

Owns the question whether a sentence can hold anything that writing would change: a number word, a spelled letter, a
sound-alike. It may say no too rarely, never too often; it decides nothing else.
"""

from __future__ import annotations

import re

from scribe.text.lexicon import Lexicon

_ENDINGS = ("", ".", ",", ";", ":", "?", "!", ")", ").", "),", "'s", "x", '"')


class Plain:
    """Tells sentences that stay as they are. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        numbers = (lexicon.digits, lexicon.teens, lexicon.tens, lexicon.scales, lexicon.ordinals, lexicon.repeats)
        words = {word for words in numbers for word in words} - {"first", "second"}
        words |= {".".join(spelling.lower()) + dot for spelling in lexicon["spellings"] for dot in (".", "")}
        whole: set[str] = set()
        for sound in lexicon.sounds:
            for heard, said in zip(sound.heard, sound.written, strict=True):
                odd = set(heard.split()) - set(said.split()) - lexicon["common"]
                if odd:
                    words.add(max(odd, key=len))
                else:
                    whole.add(heard)
        self._whole = tuple(sorted(_shortest(whole)))
        self._words = frozenset(word + ending for word in words for ending in _ENDINGS).isdisjoint
        letters = frozenset("bcdefghjklmnopqrstuvwxyz")
        self._letters = letters.isdisjoint
        self._spelled = re.compile(r"(?<![\w'’.])[a-z] (?:[a-z](?![\w'])|\d{4}\b)").search
        months = "|".join(lexicon.months)
        links = "out of|over|plus|minus|point|percent|per cent|dollars?|cents?|hundred|thousand"
        self._digits = re.compile(rf"\d(?:(?<=\ba \d)\d{{3}}|\d \d{{3}}|[+-]? (?:{links}|\d \d \d \d))\b").search
        days = "on|by|until|through|from|since|before|after"
        self._ordinals = re.compile(
            rf"\b(?:(?:{months})\.? (?:the )?|(?:{days}) the |day the )(?:first|second)\b"
            rf"|\b(?:first|second) (?:day )?(?:of )?(?:{months})\b"
        ).search

    def __call__(self, sentence: str) -> bool:
        """Whether writing would leave `sentence` as it is."""
        lowered = sentence.lower().replace("-", " ").replace("(", " ")
        words = lowered.split()
        if not self._words(words):
            return False
        if ("first" in lowered or "second" in lowered) and self._ordinals(lowered):
            return False
        if not self._letters(words) and self._spelled(lowered):
            return False
        for phrase in self._whole:
            if phrase in lowered:
                return False
        return self._digits(lowered) is None


def _shortest(phrases: set[str]) -> set[str]:
    """The beginnings that tell the phrases: a beginning of two words stands for all that share it."""
    return {" ".join(phrase.split()[:2]) for phrase in phrases}
