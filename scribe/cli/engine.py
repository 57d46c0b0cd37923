"""Making the engine for a command, quickly."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scribe.engine import Scribe


def load_engine() -> Scribe:
    """The engine, made anew; a module's function, so that worker processes can call it.

    All that is loaded and made here stays for the life of the process, so the garbage collector rests meanwhile and
    never looks at it again. That saves about a fifth of the start.
    """
    gc.disable()
    try:
        from scribe.engine import Scribe

        return Scribe()
    finally:
        gc.freeze()
        gc.enable()
