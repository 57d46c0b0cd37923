"""What is put aside from Python's collector, and when all of it is looked at."""

from __future__ import annotations

import gc
import weakref

import pytest

from scribe.web import garbage
from scribe.web.garbage import Garbage


class Ring:
    """A thing that only the collector can free."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()


@pytest.fixture
def settling(monkeypatch) -> Garbage:
    monkeypatch.setattr(garbage, "_FEWEST", 2)
    monkeypatch.setattr(garbage, "_MOST", 4)
    return Garbage()


def settled(settling: Garbage, *quiet: bool) -> bool:
    """Whether a ring that died after it was put aside is gone after these calls."""
    ring = Ring()
    settling.settle(quiet=False)
    seen = weakref.ref(ring)
    del ring
    for each in quiet:
        settling.settle(quiet=each)
    return seen() is None


def test_what_lives_is_put_aside(settling):
    ring = Ring()
    assert any(each is ring for each in gc.get_objects())
    settling.settle(quiet=False)
    assert not any(each is ring for each in gc.get_objects()), "the collector still looks at it"


@pytest.mark.parametrize(
    ("quiet", "gone"), [((False, False), False), ((True,), False), ((False, True), True), ((False,) * 4, True)]
)
def test_all_of_it_is_looked_at_when_nobody_dictates_or_after_many_calls(settling, quiet, gone):
    assert settled(settling, *quiet) is gone
