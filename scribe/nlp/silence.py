"""Loads medspaCy, quietly and without what Scribe never calls.

PyRuSH logs every token of a note through loguru: nothing of it may reach stderr. Python's warnings stay as they were.
nltk, which quickumls imports for a function of its own, is loaded when that is first called: a tenth of a start.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

from loguru import logger


class _Later(MetaPathFinder):
    """Lets nltk be loaded when it is first used."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == "nltk" else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


_later = _Later()
sys.meta_path.insert(0, _later)
try:
    with warnings.catch_warnings():
        import medspacy.context
        import medspacy.target_matcher  # noqa: F401
finally:
    sys.meta_path.remove(_later)

logger.disable("PyRuSH")
logger.disable("medspacy")
