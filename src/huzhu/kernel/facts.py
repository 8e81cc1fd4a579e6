"""Facts: what has happened, told to whoever reacts to it.

A room declares its facts in `events.py` as frozen dataclasses over `Fact` and publishes them from
its actions. Who reacts is decided in one place, which sets the publisher; facts travel there as
JSON, so their fields are primitives: int, str, bool, None, date, aware datetime, and lists or
tuples of those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar

Publisher = Callable[..., None]


@dataclass(frozen=True)
class Fact:
    """Base of every fact. A subclass is known under its dotted name as soon as it is defined."""

    _by_name: ClassVar[dict[str, type[Fact]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Fact._by_name[fact_name(cls)] = cls


def fact_name(kind: type[Fact]) -> str:
    """ "huzhu.claims.events.ClaimPaid": the name under which a fact is stored and subscribed."""
    return f"{kind.__module__}.{kind.__qualname__}"


_publisher: Publisher | None = None


def set_publisher(publisher: Publisher) -> None:
    """Say who delivers facts, as `publisher(fact, **context)`: done once, where all is wired.

    Raises `RuntimeError` if another has been set already.
    """
    global _publisher
    if _publisher is not None and _publisher is not publisher:
        raise RuntimeError("A publisher of facts is set already; only the wiring sets one.")
    _publisher = publisher


@contextmanager
def publishing_to(publisher: Publisher | None) -> Iterator[None]:
    """Deliver facts to another publisher for a while. For tests."""
    global _publisher
    before, _publisher = _publisher, publisher
    try:
        yield
    finally:
        _publisher = before


def publish(fact: Fact, **context: object) -> None:
    """Hand a fact to the publisher, inside the caller's transaction.

    Raises `RuntimeError` when nobody listens: money would stop moving silently otherwise.
    """
    if _publisher is None:
        raise RuntimeError(
            f"{fact_name(type(fact))} happened and no publisher is set. Call set_publisher() where "
            "the application is put together, or publishing_to() in a test."
        )
    _publisher(fact, **context)


def fact_to_json(fact: Fact) -> dict[str, object]:
    """`{"fact": dotted name, "fields": {…}}`, ready for `json.dumps`.

    A date becomes `{"date": "2025-01-01"}`, an instant `{"instant": "…+00:00"}`, a list
    `{"list": […]}`, a tuple a plain array. Raises `TypeError` for other types, `ValueError` for a
    datetime without a zone.
    """
    values = {field.name: _encode(getattr(fact, field.name)) for field in fields(fact)}
    return {"fact": fact_name(type(fact)), "fields": values}


def fact_from_json(content: Mapping[str, Any]) -> Fact:
    """The fact that `fact_to_json` wrote. Raises `LookupError` for a name nobody defines."""
    kind = Fact._by_name.get(content["fact"])
    if kind is None:
        raise LookupError(
            f"No fact is called {content['fact']}. Import the module that defines it; if it was "
            "renamed, let the jobs that still carry the old name finish first."
        )
    return kind(**{name: _decode(value) for name, value in content["fields"].items()})


def _encode(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone, so it is not an instant.")
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, list):
        return {"list": [_encode(item) for item in value]}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    raise TypeError(f"A fact cannot carry {value!r}: {type(value).__name__} is no primitive.")


def _decode(value: Any) -> object:
    if isinstance(value, list):
        return tuple(_decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    ((tag, content),) = value.items()
    if tag == "date":
        return date.fromisoformat(content)
    if tag == "instant":
        return datetime.fromisoformat(content)
    return [_decode(item) for item in content]
