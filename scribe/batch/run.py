"""A batch in order, on one process or several.

Owns the order of answers and how many cases are under way at once. Every line that came in has its answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import BinaryIO

from scribe.batch.cases import Answer, Reviewer, answer, failure

_AHEAD = 4  # cases under way per worker
_ESCAPED = 6  # bytes that JSON may need for one byte of text

_reviewer: Reviewer | None = None


def read_lines(source: BinaryIO, *, limit: int) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, each with its number from 1; of a line far over the limit only its beginning.

    Args:
        source: a JSONL file.
        limit: the most bytes a note may have.
    """
    longest = limit * _ESCAPED + 1_000_000
    number = 0
    while raw := source.readline(longest):
        number += 1
        whole = raw.endswith(b"\n") or len(raw) < longest
        while not whole:
            rest = source.readline(longest)
            whole = rest.endswith(b"\n") or len(rest) < longest
        if raw.strip():
            yield number, raw


def answers(
    lines: Iterable[tuple[int, bytes]], *, load: Callable[[], Reviewer], limit: int, workers: int = 1
) -> Iterator[Answer]:
    """The answer to each line, in order.

    Args:
        lines: numbers and bytes, as `read_lines` gives them.
        load: makes the engine, once in this process and once more per further process; so it must be a module's
            function when there are several.
        limit: the most bytes a note may have.
        workers: how many processes; 1 stays in this one.

    Raises:
        PatternError: the engine cannot be made.
    """
    reviewer = load()
    with _executor(load, workers=workers) as executor:
        work = partial(answer, reviewer=reviewer, limit=limit) if workers == 1 else partial(_answer, limit=limit)
        waiting: deque[tuple[int, bytes, Future[Answer]]] = deque()
        for number, raw in lines:
            waiting.append((number, raw, _submit(executor, work, raw, number)))
            if len(waiting) >= workers * _AHEAD:
                yield _settled(*waiting.popleft())
        while waiting:
            yield _settled(*waiting.popleft())


def _executor(load: Callable[[], Reviewer], *, workers: int) -> Executor:
    if workers == 1:
        return ThreadPoolExecutor(1)
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(load,))


def _begin(load: Callable[[], Reviewer]) -> None:
    global _reviewer  # noqa: PLW0603 - one engine per worker process
    _reviewer = load()


def _answer(raw: bytes, number: int, *, limit: int) -> Answer:
    if _reviewer is None:
        raise RuntimeError("the worker has no engine")
    return answer(raw, number, reviewer=_reviewer, limit=limit)


def _submit(executor: Executor, work: Callable[[bytes, int], Answer], raw: bytes, number: int) -> Future[Answer]:
    """The case under way; where the workers have died, a case that has failed already."""
    try:
        return executor.submit(work, raw, number)
    except BrokenExecutor as error:
        failed: Future[Answer] = Future()
        failed.set_exception(error)
        return failed


def _settled(number: int, raw: bytes, future: Future[Answer]) -> Answer:
    error = future.exception()
    return future.result() if error is None else failure(raw, number, error)
