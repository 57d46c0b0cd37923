"""medspaCy's target rules and ConText compiled to one phrase matcher over one closed sentence.

Owns speed and faithfulness: the mentions and modifiers are those that medspaCy's TargetMatcher and ConText give for
the same rules on a Doc of one sentence (tests/nlp/test_matching.py holds the two together). Rules whose token
patterns are made of LOWER words and optional tokens become phrases; others run in a spaCy Matcher, only when one of
their words is present.

Performance: one pass over the words of a sentence, about the cost of tokenizing it, whatever the number of rules;
ConText runs only when asked for.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from medspacy.common.util import prune_overlapping_matches
from medspacy.context import ConTextRule
from medspacy.target_matcher import TargetRule
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.schemas import validate_token_pattern
from spacy.tokens import Doc

from scribe.errors import PatternError
from scribe.nlp.phrases import Phrases

_FORWARD, _BACKWARD, _BIDIRECTIONAL, _TERMINATE, _PSEUDO = range(5)
_DIRECTION = {name: i for i, name in enumerate(("FORWARD", "BACKWARD", "BIDIRECTIONAL", "TERMINATE", "PSEUDO"))}
_MOST_PHRASES = 4096
_WORD = re.compile(r"[a-z]+|\d+|[>$]")


class Mention(NamedTuple):
    """A target rule's match: tokens [start, end), characters [first, last) of the sentence."""

    label: str
    start: int
    end: int
    first: int
    last: int
    rule: str


class Modifier(NamedTuple):
    """A ConText match with its scope in tokens."""

    category: str
    start: int
    end: int
    first: int
    last: int
    scope_start: int
    scope_end: int
    rule: str
    spec: _Spec

    @property
    def terminates(self) -> bool:
        """Whether it ends a clause."""
        return self.spec.direction == _TERMINATE

    @property
    def opens(self) -> bool:
        """Whether it acts on what follows it."""
        return self.spec.direction == _FORWARD

    def modifies(self, label: str, start: int, end: int) -> bool:
        """Whether ConText lets this modifier act on a target of `label` at tokens [start, end)."""
        spec = self.spec
        if spec.direction >= _TERMINATE or _overlaps(self.start, self.end, start, end):
            return False
        if spec.allowed is not None:
            if label not in spec.allowed:
                return False
        elif spec.excluded is not None and label in spec.excluded:
            return False
        return _overlaps(self.scope_start, self.scope_end, start, end)


@dataclass(frozen=True, slots=True)
class _Spec:
    """A ConText rule as plain values; `order` is the order in which medspaCy would find it."""

    category: str
    direction: int
    allowed: frozenset[str] | None
    excluded: frozenset[str] | None
    max_scope: int | None
    terminated_by: frozenset[str]
    rule: str
    order: tuple[int, int]


class _Target(NamedTuple):
    """What a target rule finds: its label, its id, and the layer it competes in."""

    label: str
    rule: str
    layer: str


Key = _Target | _Spec


def _overlaps(a: int, b: int, c: int, d: int) -> bool:
    """Whether [a, b) and [c, d) share a token.

    medspaCy's own test (`tuple_overlaps`) misses the case that the second holds the first on both sides, so that no
    clause end cuts a modifier of limited scope in a long sentence; Scribe repairs it.
    """
    return a < d and c < b


class Sentence:
    """One tokenized sentence with its mentions; modifiers are worked out when first asked for."""

    __slots__ = ("_context", "_modifiers", "doc", "mentions", "words")

    def __init__(
        self, doc: Doc, words: list[str], mentions: list[Mention], context: list[tuple[_Spec, int, int]]
    ) -> None:
        self.doc, self.words, self.mentions = doc, words, mentions
        self._context = context
        self._modifiers: list[Modifier] | None = None

    @property
    def modifiers(self) -> list[Modifier]:
        """ConText modifiers, scopes settled, in the order of the text."""
        if self._modifiers is None:
            self._modifiers = _modifiers(self.doc, self._context)
        return self._modifiers

    def modifiers_of(self, mention: Mention) -> list[Modifier]:
        """The modifiers that act on a mention.

        medspaCy lets a modifier inside its target act on it ("pulses cannot be felt" would deny itself); Scribe does
        not.
        """
        label, start, end = mention.label.upper(), mention.start, mention.end
        return [
            mod
            for mod in self.modifiers
            if mod.modifies(label, start, end) and not (start <= mod.start and mod.end <= end)
        ]


class CompiledMatcher:
    """Target and ConText rules over single sentences.

    Raises:
        PatternError: a token pattern is not valid, or expands to more than 4,096 phrases.
    """

    def __init__(
        self,
        nlp: Language,
        targets: Sequence[TargetRule],
        context: Sequence[ConTextRule],
        *,
        phrases: Mapping[str, Iterable[str]] | None = None,
        phrase_label: str = "PHRASE",
    ) -> None:
        """`phrases`: rule name → further literals of category `phrase_label`."""
        self._tokenizer, self._strings = nlp.tokenizer, nlp.vocab.strings
        self._phrases: Phrases[Key] = Phrases(nlp.tokenizer)
        self._patterns = Matcher(nlp.vocab)
        self._by_id: dict[int, Key] = {}
        # A sentence without any of these words holds no match of a token pattern.
        self._pattern_words: set[str] = set()
        self._anchored: list[tuple[tuple[str, ...], str]] = []
        for index, rule in enumerate(targets):
            name = rule.metadata["id"]
            words = self._add(_Target(rule.category, name, rule.metadata.get("layer", "")), rule, f"T|{index}")
            self._anchored += [(phrase, rule.category) for phrase in words]
        for name, literals in (phrases or {}).items():
            for literal in literals:
                phrase = self._phrases.words(literal)
                self._phrases.add(_Target(phrase_label, name, phrase_label), phrase)
                self._anchored.append((phrase, phrase_label))
        for index, modifier in enumerate(context):
            self._add(_spec(modifier, index), modifier, f"C|{index}")

    def __call__(self, text: str) -> Sentence:
        """The sentence with its mentions: within a layer the longest wins, as in a medspaCy TargetMatcher."""
        doc = self._tokenizer(text)
        words = [token.lower_ for token in doc]
        matches = self.matches(doc, words)
        layers: dict[str, list[tuple[_Target, int, int]]] = {}
        context: list[tuple[_Spec, int, int]] = []
        for key, start, end in matches:
            if isinstance(key, _Target):
                layers.setdefault(key.layer, []).append((key, start, end))
            else:
                context.append((key, start, end))
        mentions = []
        for found in layers.values():
            for target, start, end in prune_overlapping_matches(found) if len(found) > 1 else found:
                last = doc[end - 1]
                mentions.append(Mention(target.label, start, end, doc[start].idx, last.idx + len(last), target.rule))
        mentions.sort(key=_by_start)
        return Sentence(doc, words, mentions, context)

    def matches(self, doc: Doc, words: list[str]) -> list[tuple[Key, int, int]]:
        """Every match of every rule in a sentence's tokens, overlapping ones too; `words` are the tokens lower-cased."""
        matches = self._phrases.find(words)
        if not self._pattern_words.isdisjoint(words):
            matches += [(self._by_id[key], start, end) for key, start, end in self._patterns(doc)]
        return matches

    def anchors(self, labels: frozenset[str], common: Collection[str]) -> frozenset[str]:
        """Words of which a sentence must hold one to hold a mention of these labels (see `words_of`).

        Of each phrase its longest word; a `common` one only when it has no other.
        """
        out, usual = set(), set(common)
        for phrase, label in self._anchored:
            if label in labels:
                words = words_of(" ".join(phrase)) or set(phrase)
                out.add(max(words - usual or words, key=_rarity))
        return frozenset(out)

    def _add(self, key: Key, rule: TargetRule | ConTextRule, text: str) -> list[tuple[str, ...]]:
        """Let a rule be found; the phrases it stands for (none when its pattern does not expand)."""
        if rule.pattern is None:
            phrases = [self._phrases.words(rule.literal)]
        else:
            expanded = _expansions(rule.pattern, rule.metadata.get("place") or rule.metadata["id"])
            if expanded is None:
                self._patterns.add(text, [rule.pattern])
                self._by_id[int(self._strings[text])] = key
                self._pattern_words |= _needed_words(rule.pattern, rule.metadata.get("place") or rule.metadata["id"])
                return []
            phrases = [phrase for phrase in expanded if phrase]
        for phrase in phrases:
            self._phrases.add(key, phrase)
        return phrases


def _modifiers(doc: Doc, matches: list[tuple[_Spec, int, int]]) -> list[Modifier]:
    """ConText modifiers of the matches with medspaCy's scope rules (ConTextModifier.limit_scope)."""
    matches = sorted(matches, key=_found_order)
    if len(matches) > 1:
        matches = prune_overlapping_matches(matches)
    scopes: list[list[Any]] = [[*_scope(spec, start, end, len(doc)), start, end, spec] for spec, start, end in matches]
    for i, one in enumerate(scopes):
        for two in scopes[i + 1 :]:
            _limit(one, two)
            _limit(two, one)
    out = []
    for scope_start, scope_end, start, end, spec in scopes:
        first, final = doc[start].idx, doc[end - 1]
        last = final.idx + len(final)
        out.append(Modifier(spec.category, start, end, first, last, scope_start, scope_end, spec.rule, spec))
    out.sort(key=_by_start)
    return out


def _found_order(match: tuple[_Spec, int, int]) -> tuple[int, int]:
    return match[0].order


def _spec(rule: ConTextRule, index: int) -> _Spec:
    return _Spec(
        rule.category.upper(),
        _DIRECTION[rule.direction.upper()],
        None if rule.allowed_types is None else frozenset(rule.allowed_types),
        None if rule.excluded_types is None else frozenset(rule.excluded_types),
        rule.max_scope,
        frozenset(item.upper() for item in rule.terminated_by or ()),
        rule.metadata["id"],
        (0 if rule.pattern is not None else 1, index),
    )


def words_of(text: str) -> set[str]:
    """The words and numbers of a text in small letters, without regard to how spaCy tokenizes it."""
    return set(_WORD.findall(text.lower()))


def _rarity(word: str) -> tuple[int, str]:
    """Longer words are rarer."""
    return len(word), word


def _by_start(item: Mention | Modifier) -> int:
    return item.start


def _needed_words(pattern: list[dict[str, Any]], name: str) -> frozenset[str]:
    """Words of which a match of the pattern holds one: those of its token whose shortest word is longest."""
    sets: list[frozenset[str]] = []
    for token in pattern:
        value = token.get("LOWER", token.get("TEXT"))
        listed = value.get("IN", []) if isinstance(value, dict) else [value]
        words = frozenset(word.lower() for word in listed if isinstance(word, str))
        if words and token.get("OP", "1") in ("1", "+"):
            sets.append(words)
    if not sets:
        raise PatternError(f"{name}: a token pattern needs a token with its words: LOWER or TEXT, one or IN a list")
    return max(sets, key=_shortest)


def _shortest(words: frozenset[str]) -> int:
    return min(map(len, words))


def _expansions(pattern: list[dict[str, Any]], name: str) -> list[tuple[str, ...]] | None:
    if problems := validate_token_pattern(pattern):
        raise PatternError(f"{name}: token pattern: {problems[0]}")
    options: list[list[tuple[str, ...]]] = []
    for token in pattern:
        value = token.get("LOWER")
        if set(token) - {"LOWER", "OP"} or token.get("OP", "?") != "?" or value is None:
            return None
        if isinstance(value, dict):
            if set(value) != {"IN"}:
                return None
            words = value["IN"]
        else:
            words = [value]
        options.append([*([()] if "OP" in token else []), *((word,) for word in words)])
    phrases = [tuple(itertools.chain.from_iterable(choice)) for choice in itertools.product(*options)]
    if len(phrases) > _MOST_PHRASES:
        raise PatternError(f"{name}: the pattern stands for {len(phrases)} phrases; split it")
    return phrases


def _scope(spec: _Spec, start: int, end: int, length: int) -> tuple[int, int]:
    first = end if spec.direction == _FORWARD else 0
    last = start if spec.direction == _BACKWARD else length
    most = spec.max_scope
    if most is None:
        return first, last
    if spec.direction == _FORWARD:
        return first, min(last, end + most)
    if spec.direction == _BACKWARD:
        return max(first, start - most), last
    return max(first, start - most), min(last, end + most)


def _limit(one: list[Any], two: list[Any]) -> None:
    """Cut the scope of `one` at `two` where medspaCy would."""
    if not _overlaps(one[0], one[1], two[0], two[1]):
        return
    mine, other = one[4], two[4]
    if mine.direction == _TERMINATE:
        return
    same = other.category == mine.category
    if other.direction != _TERMINATE and other.category not in mine.terminated_by and not same:
        return
    if same and (mine.allowed != other.allowed or mine.excluded != other.excluded):
        return
    if mine.direction in (_FORWARD, _BIDIRECTIONAL) and two[2] > one[2]:
        one[1] = min(one[1], two[2])
    if mine.direction in (_BACKWARD, _BIDIRECTIONAL) and two[3] < one[3]:
        one[0] = max(one[0], two[3])
