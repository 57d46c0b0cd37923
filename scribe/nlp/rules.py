"""Reads patterns/evidence and patterns/context into medspaCy rule objects, frames and examples.

Owns the file form and its checks; knows nothing of how rules are matched. A rule is written in medspaCy's own form
(`literal` or `pattern`, `category`, `metadata`), with two comforts: `literal` may be a list, and "{signed|e-signed} by"
stands for each of its readings. Every rule has an `id` that is never reused (kept as `metadata.id`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from medspacy.context import ConTextRule
from medspacy.target_matcher import TargetRule

from scribe.errors import PatternError
from scribe.nlp.frames import Frame
from scribe.patternfile import line_of, place_of, read_pattern_file

_TARGET_KEYS = {"id", "category", "literal", "pattern", "layer"}
_CONTEXT_KEYS = {"id", "category", "literal", "pattern", "direction", "allowed_types", "excluded_types", "max_scope"}
_FILE_KEYS = {"about", "groups", "targets", "context", "frames", "codes", "elsewhere", "examples"}
_EXAMPLE_KEYS = {"text", "date", "sex", "before", "codes", "elsewhere", "find", "absent"}
# Labels of mentions that are found by their form, not by a rule.
_BUILT_IN = {"MONEY"}
_DIRECTIONS = {"FORWARD", "BACKWARD", "BIDIRECTIONAL", "TERMINATE", "PSEUDO"}
_BRACES = re.compile(r"\{([^{}]*)\}")
# Words that spaCy tokenizes otherwise in lower case ("dr.", "t2dm") than as they are written ("Dr.", "T2DM").
_ODD_WORD = re.compile(r"(?:^|\s)(?:[a-z]+\.|[a-z]\d[a-z]+)(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what must (`find`) or must not (`absent`: kinds, or items) be heard in it.

    `codes` are those of the claim, which tell what the note is about.
    """

    place: str
    text: str
    on: str | None = None
    sex: str | None = None
    before: str | None = None
    codes: tuple[str, ...] = ()
    find: tuple[Mapping[str, Any], ...] = ()
    absent: tuple[str | Mapping[str, Any], ...] = ()


@dataclass(slots=True)
class RuleBook:
    """All rules, frames and examples of a patterns folder; `places` is where each id stands."""

    targets: list[TargetRule] = field(default_factory=list)
    context: list[ConTextRule] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def expand(literal: str) -> Iterator[str]:
    """Every reading of a literal with "{a|b|}" alternatives, single-spaced."""
    parts = _BRACES.split(literal)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    for words in itertools.product(*choices):
        yield " ".join("".join(words).split())


def load_rules(folder: Path, clinic: Sequence[Path] = ()) -> RuleBook:
    """All of context and evidence in `folder`, and in a clinic's own folders.

    Raises:
        PatternError: a file has a mistake; the message names file, line, rule and what is wrong.
    """
    book = RuleBook()
    files = rule_files(folder, clinic)
    for place, data in files:
        _refuse_unknown(data, _FILE_KEYS, place)
    groups = book.groups = _read_groups(files)
    seen = book.places
    for place, data in files:
        for row in data.get("targets") or ():
            book.targets += target_rules(row, place, seen)
        for row in data.get("context") or ():
            book.context += context_rules(row, place, groups, seen)
        for row in data.get("frames") or ():
            book.frames.append(frame(row, place, groups, seen))
        for number, row in enumerate(data.get("examples") or (), 1):
            where = f"{place}{line_of(row)}: example {number}"
            book.examples += _examples(row, where, data)
    _check_labels(book)
    return book


def _read_groups(files: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, list[str]]:
    """The groups of all files; a clinic's file may add labels that we do not have to a group of ours."""
    groups: dict[str, list[str]] = {}
    ours: set[str] = set()
    for place, data in files:
        of_clinic = place.count("/") > 1
        if not of_clinic:
            ours |= {str(row.get("category")) for row in data.get("targets") or () if isinstance(row, dict)}
        for name, labels in (data.get("groups") or {}).items():
            if name in groups and not (of_clinic and ours.isdisjoint(labels)):
                raise PatternError(f"{place}: the group {name} is in another file; only a clinic's labels may join it")
            groups[name] = [*groups.get(name, ()), *labels]
    return groups


def rule_files(folder: Path, clinic: Sequence[Path] = ()) -> list[tuple[str, dict[str, Any]]]:
    """Each file of rules: its place ("evidence/orders.yaml"; a clinic's begins with its folder's name), its mapping."""
    homes = [(folder, ""), *((home, f"{home.name}/") for home in clinic)]
    return [
        read_yaml(path, under=under)
        for home, under in homes
        for name in ("context", "evidence")
        for path in sorted((home / name).glob("*.yaml"))
    ]


def read_yaml(path: Path, *, under: str = "") -> tuple[str, dict[str, Any]]:
    """The place name ("evidence/delivery.yaml", with `under` before it) and mapping of one pattern file."""
    place = under + place_of(path)
    data = read_pattern_file(path, place=place)
    if not isinstance(data, dict):
        raise PatternError(f"{place}: expected a mapping at the top")
    return place, data


@contextmanager
def assertion_data(patterns: Path, name: str, expected: str = "") -> Iterator[dict[str, Any]]:
    """The mapping of context/assertions/`name`.yaml, for a block that takes from it what it needs.

    Raises:
        PatternError: the file is no mapping, or the block does not find in it what is `expected`.
    """
    place, data = read_yaml(patterns / "context" / "assertions" / f"{name}.yaml")
    try:
        yield data
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise PatternError(f"{place}: {expected} ({error})" if expected else f"{place}: {error}") from error


def _refuse_unknown(row: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    if unknown := sorted(set(row) - set(known)):
        raise PatternError(f"{place}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")


def _identity(row: Any, keys: set[str], place: str, seen: dict[str, str]) -> tuple[str, str]:
    """The entry's id, and how messages name its place; `seen` keeps the place of every id."""
    if not isinstance(row, dict):
        raise PatternError(f"{place}: every entry is a mapping")
    name, here = row.get("id"), f"{place}{line_of(row)}"
    if not isinstance(name, str):
        raise PatternError(f"{here}: an entry has no id")
    where = f"{here}: {name}"
    _refuse_unknown(row, keys, where)
    if name in seen:
        raise PatternError(f"{here}: id {name!r} is used before, in {seen[name]}")
    seen[name] = where
    return name, where


def _literals(row: Mapping[str, Any], where: str) -> list[str]:
    literal = row.get("literal")
    listed = [literal] if isinstance(literal, str) else literal
    if not listed or not all(isinstance(item, str) and item.strip() for item in listed):
        raise PatternError(f"{where}: literal must be a phrase or a list of phrases (quote yes, no and numbers)")
    for item in listed:
        if item.count("{") != item.count("}"):
            raise PatternError(f"{where}: unclosed brace in {item!r}")
    return [reading for item in listed for reading in expand(item) if reading]


def _category(row: Mapping[str, Any], where: str) -> str:
    category = row.get("category")
    if not isinstance(category, str) or category != category.upper():
        raise PatternError(f"{where}: category must be a name in capitals")
    return category


def target_rules(row: Any, place: str, seen: dict[str, str]) -> list[TargetRule]:
    """The rules of one entry of `targets`; `seen` keeps the place of every id."""
    name, where = _identity(row, _TARGET_KEYS, place, seen)
    # Rules of one layer compete for the same words (the longest wins); a file is a layer unless a rule names another.
    category, metadata = _category(row, where), {"id": name, "place": where, "layer": row.get("layer", place)}
    if row.get("pattern") is not None:
        literal = row.get("literal") or name
        return [TargetRule(literal, category, pattern=row["pattern"], metadata=metadata)]
    texts = _literals(row, where)
    rules = [TargetRule(text, category, metadata=metadata) for text in texts]
    return rules + [
        TargetRule(text, category, pattern=_words(text), metadata=metadata) for text in texts if _ODD_WORD.search(text)
    ]


def context_rules(row: Any, place: str, groups: Mapping[str, list[str]], seen: dict[str, str]) -> list[ConTextRule]:
    """The rules of one entry of `context`."""
    name, where = _identity(row, _CONTEXT_KEYS, place, seen)
    if row.get("direction") not in _DIRECTIONS:
        raise PatternError(f"{where}: direction must be one of {', '.join(sorted(_DIRECTIONS))}")
    scope = row.get("max_scope")
    if scope is not None and (not isinstance(scope, int) or scope < 1):
        raise PatternError(f"{where}: max_scope must be a number of words")
    category, metadata = _category(row, where), {"id": name, "place": where}
    types = {
        key: frozenset(_labels(row[key], groups, where))
        for key in ("allowed_types", "excluded_types")
        if row.get(key) is not None
    }
    if len(types) > 1:
        raise PatternError(f"{where}: give allowed_types or excluded_types, not both")

    def made(text: str, pattern: Any = None) -> ConTextRule:
        rule = ConTextRule(
            text, category, pattern=pattern, direction=row["direction"], max_scope=scope, metadata=metadata
        )
        # Given afterwards, or each of thousands of rules would have its own copy of the labels.
        for key, labels in types.items():
            setattr(rule, key, labels)
        return rule

    if row.get("pattern") is not None:
        return [made(row.get("literal") or name, row["pattern"])]
    texts = _literals(row, where)
    return [made(text) for text in texts] + [made(text, _words(text)) for text in texts if _ODD_WORD.search(text)]


def _words(text: str) -> list[dict[str, str]]:
    """A literal as a token pattern, one token a word."""
    return [{"LOWER": word} for word in text.lower().split()]


def _labels(value: Any, groups: Mapping[str, list[str]], where: str) -> tuple[str, ...]:
    """Labels of a list in which "$GROUP" stands for a group's labels."""
    out: list[str] = []
    for item in [value] if isinstance(value, str) else value:
        if item.startswith("$"):
            if item[1:] not in groups:
                raise PatternError(f"{where}: unknown group {item!r}")
            out += groups[item[1:]]
        else:
            out.append(item)
    return tuple(out)


def frame(row: Any, place: str, groups: Mapping[str, list[str]], seen: dict[str, str]) -> Frame:
    """The frame of one entry of `frames`."""
    _, where = _identity(row, Frame.KEYS, place, seen)
    return Frame.read(row, where=where, labels=lambda value: _labels(value, groups, where))


def _examples(row: Any, where: str, file: Mapping[str, Any]) -> Iterator[Example]:
    """One example for each reading of its text, and its twin under another claim, where there is one.

    `codes` and `elsewhere` of the file serve those that have none of their own. Under the codes of `elsewhere` the
    text alone is of something else, and nothing that it finds may be heard.
    """
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise PatternError(f"{where}: an example needs its text")
    _refuse_unknown(row, _EXAMPLE_KEYS, where)
    find, absent = tuple(row.get("find") or ()), tuple(row.get("absent") or ())
    if not find and not absent:
        raise PatternError(f"{where}: the example expects nothing; give find or absent")
    if not all(isinstance(item, dict) and isinstance(item.get("kind"), str) for item in find):
        raise PatternError(f"{where}: each of find must be a mapping with its kind: {{kind: plan_of_care}}")
    if not all(isinstance(item, str | dict) for item in absent):
        raise PatternError(f"{where}: each of absent must be a kind, or a mapping")
    day = str(row["date"]) if row.get("date") else None
    codes, elsewhere = (tuple(map(str, {**file, **row}.get(key) or ())) for key in ("codes", "elsewhere"))
    for text in expand(row["text"]) if "{" in row["text"] else [row["text"]]:
        example = Example(where, text, day, row.get("sex"), row.get("before"), codes, find, absent)
        yield example
        if find and elsewhere:
            kinds = tuple({key: item[key] for key in ("kind", "concept") if key in item} for item in find)
            yield replace(example, before=None, codes=elsewhere, find=(), absent=kinds)


def _check_labels(book: RuleBook) -> None:
    """Refuses a phrase of two meanings in one layer, and a frame that nothing can fill."""
    owners: dict[tuple[str, str], str] = {}
    for rule in book.targets:
        if rule.pattern is None:
            key = (rule.metadata["layer"], rule.literal.lower())
            if owners.setdefault(key, rule.category) != rule.category:
                where = book.places[rule.metadata["id"]]
                raise PatternError(f"{where}: {rule.literal!r} is {owners[key]} in the same layer")
    for modifier in book.context:
        key = ("context", modifier.literal.lower() if modifier.pattern is None else str(modifier.pattern))
        name = modifier.metadata["id"]
        if owners.setdefault(key, name) != name:
            raise PatternError(
                f"{book.places[name]}: {modifier.literal!r} is in {owners[key]} too; of two only one would be heard"
            )
    known = {rule.category for rule in book.targets} | _BUILT_IN
    for frame in book.frames:
        if unknown := sorted(frame.labels() - known):
            raise PatternError(f"{book.places[frame.id]}: no target has category {unknown[0]!r}")
