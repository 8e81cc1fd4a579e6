"""The bands of a step with their edges, as they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .amount_nodes import BandedAmount, ProgressiveBands, WholeBands
from .quantities import Number
from .values import Value

_YUAN = 100


def band_edges(
    node: ProgressiveBands | WholeBands | BandedAmount,
    number: Callable[[Value], Number | None],
) -> list[tuple[Any, Number | None, Number | None]]:
    """Each band with `above` and `up_to` in fen; `whole_yuan` reads 1001 as 1000.

    Where the whole amount falls into a band, any other published first edge belongs to it:
    `3000–` is read as what lies above 2999.99.

    `number` gives the number of a value, or None where facts decide it.
    """
    found: list[tuple[Any, Number | None, Number | None]] = []
    end: Number | None = 0
    for band in node.bands:
        above = number(band.above)
        whole = node.published_edges == "whole_yuan"
        if whole and above is not None and end is not None and above == end + _YUAN:
            above = end
        elif whole and above and not found:
            if above % (10 * _YUAN) == _YUAN:
                above -= _YUAN
            elif node.kind != "progressive_bands" and getattr(node, "edges", "") == "upper":
                above -= 1
        end = None if band.up_to is None else number(band.up_to)
        found.append((band, above, end))
    return found
