"""Making covers: the one way in which people come to be covered, from a roster or from a list."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from psycopg.errors import ExclusionViolation

from huzhu.audit.actions import Act, record_acts
from huzhu.enrolment.actions.cells import OpenedRow
from huzhu.enrolment.actions.dues import make_dues
from huzhu.enrolment.actions.gifts import admit_to_gift
from huzhu.enrolment.actions.lots import Destination, Lot
from huzhu.enrolment.enums import CoverStatus, EnrolmentState
from huzhu.enrolment.errors import CoveredMeanwhile, NobodyToEnrol, UnfitToEnrol
from huzhu.enrolment.events import EnrolmentPosted
from huzhu.enrolment.models import Enrolment, GiftProgramme
from huzhu.enrolment.permissions import may_enrol
from huzhu.enrolment.queries import covered_in, fundings_of, renewing
from huzhu.enrolment.rules import Candidate, Funding, Terms, finding, judge_candidate, take_tier
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.periods import Period
from huzhu.kernel.staging import insert_rows, staged
from huzhu.members.actions import NewPerson, Placing, register_placings
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.plans.models import PublishedEdition
from huzhu.plans.queries import edition_in_force, terms_of
from huzhu.requests.actions import allocate_references
from huzhu.vault import actions as vault

_COVERS = (
    "list_no integer, ref text, person_id bigint, shares integer, tier text, is_renewal boolean,"
    " fee_fen bigint, employment_group text"
)
_NEW_COVERS = """
INSERT INTO enrolment_cover (ref, enrolment_id, person_id, plan_id, edition_id, organisation_id,
  org_path, city_id, county_id, starts_on, ends_before, shares, tier, is_renewal, fee_fen, status,
  employment_group, gift_id, created_at)
SELECT n.ref, l.enrolment_id, n.person_id, l.plan_id, l.edition_id, l.organisation_id, l.org_path,
  l.city_id, l.county_id, l.starts_on, l.ends_before, n.shares, n.tier, n.is_renewal, n.fee_fen,
  l.status, n.employment_group, l.gift_id, %s
FROM new_covers n
JOIN unnest(%s::integer[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[],
  %s::bigint[], %s::bigint[], %s::date[], %s::date[], %s::text[],
  %s::bigint[])
  AS l(list_no, enrolment_id, plan_id, edition_id, organisation_id, org_path, city_id, county_id,
       starts_on, ends_before, status, gift_id) USING (list_no)
ORDER BY n.person_id, n.list_no
"""


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who joins without a file: from the API, a gift programme, the demo province."""

    person: NewPerson
    shares: int = 1
    tier: str = ""


@dataclass(frozen=True, slots=True)
class JoiningList:
    """The people of one unit who join one plan on one day."""

    organisation: Organisation
    plan_code: str
    starts_on: date
    people: Sequence[Joining]


def enrol_people(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    plan_code: str,
    starts_on: date,
    people: Sequence[Joining],
) -> Enrolment:
    """Enrols one list of people at once: all, or nobody; see `enrol_lists`."""
    one = JoiningList(organisation, plan_code, starts_on, people)
    return enrol_lists(by=by, at=at, lists=[one])[0]


def enrol_lists(*, by: Officer, at: datetime, lists: Sequence[JoiningList]) -> list[Enrolment]:
    """Enrols the lists of many units and plans at once: all of them, or nobody.

    The same conditions and the same writing as a posted roster; participation is not asked for,
    since a list need not be a whole unit. Returns an enrolment for each list, in order. Refuses
    NotPermitted, NoEditionInForce, UnfitToEnrol, CoveredMeanwhile, NobodyToEnrol.
    """
    for one in lists:
        if not may_enrol(by, one.organisation.path):
            raise NotPermitted
    editions = {
        (plan_code, starts_on): edition_in_force(plan_code, starts_on)
        for plan_code, starts_on in {(one.plan_code, one.starts_on) for one in lists}
    }
    terms = {
        (plan_code, starts_on): Terms.of(terms_of(edition), starts_on)
        for (plan_code, starts_on), edition in editions.items()
    }
    fundings = fundings_of(by.scope, {_place(one) for one in lists})
    lots = []
    for one in lists:
        key, funding = (one.plan_code, one.starts_on), fundings[_place(one)]
        rows = [
            _row_of(terms[key], funding, number, who) for number, who in enumerate(one.people, 1)
        ]
        lots.append(Lot(Destination(one.organisation, editions[key], terms[key]), rows))
    with transaction.atomic():
        return enrol(by, at, lots)


def _place(one: JoiningList) -> tuple[str, str, date]:
    """Where, under which plan and from when: what decides who pays."""
    return one.organisation.path, one.plan_code, one.starts_on


def _row_of(terms: Terms, funding: Funding, number: int, joining: Joining) -> OpenedRow:
    """Raises UnfitToEnrol with the first reason."""
    person = joining.person
    tier = take_tier(terms, joining.tier)
    insured = person.is_insured_basic_medical
    who = Candidate(person.identity, joining.shares, insured, person.form, renews=None)

    def note(code: str, field: str, /, **values: object):
        return finding(code, number, field, **values)

    found = judge_candidate(terms, who, note)
    if tier is None:
        names = "、".join(t.name for t in terms.tiers)
        found.append(note("tier_unknown", "tier", stated=joining.tier, tiers=names))
    if found or tier is None:
        raise UnfitToEnrol(people=1, example=found[0].zh, example_en=found[0].en)
    fee = terms.fee_fen(tier, joining.shares)
    digest = vault.blind_index("identity", person.identity.indexed)
    parts = funding.parts(tier, fee, person.person_class)
    return OpenedRow(person, digest, joining.shares, tier.name, fee, parts)


def enrol(by: Officer, at: datetime, lots: Sequence[Lot]) -> list[Enrolment]:
    """Inside the caller's transaction, in this order: people, enrolments, covers, dues, expected
    receipts, audit, facts. Raises CoveredMeanwhile, NobodyToEnrol."""
    if not all(lot.rows for lot in lots):
        raise NobodyToEnrol
    for lot in lots:
        if lot.gift is not None:
            _admit(by, at, lot, lot.gift)
    people = register_placings(
        by=by,
        at=at,
        placings=[Placing(lot.to.organisation, [row.person for row in lot.rows]) for lot in lots],
    )
    ids = [[people[row.digest] for row in lot.rows] for lot in lots]
    _require_uncovered(by, lots, ids)
    made = _enrolments(at, lots)
    _cover(by, at, lots, made, ids)
    make_dues(by, at, lots, made)
    record_acts(by=by, at=at, acts=[_act(one, its) for one, its in zip(made, ids, strict=True)])
    for lot, enrolment in zip(lots, made, strict=True):
        publish(
            EnrolmentPosted(
                owner_ref=enrolment.ref,
                org_path=enrolment.org_path,
                plan_code=enrolment.plan_code,
                persons=enrolment.persons,
                fee_fen=enrolment.fee_fen,
                account_id=lot.roster.created_by_id if lot.roster else by.account_id,
            )
        )
    return made


def _admit(by: Officer, at: datetime, lot: Lot, gift: GiftProgramme) -> None:
    """Places of the programme, locked until the covers stand."""
    groups = {row.group for row in lot.rows if row.group}
    admit_to_gift(
        by=by,
        at=at,
        gift=gift,
        organisation=lot.to.organisation,
        count=len(lot.rows),
        groups=groups,
    )


def _require_uncovered(by: Officer, lots: Sequence[Lot], ids: Sequence[list[int]]) -> None:
    """By the covers that stand, and by the lists themselves. Raises CoveredMeanwhile."""
    joining: dict[tuple[PublishedEdition, Period], list[int]] = {}
    for lot, its in zip(lots, ids, strict=True):
        joining.setdefault((lot.to.edition, lot.to.period), []).extend(its)
    for (edition, period), people in joining.items():
        covered = len(covered_in(by.scope, people, edition.plan, period))
        covered += len(people) - len(set(people))
        if covered:
            raise CoveredMeanwhile(people=covered)


def _enrolments(at: datetime, lots: Sequence[Lot]) -> list[Enrolment]:
    refs = allocate_references(prefix="E", count=len(lots), at=at)
    return insert_rows(_enrolment(at, ref, lot) for ref, lot in zip(refs, lots, strict=True))


def _enrolment(at: datetime, ref: str, lot: Lot) -> Enrolment:
    fee, to = sum(row.fee_fen for row in lot.rows), lot.to
    return Enrolment(
        ref=ref,
        roster=lot.roster,
        organisation=to.organisation,
        org_path=to.organisation.path,
        plan_code=to.edition.plan.code,
        edition=to.edition,
        starts_on=to.period.starts_on,
        ends_before=to.period.ends_before,
        persons=len(lot.rows),
        fee_fen=fee,
        state=EnrolmentState.AWAITING_PAYMENT if fee else EnrolmentState.PAID,
        paid_at=None if fee else at,
        created_at=at,
    )


def _cover(
    by: Officer,
    at: datetime,
    lots: Sequence[Lot],
    made: Sequence[Enrolment],
    ids: Sequence[list[int]],
) -> None:
    renewals = _renewing(by, lots, ids)
    refs = iter(allocate_references(prefix="G", count=sum(len(i) for i in ids), at=at))
    lines = (
        (
            number, next(refs), person_id, row.shares, row.tier,
            person_id in renewals[lot.to.edition.plan_id, lot.to.period.starts_on], row.fee_fen,
            row.group,
        )
        for number, (lot, its) in enumerate(zip(lots, ids, strict=True))
        for person_id, row in zip(its, lot.rows, strict=True)
    )  # fmt: skip
    per_list = [
        (
            number, one.pk, lot.to.edition.plan_id, lot.to.edition.pk, lot.to.organisation.pk,
            lot.to.organisation.path, lot.to.organisation.city_id or lot.to.organisation.pk,
            lot.to.organisation.county_id, lot.to.period.starts_on, lot.to.period.ends_before,
            _status(lot, one), lot.gift.pk if lot.gift else None,
        )
        for number, (lot, one) in enumerate(zip(lots, made, strict=True))
    ]  # fmt: skip
    columns = [list(column) for column in zip(*per_list, strict=True)]
    try:
        with transaction.atomic(), staged("new_covers", _COVERS, lines) as cursor:
            cursor.execute(_NEW_COVERS, [at, *columns])
    except IntegrityError as trouble:
        if not isinstance(trouble.__cause__, ExclusionViolation):
            raise
        # Somebody covered them while this act was under way, and was first.
        _require_uncovered(by, lots, ids)
        raise CoveredMeanwhile(people=1) from trouble


def _status(lot: Lot, enrolment: Enrolment) -> str:
    """Where the terms make payment the beginning, covers wait for it."""
    waits = lot.to.terms.joining.starts_once_paid and enrolment.state != EnrolmentState.PAID
    return (CoverStatus.PENDING if waits else CoverStatus.ACTIVE).value


def _renewing(
    by: Officer, lots: Sequence[Lot], ids: Sequence[list[int]]
) -> Mapping[tuple[int, date], set[int]]:
    """Of each plan and first day, who held a cover that has just ended, anywhere."""
    joining: dict[tuple[int, date], tuple[Lot, list[int]]] = {}
    for lot, its in zip(lots, ids, strict=True):
        key = (lot.to.edition.plan_id, lot.to.period.starts_on)
        joining.setdefault(key, (lot, []))[1].extend(its)
    return {
        key: renewing(by.scope, people, lot.to.edition.plan, lot.to.terms)
        for key, (lot, people) in joining.items()
    }


def _act(enrolment: Enrolment, ids: Sequence[int]) -> Act:
    listed = ",".join(str(i) for i in sorted(ids))
    return Act(
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
