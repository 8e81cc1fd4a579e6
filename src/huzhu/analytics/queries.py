"""Statistics straight from the covers, the receipts and the paid decisions of a jurisdiction.

Counting: covers by the day they start, contributions by the day
they were received, benefits by the day the bank settled them; void covers do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection

from huzhu.analytics.enums import GroupBy
from huzhu.analytics.rules import Measures, Row, period_before, with_measure
from huzhu.kernel.periods import Period, add_months
from huzhu.kernel.scope import ROOT, Scope
from huzhu.organisations.models import Organisation
from huzhu.plans.models import Plan

# measures → (statement, table that carries city and county, plan's column, day's column)
_SOURCES = {
    ("covers", "persons"): (
        "SELECT {key}, count(*), count(DISTINCT c.person_id) FROM enrolment_cover c"
        " JOIN plans_plan p ON p.id = c.plan_id"
        " WHERE c.status <> 'void' AND c.starts_on >= %(first)s AND c.starts_on < %(end)s",
        "c",
        "p.code",
        "c.starts_on",
    ),
    ("contributions_fen",): (
        "SELECT {key}, sum(c.amount_fen) FROM treasury_receipt c"
        " JOIN treasury_expectedreceipt x ON x.id = c.expected_id"
        " JOIN organisations_organisation o ON o.id = x.organisation_id"
        " WHERE c.received_on >= %(first)s AND c.received_on < %(end)s",
        "o",
        "x.plan_code",
        "c.received_on",
    ),
    ("benefit_count", "beneficiaries", "benefits_fen"): (
        "SELECT {key}, count(*), count(DISTINCT l.person_id), sum(c.amount_fen)"
        " FROM claims_plandecision c JOIN claims_claim l ON l.id = c.claim_id"
        " WHERE c.is_current AND c.outcome = 'pay'"
        " AND c.settled_on >= %(first)s AND c.settled_on < %(end)s",
        "l",
        "c.plan_code",
        "c.settled_on",
    ),
}
_KEYS = {
    None: "''",
    GroupBy.CITY: "{table}.city_id::text",
    GroupBy.COUNTY: "coalesce({table}.county_id, {table}.city_id)::text",
    GroupBy.PLAN: "{plan}",
    "month": "to_char({day}, 'YYYY-MM')",
}


def statistics(scope: Scope, period: Period, group_by: GroupBy) -> list[Row]:
    """A row for every place or plan with anything in the period or the one before it, in the order
    of their codes. One query for each source and period."""
    now = _measured(scope, period, group_by)
    before = _measured(scope, period_before(period), group_by)
    labels = _labels(group_by, now.keys() | before.keys())
    return [
        Row(*labels[key], now.get(key, Measures()), before.get(key, Measures()))
        for key in sorted(labels, key=lambda key: labels[key])
    ]


def total(scope: Scope, period: Period) -> Row:
    """All of the jurisdiction in one row. Persons are counted once, so it is no sum of rows."""
    return Row(
        "",
        "",
        _measured(scope, period, None).get("", Measures()),
        _measured(scope, period_before(period), None).get("", Measures()),
    )


def by_month(scope: Scope, first: date, months: int) -> list[tuple[date, Measures]]:
    """The measures of each of `months` months from the first day of one, for a trend."""
    found = _measured(scope, Period.months(first, months), "month")
    starts = [add_months(first, n) for n in range(months)]
    return [(start, found.get(f"{start:%Y-%m}", Measures())) for start in starts]


def _measured(scope: Scope, period: Period, group_by: GroupBy | str | None) -> dict[str, Measures]:
    found: dict[str, Measures] = defaultdict(Measures)
    where, bounds = _within(scope)
    values = {"first": period.starts_on, "end": period.ends_before, **bounds}
    with connection.cursor() as cursor:
        for names, (statement, table, plan, day) in _SOURCES.items():
            key = _KEYS[group_by].format(table=table, plan=plan, day=day)
            cursor.execute(f"{statement.format(key=key)}{where} GROUP BY 1", values)
            for row in cursor.fetchall():
                for name, value in zip(names, row[1:], strict=True):
                    found[row[0]] = with_measure(found[row[0]], name, int(value or 0))
    return dict(found)


def _within(scope: Scope) -> tuple[str, dict[str, str]]:
    """The index range of the scope, which the row-level policy then re-checks."""
    if ROOT in scope.paths:
        return "", {}
    ranges, bounds = [], {}
    for number, (low, high) in enumerate(scope.ranges()):
        ranges.append(f"(c.org_path >= %(low{number})s AND c.org_path < %(high{number})s)")
        bounds |= {f"low{number}": low, f"high{number}": high}
    return f" AND ({' OR '.join(ranges)})", bounds


def _labels(group_by: GroupBy, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Code and name of each key."""
    if group_by == GroupBy.PLAN:
        names = dict(Plan.objects.values_list("code", "name_zh"))
        return {key: (key, names.get(key, key)) for key in keys}
    places = Organisation.objects.in_bulk([int(key) for key in keys])
    return {
        key: (places[int(key)].code, places[int(key)].name) if int(key) in places else (key, key)
        for key in keys
    }
