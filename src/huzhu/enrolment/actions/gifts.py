"""Gift programmes: made by one person and approved by another, proofs, places taken."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from huzhu.attachments.actions import keep_file
from huzhu.attachments.rules import PAPERS, TABLES
from huzhu.audit.actions import record_act
from huzhu.enrolment.enums import BudgetState, FundingSource, GiftProofKind, GiftState
from huzhu.enrolment.errors import (
    GiftGroupNotTaken,
    GiftMadeByOneself,
    GiftProofMissing,
    GiftQuotaExhausted,
    GiftTakesNobody,
    GiftUnfit,
    GroupCodeWrong,
    GroupUnknown,
)
from huzhu.enrolment.lifecycle import gift_state_after
from huzhu.enrolment.models import EmploymentGroup, FundingBudget, GiftProgramme, GiftProof
from huzhu.enrolment.permissions import may_enrol, may_run_gifts
from huzhu.enrolment.queries import (
    budget_by_ref,
    employment_groups,
    gift_by_ref,
    gift_terms,
    proofs_of,
)
from huzhu.enrolment.rules import missing_proofs
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.members.models import Person
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import plan_by_code
from huzhu.requests.actions import allocate_reference

_CODE = re.compile(r"[a-z][a-z0-9_]{1,19}")


@dataclass(frozen=True)
class NewGift:
    """A programme as it is proposed; see models.GiftProgramme for what each part means."""

    name: str
    donor: str
    plan_code: str
    budget_ref: str
    quota_persons: int
    groups: Collection[str]
    starts_on: date
    ends_before: date
    proofs: Collection[str] = ()
    claim_papers: Collection[str] = ()
    shares: int = 1
    age_from: int | None = None
    age_to: int | None = None
    waives_participation: bool = True
    waives_basic_medical: bool = False


def create_gift(
    *, by: Officer, at: datetime, organisation: Organisation, gift: NewGift
) -> GiftProgramme:
    """Proposes a programme of an organiser, for people of its place and below; ends DRAFT.

    One transaction: programme, audit. Refuses NotPermitted, NotVisible (plan or budget),
    GroupUnknown, GiftUnfit.
    """
    if not may_run_gifts(by, organisation.path):
        raise NotPermitted
    plan_by_code(gift.plan_code)
    budget = _budget(by, organisation, gift)
    _require_whole(gift)
    assert by.account_id is not None
    with transaction.atomic():
        made = GiftProgramme.objects.create(
            ref=allocate_reference(prefix="GP", at=at),
            organisation=organisation,
            org_path=organisation.path,
            name=gift.name.strip()[:80],
            donor=gift.donor.strip()[:80],
            plan_code=gift.plan_code,
            budget=budget,
            quota_persons=gift.quota_persons,
            groups=sorted(set(gift.groups)),
            proofs=sorted(set(gift.proofs)),
            claim_papers=sorted(set(gift.claim_papers)),
            shares=gift.shares,
            starts_on=gift.starts_on,
            ends_before=gift.ends_before,
            age_from=gift.age_from,
            age_to=gift.age_to,
            waives_participation=gift.waives_participation,
            waives_basic_medical=gift.waives_basic_medical,
            made_by_id=by.account_id,
            made_by_token=by.person_token,
            made_by_label=by.label[:80],
            made_at=at,
        )
        _audit(by, at, "create_gift", made, {"quota": made.quota_persons, "plan": made.plan_code})
    return made


def approve_gift(*, by: Officer, at: datetime, gift_ref: str) -> GiftProgramme:
    """A second person opens a programme: DRAFT becomes OPEN.

    One transaction: lock, programme, audit. Refuses NotVisible, NotPermitted, WrongGiftState,
    GiftMadeByOneself.
    """
    with transaction.atomic():
        gift = _locked(by, gift_ref)
        gift.state = gift_state_after("approve", gift.state, gift=gift.name)
        if gift.made_by_token == by.person_token:
            raise GiftMadeByOneself(gift=gift.name)
        gift.approved_by_id, gift.approved_by_token = by.account_id, by.person_token
        gift.approved_by_label, gift.approved_at = by.label[:80], at
        gift.save()
        _audit(by, at, "approve_gift", gift, {})
    return gift


def suspend_gift(*, by: Officer, at: datetime, gift_ref: str) -> GiftProgramme:
    """Takes nobody for a while; see `_turn`."""
    return _turn(by, at, gift_ref, "suspend")


def resume_gift(*, by: Officer, at: datetime, gift_ref: str) -> GiftProgramme:
    """Takes people again; see `_turn`."""
    return _turn(by, at, gift_ref, "resume")


def close_gift(*, by: Officer, at: datetime, gift_ref: str) -> GiftProgramme:
    """Takes nobody any more; the covers it gave stand. See `_turn`."""
    return _turn(by, at, gift_ref, "close")


def _turn(by: Officer, at: datetime, gift_ref: str, act: str) -> GiftProgramme:
    """One transaction: lock, programme, audit. Refuses NotVisible, NotPermitted, WrongGiftState."""
    with transaction.atomic():
        gift = _locked(by, gift_ref)
        gift.state = gift_state_after(act, gift.state, gift=gift.name)
        gift.save(update_fields=["state"])
        _audit(by, at, f"{act}_gift", gift, {})
    return gift


def add_gift_proof(
    *,
    by: Officer,
    at: datetime,
    gift_ref: str,
    organisation: Organisation,
    group: str,
    kind: str,
    file_name: str,
    content: bytes,
    person: Person | None = None,
) -> GiftProof:
    """Keeps a paper that shows that a unit's people, or one person, belong to a group.

    One transaction: file (under the person's key where it is one person's), row, audit. Refuses
    NotVisible, NotPermitted, GiftGroupNotTaken, and what attachments refuse.
    """
    gift = gift_by_ref(by.scope, gift_ref)
    if not may_enrol(by, organisation.path):
        raise NotPermitted
    _require_taken(gift, [group])
    with transaction.atomic():
        of_person = {"subject_id": person.pk} if person else {}
        kept = keep_file(
            by=by,
            at=at,
            content=content,
            file_name=file_name,
            owner_type="gift_proof",
            owner_ref=gift.ref,
            org_path=organisation.path,
            wanted=(*PAPERS, *TABLES),
            **of_person,
        )
        proof = GiftProof.objects.create(
            gift=gift,
            organisation=organisation,
            org_path=organisation.path,
            person=person,
            group=group,
            kind=GiftProofKind(kind),
            attachment_ref=kept.ref,
            file_name=file_name[:200],
            added_by_id=by.account_id,
            added_by_label=by.label[:80],
            added_at=at,
        )
        _audit(by, at, "add_gift_proof", gift, {"paper": kept.ref}, organisation.path)
    return proof


def admit_to_gift(
    *,
    by: Officer,
    at: datetime,
    gift: GiftProgramme,
    organisation: Organisation,
    count: int,
    groups: Collection[str] = (),
) -> int:
    """Takes places of a programme for people of a unit; inside the transaction that covers them.

    The programme's row is locked to the end of it, also where it lies above the actor's scope.
    Returns what is left. `groups` are those of the people, none if they are not known. Refuses
    NotVisible, NotPermitted, GiftGroupNotTaken, GiftProofMissing, GiftTakesNobody,
    GiftQuotaExhausted.
    """
    if not may_enrol(by, organisation.path):
        raise NotPermitted
    terms = gift_terms(by.scope, gift)
    _require_taken(gift, groups)
    handed_in = proofs_of(by.scope, gift, organisation).values_list("kind", flat=True)
    if missing := missing_proofs(terms, handed_in):
        names = "、".join(str(GiftProofKind(kind).label) for kind in missing)
        raise GiftProofMissing(place=organisation.name, gift=gift.name, kinds=names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT enrolment_admit(%s, %s, %s, %s)",
            [gift.pk, organisation.path, count, civil_date(at)],
        )
        left = cursor.fetchone()[0]
    if left is None:
        raise GiftTakesNobody(gift=gift.name, day=civil_date(at), place=organisation.name)
    if left < count:
        raise GiftQuotaExhausted(gift=gift.name, ref=gift.ref, left=left, wanted=count)
    return left - count


def set_employment_group(
    *, by: Officer, at: datetime, code: str, name_zh: str, name_en: str, is_active: bool = True
) -> EmploymentGroup:
    """Adds a group, or renames one, or takes it out of use; the same for the whole province.

    One transaction: group, audit. Refuses NotPermitted (for those outside the office),
    GroupCodeWrong.
    """
    office = next((h.org_path for h in by.held if h.org_path.count("/") == 2), "")
    if not office or not may_run_gifts(by, office):
        raise NotPermitted
    if not _CODE.fullmatch(code) or not name_zh.strip() or not name_en.strip():
        raise GroupCodeWrong(value=code)
    with transaction.atomic():
        group, _ = EmploymentGroup.objects.update_or_create(
            code=code,
            defaults={
                "name_zh": name_zh.strip()[:40],
                "name_en": name_en.strip()[:60],
                "is_active": is_active,
            },
        )
        record_act(
            by=by,
            at=at,
            act="set_employment_group",
            object_type="employment_group",
            object_ref=code,
            org_path=office,
            after={"name": group.name_zh, "is_active": is_active},
        )
    return group


def _budget(by: Officer, organisation: Organisation, gift: NewGift) -> FundingBudget:
    """The donor's budget, held by the organiser or above it. Raises NotVisible, GiftUnfit."""
    budget = budget_by_ref(by.scope, gift.budget_ref)
    fits = (
        budget.source == FundingSource.DONOR
        and budget.state == BudgetState.OPEN
        and budget.plan_code in ("", gift.plan_code)
        and organisation.path.startswith(budget.org_path)
    )
    if not fits:
        raise GiftUnfit(
            what="须选择捐赠来源、已批准、方案相符的预算",
            what_en="its budget must be an open one of a donor, for this plan, held here or above",
        )
    return budget


def _require_whole(gift: NewGift) -> None:
    """Raises GroupUnknown, GiftUnfit."""
    known = set(employment_groups().values_list("code", flat=True))
    if unknown := sorted(set(gift.groups) - known):
        raise GroupUnknown(code=unknown[0])
    wrong = (
        (not gift.name.strip() or not gift.donor.strip(), "缺名称或捐赠方", "name and donor"),
        (not gift.groups, "没有选择群体", "it needs a group"),
        (gift.quota_persons <= 0, "名额应大于零", "it needs places"),
        (gift.shares <= 0, "份数应大于零", "shares must be above nought"),
        (gift.ends_before <= gift.starts_on, "截止日应晚于起始日", "its days are out of order"),
        (
            gift.age_from is not None and gift.age_to is not None and gift.age_to < gift.age_from,
            "年龄上限小于下限", "its ages are out of order",
        ),
        (bool(set(gift.proofs) - set(GiftProofKind.values)), "证明种类不对", "unknown proof"),
    )  # fmt: skip
    for is_wrong, what, what_en in wrong:
        if is_wrong:
            raise GiftUnfit(what=what, what_en=what_en)


def _require_taken(gift: GiftProgramme, groups: Collection[str]) -> None:
    """Raises GiftGroupNotTaken."""
    if others := sorted(set(groups) - set(gift.groups)):
        raise GiftGroupNotTaken(gift=gift.name, groups="、".join(others))


def _locked(by: Officer, gift_ref: str) -> GiftProgramme:
    """Raises NotVisible, NotPermitted."""
    seen = gift_by_ref(by.scope, gift_ref)
    if not may_run_gifts(by, seen.org_path):
        raise NotPermitted
    return GiftProgramme.objects.select_for_update().get(pk=seen.pk)


def _audit(
    by: Officer,
    at: datetime,
    act: str,
    gift: GiftProgramme,
    after: dict[str, object],
    org_path: str = "",
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="gift_programme",
        object_ref=gift.ref,
        org_path=org_path or gift.org_path,
        after={"state": GiftState(gift.state), **after},
    )
