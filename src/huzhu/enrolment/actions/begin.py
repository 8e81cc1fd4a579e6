"""Covers whose terms make payment the beginning: they begin when their contribution is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import connection

from huzhu.enrolment.models import Enrolment
from huzhu.enrolment.rules import period_of
from huzhu.kernel.staging import update_rows
from huzhu.plans.queries import terms_of

# A later cover of the same person and plan may have been posted meanwhile: this one then ends
# where that one begins.
_BEGIN = """
UPDATE enrolment_cover c SET status = 'active', starts_on = n.starts_on,
  ends_before = least(n.ends_before, coalesce(
    (SELECT min(later.starts_on) FROM enrolment_cover later
      WHERE later.person_id = c.person_id AND later.plan_id = c.plan_id AND later.id <> c.id
        AND later.status <> 'void' AND later.starts_on > c.starts_on), n.ends_before))
FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS n(enrolment_id, starts_on, ends_before)
WHERE c.enrolment_id = n.enrolment_id AND c.status = 'pending'
"""


def begin_covers(paid: Sequence[Enrolment], paid_on: Mapping[str, date]) -> None:
    """Covers of these enrolments that wait for the contribution begin on the day agreed, if it was
    paid before, else on the day after; their length stays. Others are left alone."""
    waiting = [one for one in paid if terms_of(one.edition).joining.starts_once_paid]
    if not waiting:
        return
    for one in waiting:
        after = paid_on[one.ref] + timedelta(days=1)
        if after > one.starts_on:
            period = period_of(terms_of(one.edition), after)
            one.starts_on, one.ends_before = period.starts_on, period.ends_before
    update_rows(waiting, "starts_on", "ends_before")
    columns = [
        [one.pk for one in waiting],
        *map(list, zip(*((one.starts_on, one.ends_before) for one in waiting), strict=True)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, columns)
