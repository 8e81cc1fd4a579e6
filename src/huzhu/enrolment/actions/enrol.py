"""Making covers: the one way in which people come to be covered, from a roster or from a list."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from huzhu.audit.actions import record_act
from huzhu.enrolment.actions.cells import OpenedRow
from huzhu.enrolment.enums import EnrolmentState, FundingSource
from huzhu.enrolment.errors import CoveredMeanwhile, NobodyToEnrol, UnfitToEnrol
from huzhu.enrolment.events import EnrolmentPosted
from huzhu.enrolment.models import ContributionDue, Enrolment, RosterImport
from huzhu.enrolment.permissions import may_enrol
from huzhu.enrolment.queries import covered_in
from huzhu.enrolment.rules import Candidate, Terms, finding, judge_candidate, parts_of, take_tier
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.periods import Period
from huzhu.kernel.staging import staged
from huzhu.members.actions import NewPerson, register_people
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.plans.models import PublishedEdition
from huzhu.plans.queries import edition_in_force, terms_of
from huzhu.requests.actions import allocate_reference, allocate_references
from huzhu.treasury.actions import register_expected_receipt
from huzhu.vault import actions as vault

RENEWAL_DAYS = 30
_COVERS = "ref text, person_id bigint, shares integer, tier text, fee_fen bigint"
_NEW_COVERS = """
INSERT INTO enrolment_cover (ref, enrolment_id, person_id, plan_id, edition_id, organisation_id,
  org_path, city_id, county_id, starts_on, ends_before, shares, tier, is_renewal, fee_fen, status,
  created_at)
SELECT n.ref, %(enrolment)s, n.person_id, %(plan)s, %(edition)s, %(organisation)s, %(path)s,
  %(city)s, %(county)s, %(starts_on)s, %(ends_before)s, n.shares, n.tier,
  r.person_id IS NOT NULL, n.fee_fen, 'active', %(at)s
FROM new_covers n
LEFT JOIN enrolment_renewing(ARRAY(SELECT person_id FROM new_covers), %(plan)s, %(starts_on)s,
  %(days)s) r ON r.person_id = n.person_id
"""


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who joins without a file: from the API, a gift programme, the demo province."""

    person: NewPerson
    shares: int = 1
    tier: str = ""


def enrol_people(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    plan_code: str,
    starts_on: date,
    people: Sequence[Joining],
) -> Enrolment:
    """Enrols a list of people at once: all, or nobody.

    The same conditions and the same writing as a posted roster; participation is not asked for,
    since a list need not be a whole unit. Refuses NotPermitted, NoEditionInForce, UnfitToEnrol,
    CoveredMeanwhile, NobodyToEnrol.
    """
    if not may_enrol(by, organisation.path):
        raise NotPermitted
    edition = edition_in_force(plan_code, starts_on)
    terms = Terms.of(terms_of(edition), starts_on)
    rows = [_row_of(terms, number, joining) for number, joining in enumerate(people, 1)]
    with transaction.atomic():
        return enrol(by, at, Destination(organisation, edition, terms), rows, roster=None)


def _row_of(terms: Terms, number: int, joining: Joining) -> OpenedRow:
    """Raises UnfitToEnrol with the first reason."""
    person = joining.person
    tier = take_tier(terms, joining.tier)
    who = Candidate(person.identity, joining.shares, person.is_insured_basic_medical)

    def note(code: str, field: str, /, **values: object):
        return finding(code, number, field, **values)

    found = judge_candidate(terms, who, note)
    if tier is None:
        names = "、".join(t.name for t in terms.tiers)
        found.append(note("tier_unknown", "tier", stated=joining.tier, tiers=names))
    if found or tier is None:
        raise UnfitToEnrol(people=1, example=found[0].zh, example_en=found[0].en)
    fee = terms.fee_fen(tier, joining.shares)
    return OpenedRow(person, joining.shares, tier.name, fee, dict(parts_of(tier, fee)))


@dataclass(frozen=True)
class Destination:
    """Where and under what people are enrolled."""

    organisation: Organisation
    edition: PublishedEdition
    terms: Terms

    @property
    def period(self) -> Period:
        return Period(self.terms.starts_on, self.terms.ends_before)


def enrol(
    by: Officer,
    at: datetime,
    to: Destination,
    rows: Sequence[OpenedRow],
    *,
    roster: RosterImport | None,
) -> Enrolment:
    """Inside the caller's transaction, in this order: people, enrolment, covers, dues, expected
    receipt, audit, fact. Raises CoveredMeanwhile, NobodyToEnrol."""
    if not rows:
        raise NobodyToEnrol
    people = register_people(
        by=by, at=at, rows=[row.person for row in rows], organisation=to.organisation
    )
    ids = [people[vault.blind_index("identity", row.person.identity.number)] for row in rows]
    covered = covered_in(by.scope, ids, to.edition.plan, to.period)
    if covered:
        raise CoveredMeanwhile(people=len(covered))
    enrolment = _enrolment(at, to, rows, roster)
    _cover(at, to, enrolment, ids, rows)
    _dues(enrolment, rows)
    if enrolment.fee_fen:
        register_expected_receipt(
            by=by,
            at=at,
            owner_ref=enrolment.ref,
            organisation=to.organisation,
            plan_code=enrolment.plan_code,
            amount_fen=enrolment.fee_fen,
        )
    _audit(by, at, enrolment, ids)
    publish(
        EnrolmentPosted(
            owner_ref=enrolment.ref,
            org_path=enrolment.org_path,
            plan_code=enrolment.plan_code,
            persons=enrolment.persons,
            fee_fen=enrolment.fee_fen,
            account_id=roster.created_by_id if roster else by.account_id,
        )
    )
    return enrolment


def _enrolment(
    at: datetime, to: Destination, rows: Sequence[OpenedRow], roster: RosterImport | None
) -> Enrolment:
    fee = sum(row.fee_fen for row in rows)
    return Enrolment.objects.create(
        ref=allocate_reference(prefix="E", at=at),
        roster=roster,
        organisation=to.organisation,
        org_path=to.organisation.path,
        plan_code=to.edition.plan.code,
        edition=to.edition,
        starts_on=to.period.starts_on,
        ends_before=to.period.ends_before,
        persons=len(rows),
        fee_fen=fee,
        state=EnrolmentState.AWAITING_PAYMENT if fee else EnrolmentState.PAID,
        paid_at=None if fee else at,
        created_at=at,
    )


def _cover(
    at: datetime,
    to: Destination,
    enrolment: Enrolment,
    ids: Sequence[int],
    rows: Sequence[OpenedRow],
) -> None:
    refs = allocate_references(prefix="G", count=len(rows), at=at)
    lines = (
        (ref, person_id, row.shares, row.tier, row.fee_fen)
        for ref, person_id, row in zip(refs, ids, rows, strict=True)
    )
    with staged("new_covers", _COVERS, lines) as cursor:
        cursor.execute(
            _NEW_COVERS,
            {
                "enrolment": enrolment.pk,
                "plan": to.edition.plan_id,
                "edition": to.edition.pk,
                "organisation": to.organisation.pk,
                "path": to.organisation.path,
                "city": to.organisation.city_id or to.organisation.pk,
                "county": to.organisation.county_id,
                "starts_on": to.period.starts_on,
                "ends_before": to.period.ends_before,
                "days": RENEWAL_DAYS,
                "at": at,
            },
        )


def _dues(enrolment: Enrolment, rows: Sequence[OpenedRow]) -> None:
    """What each source pays, summed over the rows; each row's parts add up, so the sums do."""
    by_source: Counter[str] = Counter()
    for row in rows:
        by_source.update(row.parts)
    order = [source.value for source in FundingSource]
    ContributionDue.objects.bulk_create(
        ContributionDue(
            enrolment=enrolment,
            org_path=enrolment.org_path,
            source=FundingSource(source),
            amount_fen=by_source[source],
        )
        for source in sorted(by_source, key=order.index)
        if by_source[source]
    )


def _audit(by: Officer, at: datetime, enrolment: Enrolment, ids: Sequence[int]) -> None:
    listed = ",".join(str(i) for i in sorted(ids))
    record_act(
        by=by,
        at=at,
        act="enrol_people",
        object_type="enrolment",
        object_ref=enrolment.ref,
        org_path=enrolment.org_path,
        after={
            "plan": enrolment.plan_code,
            "starts_on": enrolment.starts_on.isoformat(),
            "persons": enrolment.persons,
            "fee_fen": enrolment.fee_fen,
            "digest": hashlib.sha256(listed.encode()).hexdigest(),
        },
    )
