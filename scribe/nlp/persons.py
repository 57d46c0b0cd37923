"""Who is spoken of: the patient, or another person lately named.

Owns how titles, relatives and pronouns tell whose a thing is. Which things are a person's own, and the words of talk
with the patient, are data in patterns/context/assertions/persons.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from scribe.nlp.rules import assertion_data
from scribe.nlp.sentence import Mention, Modifier, Sentence
from scribe.types import Assertion

_KIN = {"KIN_M": "M", "KIN_F": "F", "KIN_ALL": "ALL"}
# A relative or friend of either gender: a pronoun that cannot be the patient's may be theirs.
_KIN_ANY, _OPPOSITE = "KIN_N", {"M": "F", "F": "M"}
_PRONOUN = {"PRONOUN_M": "M", "PRONOUN_F": "F"}
_TITLE = {"TITLE_M": "M", "TITLE_F": "F"}
# Labels that change who is spoken of.
PERSONS = frozenset(_KIN) | frozenset(_TITLE) | {_KIN_ANY}
_OTHERS_LAST = 3
_OWNER_STANDS, _MOST_NAMES, _MOST_REPEATED = 2, 3, 4
_OF = frozenset({"of", "for"})
# Labels of someone who may be a clause's new subject, and how many words another person stays the subject.
_SOMEONE = frozenset(_KIN) | frozenset(_TITLE) | frozenset(_PRONOUN) | {"PATIENT", "PHYSICIAN"}
_STAFF = frozenset({"PATIENT", "PHYSICIAN", "MEDICAL_SIDE"})
_NAMED = PERSONS | _STAFF
_STAYS = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the words are about: the patient's gender and surname once heard, and another person lately named.

    `spoken`: the other one was named in talk with the patient ("my father"), so that no pronoun is the patient's.
    `names`: the words that stood behind a relative ("her roommate Ruth"), so that "Ruth's plan" is not the patient's.
    """

    patient: str | None = None
    surname: str | None = None
    other: str | None = None
    age: int = 0
    met: frozenset[str] = frozenset()
    spoken: bool = False
    names: frozenset[str] = frozenset()

    def foreign(self, pronoun: str) -> bool:
        """Whether a pronoun label cannot be the patient's and fits another person named before."""
        gender = _PRONOUN.get(pronoun)
        return gender is not None and gender in self.met and self.patient not in (None, gender)

    def aged(self) -> Subject:
        """The subject one statement later; another person is forgotten after three."""
        return replace(self, age=self.age + 1) if self.age < _OTHERS_LAST else replace(self, other=None, age=0)


class Persons:
    """Built once; holds no state of a note.

    Raises:
        PatternError: persons.yaml lacks a list.
    """

    def __init__(self, patterns: Path) -> None:
        with assertion_data(patterns, "persons", "owned, attending and talk must be lists") as data:
            self._owned, self._attending = frozenset(data["owned"]), frozenset(data["attending"])
            self._talk = frozenset(data["talk"])

    def subject(self, sentence: Sentence, before: Subject, sex: str | None) -> tuple[Subject, bool]:
        """The subject after this sentence, and whether it speaks of another person."""
        mentions = sentence.mentions
        titles = {_TITLE[item.label] for item in mentions if item.label in _TITLE}
        patient = before.patient or (titles.pop() if len(titles) == 1 else None) or sex or _whose_kin(mentions)
        other, spoken, speaks_of_other, first, new = before.other, before.spoken, False, True, False
        for item in mentions:
            label = item.label
            if label in _PRONOUN:
                gender = _PRONOUN[label]
                if first and other == gender and (spoken or patient not in (None, gender)):
                    speaks_of_other = True
                first = False
            elif label in _KIN or (label in _TITLE and patient not in (None, _TITLE[label])):
                other, first, new = _KIN.get(label) or _TITLE[label], False, True
                spoken = not self._talk.isdisjoint(sentence.words[max(0, item.start - _OWNER_STANDS) : item.end])
            elif label == _KIN_ANY and patient in _OPPOSITE:
                other, first, new = _OPPOSITE[patient], False, True
            elif label in _TITLE or label in _STAFF:
                other, first = other if new else None, False
        if spoken and other and not new and before.age == 0 and self._only_repeats(sentence):
            speaks_of_other = True
        age = 0 if new or speaks_of_other else before.age + 1
        if age > _OTHERS_LAST:
            other = None
        met = before.met | {other} if other and new else before.met
        surname = before.surname or _patients_surname(sentence, patient)
        names = before.names | _names_of_kin(sentence)
        return Subject(patient, surname, other, age if other else 0, met, spoken, names), speaks_of_other

    def _only_repeats(self, sentence: Sentence) -> bool:
        """Whether a few words that name nobody go on about the person of the statement before ("Diabetes, okay.")."""
        words = [word for word in sentence.words if word in self._talk or (len(word) > 1 and word.isalpha())]
        someone = not self._talk.isdisjoint(words) or any(item.label in _SOMEONE for item in sentence.mentions)
        return len(words) <= _MOST_REPEATED and not someone

    def is_foreign(self, mention: Mention, sentence: Sentence, subject: Subject) -> bool:
        """Whether a mention of a frame is another person's."""
        if mention.label in self._owned and is_of_another(mention, sentence, subject):
            return True
        attends = mention.label in self._attending and _latest_is_other(mention, sentence, subject)
        return attends and _owner_is_foreign(mention, sentence, subject)


def is_of_another(mention: Mention, sentence: Sentence, subject: Subject) -> bool:
    """Whether a mention is another person's, by who owns it or whose clause it stands in."""
    return _owner_is_foreign(mention, sentence, subject) or _clause_of_another(mention, sentence, subject)


def still_of_another(mention: Mention, sentence: Sentence) -> list[Modifier]:
    """Another person named as the subject before a mention stays it until someone else is named.

    "His roommate walked 200 feet and has a Berg of 41": neither is the patient's, though the clause has ended, and
    though the verb belongs to the modifier's own words. A possessor ("her sister's car") is no subject.
    """
    return [
        item
        for item in sentence.modifiers
        if item.category == Assertion.OTHER_PERSON.upper()
        and item.opens
        and item.may_act_on(mention.label)
        and sentence.words[item.end - 1] != "'s"
        and item.start < mention.start <= item.end + _STAYS
        and not any(item.end <= other.start < mention.start for other in sentence.mentions if other.label in _SOMEONE)
    ]


def _clause_of_another(mention: Mention, sentence: Sentence, subject: Subject) -> bool:
    """Whether a clause before the mention begins with a pronoun of another person, and nobody is named behind it.

    "His wife comes here too, and she is past the threshold": her threshold. Where a doctor is named, she may be meant.
    """
    before = [item for item in sentence.mentions if item.label in _SOMEONE and item.end <= mention.start]
    if not before or mention.start > before[-1].end + _STAYS or any(item.label == "PHYSICIAN" for item in before):
        return False
    last = before[-1]
    begins = any(item.terminates and item.start < last.end <= item.end + 1 for item in sentence.modifiers)
    return begins and subject.foreign(last.label)


def _whose_kin(mentions: Sequence[Mention]) -> str | None:
    """The gender of a patient whose relative is named ("his wife"), where nobody else is."""
    if any(item.label in _TITLE for item in mentions):
        return None
    kin = {item.start for item in mentions if item.label in _KIN}
    return next((_PRONOUN[item.label] for item in mentions if item.label in _PRONOUN and item.end in kin), None)


def _names_of_kin(sentence: Sentence) -> frozenset[str]:
    """The word behind each relative or friend: a name, if any ("his brother Tom")."""
    ends = [item.end for item in sentence.mentions if item.label in _KIN or item.label == _KIN_ANY]
    return frozenset(word for end in ends for word in sentence.words[end : end + 1] if word.isalpha())


def _surname(title: Mention, sentence: Sentence) -> str | None:
    """The last of the capitalized words after a title ("Mr. John Ames")."""
    surname = None
    for token in sentence.tokens[title.end : title.end + _MOST_NAMES]:
        if not (token[:1].isupper() and token.isalpha()):
            break
        surname = token.lower()
    return surname


def _patients_surname(sentence: Sentence, gender: str | None) -> str | None:
    """The first titled name of the patient's gender in a note is taken for the patient's."""
    names = (_surname(item, sentence) for item in sentence.mentions if _TITLE.get(item.label, "") == gender)
    return next((name for name in names if name), None)


def _is_foreign(title: Mention, sentence: Sentence, subject: Subject) -> bool:
    """Whether a titled name is another person's: by its gender, or by its surname where both are written in full."""
    if subject.patient not in (None, _TITLE[title.label]):
        return True
    surname = _surname(title, sentence)
    return surname is not None and subject.surname not in (None, surname)


def _latest_is_other(mention: Mention, sentence: Sentence, subject: Subject) -> bool:
    """Whether the person named last before a mention is a relative or friend, in its sentence or in those before."""
    before = [item for item in sentence.mentions if item.label in _NAMED and item.end <= mention.start]
    return before[-1].label in PERSONS if before else subject.other is not None


def _owner_is_foreign(mention: Mention, sentence: Sentence, subject: Subject) -> bool:
    """Whether the mention is another person's: "his plan", "Mrs. Orr's plan", "the plan of care for Mr. Bell"."""
    near = sentence.words[max(0, mention.start - _OWNER_STANDS - 1) : mention.start]
    if any(name in subject.names and mark == "'s" for name, mark in pairwise(near)):
        return True
    for item in sentence.mentions:
        before = item.end <= mention.start <= item.end + _OWNER_STANDS
        if before and subject.foreign(item.label):
            return True
        if item.label in _TITLE:
            between = sentence.words[item.end : mention.start]
            owns = "'s" in between[: _MOST_NAMES + 1] and len(between) <= _MOST_NAMES + _OWNER_STANDS
            given = sentence.words[mention.end : item.start]
            if (owns or (len(given) == 1 and given[0] in _OF)) and _is_foreign(item, sentence, subject):
                return True
    return False
