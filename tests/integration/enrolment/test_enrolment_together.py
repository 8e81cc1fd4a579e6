"""Two handlers import overlapping people at one moment, again and again, in their own database:
never a double cover, always a clear message to the second."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from django.db import connection

from factories.enrolment import as_xlsx, checked_roster, collecting, line, publish_plan
from factories.tree import make_tree
from huzhu.enrolment.actions import post_roster
from huzhu.enrolment.errors import CoveredMeanwhile
from huzhu.enrolment.models import Cover, Enrolment
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import service

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BY = service("test")
PLACES = ("王益区一厂", "渭滨区一厂")
TIMES, EACH, SHARED = 50, 6, 3


def test_overlapping_rosters_at_once_never_cover_twice(own_database):
    with acting_in(everything()):
        publish_plan(AT)
        tree = make_tree()
        Organisation.objects.filter(pk__in=[tree[p].pk for p in PLACES]).update(staff_count=EACH)
        units = [Organisation.objects.get(pk=tree[place].pk) for place in PLACES]
    for turn in range(TIMES):
        _post_both(units, first=1 + turn * (2 * EACH - SHARED))
    with acting_in(everything()):
        # One of the two each time: the other was refused, with all of its people.
        assert Cover.objects.count() == TIMES * EACH
        assert Cover.objects.values("person").distinct().count() == TIMES * EACH
        assert Enrolment.objects.count() == TIMES


def _post_both(units, *, first: int) -> None:
    """The last people of one roster are the first of the other, listed the other way round."""
    numbers = [range(first, first + EACH), range(first + EACH - SHARED, first + 2 * EACH - SHARED)]
    listed = (numbers[0], reversed(numbers[1]))
    with acting_in(everything()):
        rosters = [
            checked_roster(unit, AT, as_xlsx([line(n) for n in its]))
            for unit, its in zip(units, listed, strict=True)
        ]
    assert [roster.rows_bad for roster in rosters] == [0, 0]
    start, outcomes = threading.Barrier(2), []

    def act(ref: str) -> None:
        try:
            with collecting(), acting_in(everything()):
                start.wait(timeout=30)
                outcomes.append(post_roster(by=BY, at=AT, roster_ref=ref)[0])
        except Exception as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(roster.ref,)) for roster in rosters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(type(one).__name__ for one in outcomes) == ["CoveredMeanwhile", "Enrolment"]
    (refusal,) = [one for one in outcomes if isinstance(one, CoveredMeanwhile)]
    assert "已另有本项保障" in refusal.text("zh")
