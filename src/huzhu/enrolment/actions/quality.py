"""Looking for what is wrong among the covers in force; and deciding on what was found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from huzhu.accounts.models import Account
from huzhu.audit.actions import record_act
from huzhu.enrolment.actions import quality_checks as sql
from huzhu.enrolment.enums import FindingState, QualityCheck
from huzhu.enrolment.errors import FindingDecided, FindingOfOnesOwn, FindingWithoutReason
from huzhu.enrolment.events import QualityCheckAsked
from huzhu.enrolment.models import QualityFinding
from huzhu.enrolment.permissions import may_judge_quality, may_run_quality
from huzhu.enrolment.queries import finding_by_ref
from huzhu.enrolment.rules import Terms
from huzhu.enrolment.rules import quality as rules
from huzhu.enrolment.rules.quality import Numbered
from huzhu.kernel.clock import civil_date
from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.scope import ROOT, Scope
from huzhu.kernel.staging import staged
from huzhu.organisations.rules import Officer
from huzhu.plans.models import PublishedEdition
from huzhu.plans.queries import terms_of
from huzhu.requests.actions import allocate_references
from huzhu.vault import actions as vault

FINDING = "QF"
_AT_ONCE = 20_000
_GONE = "再次核查时未再发现 (no longer found)"


@dataclass(frozen=True)
class QualityRun:
    """Covers looked at, findings that stand now, and numbers that were opened to judge them."""

    covers: int
    findings: int
    numbers_opened: int


def check_quality(*, by: Officer, at: datetime) -> QualityRun:
    """All checks over the officer's scope: findings written or seen again, those gone mended.

    One transaction: the covers in force held in a table, the checks that read what is stored in
    clear, the checks that open numbers for the moment, findings, snapshots by place, one audit
    entry with counts. A phone shared with people beyond the scope is seen by the whole house's run
    only. Refuses NotPermitted.
    """
    if not may_run_quality(by):
        raise NotPermitted
    values = _values(by, at)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql.BASE.format(within=_within(by.scope, "c.org_path")), values)
            covers = cursor.rowcount
            cursor.execute(sql.READY)
            for check in sql.CLEAR:
                cursor.execute(sql.clear_check(check), values)
        opened = _judge_identities(values) + _judge_phones(values)
        findings = _keep(at, values)
        with connection.cursor() as cursor:
            cursor.execute(sql.GONE.format(within=_within(by.scope, "org_path")), values)
            cursor.execute(sql.SNAPSHOTS.format(within=_within(by.scope, "o.path")), values)
            cursor.execute("DROP TABLE quality_base, quality_found")
        run = QualityRun(covers, findings, opened)
        _audit_run(by, at, run)
    return run


def ask_quality_check(*, by: Officer, at: datetime) -> None:
    """Has the checks run by a job, now: audit, fact QualityCheckAsked. Refuses NotPermitted."""
    if not may_run_quality(by):
        raise NotPermitted
    with transaction.atomic():
        record_act(
            by=by,
            at=at,
            act="ask_quality_check",
            object_type="quality",
            object_ref=civil_date(at).isoformat(),
            org_path=by.scope.paths[0],
        )
        publish(QualityCheckAsked(org_path=by.scope.paths[0]))


def decide_finding(
    *, by: Officer, at: datetime, finding_ref: str, outcome: FindingState, reason: str
) -> QualityFinding:
    """Explained, mended or no fault, with the reason; never by who uploaded the roster.

    Refuses NotVisible, NotPermitted, FindingOfOnesOwn, FindingWithoutReason, FindingDecided.
    """
    seen = finding_by_ref(by.scope, finding_ref)
    if not may_judge_quality(by, seen.org_path):
        raise NotPermitted
    if by.person_token == seen.handler_token or by.account_id == seen.handler_id:
        raise FindingOfOnesOwn(ref=seen.ref)
    if not reason.strip():
        raise FindingWithoutReason
    with transaction.atomic():
        found = QualityFinding.objects.select_for_update().get(pk=seen.pk)
        if found.state != FindingState.OPEN or outcome == FindingState.OPEN:
            raise FindingDecided(ref=found.ref, state=FindingState(found.state).label)
        found.state, found.reason, found.decided_at = outcome, reason.strip()[:400], at
        found.decided_by_id, found.decided_by_label = by.account_id, by.label[:80]
        found.decided_by_token = by.person_token
        found.save()
        record_act(
            by=by,
            at=at,
            act="decide_finding",
            object_type="quality_finding",
            object_ref=found.ref,
            org_path=found.org_path,
            after={"outcome": str(outcome), "reason": found.reason},
        )
    return found


def _values(by: Officer, at: datetime) -> dict[str, Any]:
    return {
        "day": civil_date(at),
        "at": at,
        "child_editions": _for_children(at),
        "phone_people": rules.PHONE_PEOPLE,
        "account_people": rules.ACCOUNT_PEOPLE,
        "children": rules.CHILDREN_OF_ONE,
        "youngest": rules.YOUNGEST_AT_WORK,
        "oldest": rules.OLDEST,
        "oldest_child": rules.OLDEST_CHILD,
        "retired_men": rules.RETIRED_MEN,
        "retired_women": rules.RETIRED_WOMEN,
        "rate_above": rules.HEADCOUNT_RATE.numerator,
        "rate_below": rules.HEADCOUNT_RATE.denominator,
        "made_up": rules.MADE_UP,
        "made_up_names": list(rules.MADE_UP_NAMES),
        "same_given": rules.SAME_GIVEN_NAME,
        "same_name": rules.SAME_NAME,
        "born_together": rules.BORN_TOGETHER,
        "born_percent": rules.BORN_TOGETHER_PERCENT,
        "identity_run": rules.IDENTITY_RUN,
        "checks": list(QualityCheck.values),
        "reason": _GONE,
        "label": by.label[:80],
        "token": f"run:{by.person_token}"[:64],
        **_ranges(by.scope),
    }


def _for_children(at: datetime) -> list[int]:
    """Editions whose covers are children's."""
    day = civil_date(at)
    return [
        edition.pk
        for edition in PublishedEdition.objects.all()
        if Terms.of(terms_of(edition), day).is_for_children
    ]


def _within(scope: Scope, column: str) -> str:
    """The scope as index ranges; the policy checks it again."""
    if ROOT in scope.paths:
        return ""
    ranges = (
        f"({column} >= %(low{n})s AND {column} < %(high{n})s)" for n in range(len(scope.paths))
    )
    return f"AND ({' OR '.join(ranges)})"


def _ranges(scope: Scope) -> dict[str, str]:
    found = {}
    for number, (low, high) in enumerate(scope.ranges()):
        found[f"low{number}"], found[f"high{number}"] = low, high
    return found


# ── numbers opened for the moment ─────────────────────────────────────────────────────────────


def _judge_identities(values: dict[str, Any]) -> int:
    found, opened = [], 0
    for unit, people in _opened(sql.MAY_FOLLOW, values, "identity"):
        opened += len(people)
        for run in rules.identity_runs(people):
            key = f"{unit}:{min(one.cover_id for one in run)}"
            found.append(_line(QualityCheck.IDENTITY_SEQUENCE, unit, key, run))
    _add(found)
    return opened


def _judge_phones(values: dict[str, Any]) -> int:
    found, opened = [], 0
    for unit, people in _opened(sql.WITH_PHONE, values, "phone"):
        opened += len(people)
        for run in rules.phone_runs(people):
            key = f"{unit}:{min(one.cover_id for one in run)}"
            found.append(_line(QualityCheck.PHONE_SEQUENCE, unit, key, run))
        patterned = [one for one in people if rules.is_patterned_phone(one.number)]
        if patterned:
            found.append(_line(QualityCheck.PHONE_SEQUENCE, unit, f"{unit}:digits", patterned))
    _add(found)
    return opened


def _opened(
    statement: str, values: dict[str, Any], purpose: str
) -> Iterator[tuple[int, list[Numbered]]]:
    """Unit by unit, the numbers of its people; those erased are left out. Nothing is kept."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        batch: list[tuple[int, int, int, bytes]] = []
        for _, rows in groupby(cursor, key=lambda row: row[0]):
            batch.extend(rows)
            if len(batch) >= _AT_ONCE:
                yield from _by_unit(batch, purpose)
                batch = []
        yield from _by_unit(batch, purpose)


def _by_unit(
    rows: Sequence[tuple[int, int, int, bytes]], purpose: str
) -> Iterator[tuple[int, list[Numbered]]]:
    keys = vault.keys_of(subject_ids=[row[1] for row in rows])
    for unit, its in groupby(rows, key=lambda row: row[0]):
        people = []
        for _, person, cover, blob in its:
            if person not in keys:
                continue
            try:
                plain = vault.open_with(
                    keys[person], subject_id=person, purpose=purpose, blob=bytes(blob)
                )
            except Undecipherable:
                continue
            people.append(Numbered(plain.decode(), cover))
        yield unit, people


def _line(check: QualityCheck, unit: int, key: str, run: Sequence[Numbered]) -> tuple[Any, ...]:
    subject = hashlib.sha256(f"{check.value}:{key}".encode()).hexdigest()
    return check.value, unit, subject, [one.cover_id for one in run], len(run), ""


def _add(lines: Sequence[tuple[Any, ...]]) -> None:
    if lines:
        with connection.cursor() as cursor, cursor.copy("COPY quality_found FROM STDIN") as copy:
            for one in lines:
                copy.write_row(one)


# ── what is kept ──────────────────────────────────────────────────────────────────────────────


def _keep(at: datetime, values: dict[str, Any]) -> int:
    """Everything found, with its texts, written over what was found before."""
    with connection.cursor() as cursor:
        cursor.execute(sql.FOUND)
        rows = cursor.fetchall()
    accounts = Account.objects.in_bulk({row[6] for row in rows if row[6] is not None})
    refs = allocate_references(prefix=FINDING, count=len(rows), at=at)
    lines = (_seen(ref, row, accounts) for ref, row in zip(refs, rows, strict=True))
    with staged("quality_seen", sql.SEEN, lines) as cursor:
        cursor.execute(sql.UPSERT, values)
    return len(rows)


def _seen(ref: str, row: Sequence[Any], accounts: dict[int, Account]) -> tuple[Any, ...]:
    check, subject, unit, path, city, county, handler, number, extra, people = row
    account = accounts.get(handler)
    zh, en = rules.detail(check, number, extra)
    who = (account.display_name[:80], account.person_token) if account else ("", "")
    return (
        ref, check, subject, unit, path, city, county, handler, *who, number, people, zh[:300],
        en[:300],
    )  # fmt: skip


def _audit_run(by: Officer, at: datetime, run: QualityRun) -> None:
    after = {
        "covers": run.covers,
        "findings": run.findings,
        "numbers_opened": run.numbers_opened,
    }
    record_act(
        by=by,
        at=at,
        act="check_quality",
        object_type="quality",
        object_ref=civil_date(at).isoformat(),
        org_path=by.scope.paths[0],
        after=after,
    )
