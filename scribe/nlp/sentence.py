"""One sentence with what rules found in it: mentions of targets, and the ConText modifiers that act on them.

Owns medspaCy's rules of overlap and scope on plain integers (ConTextModifier.limit_scope, prune_overlapping_matches);
does not know how matches are found (scribe.nlp.matching).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from medspacy.common.util import prune_overlapping_matches
from medspacy.context import ConTextRule

from scribe.nlp.tokens import Tokens

_FORWARD, _BACKWARD, _BIDIRECTIONAL, _TERMINATE, _PSEUDO = range(5)
_DIRECTION = {name: i for i, name in enumerate(("FORWARD", "BACKWARD", "BIDIRECTIONAL", "TERMINATE", "PSEUDO"))}


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
    spec: Spec

    @property
    def terminates(self) -> bool:
        """Whether it ends a clause."""
        return self.spec.direction == _TERMINATE

    @property
    def passes(self) -> bool:
        """Whether it only looks like a modifier ("not only")."""
        return self.spec.direction == _PSEUDO

    @property
    def opens(self) -> bool:
        """Whether it acts on what follows it."""
        return self.spec.direction == _FORWARD

    def modifies(self, label: str, start: int, end: int) -> bool:
        """Whether ConText lets this modifier act on a target of `label` at tokens [start, end)."""
        if self.spec.direction >= _TERMINATE or _overlaps(self.start, self.end, start, end):
            return False
        return self.may_act_on(label) and _overlaps(self.scope_start, self.scope_end, start, end)

    def may_act_on(self, label: str) -> bool:
        """Whether its rule acts on targets of `label` at all."""
        spec = self.spec
        if spec.allowed is not None:
            return label in spec.allowed
        return spec.excluded is None or label not in spec.excluded


@dataclass(frozen=True, slots=True)
class Spec:
    """A ConText rule as plain values; `order` is the order in which medspaCy would find it."""

    category: str
    direction: int
    allowed: frozenset[str] | None
    excluded: frozenset[str] | None
    max_scope: int | None
    terminated_by: frozenset[str]
    rule: str
    order: tuple[int, int]

    @classmethod
    def of(cls, rule: ConTextRule, index: int) -> Spec:
        """What the rule number `index` says."""
        return cls(
            rule.category.upper(),
            _DIRECTION[rule.direction.upper()],
            None if rule.allowed_types is None else frozenset(rule.allowed_types),
            None if rule.excluded_types is None else frozenset(rule.excluded_types),
            rule.max_scope,
            frozenset(item.upper() for item in rule.terminated_by or ()),
            rule.metadata["id"],
            (0 if rule.pattern is not None else 1, index),
        )


class Target(NamedTuple):
    """What a target rule finds: its label, its id, and the layer it competes in."""

    label: str
    rule: str
    layer: str


Key = Target | Spec


def _overlaps(a: int, b: int, c: int, d: int) -> bool:
    """Whether [a, b) and [c, d) share a token.

    medspaCy's own test (`tuple_overlaps`) misses the case that the second holds the first on both sides, so that no
    clause end cuts a modifier of limited scope in a long sentence; Scribe repairs it.
    """
    return a < d and c < b


class Sentence:
    """One tokenized sentence and what matched in it; mentions and modifiers are worked out when first asked for."""

    def __init__(
        self,
        tokens: Tokens,
        matches: Iterable[tuple[Key, int, int]],
        further: Callable[[Tokens], Iterable[tuple[Spec, int, int]]] = lambda _: (),
    ) -> None:
        """`further` gives the matches of modifiers that cost so much that they wait until modifiers are asked for."""
        self._tokens, self._further = tokens, further
        self._targets: list[tuple[Target, int, int]] = []
        self._context: list[tuple[Spec, int, int]] = []
        for key, start, end in matches:
            if isinstance(key, Target):
                self._targets.append((key, start, end))
            else:
                self._context.append((key, start, end))

    @property
    def text(self) -> str:
        """The sentence as it was read."""
        return self._tokens.text

    @property
    def words(self) -> list[str]:
        """Its tokens in small letters."""
        return self._tokens.words

    @property
    def tokens(self) -> list[str]:
        """Its tokens as they are written."""
        return self._tokens.tokens

    def around(self, first: int, last: int) -> tuple[int, int]:
        """The tokens that hold characters [first, last)."""
        return self._tokens.around(first, last)

    def may_hold(self, labels: frozenset[str]) -> bool:
        """Whether a mention can have one of these labels."""
        return any(target.label in labels for target, _, _ in self._targets)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Mentions in the order of the text: within a layer the longest wins, as in a medspaCy TargetMatcher."""
        layers: dict[str, list[tuple[Target, int, int]]] = {}
        for match in self._targets:
            layers.setdefault(match[0].layer, []).append(match)
        mentions = [
            Mention(target.label, start, end, *self._tokens.characters(start, end), target.rule)
            for found in layers.values()
            for target, start, end in (prune_overlapping_matches(found) if len(found) > 1 else found)
        ]
        mentions.sort(key=by_start)
        return mentions

    @cached_property
    def modifiers(self) -> list[Modifier]:
        """ConText modifiers, scopes settled, in the order of the text."""
        return _modifiers(self._tokens, [*self._context, *self._further(self._tokens)])

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


def _modifiers(tokens: Tokens, matches: list[tuple[Spec, int, int]]) -> list[Modifier]:
    """ConText modifiers of the matches with medspaCy's scope rules (ConTextModifier.limit_scope)."""
    matches = sorted(matches, key=_found_order)
    if len(matches) > 1:
        matches = prune_overlapping_matches(matches)
    length = len(tokens.words)
    scopes: list[list[Any]] = [[*_scope(spec, start, end, length), start, end, spec] for spec, start, end in matches]
    for i, one in enumerate(scopes):
        for two in scopes[i + 1 :]:
            _limit(one, two)
            _limit(two, one)
    out = []
    for scope_start, scope_end, start, end, spec in scopes:
        first, last = tokens.characters(start, end)
        out.append(Modifier(spec.category, start, end, first, last, scope_start, scope_end, spec.rule, spec))
    out.sort(key=by_start)
    return out


def _found_order(match: tuple[Spec, int, int]) -> tuple[int, int]:
    return match[0].order


def by_start(item: Mention | Modifier) -> int:
    """Where it stands: the key by which mentions and modifiers are put in the order of the text."""
    return item.start


def _scope(spec: Spec, start: int, end: int, length: int) -> tuple[int, int]:
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
