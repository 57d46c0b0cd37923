"""`scribe explain`: why words counted, or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scribe.cli.engine import Clinic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scribe.engine import Explanation
    from scribe.nlp.found import Found

HELP = """\b
Examples:
  scribe explain "The plan of care is awaiting signature."
  scribe explain "berg forty two out of fifty six today" --encounter visit.json

Tell what is made of a sentence: how it is read, which rules matched, which words around changed what it means, and what
counted in the end.
"""


def explain(
    sentence: Annotated[
        str, typer.Argument(metavar="SENTENCE", help="One sentence or more, typed or as dictated; - for stdin.")
    ],
    encounter: Annotated[
        str | None, typer.Option("--encounter", "-e", help="What is known besides: a JSON file.")
    ] = None,
    clinic: Clinic = None,
) -> None:
    """Tells what is made of a sentence."""
    from scribe.cli.files import read_encounter_file, read_note
    from scribe.note import check_note
    from scribe.settings import load_settings

    limit = load_settings().max_note_bytes
    text = read_note("-", limit=limit) if sentence == "-" else check_note(sentence, limit=limit)
    known = read_encounter_file(encounter)

    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from scribe.cli.engine import load_engine
    from scribe.render.terminal import write

    told = [line for explanation in load_engine(clinic).explain(text, known) for line in _told(explanation, text)]
    write((Padding(Text(words), (0, 0, 0, indent)) for indent, words in told), Console())


def _told(explanation: Explanation, text: str) -> Iterator[tuple[int, str]]:
    section = f"  (section {explanation.section})" if explanation.section else ""
    yield 0, f"Read as: {explanation.reading}{section}"
    trace = explanation.trace
    if trace.mentions:
        yield 2, "Words that matched a rule"
        for mention in trace.mentions:
            yield 4, f"“{trace.text[mention.first : mention.last]}”  {mention.label}  {mention.rule}"
    if trace.modifiers:
        yield 2, "Words that change a meaning"
        for words, category, rule, acts_on in trace.modifiers:
            reach = ", ".join(f"“{each}”" for each in acts_on) or "nothing here"
            yield 4, f"“{words}”  {category}  {rule}  acts on {reach}"
    if trace.frames:
        yield 2, "Statements tried"
        for rule, kind, head, fits in trace.frames:
            yield 4, f"{'fits' if fits else 'does not fit'}  {kind}  {rule}  on “{head}”"
    yield 2, "Counts as" if explanation.found else "Counts as nothing"
    for found in explanation.found:
        yield 4, _evidence(found, text)


def _evidence(found: Found, text: str) -> str:
    told = [f"{found.kind}  {found.assertion}  “{' '.join(text[found.start : found.end].split())}”  {found.rule}"]
    told += [f"{name} {value}" for name, value in found.attributes.items()]
    told += [f"{modifier.category.lower()} by “{modifier.text}”" for modifier in found.modifiers]
    return "  ".join(told)
