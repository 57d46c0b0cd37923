"""Sound-alikes: the allow-list of patterns/speech/sounds.yaml put into a sentence's words.

Owns the exchange of whole phrases for what was said. Everything here is a list of safe phrases; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence

from scribe.text.lexicon import Lexicon, Phrases
from scribe.text.words import Word, merge


class Sounds:
    """Exchanges sound-alikes. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases = Phrases(
            (heard, said) for sound in lexicon.sounds for heard, said in zip(sound.heard, sound.written, strict=True)
        )
        self.starters = self._phrases.firsts
        self.heard = tuple(heard for sound in lexicon.sounds for heard in sound.heard)

    def exchange(self, words: Sequence[Word]) -> list[Word]:
        """The words with sound-alikes written as they were meant."""
        lows = [word.low for word in words]
        done: list[Word] = []
        at = 0
        if self.starters.isdisjoint(lows):
            return list(words)
        while at < len(words):
            found = self._phrases.at(lows, at) if lows[at] in self.starters else None
            if found is None:
                done.append(words[at])
                at += 1
                continue
            heard = words[at : at + found[0]]
            done.extend(_exchanged(heard, found[1].split()))
            at += found[0]
        return done


def _exchanged(heard: Sequence[Word], said: Sequence[str]) -> list[Word]:
    """Word for word where the numbers of words agree, else one word for all."""
    if len(heard) != len(said):
        return [merge(heard, " ".join(said), "sound")]
    return [
        word if word.low == text.lower() else Word(word.start, word.end, text, text.lower(), "", word.gap)
        for word, text in zip(heard, said, strict=True)
    ]
