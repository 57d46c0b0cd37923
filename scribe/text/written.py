"""The written form of a sentence: numbers, dates, codes, spoken marks, sound-alikes and corrections.

Owns the order of the steps and the cheap test that spares typed text from them. Each step has a module of its own; what
numbers or dates mean is for later layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scribe.text.cardinals import Cardinals
from scribe.text.corrections import Corrections
from scribe.text.letters import Letters
from scribe.text.lexicon import Phrases, load
from scribe.text.marks import Mark
from scribe.text.numbers import Numbers, Said
from scribe.text.plain import Plain
from scribe.text.scores import Scores
from scribe.text.sounds import Sounds
from scribe.text.spoken_dates import SpokenDates
from scribe.text.statement import Reading
from scribe.text.words import Word, merge, split, written

_DETERMINED = ("the", "her", "his", "this", "our")
_LEFT = ("comma", "stop", "question", "colon", "semicolon", "close", "slash", "dash")
_RIGHT = ("open", "slash", "dash")


class Writer:
    """Writes sentences. Built once from patterns/; holds no state of a text, and may be shared by threads."""

    def __init__(self, patterns: Path) -> None:
        lexicon = load(patterns)
        self._lexicon = lexicon
        self._cardinals = Cardinals(lexicon)
        self._numbers = Numbers(lexicon, self._cardinals)
        self._dates = SpokenDates(lexicon, self._cardinals, self._numbers)
        self._letters = Letters(lexicon, self._cardinals)
        self._sounds = Sounds(lexicon)
        self._scores = Scores(lexicon)
        self._corrections = Corrections(patterns, lexicon)
        self._keep = Phrases((phrase, None) for phrase in lexicon.phrases["keep"])
        self._names = Phrases(
            (phrase, None) for name in ("names_first", "names_last") for phrase in lexicon.phrases[name]
        )
        self._starters = self._cardinals.starters | self._dates.starters | self._letters.starters | lexicon["minus"]
        self._measures = lexicon["measures"] | lexicon["dollars"]
        self._starters |= self._keep.firsts | self._names.firsts
        self._plain = Plain(lexicon)

    def write(self, text: str, start: int, end: int, marks: Sequence[Mark] = ()) -> Reading:
        """The reading of raw text [start, end), with the spoken marks that stand in it."""
        inside = [mark for mark in marks if start <= mark.start and mark.end <= end] if marks else ()
        sentence = text[start:end]
        if not inside and self._plain(sentence):
            return Reading(sentence, start)
        words = self._sounds.exchange(_with_marks(text, split(text, start, end), inside))
        words = self._corrections.resolve(self._scores.join(self._read(words)))
        return written(text, start, end, words)

    def _read(self, words: list[Word]) -> list[Word]:
        """Numbers, dates, letters and codes of the words, from left to right."""
        lows = [word.low for word in words]
        done: list[Word] = []
        at = 0
        while at < len(words):
            if words[at].kind or (lows[at] not in self._starters and not lows[at][0].isdecimal()):
                done.append(words[at])
                at += 1
                continue
            said, end = self._said(words, lows, at, done)
            for piece in said:
                done.extend(words[at : piece.start])
                done.append(merge(words[piece.start : piece.end], piece.text, piece.kind))
                at = piece.end
            done.extend(words[at:end])
            at = max(at, end)
        return done

    def _said(self, words: list[Word], lows: list[str], at: int, done: list[Word]) -> tuple[list[Said], int]:
        kept = self._keep.at(lows, at)
        if kept is not None and not self._goes_on(lows, at + kept[0]):
            return [], at + kept[0]
        if lows[at] in ("a", "an") and "".join(lows[at + 1 : at + 2]) in self._lexicon.scales:
            return self._with_article(words, lows, at)
        named = self._names.at(lows, at)
        if named is not None:
            return self._in_name(lows, at, at + named[0]), at + named[0]
        if lows[at] in self._letters.starters:
            letters = self._letters.read(words, lows, at)
            if letters:
                return letters, letters[-1].end
        if lows[at] in self._dates.starters:
            date = self._dates.read(words, lows, at)
            if date is not None:
                return [date], date.end
        if lows[at] in self._lexicon["minus"]:
            return self._signed(words, lows, at)
        if self._is_ordinal(lows, at):
            return [], at + 3 if lows[at + 1] == "-" else at + 2
        coded = any(word.kind == "code" for word in done[-3:])
        return self._numbers.read(words, lows, at, coded=coded)

    def _goes_on(self, lows: list[str], at: int) -> bool:
        """Whether a number that ends before word `at` goes on there, or is counted in what stands there."""
        if at >= len(lows) or lows[at - 1] not in self._lexicon.digits:
            return False
        return lows[at] in self._cardinals.starters or (lows[at].endswith("s") and lows[at] in self._lexicon["counts"])

    def _with_article(self, words: list[Word], lows: list[str], at: int) -> tuple[list[Said], int]:
        """Read "a hundred feet" as 100 feet; "a hundred foot walk" keeps its article."""
        said, end = self._numbers.read(words, lows, at + 1)
        follows = lows[end] if end < len(lows) else ""
        attributive = follows in self._measures and not follows.endswith("s") and follows != "feet"
        if not said or attributive:
            return said, end
        first = said[0]
        return [Said(at, first.end, first.text, first.kind), *said[1:]], end

    def _in_name(self, lows: list[str], at: int, end: int) -> list[Said]:
        """The number words of a name, each for itself."""
        said: list[Said] = []
        while at < end:
            small = self._cardinals.small(lows, at)
            if small is not None and small[1] <= end:
                said.append(Said(at, small[1], str(small[0])))
                at = small[1]
            else:
                at += 1
        return said

    def _signed(self, words: list[Word], lows: list[str], at: int) -> tuple[list[Said], int]:
        """Read "minus ten degrees" as -10."""
        if at + 1 >= len(lows) or (at and (lows[at - 1] in self._cardinals.starters or lows[at - 1][0].isdecimal())):
            return [], at + 1
        said, end = self._numbers.read(words, lows, at + 1)
        follows = lows[end] if end < len(lows) else ""
        measured = follows in self._lexicon["sizes"] or follows in ("to", "through")
        if len(said) == 1 and said[0].kind == "number" and measured:
            return [Said(at, end, f"-{said[0].text}")], end
        return [], at + 1

    def _is_ordinal(self, lows: list[str], at: int) -> bool:
        """Whether "twenty first visit" starts here: an ordinal of two words, which stays as it is."""
        then = at + 2 if lows[at + 1 : at + 2] == ["-"] else at + 1
        if lows[at] not in self._lexicon.tens or then >= len(lows):
            return False
        unit = self._lexicon.ordinals.get(lows[then], 10)
        before = lows[at - 1] if at else ""
        return unit < 10 and (lows[then] != "second" or before in _DETERMINED or before in self._lexicon.months)


def _with_marks(text: str, words: list[Word], marks: Sequence[Mark]) -> list[Word]:
    """The words with each spoken mark as one word of its kind."""
    done: list[Word] = []
    at = 0
    for mark in marks:
        while at < len(words) and words[at].start < mark.start:
            done.append(words[at])
            at += 1
        while at < len(words) and words[at].start < mark.end:
            at += 1
        done.append(_mark_word(text, mark))
    done.extend(words[at:])
    return done


def _mark_word(text: str, mark: Mark) -> Word:
    raw = text[mark.start : mark.end]
    if mark.kind == "scratch":
        return Word(mark.start, mark.end, raw, raw.lower(), "scratch")
    if mark.kind in ("correction", "addendum", "heading"):
        kind = "maybe" if mark.written and mark.kind == "correction" else mark.kind
        return Word(mark.start, mark.end, raw, raw.lower(), kind)
    low, left, right = mark.written.strip() or mark.kind, mark.kind in _LEFT, mark.kind in _RIGHT
    return Word(mark.start, mark.end, mark.written, low, mark.kind, True, left, right)
