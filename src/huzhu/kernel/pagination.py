"""Pages of a list or a query set, forgiving about page numbers that come from an address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

DEFAULT_SIZE = 50
LARGEST_SIZE = 500
_LARGEST_NUMBER = 1_000_000


class Countable(Protocol[T_co]):
    """What a query set offers: `count()` and slicing."""

    def count(self) -> int: ...
    def __getitem__(self, key: Any, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page. `number` counts from 1; `total` is None where nobody counted."""

    items: list[T]
    number: int
    size: int
    total: int | None
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether a page lies before this one."""
        return self.number > 1

    @property
    def pages(self) -> int | None:
        """How many pages there are, at least 1, or None where nobody counted."""
        return None if self.total is None else max(1, -(-self.total // self.size))


def page_of(
    source: Sequence[T] | Countable[T], number: object = 1, size: object = DEFAULT_SIZE
) -> Page[T]:
    """A page of a list, or of a query set, which is counted. Numbers out of range, or no numbers
    at all, become the nearest possible one."""
    total = len(source) if isinstance(source, Sequence) else source.count()
    per_page = _whole(size, DEFAULT_SIZE, LARGEST_SIZE)
    last = max(1, -(-total // per_page))
    at = _whole(number, 1, last)
    items = _slice(source, at, per_page, per_page)
    return Page(items, at, per_page, total, has_next=at < last)


def uncounted_page_of(
    source: Sequence[T] | Countable[T], number: object = 1, size: object = DEFAULT_SIZE
) -> Page[T]:
    """A page of something too long to count: one row more is read to know whether more follows."""
    per_page = _whole(size, DEFAULT_SIZE, LARGEST_SIZE)
    at = _whole(number, 1, _LARGEST_NUMBER)
    items = _slice(source, at, per_page, per_page + 1)
    return Page(items[:per_page], at, per_page, None, has_next=len(items) > per_page)


def _slice(source: Sequence[T] | Countable[T], number: int, size: int, length: int) -> list[T]:
    start = (number - 1) * size
    rows: Iterable[T] = source[start : start + length]
    return list(rows)


def _whole(value: object, otherwise: int, largest: int) -> int:
    try:
        whole = int(str(value))
    except ValueError:
        return otherwise
    return min(max(whole, 1), largest)
