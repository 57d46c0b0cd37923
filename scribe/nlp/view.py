"""A sentence as frames see it: mentions, clauses, lists, and what earlier sentences left.

Owns the grammar of nearness that links need: what is listed together, what has a verb of its own, who owns what.
Holds no clinical word and knows nothing of frames.
"""

from __future__ import annotations

from collections.abc import Sequence

from scribe.nlp.sentence import Mention, by_start

_AND, _MOST_BETWEEN = frozenset({"and", "&", "/", "+", "or"}), 4
_VERBS = frozenset({"is", "was", "are", "were", "has", "had", "have", "will", "remains", "continues", "needs", "went"})
_SUBJECTS = frozenset({"i", "we", "he", "she", "they"})
_NEXT_ITEM = frozenset({"and", "&", ",", ";", "but", "+"})


class View:
    """A sentence as frames see it: its mentions, clauses and what earlier sentences left."""

    __slots__ = ("_stops", "_words", "carried", "mentions")

    def __init__(
        self, mentions: Sequence[Mention], words: Sequence[str], stops: Sequence[int], *, carried: tuple[str, ...] = ()
    ) -> None:
        """`words`: lower-cased tokens; `stops`: token indices where a clause ends."""
        self.mentions, self._words, self._stops = mentions, words, stops
        self.carried = carried

    def breaks(self, one: Mention, two: Mention) -> int:
        """How many clause ends lie between two mentions."""
        if one.start > two.start:
            one, two = two, one
        return sum(one.end <= stop < two.start for stop in self._stops)

    def is_subject(self, mention: Mention) -> bool:
        """Whether a verb of its own follows a mention ("signed the order and the plan was sent")."""
        after = self._words[mention.end : mention.end + 1]
        return any(word in _VERBS or (word.endswith("ed") and word != "dated") for word in after)

    def listed(self, one: Mention, two: Mention) -> bool:
        """Whether an "and" or a comma stands between a mention and a later one."""
        return not _NEXT_ITEM.isdisjoint(self._words[one.end : two.start])

    def another_begins(self, one: Mention, two: Mention) -> bool:
        """Whether a pronoun begins another statement between two mentions ("unsigned he signed the order")."""
        return not _SUBJECTS.isdisjoint(self._words[one.end : two.start])

    def possessive(self, mention: Mention) -> bool:
        """Whether a mention owns what follows it ("the brother's surgeon")."""
        return self._words[mention.end : mention.end + 1] == ["'s"]

    def words_after(self, mention: Mention) -> int:
        """How many words follow a mention."""
        return sum(any(map(str.isalnum, word)) for word in self._words[mention.end :])

    def words_before(self, mention: Mention) -> int:
        """How many words, numbers not counted, precede a mention."""
        return sum(any(map(str.isalpha, word)) for word in self._words[: mention.start])

    def joined(self, mention: Mention) -> list[Mention]:
        """Mentions listed with this one ("the statement and the order"; a comma lists only before an "and")."""
        out, rest = [], sorted(self.mentions, key=by_start)
        index = rest.index(mention)
        for step in (1, -1):
            here, at, listed = mention, index + step, list[Mention]()
            while 0 <= at < len(rest):
                left, right = (here, rest[at]) if step > 0 else (rest[at], here)
                if left.end <= right.start:
                    between = self._words[left.end : right.start]
                    joins = not _AND.isdisjoint(between)
                    if len(between) > _MOST_BETWEEN or not (joins or ("," in between and not self.breaks(left, right))):
                        break
                    here = rest[at]
                    listed.append(here)
                    if joins:
                        out += listed
                        listed.clear()
                else:
                    here = rest[at]
                    (listed or out).append(here)
                at += step
        return out
