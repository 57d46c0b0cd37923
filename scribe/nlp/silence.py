"""Keeps loguru quiet and Python's warnings as they were, whatever medspaCy and PyRuSH do on import.

PyRuSH logs every token of a note through loguru; Scribe never calls it, and nothing of it may reach stderr.
"""

from __future__ import annotations

import warnings

from loguru import logger

with warnings.catch_warnings():
    import medspacy.context
    import medspacy.target_matcher  # noqa: F401

logger.disable("PyRuSH")
logger.disable("medspacy")
