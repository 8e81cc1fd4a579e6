"""The eye: a picture becomes words with their places. On this machine, never over the network.

Any engine that has a name and `see` can take this one's place; a recognition keeps the name of the
engine that read it, so that another engine's reading stands beside it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from huzhu.claims.formats.rows import Word

if TYPE_CHECKING:
    from PIL.Image import Image

ENGINE = "rapidocr"
_DETECTED_AT = 1216
_PARAMETERS = {
    "Global.log_level": "error",
    "Global.use_cls": True,
    "Det.limit_side_len": _DETECTED_AT,
    "Det.limit_type": "max",
    # Lines of like length are rare on a form: padding them to one another costs more than it saves.
    "Rec.rec_batch_num": 1,
}
_TELLING = 9
_IS_TALL = 1.5
_SOME_RED = 0.0005


@dataclass(frozen=True, slots=True)
class Seen:
    """The words of one page in the upright picture's own pixels.

    `turned`: degrees anticlockwise by which the picture was turned to stand upright.
    """

    words: tuple[Word, ...]
    width: int
    height: int
    turned: int = 0


class Engine(Protocol):
    """Reads one picture after another."""

    @property
    def name(self) -> str:
        """With its version: another version is another reader."""

    def see(self, picture: Image) -> Seen: ...


class RapidOcr:
    """PP-OCR models by onnxruntime, both from their wheels."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self.name = engine_name()
        self._engine = RapidOCR(params=_PARAMETERS)
        self._one_at_a_time = threading.Lock()

    def see(self, picture: Image) -> Seen:
        pixels = _without_seals(picture)
        with self._one_at_a_time:
            found = self._engine(pixels)
            if found.boxes is None or found.txts is None:
                return Seen((), picture.width, picture.height)
            boxes = np.asarray(found.boxes, dtype=np.float64)
            turned = self._turned(pixels, boxes, found.txts)
        boxes, wide, high = _turned_boxes(boxes, turned, picture.width, picture.height)
        words = [
            _word(text, box, float(score))
            for text, box, score in zip(found.txts, boxes, found.scores, strict=True)
        ]
        return Seen(tuple(words), wide, high, turned)

    def _turned(self, pixels: Any, boxes: Any, texts: Sequence[str]) -> int:
        """How the page lies, told by its longest lines: on its side, and upside down."""
        from rapidocr.utils.process_img import get_rotate_crop_image

        longest = sorted(range(len(texts)), key=lambda n: -len(texts[n]))[:_TELLING]
        lying = sum(_is_tall(boxes[n]) for n in longest) * 2 > len(longest)
        telling = [n for n in longest if _is_tall(boxes[n]) == lying]
        crops = [get_rotate_crop_image(pixels, boxes[n].astype(np.float32)) for n in telling]
        labels = [label for label, _ in self._engine.text_cls(crops).cls_res]
        is_upside_down = sum("180" in label for label in labels) * 2 > len(labels)
        return (90 if lying else 0) + (180 if is_upside_down else 0)


def engine_name() -> str:
    """Of the house's engine, with its version, without loading it."""
    return f"{ENGINE}-{version(ENGINE)}"


@cache
def engine_of_the_house() -> Engine:
    """Loaded once in a process, when the first paper comes: a second, and some 200 MB."""
    return RapidOcr()


def _without_seals(picture: Image) -> Any:
    """The picture as the engine takes it; where there is red ink, mostly as red light shows it:
    what a red seal lies over is read, and what is printed in red stays dark enough."""
    colours = np.asarray(picture)
    red, green, blue = (colours[:, :, n].astype(np.int16) for n in range(3))
    if np.mean((red - green > 50) & (red - blue > 50)) < _SOME_RED:
        return np.ascontiguousarray(colours[:, :, ::-1])
    light = ((3 * red + green) // 4).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(light[:, :, None], 3, axis=2))


def _is_tall(box: Any) -> bool:
    across = np.linalg.norm(box[1] - box[0])
    down = np.linalg.norm(box[3] - box[0])
    return bool(down >= _IS_TALL * across)


def _turned_boxes(boxes: Any, turned: int, wide: int, high: int) -> tuple[Any, int, int]:
    """The boxes where they lie once the picture is turned anticlockwise, corners from top left."""
    x, y = boxes[..., 0], boxes[..., 1]
    if turned == 90:
        return np.roll(np.stack([y, wide - x], -1), -1, axis=1), high, wide
    if turned == 180:
        return np.roll(np.stack([wide - x, high - y], -1), -2, axis=1), wide, high
    if turned == 270:
        return np.roll(np.stack([high - y, x], -1), -3, axis=1), high, wide
    return boxes, wide, high


def _word(text: str, box: Any, score: float) -> Word:
    corners = tuple((round(x), round(y)) for x, y in box.tolist())
    return Word(text, corners, max(0, min(100, round(score * 100))))
