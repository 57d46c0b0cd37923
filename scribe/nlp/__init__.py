"""From statements to evidence: target rules, ConText, attributes, measures. spaCy and medspaCy are known here alone."""
