"""Facts and the port through which they leave."""

import json
from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, date, datetime

import pytest

from huzhu.kernel import facts
from huzhu.kernel.facts import (
    Fact,
    fact_from_json,
    fact_name,
    fact_to_json,
    publish,
    publishing_to,
    set_publisher,
)


@dataclass(frozen=True)
class ThingSettled(Fact):
    thing_id: int
    name: str
    is_last: bool
    settled_on: date
    settled_at: datetime
    note: str | None = None
    parts: tuple[int, ...] = ()
    days: list[date] | None = None


@dataclass(frozen=True, slots=True)
class SlottedHappened(Fact):
    thing_id: int


SETTLED = ThingSettled(
    thing_id=2**60,
    name="三车间",
    is_last=True,
    settled_on=date(2025, 1, 1),
    settled_at=datetime(2025, 1, 1, 8, 30, 0, 5, tzinfo=UTC),
    parts=(1, 2),
    days=[date(2025, 1, 2)],
)


def test_fact_survives_json():
    copy = fact_from_json(json.loads(json.dumps(fact_to_json(SETTLED))))

    assert copy == SETTLED
    assert [type(copy.is_last), type(copy.parts), type(copy.days)] == [bool, tuple, list]
    assert fact_from_json(fact_to_json(SlottedHappened(3))) == SlottedHappened(3)


def test_fact_json_is_plain_to_read():
    assert fact_to_json(SlottedHappened(3)) == {
        "fact": f"{__name__}.SlottedHappened",
        "fields": {"thing_id": 3},
    }
    assert fact_name(ThingSettled) == f"{__name__}.ThingSettled"


def test_facts_are_frozen():
    with pytest.raises(FrozenInstanceError):
        SETTLED.name = "x"


@pytest.mark.parametrize("value", [1.5, {"a": 1}, b"x", object()])
def test_other_types_cannot_be_carried(value):
    with pytest.raises(TypeError, match="is no primitive"):
        fact_to_json(SlottedHappened(value))


def test_naive_datetimes_cannot_be_carried():
    with pytest.raises(ValueError, match="no time zone"):
        fact_to_json(SlottedHappened(datetime(2025, 1, 1)))  # noqa: DTZ001


def test_unknown_facts_are_named():
    with pytest.raises(LookupError, match=r"No fact is called gone\.Away\."):
        fact_from_json({"fact": "gone.Away", "fields": {}})


def test_publish_hands_fact_and_context_to_the_publisher():
    heard = []
    with publishing_to(lambda fact, **context: heard.append((fact, context))):
        publish(SETTLED, by=4)

    assert heard == [(SETTLED, {"by": 4})]


def test_publish_with_nobody_listening_is_an_error():
    with (
        publishing_to(None),
        pytest.raises(RuntimeError, match="ThingSettled happened and no publisher"),
    ):
        publish(SETTLED)


def test_publisher_is_set_once():
    def one(fact, **context): ...
    def other(fact, **context): ...

    with publishing_to(None):
        set_publisher(one)
        set_publisher(one)
        with pytest.raises(RuntimeError, match="set already"):
            set_publisher(other)
        assert facts._publisher is one
