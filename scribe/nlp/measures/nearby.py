"""What stands around a value: how much lies between it and a name, and whether it is a value at all.

Owns the plain questions about neighboring items. Knows nothing of which measure a value fits.
"""

from __future__ import annotations

from scribe.nlp.measures.lexer import Item
from scribe.nlp.measures.lexicon import Lexicon
from scribe.nlp.measures.values import Value

# What may stand between a name and a bare number without saying something else.
_LIGHT = frozenset(
    {
        "amount",
        "break",
        "changed",
        "close",
        "compare",
        "cue",
        "date",
        "devices",
        "idle",
        "link",
        "mark",
        "name",
        "open",
        "past",
        "present",
        "short_of",
        "side",
    }
)
_REPEATED = frozenset({"second", "pound", "degree", "rep", "kilogram"})


def unknown(between: list[Item]) -> int:
    """How many items stand between that say something else."""
    return sum(item.kind not in _LIGHT for item in between)


def any_kind(between: list[Item], *kinds: str) -> bool:
    """Whether an item of one of these kinds is among them."""
    return any(item.kind in kinds for item in between)


def only_places(names: list[Item]) -> bool:
    """Whether names passed over are parts of the body, which tell where and not what was measured."""
    return all(item.data.kind != "measure" for item in names)


def stops(between: list[Item], *, cue: bool = False) -> bool:
    """Whether the thought ends between two items; a word such as "previously" behind the stop takes it up again."""
    for place, item in enumerate(between):
        if item.kind == "stop":
            return not (cue and any_kind(between[place + 1 :], "cue", "date", "past"))
    return False


class Nearby:
    """Answers questions about the neighbors of the items of one sentence."""

    def __init__(self, items: list[Item], text: str, lexicon: Lexicon) -> None:
        self._items, self._text, self._lexicon = items, text, lexicon

    def word(self, item: Item) -> str:
        """The lower-case text of an item."""
        return self._text[item.start : item.end].lower()

    def capital(self, index: int) -> bool:
        """Whether the item is written in capitals, as abbreviations are."""
        item = self._items[index]
        return self._text[item.start : item.end].isupper()

    def joining(self, item: Item) -> bool:
        """Whether an item is "and" or the like."""
        return item.kind == "link" and self.word(item) in self._lexicon.joining

    def leaving(self, index: int) -> bool:
        """Whether "from" stands directly before a value."""
        return index > 0 and self.word(self._items[index - 1]) in self._lexicon.leaving

    def headed(self, index: int) -> bool:
        """Whether a colon or an equals sign follows the item: it is a heading."""
        return index + 1 < len(self._items) and self._text[self._items[index + 1].start] in ":="

    def may_follow(self, index: int, *, strict: bool) -> bool:
        """Whether a bare number may be a value, by the word behind it ("3 people" counts something else)."""
        behind = self._items[index + 1] if index + 1 < len(self._items) else None
        if behind is None or behind.kind != "word":
            return behind is None or behind.kind not in ("count", "dose", "assist")
        return not strict

    def plain_level(self, index: int) -> bool:
        """Whether a level of assistance is a word that means other things as well ("insulin-dependent")."""
        return self.word(self._items[index]) in self._lexicon.plain_assist

    def share_follows(self, index: int) -> bool:
        """Whether a percentage is of something named behind it ("1 % of impairment")."""
        behind = self._items[index + 1 : index + 4]
        return next((item.kind == "word" for item in behind if item.kind != "link"), False)

    def scored(self, index: int) -> bool:
        """Whether a number is told as a result ("scored 42", "a 42")."""
        before = self._items[max(index - 2, 0) : index]
        return any(item.kind in ("present", "past", "link") for item in before)

    def said(self, between: list[Item]) -> bool:
        """Whether a verb or an equals sign leads to the number ("is 13", "= 13")."""
        return any(item.kind in ("present", "past") or self._text[item.start] in "=:" for item in between[:2])

    def demanded(self, index: int) -> bool:
        """Whether a value is what an activity takes, not what was measured ("needs 110 degrees of flexion to ride")."""
        if self._items[index].data.unit not in self._lexicon.demanded:
            return False
        for item in reversed(self._items[:index]):
            if self.word(item) in self._lexicon.demands:
                return True
            if item.kind not in ("link", "name", "side"):
                break
        return False

    def placed(self, index: int) -> bool:
        """Whether a joint is put at an angle rather than measured ("pinned in 15 degrees", "raised to 90 degrees")."""
        near = self._items[max(index - 3, 0) : index]
        before = [item for item in near if self.word(item) not in self._lexicon.nearly]
        word = self.word(before[-1]) if before else ""
        moved = len(before) < 2 or before[-2].kind in ("word", "name") or self.word(before[-2]) in self._lexicon.put
        return word in self._lexicon.put or (word == "to" and moved)

    def falls_short(self, index: int) -> bool:
        """Whether the words say how much motion is missing ("lacks 10 degrees", "10 degrees short of full")."""
        around = [*self._items[max(index - 1, 0) : index], *self._items[index + 1 : index + 2]]
        return any_kind(around, "short_of")

    def no_result(self, index: int) -> bool:
        """Whether a value is a dose or an amount of change ("5 lb weights", "30 seconds x 3", "improved 7 points")."""
        value: Value = self._items[index].data
        near = self._items[index + 1] if index + 1 < len(self._items) else None
        if (near and near.kind == "dose") or (index and self._items[index - 1].kind == "changed"):
            return True
        if value.unit in _REPEATED and near and near.kind == "word":
            word: str = near.data
            return word in self._lexicon.repeats or (word[0] in self._lexicon.repeats and word[1:].isdigit())
        return False
