"""Policies as data, and what they conclude about KX from an encounter and its evidence.

Owns requirements, line verdicts and flags. Knows nothing of text, sentences or spaCy: it meets them only as Evidence.
"""

from __future__ import annotations

from scribe.policy.policies import Outcome, Policies

__all__ = ["Outcome", "Policies"]
