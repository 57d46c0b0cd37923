"""Modifiers that cannot stand together, belong together or are taken for one another: patterns/policies/shared.

Owns the look-ups on one line's modifiers. Knows no policy and raises no flags.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from scribe.policy.reading import Source as YamlSource
from scribe.policy.reading import shaped
from scribe.policy.schema import Modifier, Name, Sentence, Shape, Source
from scribe.types import Citation

Cited = Annotated[tuple[Name, ...], Field(min_length=1)]


class Conflict(Shape):
    """A modifier that says the opposite of KX."""

    against: Annotated[Modifier, Field(alias="with")]
    meaning: Sentence
    reason: Sentence
    cite: Cited


class Pair(Shape):
    """A modifier that needs another beside it."""

    modifier: Modifier
    needs: Modifier
    meaning: Sentence
    cite: Cited


class OneOf(Shape):
    """Modifiers of which a line carries one; `{held}` in the reason stands for those it carries."""

    modifiers: Annotated[tuple[Modifier, ...], Field(min_length=2)]
    reason: Annotated[str, Field(pattern=r"\{held\}")]
    cite: Cited


class ModifierFile(Shape):
    """patterns/policies/shared/modifiers.yaml."""

    kx: Modifier
    slots: int
    conflicts: tuple[Conflict, ...]
    pairs: tuple[Pair, ...]
    one_of: tuple[OneOf, ...]
    confused: dict[Modifier, Sentence]
    citations: dict[Name, Source]


class Modifiers:
    """The modifier rules, read once."""

    def __init__(self, path: Path) -> None:
        source = YamlSource(path)
        rules = shaped(source, ModifierFile)
        self.kx = rules.kx
        self.slots = rules.slots
        self.conflicts = rules.conflicts
        self.pairs = rules.pairs
        self.one_of = rules.one_of
        self.confused = rules.confused
        self._citations = {
            name: Citation(title=found.title, section=found.section, url=found.url)
            for name, found in rules.citations.items()
        }
        for place, rule in (
            *((("conflicts", index), rule.cite) for index, rule in enumerate(rules.conflicts)),
            *((("pairs", index), rule.cite) for index, rule in enumerate(rules.pairs)),
            *((("one_of", index), rule.cite) for index, rule in enumerate(rules.one_of)),
        ):
            for name in rule:
                if name not in self._citations:
                    raise source.error(place, f"cites {name}, which is not among the citations")

    def cited(self, rule: Conflict | Pair | OneOf) -> tuple[Citation, ...]:
        """Where a rule comes from."""
        return tuple(self._citations[name] for name in rule.cite)
