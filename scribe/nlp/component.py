"""The spaCy component `kx_evidence`: Scribe's evidence in anyone's pipeline.

`nlp.add_pipe("kx_evidence")` puts the evidence of a Doc into `doc.spans["kx_evidence"]` (span labels are the kinds)
and, with assertions and attributes, into `doc._.kx_evidence`. Sentences are Scribe's own; those of the pipeline stay
as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from scribe.nlp.context import Context
from scribe.nlp.found import Found
from scribe.nlp.listener import Listener
from scribe.nlp.segmenter import load_segmenter
from scribe.paths import resource
from scribe.text.reader import Reader

SPANS = "kx_evidence"


class KxEvidence:
    """The component; holds no state between documents."""

    def __init__(self, patterns: Path, *, clinic: Sequence[Path] = (), date_of_service: str | None = None) -> None:
        """`clinic`: own folders of context and evidence; `date_of_service`: ISO, to which spoken dates are relative."""
        self._reader = Reader(patterns, segmenter=load_segmenter())
        self._listener = Listener(patterns, clinic)
        self._on = dt.date.fromisoformat(date_of_service) if date_of_service else None
        if not Doc.has_extension("kx_evidence"):
            Doc.set_extension("kx_evidence", default=())

    def __call__(self, doc: Doc) -> Doc:
        """The same Doc with its evidence set."""
        found: list[Found] = []
        context = Context()
        with self._listener.zone():
            for statement in self._reader.statements(doc.text):
                heard, context = self._listener.hear(statement, context, on=self._on)
                found += heard
        spans = [doc.char_span(item.start, item.end, label=item.kind, alignment_mode="expand") for item in found]
        doc.spans[SPANS] = [span for span in spans if span is not None]
        doc._.kx_evidence = tuple(found)
        return doc


@Language.factory(
    "kx_evidence",
    assigns=["doc.spans", "doc._.kx_evidence"],
    default_config={"date_of_service": None, "patterns": None, "clinic": []},
)
def make_kx_evidence(
    nlp: Language, name: str, date_of_service: str | None, patterns: str | None, clinic: list[str]
) -> KxEvidence:
    """The factory behind `nlp.add_pipe("kx_evidence")`."""
    folder = Path(patterns) if patterns else resource("patterns")
    return KxEvidence(folder, clinic=[Path(one) for one in clinic], date_of_service=date_of_service)
