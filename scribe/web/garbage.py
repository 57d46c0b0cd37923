"""When the process looks for garbage, so that looking never holds up a thousand dictations.

Owns what Python's collector looks at. A look at all that lives takes a tenth of a second and stops every thread; left
to itself Python looks again and again while sessions grow, and finds nothing: they hold no cycles. So what has lived
for a few seconds is put aside, and looked at when nobody dictates.
"""

from __future__ import annotations

import gc

_FEWEST, _MOST = 30, 1800


class Garbage:
    """Puts aside what lives, at each call of `settle`; looks at all of it when the process is quiet, or after many."""

    def __init__(self) -> None:
        """All that lives so far is put aside; from now on the collector is on."""
        gc.collect()
        gc.freeze()
        gc.enable()
        self._settled = 0

    def settle(self, *, quiet: bool) -> None:
        """Put aside what lives; `quiet` tells whether nobody would notice a longer look."""
        if self._settled >= (_FEWEST if quiet else _MOST):
            gc.unfreeze()
            gc.collect()
            self._settled = 0
        elif quiet:
            return
        else:
            gc.collect(1)
            self._settled += 1
        gc.freeze()
