"""Letters out, settlement lists in."""

from huzhu.claims.formats.letters import (
    Letter,
    LetterLine,
    LetterRefusal,
    LetterStep,
    render_letter,
)

__all__ = [
    "Letter",
    "LetterLine",
    "LetterRefusal",
    "LetterStep",
    "render_letter",
]
