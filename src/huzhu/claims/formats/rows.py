"""Words laid out as rows of characters: what stands beside and below what on a crooked page."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Corner = tuple[int, int]
Box = tuple[int, int, int, int]

#: Stands between two words of a row.
GAP = "\x1f"
_WIDE = 2
_NARROW = 1.1


@dataclass(frozen=True, slots=True)
class Word:
    """Some text with its four corners (from the top left, clockwise) and a confidence of 0–100."""

    text: str
    corners: tuple[Corner, ...]
    confidence: int = 100


@dataclass(frozen=True, slots=True)
class Char:
    """One character and where it stands: on the page as seen, and along its row made level."""

    text: str
    box: Box
    left: float
    right: float
    word: int
    confidence: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Row:
    """Characters from left to right; `text` has GAP between words and one sign for each char."""

    text: str
    chars: tuple[Char, ...]
    level: float
    height: float


@dataclass(slots=True)
class _Placed:
    number: int
    word: Word
    left: float
    right: float
    level: float
    height: float


def rows_of(words: Sequence[Word]) -> list[Row]:
    """From top to bottom; a page laid down askew is levelled first."""
    slope = _slope(words)
    placed = sorted(
        (_placed(number, word, slope) for number, word in enumerate(words) if word.text.strip()),
        key=lambda p: p.left,
    )
    rows: list[list[_Placed]] = []
    for one in placed:
        near = [row for row in rows if _goes_on(row[-1], one)]
        if near:
            min(near, key=lambda row: abs(row[-1].level - one.level)).append(one)
        else:
            rows.append([one])
    return sorted((_row(row) for row in rows), key=lambda row: row.level)


def _goes_on(last: _Placed, one: _Placed) -> bool:
    reach = 0.45 * min(last.height, one.height) + 0.012 * max(0.0, one.left - last.right)
    return abs(last.level - one.level) < min(reach, 0.62 * max(last.height, one.height)) and (
        one.left > last.right - 0.5 * last.height
    )


def _slope(words: Sequence[Word]) -> float:
    """How far the lines fall for each step to the right; the median of the longer ones."""
    slopes = [
        (w.corners[1][1] - w.corners[0][1]) / (w.corners[1][0] - w.corners[0][0])
        for w in words
        if w.corners[1][0] - w.corners[0][0] > 4 * abs(w.corners[3][1] - w.corners[0][1]) > 0
    ]
    return median(slopes) if slopes else 0.0


def _placed(number: int, word: Word, slope: float) -> _Placed:
    xs, ys = zip(*word.corners, strict=True)
    top = math.dist(word.corners[0], word.corners[3])
    middle_x, middle_y = sum(xs) / 4, sum(ys) / 4
    left = (word.corners[0][0] + word.corners[3][0]) / 2
    right = (word.corners[1][0] + word.corners[2][0]) / 2
    return _Placed(number, word, left, right, middle_y - slope * middle_x, max(top, 1.0))


def _row(placed: list[_Placed]) -> Row:
    chars: list[Char] = []
    for place in placed:
        if chars:
            edge = chars[-1]
            chars.append(Char(GAP, edge.box, edge.right, edge.right, -1, 100))
        chars += _chars(place)
    height = median(p.height for p in placed)
    level = sum(p.level for p in placed) / len(placed)
    return Row("".join(char.text for char in chars), tuple(chars), level, height)


def _chars(place: _Placed) -> list[Char]:
    """The characters of a word, each as wide as its kind is set; spaces only take up room."""
    word = place.word
    widths = [_width(sign) for sign in word.text]
    whole, done, chars = sum(widths), 0.0, []
    for sign, width in zip(word.text, widths, strict=True):
        start, end = done / whole, (done + width) / whole
        done += width
        plain = unicodedata.normalize("NFKC", sign)
        if not plain.strip() or len(plain) != 1:
            continue
        chars.append(
            Char(
                plain, _part(word.corners, start, end),
                place.left + (place.right - place.left) * start,
                place.left + (place.right - place.left) * end, place.number, word.confidence,
            )
        )  # fmt: skip
    return chars


def _width(sign: str) -> float:
    return _WIDE if unicodedata.east_asian_width(sign) in "WF" else _NARROW


def _part(corners: Sequence[Corner], start: float, end: float) -> Box:
    """The upright box around a part of a slanting one."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    xs = [
        ax + (bx - ax) * start,
        ax + (bx - ax) * end,
        dx + (cx - dx) * start,
        dx + (cx - dx) * end,
    ]
    ys = [
        ay + (by - ay) * start,
        ay + (by - ay) * end,
        dy + (cy - dy) * start,
        dy + (cy - dy) * end,
    ]
    return round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))


def around(chars: Sequence[Char]) -> Box:
    """The box around some characters."""
    boxes = [char.box for char in chars]
    return (
        min(b[0] for b in boxes), min(b[1] for b in boxes),
        max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip
