"""From statements to evidence: target rules, ConText, attributes, measures. The one room that knows spaCy."""

from scribe.nlp import silence  # noqa: F401 - before anything else here loads medspaCy
