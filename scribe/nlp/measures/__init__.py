"""Functional measures: which there are, and the values a sentence gives them.

Owns patterns/measures and its reading. Knows nothing of policies, of the note as a whole, or of assertion beyond "not
performed".
"""

from scribe.nlp.measures.catalogue import Measure
from scribe.nlp.measures.progress import Norms, Progress, Threshold
from scribe.nlp.measures.reader import Measures
from scribe.nlp.measures.values import Examined, MeasureCarry, Measurement, Name, Refusal

__all__ = [
    "Examined",
    "Measure",
    "MeasureCarry",
    "Measurement",
    "Measures",
    "Name",
    "Norms",
    "Progress",
    "Refusal",
    "Threshold",
]
