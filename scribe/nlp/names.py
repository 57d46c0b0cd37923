"""Who a named doctor is: "Dr. Benning" once called a podiatrist stays one, and "Dr. Benning's nurse" is a nurse.

Owns the joining of a title ("Dr.") with the role or credential that stands beside its name, in the same statement or an
earlier one, so that rules which ask for a physician do not take a podiatrist, dentist or nurse for one. The titles and
roles are data; holds no policy and no clinical word.
"""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Token

from scribe.errors import PatternError
from scribe.nlp.matching import Mention, Sentence
from scribe.nlp.rules import read_yaml

# Surname in lower case → the label of its role; "" stands for a role just named, whose name is still to come.
Named = tuple[tuple[str, str], ...]
_AWAITED, _BARE_ROLE = "", 3
_MOST_NAME, _MOST_JOIN = 4, 3
_APPOSED = frozenset((",", "(", ":", "-"))


class Names:
    """Built once from patterns/context/assertions/names.yaml.

    Raises:
        PatternError: the file lacks a list.
    """

    def __init__(self, patterns: Path) -> None:
        place, data = read_yaml(patterns / "context" / "assertions" / "names.yaml")
        try:
            self._title = str(data["title"])
            self._titles = frozenset(data["titles"])
            self._roles = frozenset(data["roles"])
            self._joins = frozenset(data["joins"])
        except KeyError as error:
            raise PatternError(f"{place}: {error} is missing") from error

    def settle(self, sentence: Sentence, named: Named) -> Named:
        """Labels the sentence's titles by what is known of their names; returns what later sentences should know."""
        mentions = sentence.mentions
        roles = [mention for mention in mentions if mention.label in self._roles]
        titles = [index for index, mention in enumerate(mentions) if self._is_title(mention, sentence)]
        if not roles and not named:
            return named
        known = dict(named)
        awaited = known.pop(_AWAITED, None)
        if roles and len(sentence.doc) <= _BARE_ROLE and roles[-1].end == len(sentence.doc):
            known[_AWAITED] = roles[-1].label
        for role in roles:
            if surname := _surname_before(role, sentence):
                known[surname] = role.label
        for index in titles:
            mention = mentions[index]
            name = self._name(mention, sentence)
            label = self._beside(mention, name, roles, sentence) or (awaited if mention.start == 0 else None)
            if label and name and not _owns(name, sentence):
                known[name[-1].lower_] = label
            label = label or next((known[word.lower_] for word in name if word.lower_ in known), None)
            if label:
                mentions[index] = Mention(label, mention.start, mention.end, mention.first, mention.last, mention.rule)
        return tuple(known.items())

    def _is_title(self, mention: Mention, sentence: Sentence) -> bool:
        return mention.label == self._title and sentence.doc[mention.start].lower_ in self._titles

    def _name(self, title: Mention, sentence: Sentence) -> list[Token]:
        """The words of the name after a title: capitalized ones, else the one word that follows."""
        out: list[Token] = []
        for token in sentence.doc[title.end : title.end + _MOST_NAME]:
            written = token.text[:1].isupper() or token.text in ("-", ".")
            if not (written or (not out and token.is_alpha)):
                break
            out.append(token)
            if not token.text[:1].isupper() and token.is_alpha:
                break
        return out

    def _beside(self, title: Mention, name: list[Token], roles: list[Mention], sentence: Sentence) -> str | None:
        """The label of the role that stands in apposition to a titled name."""
        end = name[-1].i + 1 if name else title.end
        for role in roles:
            if role.end <= title.start:
                between = sentence.doc[role.end : title.start]
                if len(between) <= 1 and all(token.text in _APPOSED for token in between):
                    return role.label
            elif role.start >= end:
                between = sentence.doc[end : role.start]
                joined = all(token.lower_ in self._joins for token in between)
                if len(between) <= _MOST_JOIN and joined:
                    return role.label
            elif role.start > title.start:
                return role.label
        return None


def _owns(name: list[Token], sentence: Sentence) -> bool:
    """Whether the name is a possessor ("Dr. Benning's nurse")."""
    return [token.lower_ for token in sentence.doc[name[-1].i + 1 : name[-1].i + 2]] == ["'s"]


def _surname_before(role: Mention, sentence: Sentence) -> str | None:
    """The surname in "Carmen Quintana, DPM"."""
    if role.start < 3 or sentence.doc[role.start - 1].text != ",":
        return None
    surname, first = sentence.doc[role.start - 2], sentence.doc[role.start - 3]
    named = surname.is_alpha and surname.text[0].isupper() and first.text[0].isupper()
    return surname.lower_ if named and not sentence.doc[role.start].text.islower() else None
