"""From statements to evidence: target rules, ConText, attributes, measures. The one room that knows spaCy."""
