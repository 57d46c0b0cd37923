"""Sets of procedure and diagnosis codes, written singly or as ranges ("A5500-A5507").

Owns membership only. Knows nothing of what a code stands for: codes are opaque text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator

_CODE = re.compile(r"[A-Z0-9]{5}(-[A-Z0-9]{5})?")
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?(-[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?)?")


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError('expected a code of five capitals or digits, or a range "A5500-A5507"')
    first, _, last = text.partition("-")
    if last and last < first:
        raise ValueError("the range ends before it begins")
    return text


def _diagnosis(text: str) -> str:
    if not _DIAGNOSIS.fullmatch(text):
        raise ValueError('expected an ICD-10-CM code "N40.1", a heading "N40" or a range "N40-N42"')
    return text


CodeText = Annotated[str, AfterValidator(_code)]
DiagnosisText = Annotated[str, AfterValidator(_diagnosis)]


class CodeSet:
    """Codes and ranges of codes; membership costs a look-up and a few comparisons."""

    __slots__ = ("_ranges", "_single")

    def __init__(self, codes: Iterable[str]) -> None:
        single, ranges = set(), []
        for code in codes:
            first, _, last = code.partition("-")
            if last:
                ranges.append((first, last))
            else:
                single.add(first)
        self._single = frozenset(single)
        self._ranges = tuple(ranges)

    def __contains__(self, code: str) -> bool:
        return code in self._single or any(first <= code <= last for first, last in self._ranges)

    def __bool__(self) -> bool:
        return bool(self._single or self._ranges)


class DiagnosisSet:
    """ICD-10-CM headings and ranges; a heading holds every code below it, with or without its dot."""

    __slots__ = ("_spans",)

    def __init__(self, codes: Iterable[str]) -> None:
        spans = []
        for code in codes:
            first, _, last = code.replace(".", "").partition("-")
            spans.append((first, last or first))
        self._spans = tuple(spans)

    def __contains__(self, code: str) -> bool:
        bare = code.replace(".", "").upper()
        return any(first <= bare and bare[: len(last)] <= last for first, last in self._spans)
