"""Last period's list as the template for the next: whole numbers leave the house, on record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from huzhu.audit.actions import record_act
from huzhu.enrolment.enums import STANDING, CoverStatus
from huzhu.enrolment.formats import Template, columns_for, template_workbook
from huzhu.enrolment.models import Cover
from huzhu.enrolment.permissions import may_enrol
from huzhu.enrolment.queries import covers
from huzhu.enrolment.rules import Terms
from huzhu.enrolment.rules.standing import DAYS_BACK
from huzhu.kernel.errors import NotPermitted
from huzhu.members.models import Employment, Person
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import edition_in_force, terms_of
from huzhu.vault import actions as vault

_CLASSES = {"model": "劳模", "hardship": "困难"}
_FORMS = {"permanent": "正式", "contract": "合同制", "temporary": "临时"}
_SEXES = {"F": "女", "M": "男"}
_DOCUMENTS = {
    "passport": "护照",
    "hk_macao_permit": "港澳居民来往内地通行证",
    "taiwan_permit": "台湾居民来往大陆通行证",
    "foreigner_permit": "外国人永久居留身份证",
}


def list_for_renewal(
    *, by: Officer, at: datetime, organisation: Organisation, plan_code: str, starts_on: date
) -> bytes:
    """The template of the plan's edition on `starts_on`, filled with whom the unit covers until
    about that day and who still is at the unit.

    Opens identity and phone numbers: audited, with count and digest. Refuses NotPermitted,
    NoEditionInForce.
    """
    if not may_enrol(by, organisation.path):
        raise NotPermitted
    edition = edition_in_force(plan_code, starts_on)
    terms = Terms.of(terms_of(edition), starts_on)
    with transaction.atomic():
        held = list(_ending(by, organisation, plan_code, starts_on))
        at_work = _at_work(organisation, [cover.person_id for cover in held])
        held = [c for c in held if c.person.died_on is None and c.person_id in at_work]
        lines = _lines(held, at_work)
        _audit(by, at, organisation, plan_code, held)
    title = f"{plan_code} {edition.plan.name_zh}"
    return template_workbook(Template(title, columns_for(terms), lines))


def _ending(
    by: Officer, organisation: Organisation, plan_code: str, starts_on: date
) -> QuerySet[Cover]:
    """The covers that end about that day, one a person; a cover is renewed, not doubled."""
    about = timedelta(days=DAYS_BACK)
    return (
        covers(by.scope, plan=plan_code)
        .filter(organisation=organisation, status__in=(*STANDING, CoverStatus.PENDING))
        .filter(ends_before__gte=starts_on - about, ends_before__lte=starts_on + about)
        .order_by("person__name", "id")
    )


def _at_work(organisation: Organisation, people: Sequence[int]) -> Mapping[int, str]:
    """The form of employment of those who still are at the unit, by person."""
    rows = Employment.objects.filter(
        organisation=organisation, person_id__in=people, ends_before__isnull=True
    )
    return dict(rows.values_list("person_id", "form"))


def _lines(held: Iterable[Cover], forms: Mapping[int, str]) -> list[dict[str, str]]:
    people = {cover.person_id: cover.person for cover in held}
    keys = vault.keys_of(subject_ids=list(people)) if people else {}
    return [
        {
            "name": cover.person.name,
            "identity": _opened(keys, cover.person, "identity", cover.person.identity_cipher),
            "identity_kind": _DOCUMENTS.get(cover.person.identity_kind, ""),
            "sex": _SEXES[cover.person.sex],
            "birth": cover.person.birth_on.isoformat(),
            "phone": _opened(keys, cover.person, "phone", cover.person.phone_cipher),
            "form": _FORMS.get(forms[cover.person_id], ""),
            "class": "" if cover.person.person_class == "ordinary" else cover.person.person_class,
            "person_class": _CLASSES.get(cover.person.person_class, ""),
            "insured": "是" if cover.person.is_insured_basic_medical else "否",
            "shares": str(cover.shares),
            "tier": cover.tier,
        }
        for cover in held
    ]


def _opened(keys: Mapping[int, bytes], person: Person, purpose: str, blob: bytes | None) -> str:
    """Empty for a number that is not recorded, or whose person was erased."""
    if blob is None or person.pk not in keys:
        return ""
    return vault.open_with(
        keys[person.pk], subject_id=person.pk, purpose=purpose, blob=blob
    ).decode()


def _audit(
    by: Officer, at: datetime, organisation: Organisation, plan_code: str, held: Sequence[Cover]
) -> None:
    listed = ",".join(str(cover.person_id) for cover in held)
    record_act(
        by=by,
        at=at,
        act="list_for_renewal",
        object_type="organisation",
        object_ref=organisation.code,
        org_path=organisation.path,
        after={
            "plan": plan_code,
            "people": len(held),
            "digest": hashlib.sha256(listed.encode()).hexdigest(),
        },
    )
