"""Sets of procedure and diagnosis codes, written singly or as ranges ("A5500-A5507").

Owns membership only. Knows nothing of what a code stands for: codes are opaque text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
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
    """Codes and ranges of codes, kept as sorted spans that do not overlap; membership is one binary search."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self, codes: Iterable[str]) -> None:
        self._firsts: list[str] = []
        self._lasts: list[str] = []
        for first, last in sorted(_span(code) for code in codes):
            if self._lasts and first <= self._lasts[-1]:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, code: str) -> bool:
        place = bisect_right(self._firsts, code) - 1
        return place >= 0 and code <= self._lasts[place]


def _span(code: str) -> tuple[str, str]:
    first, _, last = code.partition("-")
    return first, last or first


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
