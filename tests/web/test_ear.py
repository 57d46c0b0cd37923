"""Whose step comes first in the ear's thread, and what becomes of errors."""

from __future__ import annotations

import asyncio
import threading

import pytest

from scribe.web.ear import Ear, Turn


@pytest.fixture
def ear(scribe_engine):
    ear = Ear(scribe_engine)
    yield ear
    ear.close()


def order_of(ear: Ear, turns: list[Turn]) -> list[int]:
    """In which order steps are done that all wait when the thread comes to them."""
    done: list[int] = []
    gate = threading.Event()

    async def run() -> None:
        first = ear.run(gate.wait)
        steps = [ear.run_at(turn, done.append, number) for number, turn in enumerate(turns)]
        gate.set()
        await asyncio.gather(first, *steps)

    asyncio.run(run())
    return done


def test_what_was_just_said_comes_before_long_readings_and_previews(ear):
    assert order_of(ear, [Turn.SPARE, Turn.LATER, Turn.NOW, Turn.LATER, Turn.NOW]) == [2, 4, 1, 3, 0]


def test_nobody_waits_for_ever(ear):
    done = order_of(ear, [Turn.SPARE, *[Turn.NOW] * 20])
    assert done.index(0) < 8


def test_what_has_time_is_held_back_while_a_commit_is_made(ear, monkeypatch):
    monkeypatch.setattr("scribe.web.ear.STEP_SECONDS", 60)
    gate = threading.Event()

    async def run() -> None:
        with ear.giving_way():
            ear.run(gate.wait)
            later, now = ear.run_at(Turn.LATER, abs, -1), ear.run(abs, -2)
            gate.set()
            assert await now == 2
            assert not later.done()
        assert await later == 1

    asyncio.run(run())


def test_an_error_is_told_to_who_waits_and_leaves_the_thread_well(ear):
    async def run() -> int:
        with pytest.raises(ZeroDivisionError):
            await ear.run(divmod, 1, 0)
        return await ear.run(abs, -1)

    assert asyncio.run(run()) == 1


def test_what_nobody_waits_for_is_not_done(ear):
    done: list[int] = []
    gate = threading.Event()

    async def run() -> None:
        first = ear.run(gate.wait)
        ear.run(done.append, 1).cancel()
        gate.set()
        await first
        await ear.run(done.append, 2)

    asyncio.run(run())
    assert done == [2]
