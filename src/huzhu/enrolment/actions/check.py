"""Checking a roster: every row is read, judged and staged, in steps that can be seen and redone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.enrolment.actions.cells import CellKey
from huzhu.enrolment.actions.receive import audit_roster, locked_roster
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.events import RosterChecked
from huzhu.enrolment.formats import Table, read_table
from huzhu.enrolment.lifecycle import can, state_after
from huzhu.enrolment.models import RosterImport, RosterRow
from huzhu.enrolment.queries import covered_in, participation_of
from huzhu.enrolment.rules import JudgedRow, Row, Terms, judge_row
from huzhu.kernel.errors import Refusal
from huzhu.kernel.facts import publish
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import acting_in
from huzhu.kernel.staging import staged
from huzhu.members.queries import named_otherwise, registered
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import terms_of
from huzhu.vault import actions as vault

ROWS_A_STEP = 5_000
_STAGED = (
    "row_no integer, name text, identity_masked text, identity_hash bytea, cells_cipher bytea,"
    " sex text, birth_on date, shares integer, errors text, warnings text, is_good boolean"
)


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
        table = read_table(content, roster.file_name)
    except Refusal as refusal:
        return _unreadable(by, at, roster_ref, refusal)
    work = _Check.of(by, roster, table)
    for start in range(0, len(table.lines), ROWS_A_STEP):
        with acting_in(by.scope):
            work.step(start)
    return _finish(by, at, work)


def _begin(by: Officer, at: datetime, roster_ref: str) -> tuple[RosterImport, bytes]:
    with acting_in(by.scope):
        roster = locked_roster(by, roster_ref)
        if not can("check", roster.state):
            return roster, b""
        RosterRow.objects.filter(roster=roster).delete()
        roster.state = state_after("check", roster.state)
        roster.rows_done = roster.rows_total = roster.rows_good = roster.rows_bad = 0
        roster.save(update_fields=["state", "rows_done", "rows_total", "rows_good", "rows_bad"])
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


@dataclass
class _Check:
    """One run over one table. `first_rows` remembers where each identity was seen first."""

    by: Officer
    roster: RosterImport
    table: Table
    terms: Terms
    key: CellKey
    first_rows: dict[bytes, int] = field(default_factory=dict)
    good: int = 0
    fees: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, by: Officer, roster: RosterImport, table: Table) -> _Check:
        with acting_in(by.scope):
            terms = Terms.of(terms_of(roster.edition), roster.starts_on)
            RosterImport.objects.filter(pk=roster.pk).update(rows_total=len(table.lines))
            return cls(by, roster, table, terms, CellKey.of(roster.pk))

    def step(self, start: int) -> None:
        """Judges and stages the rows from `start` on; tells how far it has come."""
        code = self.roster.organisation.code
        rows = list(self.table.rows(start, start + ROWS_A_STEP))
        judged = [judge_row(self.terms, row, unit_code=code) for row in rows]
        hashes = [
            vault.blind_index("identity", row.identity.number) if row.identity else None
            for row in judged
        ]
        self._find_twice(rows, judged, hashes)
        self._find_registered(rows, judged, hashes)
        for row in judged:
            if row.is_good:
                self.good += 1
                self.fees.update(row.parts)
        self._stage(judged, hashes)
        RosterImport.objects.filter(pk=self.roster.pk).update(rows_done=start + len(rows))

    def _find_twice(
        self, rows: list[Row], judged: list[JudgedRow], hashes: list[bytes | None]
    ) -> None:
        for row, result, digest in zip(rows, judged, hashes, strict=True):
            if digest is None:
                continue
            first = self.first_rows.setdefault(digest, row.row_no)
            if first != row.row_no:
                result.errors.append(row.note("twice_in_file", "identity", first=first))

    def _find_registered(
        self, rows: list[Row], judged: list[JudgedRow], hashes: list[bytes | None]
    ) -> None:
        """Known people: recorded under another name, or covered in this period already."""
        scope = self.by.scope
        people = registered(scope, [h for h in hashes if h is not None])
        if not people:
            return
        known = [
            (row, result, digest)
            for row, result, digest in zip(rows, judged, hashes, strict=True)
            if digest in people
        ]
        otherwise = named_otherwise(scope, [(digest, result.name) for _, result, digest in known])
        period = Period(self.terms.starts_on, self.terms.ends_before)
        covered = covered_in(scope, list(people.values()), self.roster.edition.plan, period)
        for row, result, digest in known:
            if digest in otherwise:
                result.errors.append(row.note("name_differs", "name"))
            if people[digest] in covered:
                result.errors.append(row.note("covered_elsewhere", "identity"))

    def _stage(self, judged: list[JudgedRow], hashes: list[bytes | None]) -> None:
        lines = (
            (
                row.row_no,
                row.name,
                row.identity_masked,
                digest,
                self.key.seal(row),
                row.identity.sex if row.identity else "",
                row.identity.birth_on if row.identity else None,
                row.shares,
                _json(row.errors),
                _json(row.warnings),
                row.is_good,
            )
            for row, digest in zip(judged, hashes, strict=True)
        )
        with staged("roster_step", _STAGED, lines) as cursor:
            cursor.execute(
                "INSERT INTO enrolment_rosterrow (roster_id, org_path, row_no, name,"
                " identity_masked, identity_hash, cells_cipher, sex, birth_on, shares, errors,"
                " warnings, is_good) SELECT %s, %s, row_no, name, identity_masked, identity_hash,"
                " cells_cipher, sex, birth_on, shares, errors::jsonb, warnings::jsonb, is_good"
                " FROM roster_step",
                [self.roster.pk, self.roster.org_path],
            )


def _finish(by: Officer, at: datetime, work: _Check) -> RosterImport:
    with acting_in(by.scope), transaction.atomic():
        roster = locked_roster(by, work.roster.ref)
        roster.state = state_after("finish_check", roster.state)
        roster.rows_total = roster.rows_done = len(work.table.lines)
        roster.rows_good = work.good
        roster.rows_bad = roster.rows_total - work.good
        roster.fees = {"total": sum(work.fees.values()), "by_source": dict(work.fees)}
        stands = participation_of(
            by.scope,
            roster.organisation,
            roster.edition,
            Period(roster.starts_on, roster.ends_before),
            joining=work.good,
        )
        roster.participation = stands.to_json() if stands else None
        roster.refusal = None
        roster.save()
        audit_roster(by, at, "check_roster", roster, {"good": work.good, "bad": roster.rows_bad})
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


def _json(findings: list) -> str:
    if not findings:
        return "[]"
    return json.dumps([item.to_json() for item in findings], ensure_ascii=False)
