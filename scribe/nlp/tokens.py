"""spaCy's tokenizer, asked once for every word.

Owns the tokens of one sentence: the same that spaCy's tokenizer gives (tests/nlp/test_tokens.py). It cuts what stands
between white space without regard to the neighbours, so what it made of a word is kept; inside a memory zone spaCy
itself keeps nothing. A spaCy Doc is made only when asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple

from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

# How many pieces are kept, and of what length; when there are more, all are forgotten, so that memory does not grow
# with what is dictated.
_MOST_PIECES, _LONGEST_PIECE = 20_000, 40
# A word with the space after it, or white space that is a token of its own.
_PIECE = re.compile(r"\S+ ?|\s+")


class _Cut(NamedTuple):
    """What the tokenizer made of a piece: tokens, the same in small letters, whether a space follows each."""

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    spaces: tuple[bool, ...]


class Tokens:
    """The tokens of one sentence; `words` are the tokens in small letters."""

    __slots__ = ("_spaces", "_starts", "_tokenizer", "text", "tokens", "words")

    def __init__(
        self, text: str, tokens: list[str], words: list[str], spaces: list[bool], tokenizer: Tokenizer
    ) -> None:
        self.text, self.tokens, self.words = text, tokens, words
        self._spaces, self._tokenizer = spaces, tokenizer
        self._starts: list[int] | None = None

    def doc(self) -> Doc:
        """The sentence as spaCy's tokenizer gives it."""
        return Doc(self._tokenizer.vocab, words=self.tokens, spaces=self._spaces)

    def characters(self, start: int, end: int) -> tuple[int, int]:
        """Where tokens [start, end) begin and end in the text."""
        starts = self._begins()
        return starts[start], starts[end - 1] + len(self.tokens[end - 1])

    def around(self, first: int, last: int) -> tuple[int, int]:
        """The tokens that hold characters [first, last)."""
        starts = self._begins()
        return bisect_right(starts, first) - 1, bisect_left(starts, last)

    def _begins(self) -> list[int]:
        if self._starts is None:
            lengths = [len(token) + space for token, space in zip(self.tokens, self._spaces, strict=True)]
            self._starts = [0, *accumulate(lengths[:-1])]
        return self._starts


class Cutter:
    """Cuts sentences as `tokenizer` does."""

    __slots__ = ("_kept", "tokenizer")

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._kept: dict[str, _Cut] = {}

    def __call__(self, text: str) -> Tokens:
        """The tokens of one sentence."""
        tokens: list[str] = []
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _PIECE.findall(text):
            cut = self._kept.get(piece) or self._keep(piece)
            tokens += cut.tokens
            words += cut.words
            spaces += cut.spaces
        return Tokens(text, tokens, words, spaces, self.tokenizer)

    def _keep(self, piece: str) -> _Cut:
        doc = self.tokenizer(piece)
        cut = _Cut(
            tuple(token.text for token in doc),
            tuple(token.lower_ for token in doc),
            tuple(bool(token.whitespace_) for token in doc),
        )
        if len(self._kept) >= _MOST_PIECES:
            self._kept.clear()
        if len(piece) <= _LONGEST_PIECE:
            self._kept[piece] = cut
        return cut
