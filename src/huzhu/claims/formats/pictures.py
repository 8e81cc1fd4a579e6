"""Pages as pictures: photographs the right way up, pages of a PDF rendered, and how one looks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PAGES = 3
LONGEST_SIDE = 2000
_POINTS_PER_INCH = 72
_DOTS_PER_INCH = 150
_BANDS = 16


class PictureUnreadable(ValueError):
    """Bytes that are no picture and no PDF, whatever their beginning says."""


def page_pictures(content: bytes) -> list[Image]:
    """The first pages of a PDF, or the one picture, in colour and no longer than LONGEST_SIDE.

    A photograph is turned as its camera noted. Raises PictureUnreadable.
    """
    try:
        pages = _rendered(content) if content.startswith(b"%PDF-") else [_opened(content)]
    except Exception as error:
        # Broken files break their readers in every way there is.
        raise PictureUnreadable(str(error)) from error
    if not pages:
        raise PictureUnreadable("The file has no page.")
    return pages


def shown_page(content: bytes, page: int, turned: int) -> bytes:
    """One page (from 0) as JPEG, turned by so many degrees anticlockwise, as it was read.

    Raises PictureUnreadable, IndexError.
    """
    picture = page_pictures(content)[page].rotate(turned, expand=True)
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=82)
    return held.getvalue()


def look_of(picture: Image) -> list[int]:
    """How a picture looks, in 16 numbers of 16 bits: where it grows lighter from left to right.

    A difference hash: unchanged by size, squeezing and brightness; two pages of one form differ in
    dozens of bits. Each number carries its place above its 16 bits, so that one index serves all.
    """
    small = picture.convert("L").resize((_BANDS + 1, _BANDS), resample=3)
    levels = np.asarray(small, dtype=np.int16)
    lighter = (levels[:, 1:] - levels[:, :-1]) > 2
    values = lighter.astype(np.int64) @ (1 << np.arange(_BANDS, dtype=np.int64))
    return [(row << _BANDS) | int(value) for row, value in enumerate(values)]


def _opened(content: bytes) -> Image:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content)) as held:
        held.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than needed
        upright = ImageOps.exif_transpose(held)
        if upright.mode in ("RGBA", "LA", "P"):
            upright = upright.convert("RGBA")
            white = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(white, upright)
        picture = upright.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return picture


def _rendered(content: bytes) -> list[Image]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        pages = []
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            scale = _DOTS_PER_INCH / _POINTS_PER_INCH
            longest = max(page.get_width(), page.get_height()) * scale
            scale *= min(1.0, LONGEST_SIDE / max(longest, 1.0))
            pages.append(page.render(scale=scale).to_pil().convert("RGB"))
            page.close()
        return pages
    finally:
        document.close()
