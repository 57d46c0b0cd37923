"""medspaCy's target rules and ConText compiled to one phrase matcher over one closed sentence.

Owns speed and faithfulness: the mentions and modifiers are those that medspaCy's TargetMatcher and ConText give for the
same rules on a Doc of one sentence (tests/nlp/test_matching.py holds the two together). Rules whose token patterns are made
of LOWER words and optional tokens become phrases; others run in a spaCy Matcher, only when one of their words is present.

Performance: one PhraseMatcher pass a sentence, about the cost of tokenizing it, whatever the number of rules; ConText runs
only when asked for.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from medspacy.common.util import prune_overlapping_matches
from medspacy.context import ConTextRule
from medspacy.target_matcher import TargetRule
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.schemas import validate_token_pattern
from spacy.tokens import Doc

from scribe.errors import PatternError

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


def _overlaps(a: int, b: int, c: int, d: int) -> bool:
    return a <= c < b or a < d <= b


class Sentence:
    """One tokenized sentence with its mentions; modifiers are worked out when first asked for."""

    __slots__ = ("_context", "_modifiers", "doc", "matcher", "mentions")

    def __init__(
        self, doc: Doc, mentions: list[Mention], context: list[tuple[int, int, int]], matcher: CompiledMatcher
    ):
        self.doc, self.mentions, self.matcher = doc, mentions, matcher
        self._context = context
        self._modifiers: list[Modifier] | None = None

    @property
    def modifiers(self) -> list[Modifier]:
        """ConText modifiers, scopes settled, in the order of the text."""
        if self._modifiers is None:
            self._modifiers = self.matcher.modifiers(self.doc, self._context)
        return self._modifiers

    def modifiers_of(self, mention: Mention) -> list[Modifier]:
        """The modifiers that act on a mention.

        medspaCy lets a modifier inside its target act on it ("pulses cannot be felt" would deny itself); Scribe does not.
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
        self._nlp = nlp
        self._tokenizer = nlp.tokenizer
        self._phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._patterns = Matcher(nlp.vocab)
        self._targets: dict[int, tuple[str, str, str]] = {}
        self._specs: dict[int, _Spec] = {}
        rules = [
            *targets,
            *(
                TargetRule(text, phrase_label, metadata={"id": name, "layer": phrase_label})
                for name, texts in (phrases or {}).items()
                for text in texts
            ),
        ]
        self._literals: list[tuple[str, str]] = []
        grouped: dict[tuple[str, str, str], list[Doc]] = {}
        for index, rule in enumerate(rules):
            name = rule.metadata["id"]
            target = (rule.category, name, rule.metadata.get("layer", ""))
            docs = self._docs(rule, name)
            if docs is None:
                self._targets[self._add_pattern(f"T|{index}|{name}", rule.pattern)] = target
            else:
                grouped.setdefault(target, []).extend(docs)
                self._literals += [(" ".join(token.lower_ for token in doc), rule.category) for doc in docs]
        for target, docs in grouped.items():
            text = "T|" + "|".join(target)
            self._phrases.add(text, docs)
            self._targets[nlp.vocab.strings.add(text)] = target
        for index, modifier in enumerate(context):
            self._add_context(index, modifier)

    def __call__(self, text: str) -> Sentence:
        """The sentence with its mentions (the longest wins within a layer, as in a medspaCy TargetMatcher of its rules)."""
        doc = self._tokenizer(text)
        matches = self._phrases(doc)
        if self._targets and len(self._patterns):
            matches += self._patterns(doc)
        if not matches:
            return Sentence(doc, [], [], self)
        known = self._targets
        layers: dict[str, list[tuple[int, int, int]]] = {}
        context = []
        for match in matches:
            target = known.get(match[0])
            if target is None:
                context.append(match)
            else:
                layers.setdefault(target[2], []).append(match)
        mentions = []
        for found in layers.values():
            for key, start, end in prune_overlapping_matches(found) if len(found) > 1 else found:
                label, rule, _ = known[key]
                last = doc[end - 1]
                mentions.append(Mention(label, start, end, doc[start].idx, last.idx + len(last), rule))
        mentions.sort(key=_by_start)
        return Sentence(doc, mentions, context, self)

    def anchors(self, labels: frozenset[str]) -> frozenset[str]:
        """Words of which a sentence must hold one to hold a mention of these labels (see `words_of`)."""
        out = set()
        for phrase, label in self._literals:
            if label in labels:
                out.add(max(words_of(phrase) or {phrase}, key=_rarity))
        return frozenset(out)

    def modifiers(self, doc: Doc, matches: list[tuple[int, int, int]]) -> list[Modifier]:
        """ConText modifiers of the matches with medspaCy's scope rules (ConTextModifier.limit_scope)."""
        specs, length = self._specs, len(doc)
        matches = sorted(matches, key=lambda match: specs[match[0]].order)
        if len(matches) > 1:
            matches = prune_overlapping_matches(matches)
        scopes: list[list[Any]] = [
            [*_scope(specs[key], start, end, length), start, end, specs[key]] for key, start, end in matches
        ]
        for i, one in enumerate(scopes):
            for two in scopes[i + 1 :]:
                _limit(one, two)
                _limit(two, one)
        out = []
        for scope_start, scope_end, start, end, spec in scopes:
            first, final = doc[start].idx, doc[end - 1]
            out.append(
                Modifier(
                    spec.category, start, end, first, final.idx + len(final), scope_start, scope_end, spec.rule, spec
                )
            )
        out.sort(key=_by_start)
        return out

    def _docs(self, rule: TargetRule | ConTextRule, name: str) -> list[Doc] | None:
        """The rule as phrases, or None when its pattern does not expand."""
        if rule.pattern is None:
            return [self._tokenizer(rule.literal.lower())]
        words = _expansions(rule.pattern, name)
        return None if words is None else [Doc(self._nlp.vocab, words=list(phrase)) for phrase in words if phrase]

    def _add_pattern(self, text: str, pattern: list[dict[str, Any]]) -> int:
        self._patterns.add(text, [pattern])
        return int(self._nlp.vocab.strings.add(text))

    def _add_context(self, index: int, rule: ConTextRule) -> None:
        name = rule.metadata["id"]
        text = f"C|{index}|{name}"
        docs = self._docs(rule, name)
        if docs is None:
            key = self._add_pattern(text, rule.pattern)
        else:
            self._phrases.add(text, docs)
            key = int(self._nlp.vocab.strings.add(text))
        self._specs[key] = _Spec(
            rule.category.upper(),
            _DIRECTION[rule.direction.upper()],
            None if rule.allowed_types is None else frozenset(rule.allowed_types),
            None if rule.excluded_types is None else frozenset(rule.excluded_types),
            rule.max_scope,
            frozenset(item.upper() for item in rule.terminated_by or ()),
            name,
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
