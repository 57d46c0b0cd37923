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
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from medspacy.context import ConTextRule
from medspacy.target_matcher import TargetRule
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.schemas import validate_token_pattern

from scribe.errors import PatternError
from scribe.nlp.phrases import Phrases
from scribe.nlp.sentence import Key, Sentence, Spec, Target
from scribe.nlp.tokens import Cutter, Tokens

_MOST_PHRASES = 4096


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
        self._cutter = Cutter(nlp.tokenizer)
        self._phrases: Phrases[Key] = Phrases(self._cutter)
        self._targets: _Patterns[Target] = _Patterns(nlp)
        self._context: _Patterns[Spec] = _Patterns(nlp)
        for rule in targets:
            name = rule.metadata["id"]
            self._add(Target(rule.category, name, rule.metadata.get("layer", "")), rule, self._targets)
        for name, literals in (phrases or {}).items():
            for literal in literals:
                self._phrases.add(Target(phrase_label, name, phrase_label), literal)
        for index, modifier in enumerate(context):
            self._add(Spec.of(modifier, index), modifier, self._context)

    def __call__(self, text: str) -> Sentence:
        """The sentence with what matched in it."""
        tokens = self._cutter(text)
        return Sentence(tokens, [*self._phrases.find(tokens.words), *self._targets(tokens)], self._context)

    def prepare(self) -> None:
        """Make ready what is otherwise made when a word is first met."""
        self._phrases.grow()

    def matches(self, tokens: Tokens) -> list[tuple[Key, int, int]]:
        """Every match of every rule in a sentence, overlapping ones too."""
        return [*self._phrases.find(tokens.words), *self._targets(tokens), *self._context(tokens)]

    def _add[Kind: (Target, Spec)](self, key: Kind, rule: TargetRule | ConTextRule, patterns: _Patterns[Kind]) -> None:
        if rule.pattern is None:
            self._phrases.add(key, rule.literal)
            return
        place = rule.metadata.get("place") or rule.metadata["id"]
        phrases = _expansions(rule.pattern, place)
        for phrase in phrases or ():
            if phrase:
                self._phrases.add(key, phrase)
        if phrases is None:
            patterns.add(key, rule.pattern, place)


class _Patterns[Kind: (Target, Spec)]:
    """Token patterns in one spaCy Matcher, which runs only in a sentence that holds the words of one of them."""

    def __init__(self, nlp: Language) -> None:
        self._matcher, self._strings = Matcher(nlp.vocab), nlp.vocab.strings
        self._keys: list[Kind] = []
        # By word: what else the patterns that need it need, a word of each set.
        self._needed: dict[str, list[list[frozenset[str]]]] = {}

    def add(self, key: Kind, pattern: list[dict[str, Any]], place: str) -> None:
        self._matcher.add(str(len(self._keys)), [pattern])
        self._keys.append(key)
        rarest, *others = _needed_words(pattern, place)
        for word in rarest:
            self._needed.setdefault(word, []).append(others)

    def __call__(self, tokens: Tokens) -> list[tuple[Kind, int, int]]:
        """Every match in a sentence."""
        if not self._may_match(set(tokens.words)):
            return []
        return [(self._keys[int(self._strings[key])], start, end) for key, start, end in self._matcher(tokens.doc())]

    def _may_match(self, words: set[str]) -> bool:
        return any(
            not any(one.isdisjoint(words) for one in needed)
            for word in self._needed.keys() & words
            for needed in self._needed[word]
        )


def _needed_words(pattern: list[dict[str, Any]], name: str) -> list[frozenset[str]]:
    """Sets of words, of each of which a match of the pattern holds one; that whose shortest word is longest first."""
    sets: list[frozenset[str]] = []
    for token in pattern:
        value = token.get("LOWER", token.get("TEXT"))
        listed = value.get("IN", []) if isinstance(value, dict) else [value]
        words = frozenset(word.lower() for word in listed if isinstance(word, str))
        if words and token.get("OP", "1") in ("1", "+"):
            sets.append(words)
    if not sets:
        raise PatternError(f"{name}: a token pattern needs a token with its words: LOWER or TEXT, one or IN a list")
    return sorted(sets, key=_shortest, reverse=True)


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
