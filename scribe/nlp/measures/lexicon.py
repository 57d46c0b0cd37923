"""The words the measure reader knows, compiled into one tree of phrases.

Owns the file form of patterns/measures/grammar.yaml and body.yaml. Knows nothing of sentences; it answers only "which
known phrase begins here".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scribe.errors import PatternError
from scribe.nlp.measures.catalogue import FORM_KEYS, Form, Measure, load_catalogue
from scribe.nlp.measures.values import Role
from scribe.patternfile import line_of, read_pattern_file

WORD = re.compile(r"[a-z]+")
PIECE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:'[A-Za-z]+)?|\d+(?:\.\d+)?|[^\w\s]|_")
_BRACES = re.compile(r"\{([^{}]*)\}")
_INFIX = re.compile(r"(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])")
# Grammar lists whose words become items of their own name, in the order in which they are entered.
_PLAIN = (
    "present",
    "past",
    "devices",
    "short_of",
    "changed",
    "compare",
    "dose",
    "not_done",
    "no_result",
    "idle",
    "break",
    "stop",
    "open",
    "close",
    "months",
    "ordinal_before",
    "link",
)
_KEYED = ("sides", "assist", "assist_from", "balance_grades")
_SETS = (
    "joins",
    "toward",
    "apart",
    "put",
    "plain_assist",
    "joining",
    "leaving",
    "hints",
    "repeats",
    "nearly",
    "hyphened",
    "silent_sections",
    "date_before",
    "month_before",
    "year_before",
    "demands",
    "demanded",
)
_KEYS = {
    *_PLAIN,
    *_KEYED,
    *_SETS,
    "units",
    "counted",
    "capital_sides",
    "capital_assist",
    "cues",
    "forms",
    "section_roles",
}

type Entry = tuple[str, Any]
type Node = dict[str, Any]
_END = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that gives a value its role; see `cues` in grammar.yaml."""

    role: str
    near: bool = False
    turn: bool = False
    heading: bool = False
    close: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A word that names a measure, or a part of one (joint, limb, motion, muscle, motion_word, strength_word)."""

    kind: str
    ids: tuple[str, ...] = ()
    side: str | None = None
    short: bool = False


@dataclass(slots=True)
class Lexicon:
    """All phrases: `words` anywhere, `after_number` only behind a number, `capital_sides` only in capitals.

    The sets hold single words by which the grammar tells neighbors apart; each is a list of grammar.yaml.
    """

    words: Node = field(default_factory=dict)
    after_number: Node = field(default_factory=dict)
    capital_sides: dict[str, str] = field(default_factory=dict)
    capital_assist: dict[str, str] = field(default_factory=dict)
    degree_words: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    section_roles: dict[str, Role] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    silent_sections: frozenset[str] = frozenset()
    hyphened: frozenset[str] = frozenset()
    nearly: frozenset[str] = frozenset()
    repeats: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    toward: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    put: frozenset[str] = frozenset()
    plain_assist: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    leaving: frozenset[str] = frozenset()
    date_before: frozenset[str] = frozenset()
    month_before: frozenset[str] = frozenset()
    year_before: frozenset[str] = frozenset()
    demands: frozenset[str] = frozenset()
    demanded: frozenset[str] = frozenset()


def expand(phrase: str) -> Iterator[str]:
    """Every reading of a phrase with "{a|b|}" alternatives, single-spaced."""
    pieces = _BRACES.split(phrase)
    for words in itertools.product(*(piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces))):
        yield " ".join("".join(words).split())


def pieces(text: str) -> list[str]:
    """The lower-case words and marks of a phrase; a hyphen between letters or digits counts as a space."""
    return PIECE.findall(_INFIX.sub(" ", text.lower()))


def longest(tree: Node, words: list[str], at: int) -> tuple[int, Entry] | None:
    """The longest phrase of `tree` that begins at word `at`: the index behind it, and its entry."""
    found = None
    node: Node | None = tree
    for index in range(at, len(words)):
        node = node.get(words[index]) if node else None
        if node is None:
            break
        if _END in node:
            found = index + 1, node[_END]
    return found


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon of patterns/measures.

    Raises:
        PatternError: a file has a mistake; names file, place and what is wrong.
    """
    grammar = _mapping(read_pattern_file(folder / "grammar.yaml"), "measures/grammar.yaml", _KEYS)
    lexicon = Lexicon()
    _enter_grammar(lexicon, grammar)
    lexicon.measures = load_catalogue(folder, _forms(grammar.get("forms") or {}))
    _enter_body(lexicon, _mapping(read_pattern_file(folder / "body.yaml"), "measures/body.yaml", None))
    for measure in lexicon.measures.values():
        _enter_measure(lexicon, measure)
    return lexicon


def _mapping(data: Any, place: str, known: set[str] | None) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise PatternError(f"{place}: expected lists of words by name")
    if known is not None and (unknown := set(data) - known):
        raise PatternError(f"{place}: unknown key {min(unknown)!r}")
    return data


def _forms(rows: Mapping[str, Any]) -> dict[str, Form]:
    forms = {}
    for name, row in rows.items():
        if set(row) != FORM_KEYS:
            raise PatternError(f"measures/grammar.yaml: forms: {name}: expected {', '.join(sorted(FORM_KEYS))}")
        forms[name] = Form(frozenset(row["shapes"]), frozenset(row["units"]), row["bare"])
    return forms


def _enter(tree: Node, phrases: Iterable[str], entry: Entry, place: str) -> None:
    for phrase in phrases:
        if not isinstance(phrase, str):
            raise PatternError(f"{place}: {phrase!r} must be text (put it in quotes)")
        for reading in expand(phrase):
            node = tree
            for piece in pieces(reading):
                node = node.setdefault(piece, {})
            if node.setdefault(_END, entry) != entry:
                raise PatternError(f"{place}: {reading!r} stands twice with different meanings")


def _enter_grammar(lexicon: Lexicon, grammar: Mapping[str, Any]) -> None:
    place = "measures/grammar.yaml"
    for row in grammar.get("cues") or ():
        flags = {name: bool(row.get(name)) for name in ("turn", "heading", "close")}
        cue = Cue(row["role"], near=row["binds"] == "near", **flags)
        _enter(lexicon.words, row["words"], ("cue", cue), f"{place}{line_of(row)}: cues")
    for key in _KEYED:
        for name, words in (grammar.get(key) or {}).items():
            _enter(lexicon.words, words, (key, name), f"{place}: {key}")
    for key in _PLAIN:
        _enter(lexicon.words, grammar.get(key) or (), (key, None), f"{place}: {key}")
    for unit, words in (grammar.get("units") or {}).items():
        _enter(lexicon.after_number, words, ("unit", unit), f"{place}: units")
    _enter(lexicon.after_number, grammar.get("counted") or (), ("counted", None), f"{place}: counted")
    for key in _SETS:
        setattr(lexicon, key, frozenset(grammar.get(key) or ()))
    grades = reversed(grammar.get("balance_grades") or {})
    signed = [grade + sign for grade in grades for sign in ("+", "", "-")]
    lexicon.levels = (*(grammar.get("assist") or {}), *signed)
    lexicon.section_roles = dict(grammar.get("section_roles") or {})
    lexicon.capital_sides = _by_word(grammar.get("capital_sides"))
    lexicon.capital_assist = _by_word(grammar.get("capital_assist"))
    lexicon.degree_words = tuple((grammar.get("units") or {}).get("degree") or ())
    _check_hints(grammar, lexicon.hints, place)


def _by_word(rows: Mapping[str, list[str]] | None) -> dict[str, str]:
    return {word: name for name, words in (rows or {}).items() for word in words}


def _check_hints(grammar: Mapping[str, Any], hints: frozenset[str], place: str) -> None:
    """Every phrase that is a value without a number must hold a word of `hints`."""
    keyed = [words for key in ("assist", "balance_grades") for words in (grammar.get(key) or {}).values()]
    for words in (*keyed, grammar.get("not_done") or (), grammar.get("no_result") or ()):
        for phrase in words:
            for reading in expand(phrase):
                if hints.isdisjoint(WORD.findall(reading)):
                    raise PatternError(f"{place}: hints: no word of {reading!r} is among them")


def _enter_body(lexicon: Lexicon, body: Mapping[str, Any]) -> None:
    for kind, key in (("joint", "joints"), ("motion", "motions"), ("motion", "short_motions")):
        for home, words in (body.get(key) or {}).items():
            ids = () if home == "any" else (home,)
            _enter_part(lexicon, words, Part(kind, ids, short=key == "short_motions"))
    for side, words in (body.get("limbs") or {}).items():
        _enter_part(lexicon, words, Part("limb", side=None if side == "none" else side))
    for kind, key in (("muscle", "muscles"), ("motion_word", "motion_words"), ("strength_word", "strength_words")):
        _enter_part(lexicon, body.get(key) or (), Part(kind))
    _enter_part(lexicon, body.get("short_motion_words") or (), Part("motion_word", short=True))


def _enter_part(lexicon: Lexicon, phrases: Iterable[str], part: Part) -> None:
    phrases = [reading for phrase in phrases for reading in expand(phrase)]
    _enter(lexicon.words, phrases, ("name", part), "measures/body.yaml")
    for phrase in phrases:
        lexicon.parts.setdefault(phrase, part)


def _enter_measure(lexicon: Lexicon, measure: Measure) -> None:
    """Enters the names of a measure; a name that several measures share is entered with all of them."""
    place = f"measures/catalogue: {measure.id}"
    for names, short in ((measure.names, False), (measure.only_with_value, True)):
        for name in {reading for phrase in names for reading in expand(phrase)}:
            old = lexicon.parts.get(name)
            shared = old.ids if old and old.kind == "measure" else ()
            part = Part("measure", (*shared, measure.id), short=short or bool(shared and old and old.short))
            node = lexicon.words
            for piece in pieces(name):
                node = node.setdefault(piece, {})
            if node.get(_END, ("name", old))[0] != "name":
                raise PatternError(f"{place}: {name!r} is a word of grammar.yaml")
            lexicon.parts[name] = part
            node[_END] = ("name", part)
