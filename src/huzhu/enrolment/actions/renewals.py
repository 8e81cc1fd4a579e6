"""One unit's next period: last period's people, the few changes, and one roster of all."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from huzhu.enrolment.actions.joiners import (
    add_joiners,
    audit_renewal,
    locked_renewal,
    opened_joiner,
)
from huzhu.enrolment.actions.receive import ask_posting_of_all, receive_roster
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.errors import (
    BadShares,
    BadTier,
    NobodyFallsDue,
    NobodyRenews,
    NotInThisRenewal,
)
from huzhu.enrolment.formats.renewals import renewal_csv
from huzhu.enrolment.models import Cover, Renewal, RenewalJoiner, RenewalMark, RosterImport
from huzhu.enrolment.permissions import may_enrol
from huzhu.enrolment.queries import (
    parents_of,
    people_due,
    renewal_counts,
    renewal_joiners,
    renewal_marks,
    renewal_people,
    terms_at,
)
from huzhu.enrolment.queries.falling_due import LEFT
from huzhu.enrolment.rules import Terms
from huzhu.enrolment.rules.renewals import RENEWAL
from huzhu.kernel.errors import NotPermitted, Refusal
from huzhu.kernel.scope import Scope
from huzhu.members.enums import IdentityKind
from huzhu.members.models import Person
from huzhu.notices.actions import notify
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import plan_by_code
from huzhu.requests.actions import allocate_reference
from huzhu.vault import actions as vault

Changes = Mapping[str, tuple[int | str, str]]
_MOST_SHARES = 9_999


def renew_unit(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    plan_code: str,
    starts_on: date,
    leaving: Collection[str] = (),
    changing: Changes | None = None,
    joining_file: bytes | None = None,
) -> RosterImport:
    """Last period's people, less those who leave, with changes and new people, as one roster.

    `leaving` are references of covers, `changing` gives shares and tier by reference,
    `joining_file` is a roster of new people only. Whoever died, left the unit, is too old or is
    covered already is left out too. The roster goes the ordinary way: it is checked like any file.
    One transaction: the renewal with its marks, the file, the roster, audit. Refuses what
    `begin_renewal`, `mark_renewal`, `add_joiners` and `send_renewal` refuse.
    """
    with transaction.atomic():
        renewal = begin_renewal(
            by=by, at=at, organisation=organisation, plan_code=plan_code, starts_on=starts_on
        )
        mark_renewal(
            by=by, at=at, renewal_ref=renewal.ref, leaving=leaving, changing=changing or {}
        )
        if joining_file is not None:
            add_joiners(by=by, at=at, renewal_ref=renewal.ref, file_name="", content=joining_file)
        return send_renewal(by=by, at=at, renewal_ref=renewal.ref)  # fmt: skip


def begin_renewal(
    *, by: Officer, at: datetime, organisation: Organisation, plan_code: str, starts_on: date
) -> Renewal:
    """The list of last period's people; one that was begun and not sent yet is taken up again.

    Refuses NotPermitted, NotVisible, NoEditionInForce, NobodyFallsDue.
    """
    if not may_enrol(by, organisation.path):
        raise NotPermitted
    plan = plan_by_code(plan_code)
    if not people_due(by.scope, organisation, plan_code, starts_on).exists():
        raise NobodyFallsDue(unit=organisation.name, plan=plan_code, day=starts_on)
    with transaction.atomic():
        renewal, is_new = Renewal.objects.get_or_create(
            organisation=organisation,
            plan=plan,
            starts_on=starts_on,
            roster=None,
            defaults={
                "ref": allocate_reference(prefix=RENEWAL, at=at),
                "org_path": organisation.path,
                "begun_by_id": by.account_id,
                "begun_at": at,
                "changed_at": at,
            },
        )
        if is_new:
            after = {"plan": plan_code, "starts_on": starts_on.isoformat()}
            audit_renewal(by, at, "begin_renewal", renewal, after)
    return renewal


def mark_renewal(
    *,
    by: Officer,
    at: datetime,
    renewal_ref: str,
    leaving: Collection[str] = (),
    staying: Collection[str] = (),
    changing: Changes | None = None,
) -> Renewal:
    """Marks who leaves, who stays after all, and who goes on with other shares or another tier.

    Shares and tier as they were take the mark away. References are those of covers. Refuses
    NotVisible, NotPermitted, RenewalSent, NotInThisRenewal, BadShares, BadTier.
    """
    with transaction.atomic():
        renewal = locked_renewal(by, renewal_ref)
        typed = dict(changing or {})
        named = {*leaving, *staying, *typed}
        people = {c.ref: c for c in renewal_people(by.scope, renewal).filter(ref__in=named)}
        for ref in sorted(named - people.keys()):
            raise NotInThisRenewal(ref=ref)
        terms = terms_at(by.scope, renewal.plan.code, renewal.starts_on)
        changes = {ref: _fit(terms, people[ref], *wanted) for ref, wanted in typed.items()}
        before = renewal_marks(by.scope, renewal)
        RenewalMark.objects.filter(renewal=renewal, cover__ref__in=named).delete()
        RenewalMark.objects.bulk_create(
            _mark(renewal, people[ref], ref in set(leaving), changes.get(ref))
            for ref in sorted(named)
            if ref in set(leaving) or _differs(people[ref], changes.get(ref))
        )
        renewal.changed_at = at
        renewal.save(update_fields=["changed_at"])
        if before or named:
            audit_renewal(
                by, at, "mark_renewal", renewal, {"left": len(set(leaving)), "of": len(named)}
            )
    return renewal


def send_renewal(*, by: Officer, at: datetime, renewal_ref: str) -> RosterImport:
    """Makes the roster and sends it to be checked; posting it is asked for as with any roster.

    One transaction: numbers opened for the file alone (audited with count and digest, never
    shown), file kept, roster received, renewal closed, the new people's cells wiped. Refuses
    NotVisible, NotPermitted, RenewalSent, NobodyRenews, and what `receive_roster` refuses.
    """
    return _send(by, at, renewal_ref, posts_when_good=False)


def send_and_post_renewal(*, by: Officer, at: datetime, renewal_ref: str) -> RosterImport:
    """The same, and posting is asked for by itself once every row was found good."""
    return _send(by, at, renewal_ref, posts_when_good=True)


def post_renewal_if_good(*, by: Officer, at: datetime, roster_ref: str) -> RosterImport | None:
    """For the roster of a renewal that posts itself: asks for its posting when no row is faulty.

    What refuses it (participation, say) is told to whoever sent it; the roster stays checked.
    """
    renewal = Renewal.objects.filter(
        roster__ref=roster_ref, posts_when_good=True, roster__state=RosterState.CHECKED
    ).select_related("roster").first()  # fmt: skip
    if renewal is None or renewal.roster is None or renewal.roster.rows_bad:
        return None
    try:
        with transaction.atomic():
            return ask_posting_of_all(by=by, at=at, roster_ref=roster_ref)
    except Refusal as refusal:
        if renewal.sent_by_id is not None:
            notify(
                account_ids=[renewal.sent_by_id],
                kind="renewal_not_posted",
                text_zh=f"续保 {renewal.ref} 没有自动入账：{refusal.text('zh')}"[:400],
                text_en=f"Renewal {renewal.ref} was not posted: {refusal.text('en')}"[:400],
                at=at,
                link=f"/rosters/{roster_ref}/",
            )
        return None


def _send(by: Officer, at: datetime, ref: str, *, posts_when_good: bool) -> RosterImport:
    with transaction.atomic():
        renewal = locked_renewal(by, ref)
        counts = renewal_counts(by.scope, renewal)
        if not counts.going_on:
            raise NobodyRenews(ref=renewal.ref)
        lines = _lines(by.scope, renewal)
        erased = counts.going_on - len(lines)
        content = renewal_csv(lines)
        after = {
            "people": len(lines),
            "numbers_opened": len(lines),
            "digest": hashlib.sha256(content).hexdigest(),
            "unchanged": counts.unchanged,
            "changed": counts.changed,
            "joined": counts.joined,
            "left": counts.left + erased,
        }
        audit_renewal(by, at, "send_renewal", renewal, after)
        renewal.roster = receive_roster(
            by=by,
            at=at,
            organisation=renewal.organisation,
            plan_code=renewal.plan.code,
            starts_on=renewal.starts_on,
            file_name=f"续保 {renewal.ref}.csv",
            content=content,
        )
        renewal.sent_at, renewal.sent_by_id = at, by.account_id
        renewal.posts_when_good = posts_when_good
        renewal.unchanged, renewal.changed = counts.unchanged - erased, counts.changed
        renewal.joined, renewal.left = counts.joined, counts.left + erased
        renewal.save()
        RenewalJoiner.objects.filter(renewal=renewal).update(cells_cipher=None)
    return renewal.roster


def _lines(scope: Scope, renewal: Renewal) -> list[dict[str, str]]:
    """Texts by field: who goes on, by name, then who joins, in the order of entry.

    Whoever was erased is left out: no number is there any more.
    """
    marks = renewal_marks(scope, renewal)
    going_on = [c for c in renewal_people(scope, renewal) if c.line != LEFT]
    parents = parents_of(scope, [c.person_id for c in going_on])
    numbers = _numbers([*(c.person for c in going_on), *parents.values()])
    lines = []
    for cover in going_on:
        mark, parent = marks.get(cover.pk), parents.get(cover.person_id)
        if cover.person_id not in numbers or (parent is not None and parent.pk not in numbers):
            continue
        lines.append(
            _who(cover.person, parent, numbers)
            | {
                "shares": str(mark.shares if mark else cover.shares),
                "tier": mark.tier if mark else cover.tier,
            }
        )
    return lines + [opened_joiner(renewal, one) for one in renewal_joiners(scope, renewal)]


def _who(person: Person, parent: Person | None, numbers: Mapping[int, str]) -> dict[str, str]:
    """A member of the staff, or a child under the parent's name."""
    insured = "是" if person.is_insured_basic_medical else "否"
    if parent is None:
        return {
            "name": person.name,
            "identity": numbers[person.pk],
            "insured": insured,
            **_document(person),
        }
    return {
        "name": parent.name,
        "identity": numbers[parent.pk],
        **_document(parent),
        "child_name": person.name,
        "child_identity": numbers[person.pk],
        "child_insured": insured,
    }


def _document(person: Person) -> dict[str, str]:
    """What a number that is no resident identity number does not tell."""
    if person.identity_kind == IdentityKind.RESIDENT:
        return {}
    return {
        "identity_kind": person.identity_kind,
        "sex": person.sex,
        "birth": person.birth_on.isoformat(),
    }


def _numbers(people: Iterable[Person]) -> dict[int, str]:
    """Identity numbers by person; those who were erased are left out."""
    known = {person.pk: person for person in people}
    keys = vault.keys_of(subject_ids=known)
    return {
        pk: vault.open_with(
            key, subject_id=pk, purpose="identity", blob=bytes(known[pk].identity_cipher)
        ).decode()
        for pk, key in keys.items()
    }


def _fit(terms: Terms, cover: Cover, shares: int | str, tier: str) -> tuple[int, str]:
    """Shares and tier, if the terms know them."""
    limit = terms.max_shares or _MOST_SHARES
    if isinstance(shares, str) or not 1 <= shares <= limit:
        raise BadShares(name=cover.person.name, stated=shares, limit=limit)
    names = [one.name for one in terms.tiers]
    if tier not in names:
        raise BadTier(name=cover.person.name, stated=tier, tiers="、".join(n for n in names if n))
    return shares, tier


def _differs(cover: Cover, change: tuple[int, str] | None) -> bool:
    return change is not None and change != (cover.shares, cover.tier)


def _mark(
    renewal: Renewal, cover: Cover, is_leaving: bool, change: tuple[int, str] | None
) -> RenewalMark:
    shares, tier = (None, "") if is_leaving or change is None else change
    return RenewalMark(
        renewal=renewal,
        org_path=renewal.org_path,
        cover=cover,
        is_leaving=is_leaving,
        shares=shares,
        tier=tier,
    )
