"""Checking a roster: every row is read, judged and staged, in steps that can be seen and redone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.enrolment.actions.receive import audit_roster, locked_roster
from huzhu.enrolment.actions.step import Checking
from huzhu.enrolment.actions.tally import compare_with_previous, save_plans
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.events import RosterChecked
from huzhu.enrolment.formats import Table, read_tables
from huzhu.enrolment.lifecycle import can, state_after
from huzhu.enrolment.models import RosterImport, RosterPlan, RosterRow
from huzhu.kernel.errors import Refusal
from huzhu.kernel.facts import publish
from huzhu.kernel.scope import acting_in
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import plan_names

ROWS_A_STEP = 5_000


def check_roster(*, by: Officer, at: datetime, roster_ref: str) -> RosterImport:
    """Reads the file and judges every row; ends CHECKED, or UNREADABLE with the refusal.

    A step is a transaction of its own when called outside of one, so that progress can be seen.
    After a crash it begins again: what was staged is deleted first. A roster that is checked
    already comes back unchanged. Refuses NotVisible, NotPermitted.
    """
    roster, content = _begin(by, at, roster_ref)
    if roster.state != RosterState.CHECKING:
        return roster
    try:
        tables = read_tables(content, roster.file_name, plans=plan_names())
    except Refusal as refusal:
        return _unreadable(by, at, roster_ref, refusal)
    work = _opened(by, roster, tables)
    done = 0
    for table, start in _steps(tables):
        rows = list(table.rows(start, start + ROWS_A_STEP))
        done += len(rows)
        with acting_in(by.scope):
            work.step(rows)
            RosterImport.objects.filter(pk=roster.pk).update(rows_done=done)
    return _finish(by, at, work, done)


def _steps(tables: list[Table]) -> Iterator[tuple[Table, int]]:
    for table in tables:
        for start in range(0, len(table), ROWS_A_STEP):
            yield table, start


def _begin(by: Officer, at: datetime, roster_ref: str) -> tuple[RosterImport, bytes]:
    with acting_in(by.scope):
        roster = locked_roster(by, roster_ref)
        if not can("check", roster.state):
            return roster, b""
        RosterRow.objects.filter(roster=roster).delete()
        RosterPlan.objects.filter(roster=roster).delete()
        roster.state = state_after("check", roster.state)
        roster.rows_done = roster.rows_total = roster.rows_good = roster.rows_bad = 0
        roster.rows_kept = 0
        roster.save(
            update_fields=[
                "state", "rows_done", "rows_total", "rows_good", "rows_bad", "rows_kept",
            ]
        )  # fmt: skip
        return roster, open_file(attachment_by_ref(by.scope, roster.attachment_ref))


def _unreadable(by: Officer, at: datetime, roster_ref: str, refusal: Refusal) -> RosterImport:
    with acting_in(by.scope):
        roster = locked_roster(by, roster_ref)
        roster.state = state_after("fail_check", roster.state)
        roster.refusal = refusal.to_json()
        roster.save(update_fields=["state", "refusal"])
        audit_roster(by, at, "fail_check", roster, {"code": refusal.code})
        _publish_checked(roster)
    return roster


def _opened(by: Officer, roster: RosterImport, tables: list[Table]) -> Checking:
    with acting_in(by.scope):
        sheets = {table.layout.sheet_no: table.sheet for table in tables}
        RosterImport.objects.filter(pk=roster.pk).update(
            rows_total=sum(map(len, tables)),
            sheets=[sheets.get(i, "") for i in range(max(sheets) + 1)],
        )
        return Checking.of(by, roster)


def _finish(by: Officer, at: datetime, work: Checking, rows: int) -> RosterImport:
    with acting_in(by.scope), transaction.atomic():
        roster = locked_roster(by, work.roster.ref)
        roster.state = state_after("finish_check", roster.state)
        roster.rows_total = roster.rows_done = rows
        plans = save_plans(by, roster, work)
        roster.rows_good = sum(plan.rows_good for plan in plans)
        roster.rows_bad = sum(plan.rows_bad for plan in plans)
        roster.rows_kept = sum(plan.rows_kept for plan in plans)
        roster.follows, roster.changes = compare_with_previous(by, roster)
        roster.refusal = None
        roster.save()
        after = {"good": roster.rows_good, "bad": roster.rows_bad, "kept": roster.rows_kept}
        audit_roster(by, at, "check_roster", roster, after)
        _publish_checked(roster)
    return roster


def _publish_checked(roster: RosterImport) -> None:
    publish(
        RosterChecked(
            roster_ref=roster.ref,
            org_path=roster.org_path,
            rows_good=roster.rows_good,
            rows_bad=roster.rows_bad,
            account_id=roster.created_by_id,
        )
    )
