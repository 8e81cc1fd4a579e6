"""The contribution of new enrolments: what each source pays, and what the bank will bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from huzhu.enrolment.actions.cells import OpenedRow
from huzhu.enrolment.actions.lots import Lot
from huzhu.enrolment.enums import FundingSource
from huzhu.enrolment.models import ContributionDue, Enrolment
from huzhu.kernel.staging import insert_rows
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions import Due, register_expected_receipts


def make_dues(by: Officer, at: datetime, lots: Sequence[Lot], made: Sequence[Enrolment]) -> None:
    """What each source pays, summed over the rows; each row's parts add up, so the sums do."""
    insert_rows(
        ContributionDue(
            enrolment=enrolment,
            org_path=enrolment.org_path,
            source=source,
            amount_fen=amount_fen,
        )
        for lot, enrolment in zip(lots, made, strict=True)
        for source, amount_fen in _by_source(lot.rows)
    )
    _expect(by, at, lots, made)


def _by_source(rows: Sequence[OpenedRow]) -> list[tuple[FundingSource, int]]:
    by_source: Counter[str] = Counter()
    for row in rows:
        by_source.update(row.parts)
    return [(source, by_source[source]) for source in FundingSource if by_source[source]]


def _expect(by: Officer, at: datetime, lots: Sequence[Lot], made: Sequence[Enrolment]) -> None:
    register_expected_receipts(
        by=by,
        at=at,
        dues=[
            Due(one.ref, lot.to.organisation, one.plan_code, one.fee_fen)
            for lot, one in zip(lots, made, strict=True)
            if one.fee_fen
        ],
    )
