"""Where sentences end in typed text: full stops, line ends, bullets, check-boxes, headings within a line.

Owns the abbreviations (patterns/speech/abbreviations.yaml). Knows nothing of sections' meaning, nor of speech without
punctuation, which the trained segmenter splits. A decision at one place looks at most at the line before and at the
next few words, so that text which comes later cannot move a boundary.
"""

from __future__ import annotations

import re
from pathlib import Path

from scribe.errors import PatternError
from scribe.patternfile import read_pattern_file

# A line shorter than this was ended by its writer; a longer one may have been wrapped by a program.
WRAPPED = 60
# With a small letter after it, a line from this length on counts as wrapped.
_WRAPPED_BEFORE_SMALL = 40
_LONGEST_LINE = 1000

_CANDIDATE = re.compile("[.!?…\n\r\x0b\x0c\u2028\u2029•●◦▪‣☐☑☒✓✔\\[(:]")
_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*")
_LINE_END = re.compile("(?:\r\n|[\n\r\x0b\x0c\u2028\u2029])")
_SPACE = re.compile(r"\s*")
_GAP = re.compile("[ \t\xa0]*")
_WORD = re.compile(r"\S+")
_BOX = re.compile(r"\[[ xX*_✓✔√]?\]|\([ xX]\)|[☐☑☒✓✔]")
_BULLET = "[-*•●◦▪‣–—>]+"
_ITEM = re.compile(
    rf"(?:(?:{_BULLET}(?=\s)|[•●◦▪‣]|\(?\d{{1,2}}[.)](?=\s)|\(?[a-hA-H]\)(?=\s)|#\d{{1,2}}[.:)]?(?=\s+[A-Z]))[ \t]*)*"
    rf"(?:({_BOX.pattern})[ \t]*)?"
)
_LIST_NUMBER = re.compile(r"\(?(\d{1,2})[.)]$")
_NUMBERED_NAME = re.compile(r"\d+x?[A-Z]{2}")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]$|q\.[\d-]+h$", re.IGNORECASE)
_NO_SPACE = re.compile(r"[A-Z][a-z]")
_LABEL_AHEAD = re.compile(r"[A-Z][\w /&'-]{0,40}:(?!\d)")
_PART_LABEL = re.compile(r"(?<![\w.])(?:[SOAP]|LTGs?|STGs?)$")
_STOPS = ".!?…"
_ITEM_SIGNS = "[(☐☑☒✓✔•●◦▪‣"
_CONTINUES = "#$<>=~+(,&/-"
_JOINS = ("", ":", "-", "–", "—")
_OPENING = "\"'“‘(["
_CHECKED = frozenset("xX*☑☒✓✔√")
_STOPPED = ("before_name", "always", "before_number", "may_end", "before_letter")
_KEYS = (*_STOPPED, "openers", "dangling", "fillers")


class Sentences:
    """Finds the ends of typed sentences.

    One scan for candidate characters; each candidate costs a few string comparisons.
    """

    def __init__(self, patterns: Path) -> None:
        path = patterns / "speech" / "abbreviations.yaml"
        data = read_pattern_file(path)
        lists: dict[str, frozenset[str]] = {}
        for key in _KEYS:
            words = data.get(key) if isinstance(data, dict) else None
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise PatternError(f"{path.name}: {key} must be a list of words (quote words such as no, on, yes)")
            lists[key] = frozenset(words)
        self._never = lists["before_name"] | lists["always"]
        self._titles = lists["before_name"]
        self._before_number = lists["before_number"]
        self._may_end = lists["may_end"] | lists["before_number"]
        self._before_letter = lists["before_letter"]
        self._openers = lists["openers"]
        self._dangling = lists["dangling"]
        self.fillers = lists["fillers"]
        answers = data.get("answers", {})
        self._answers = {
            str(word): state for state, key in ((True, "yes"), (False, "no")) for word in answers.get(key, ())
        }

    def end(self, text: str, start: int, limit: int) -> int:
        """The end of the sentence that starts at `start` (trailing space not trimmed), at most `limit`."""
        number = self._list_number(text, start)
        position = start
        while (candidate := _CANDIDATE.search(text, position, limit)) is not None:
            at = candidate.start()
            sign = text[at]
            position = at + 1
            if sign in _STOPS:
                stop = _STOP.match(text, at, limit) or candidate
                position = stop.end()
                if number and (cut := self._next_number(text, start, at, number)):
                    return cut
                if self._stops(text, start, stop):
                    return position
            elif sign in _ITEM_SIGNS:
                if at > start and self._item_begins(text, start, at, limit):
                    return at
            elif sign == ":":
                if (cut := self._part_label(text, start, at)) > start:
                    return cut
            elif self._line_ends(text, start, at, limit):
                return at
        return limit

    def decides(self, text: str, start: int, end: int) -> bool:
        """Whether any sign that may end a sentence stands in [start, end], so that `end` was decided and not given."""
        return _CANDIDATE.search(text, start, end + 1) is not None

    def peel(self, text: str, start: int, end: int) -> tuple[int, bool | None]:
        """Past bullet, list number and check-box: where the words begin, and the state of the box."""
        item = _ITEM.match(text, start, end)
        if item is None or item.end() == start:
            return start, None
        box = item[1]
        if item.end() >= end and box is None:
            return start, None
        return item.end(), None if box is None else not _CHECKED.isdisjoint(box)

    def trailing_box(self, text: str, words: int, end: int) -> tuple[bool | None, int]:
        """A box after the words ("signed [x]", "filed: [x] yes [ ] no", "yes [ ] no [x]"): its state, and their end."""
        if (
            text[end - 1] not in "])☐☑☒✓✔"
            and text[words:end].rsplit(None, 1)[-1].strip(".").lower() not in self._answers
        ):
            return None, end
        boxes = list(_BOX.finditer(text, words, end))
        if not boxes:
            return None, end
        last = text[words : boxes[0].start()].split()[-1:]
        behind = bool(last) and last[0].lower() in self._answers and not text[boxes[-1].end() : end].strip(" .,;")
        state = False
        for index, box in enumerate(boxes):
            if behind:
                answer = text[boxes[index - 1].end() : box.start()] if index else last[0]
            else:
                answer = text[box.end() : boxes[index + 1].start() if index + 1 < len(boxes) else end]
            if not _CHECKED.isdisjoint(box.group()):
                state = self._answers.get(answer.strip(" .,;").lower(), True)
        return state, boxes[0].start()

    def _part_label(self, text: str, start: int, colon: int) -> int:
        """Where a label such as "O:" opens a new part within a line; 0 elsewhere ("OT - O:" is but one label)."""
        label = _PART_LABEL.search(text, max(start, colon - 5), colon)
        if label is None or not text[colon + 1 : colon + 2].isspace() or not text[label.start() - 1].isspace():
            return 0
        at = label.start()
        return 0 if text[start:at].rstrip()[-1:] in _JOINS else at

    def _list_number(self, text: str, start: int) -> int:
        word = _WORD.match(text, start, start + 6)
        number = _LIST_NUMBER.match(word.group()) if word else None
        return int(number[1]) if number else 0

    def _next_number(self, text: str, start: int, dot: int, number: int) -> int:
        """Where the next item of a list begins, if the stop at `dot` belongs to its number."""
        digits = str(number + 1)
        begin = dot - len(digits)
        if (
            begin > start
            and text[begin:dot] == digits
            and text[begin - 1].isspace()
            and text[dot + 1 : dot + 2].isspace()
        ):
            return begin
        return 0

    def _stops(self, text: str, start: int, stop: re.Match[str]) -> bool:
        at, after = stop.span()
        follows = text[after : after + 1]
        if follows and not follows.isspace():
            return self._glued(text, start, at, after)
        gap = _GAP.match(text, after)
        next_at = gap.end() if gap else after
        if next_at >= len(text) or _LINE_END.match(text, next_at):
            # The line's end decides; a lone stop at the very end of the text is one.
            return next_at >= len(text)
        word = _WORD.match(text, next_at, next_at + 40)
        following = word.group().lstrip(_OPENING) if word else ""
        marks = text[at:after].rstrip("\"'”’)]")
        if marks != ".":
            return not following[:1].islower() or (marks in "?!" and text[start].islower())
        return self._full_stop(text, start, at, following, closed=after - at > 1)

    def _glued(self, text: str, start: int, at: int, after: int) -> bool:
        """A stop with no space after it ("safely.The") ends a sentence only between a word and a capitalised word."""
        if after != at + 1 or not _NO_SPACE.match(text, after):
            return False
        token = self._token(text, start, at)
        return (
            len(token) > 2
            and token.isalpha()
            and token.islower()
            and token not in self._never
            and token not in self._may_end
        )

    def _token(self, text: str, start: int, at: int) -> str:
        before = text[max(start, at - 30) : at]
        if not before or before[-1].isspace():
            return ""
        return before.split()[-1].lstrip(_OPENING)

    def _full_stop(self, text: str, start: int, at: int, following: str, *, closed: bool) -> bool:
        token = self._token(text, start, at)
        lowered = token.lower()
        opens = following[:1]
        if not lowered or lowered.isdigit():
            # "2." at the start is the number of a list.
            return not (lowered and at - len(token) <= start + 1 and len(token) < 3)
        if "/" in lowered or "-" in lowered:
            lowered = lowered if lowered in self._never else re.split("[/-]", lowered)[-1]
        if lowered in self._never or (at - 1 == start and token.islower()):
            return False
        if len(token) == 1 and token.isupper():
            return self._letter_ends(text, start, at, following.rstrip(".,;:!?)\"'").lower(), opens)
        if closed:
            return not opens.islower()
        if lowered in self._may_end or _DOTTED.match(token):
            return self._abbreviation_ends(lowered, following)
        return not (opens.islower() and token.isalpha() and len(token) <= 4 and not text[start].islower())

    def _abbreviation_ends(self, token: str, following: str) -> bool:
        """Whether the stop of an abbreviation also ends the sentence: what follows looks like the start of one."""
        opens = following[:1]
        if token in self._before_number and (opens.isdigit() or opens == "#"):
            return False
        return opens.isupper() or bool(_NUMBERED_NAME.match(following)) or not (opens.isalnum() or opens in _CONTINUES)

    def _letter_ends(self, text: str, start: int, at: int, bare: str, opens: str) -> bool:
        """Whether a single capital letter with a stop ends the sentence ("min A.") or is an initial ("N. Abara")."""
        if not opens.isupper():
            return not opens.islower() and not opens.isalpha()
        before = text[max(start, at - 30) : at - 1].split()
        if not before:
            return False
        previous = before[-1].strip(".,;:()").lower()
        if previous in self._titles or before[-1][:1].isupper():
            return bare in self._openers
        return previous in self._before_letter or bare in self._openers

    def _item_begins(self, text: str, start: int, at: int, limit: int) -> bool:
        """Whether the bullet or box at `at` opens a new item on the line, rather than closing the one before it."""
        if not text[at - 1].isspace():
            return False
        box = _BOX.match(text, at, limit)
        if box is None:
            return text[at] in "•●◦▪‣" and self.peel(text, start, at)[0] < at
        if self.peel(text, start, at + 1)[0] >= at:
            return False
        line = _LINE_END.search(text, at, min(limit, at + 80))
        rest = text[box.end() : line.start() if line else min(limit, at + 80)]
        first = _BOX.split(rest)[0].strip(" .,;").lower()
        return bool(first) and first not in self._answers

    def _line_ends(self, text: str, start: int, at: int, limit: int) -> bool:
        """Whether the line break at `at` ends the sentence, or only wraps it."""
        newline = _LINE_END.match(text, at)
        next_at = newline.end() if newline else at + 1
        gap = _GAP.match(text, next_at)
        next_at = gap.end() if gap else next_at
        if next_at >= limit or _LINE_END.match(text, next_at):
            return True
        begin = self.line_start(text, at)
        line = text[begin:at].rstrip()
        if len(line) < _WRAPPED_BEFORE_SMALL or self.peel(text, next_at, limit)[0] > next_at:
            return True
        last = line.rsplit(None, 1)[-1]
        if line.rstrip("\"'”’)]")[-1:] in (".", "!", "?", "…"):
            return last.rstrip(".").lower() not in self._never
        if _LABEL_AHEAD.match(text, next_at):
            return True
        first = text[next_at]
        if first.islower():
            return len(line) < WRAPPED and text[start].islower()
        if len(line) < WRAPPED:
            return True
        if last[-1] in ",&+/" or last.lower() in self._dangling:
            return False
        return not self._wrapped_before(text, begin, at, next_at)

    def _wrapped_before(self, text: str, begin: int, at: int, next_at: int) -> bool:
        """Whether the line before was wrapped too and the next word would not have fitted on this one."""
        if begin == 0 or not text[begin].islower():
            return False
        width = begin - 1 - self.line_start(text, begin - 1)
        word = _WORD.match(text, next_at, next_at + 40)
        return width >= WRAPPED and word is not None and at - begin + 1 + len(word.group()) > width

    def line_start(self, text: str, at: int) -> int:
        """The start of the line that `at` lies on, or a place far enough before `at` on a very long line."""
        first = max(0, at - _LONGEST_LINE)
        return (
            max(text.rfind("\n", first, at), text.rfind("\r", first, at), text.rfind("\x0c", first, at), first - 1) + 1
        )
