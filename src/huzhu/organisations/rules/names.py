"""When the names of two units are alike: a duplicate is seldom written like the first one.

Names are compared by pairs of neighbouring characters, which a b-tree finds under row-level
security; see the table NameGram.
"""

from __future__ import annotations

import re

from huzhu.kernel.text import half_width, without_spaces

ALIKE = 600
"""Per mille of shared pairs from which two names are shown side by side."""

NEARLY_SAME = 800
"""From here on the filer has to say why it is another unit."""

# What says only that it is a company, a union, or a demonstration.
_COMPANY = re.compile(r"(股份|有限|责任|集团)*公司$|集团$")
_UNION = re.compile(r"(基层)?(工会(联合会|联合委员会|委员会)?|联合工会)$")
_NOT_A_LETTER = re.compile(r"[^0-9A-Z一-鿿㐀-䶿]")
_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")


def normalised(name: str) -> str:
    """The bare name: half-width capitals, no punctuation, figures as Chinese numerals; 公司, 工会
    and the like left out at the end, wherever something else remains."""
    bare = _NOT_A_LETTER.sub("", without_spaces(half_width(name)).upper())
    for ending in (_UNION, _COMPANY, _UNION):
        bare = ending.sub("", bare) or bare
    return bare.translate(_NUMERALS)


def grams(name: str) -> frozenset[str]:
    """The pairs of neighbouring characters of the bare name; of a single character, itself."""
    bare = normalised(name)
    if len(bare) < 2:
        return frozenset(filter(None, [bare]))
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


def likeness(shared: int, one: int, other: int) -> int:
    """Per mille: twice the shared pairs over the pairs of both."""
    return 2000 * shared // (one + other) if one + other else 0
