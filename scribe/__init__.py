"""Scribe reads clinical dictation and says, per claim line, whether HCPCS modifier KX is supported and what is missing.

Owns the public names and nothing else. They are loaded when first asked for, so that `import scribe` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scribe.engine import Scribe
    from scribe.types import Encounter, Review

__version__ = "0.1.0"
__all__ = ["Encounter", "Review", "Scribe", "__version__"]

_HOMES = {"Scribe": "scribe.engine", "Encounter": "scribe.types", "Review": "scribe.types"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'scribe' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
