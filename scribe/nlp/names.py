"""Who a named doctor is: "Dr. Benning" once called a podiatrist stays one, and "Dr. Benning's nurse" is a nurse.

Owns the joining of a title ("Dr.") with the role or credential that stands beside its name, in the same statement or an
earlier one, so that rules which ask for a physician do not take a podiatrist, dentist or nurse for one. The titles and
roles are data; holds no policy and no clinical word.
"""

from __future__ import annotations

from pathlib import Path

from scribe.nlp.rules import assertion_data
from scribe.nlp.sentence import Mention, Sentence, by_start

# Surname in lower case → the label of its role; "" stands for a role just named, whose name is still to come.
Named = tuple[tuple[str, str], ...]
_AWAITED, _BARE_ROLE = "", 3
_MOST_NAME, _MOST_JOIN = 4, 4
_APPOSED = frozenset((",", "(", ":", "-"))


class Names:
    """Built once from patterns/context/assertions/names.yaml.

    Raises:
        PatternError: the file lacks a list.
    """

    def __init__(self, patterns: Path) -> None:
        with assertion_data(
            patterns, "names", "title, titles, roles, joins, behind, other and others are needed"
        ) as data:
            self._title = str(data["title"])
            self._titles = frozenset(data["titles"])
            self._roles = frozenset(data["roles"])
            self._joins, self._behind = frozenset(data["joins"]), frozenset(data["behind"])
            self._other, self._others = str(data["other"]), frozenset(data["others"])

    @property
    def labels(self) -> frozenset[str]:
        """The labels that titles and roles bear."""
        return self._roles | {self._title, self._other}

    def settle(self, sentence: Sentence, named: Named) -> Named:
        """Labels the sentence's titles by what is known of their names; returns what later sentences should know."""
        mentions = sentence.mentions
        roles = [mention for mention in mentions if mention.label in self._roles]
        titles = [index for index, mention in enumerate(mentions) if self._is_title(mention, sentence)]
        if not roles and not named:
            return named
        known = dict(named)
        awaited = known.pop(_AWAITED, None)
        if roles and len(sentence.words) <= _BARE_ROLE and roles[-1].end == len(sentence.words):
            known[_AWAITED] = roles[-1].label
        for role in roles:
            if surname := _surname_before(role, sentence):
                known[surname] = role.label
        others: list[Mention] = []
        for index in titles:
            mention = mentions[index]
            name = self._name(mention, sentence)
            label = self._beside(mention, name, roles, sentence) or (awaited if mention.start == 0 else None)
            words = [sentence.words[at] for at in name]
            if label and words and sentence.words[name.stop : name.stop + 1] != ["'s"]:
                # Not a possessor ("Dr. Benning's nurse").
                known[words[-1]] = label
            label = label or next((known[word] for word in words if word in known), None)
            if label:
                mentions[index] = mention._replace(label=label)
                if label in self._others:
                    others.append(mention._replace(label=self._other))
        if others:
            mentions += others
            mentions.sort(key=by_start)
        return tuple(known.items())

    def _is_title(self, mention: Mention, sentence: Sentence) -> bool:
        return mention.label == self._title and sentence.words[mention.start] in self._titles

    def _name(self, title: Mention, sentence: Sentence) -> range:
        """The tokens of the name after a title: capitalized ones, else the one word that follows."""
        tokens = sentence.tokens[: title.end + _MOST_NAME]
        end = title.end
        for token in tokens[title.end :]:
            written = token[:1].isupper() or token in ("-", ".")
            if not (written or (end == title.end and token.isalpha())):
                break
            end += 1
            if not token[:1].isupper() and token.isalpha():
                break
        return range(title.end, end)

    def _beside(self, title: Mention, name: range, roles: list[Mention], sentence: Sentence) -> str | None:
        """The label of the role that stands in apposition to a titled name."""
        for role in roles:
            if role.end <= title.start:
                between = sentence.words[role.end : title.start]
                own = sentence.words[role.start] not in self._behind
                if own and len(between) <= 1 and _APPOSED.issuperset(between):
                    return role.label
            elif role.start >= name.stop:
                between = sentence.words[name.stop : role.start]
                if len(between) <= _MOST_JOIN and self._joins.issuperset(between):
                    return role.label
            elif role.start > title.start:
                return role.label
        return None


def _surname_before(role: Mention, sentence: Sentence) -> str | None:
    """The surname in "Carmen Quintana, DPM"."""
    if role.start < 3 or sentence.words[role.start - 1] != ",":
        return None
    first, surname, _, credential = sentence.tokens[role.start - 3 : role.start + 1]
    named = surname.isalpha() and surname[0].isupper() and first[0].isupper()
    return surname.lower() if named and not credential.islower() else None
