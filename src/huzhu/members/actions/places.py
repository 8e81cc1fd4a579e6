"""Where people work: moved, left, retired, died."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from huzhu.audit.actions import Act, record_acts
from huzhu.kernel.clock import format_date
from huzhu.kernel.errors import NotPermitted
from huzhu.members.actions.trail import (
    Evidence,
    digest_of,
    keep_evidence,
    place_of,
    record_person,
    require_past,
    require_unmerged,
)
from huzhu.members.enums import EmploymentForm, EndReason
from huzhu.members.errors import (
    AlreadyDead,
    DayBeforeBirth,
    NotAtUnit,
    NotDead,
    SameUnit,
    UndoneByRecorder,
    UnitGone,
)
from huzhu.members.models import Employment, FamilyTie, Person
from huzhu.members.permissions import may_mend, may_register
from huzhu.organisations.enums import OrganisationKind
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer

PROOF_OF_DEATH = ("死亡证明", "proof of death")


def move_people(
    *,
    by: Officer,
    at: datetime,
    person_ids: Collection[int],
    source: Organisation,
    target: Organisation,
    on: date,
) -> int:
    """Moves people from one unit to another: `on` is their first day there.

    Their children who stand at the unit as dependants move along, unless another parent stays.
    Covers stay as they are. One transaction: places end and begin, an audit entry for each unit
    with count and digest. Returns how many places moved. Refuses NotPermitted over either unit,
    SameUnit, UnitGone, DayInFuture, NotAtUnit.
    """
    if not (may_register(by, source.path) and may_register(by, target.path)):
        raise NotPermitted
    if source.pk == target.pk:
        raise SameUnit(unit=source.name)
    if target.kind != OrganisationKind.UNIT or target.ends_before is not None:
        raise UnitGone(unit=target.name)
    require_past(on, at)
    with transaction.atomic():
        places = _standing(source, person_ids)
        places += _dependants(source, person_ids)
        _end([place.pk for place in places], on, EndReason.MOVED)
        Employment.objects.bulk_create(
            [
                Employment(
                    person_id=place.person_id, organisation=target, org_path=target.path,
                    form=place.form, starts_on=max(on, place.starts_on),
                )
                for place in places
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        about = {"people": len(places), "on": on.isoformat(), "digest": _digest(places)}
        _record(by, at, "move_people", (source, about | {"to": target.code}),
                (target, about | {"from": source.code}))  # fmt: skip
    return len(places)


def end_employments(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    person_ids: Collection[int],
    last_on: date,
    reason: EndReason,
) -> int:
    """Ends the places of people at a unit: LEFT or RETIRED, `last_on` being the last day.

    Covers stay as they are. Writes one audit entry. Returns how many places ended. Refuses
    NotPermitted, DayInFuture, NotAtUnit; ValueError for a reason with an act of its own.
    """
    if reason not in (EndReason.LEFT, EndReason.RETIRED):
        raise ValueError(f"{reason} has an act of its own")
    if not may_register(by, organisation.path):
        raise NotPermitted
    require_past(last_on, at)
    with transaction.atomic():
        places = _standing(organisation, person_ids)
        _end([place.pk for place in places], last_on + timedelta(days=1), reason)
        about = {"people": len(places), "reason": str(reason), "last_on": last_on.isoformat()}
        _record(by, at, "end_employments", (organisation, about | {"digest": _digest(places)}))
    return len(places)


def record_death(
    *, by: Officer, at: datetime, person: Person, on: date, evidence: Evidence | None
) -> Person:
    """Records a death with its proof; every open place of the person ends with that day.

    One transaction: the proof, sealed for the person; places here and elsewhere; the day; audit.
    Refuses NotVisible, NotPermitted, RecordMerged, DayInFuture, DayBeforeBirth, AlreadyDead,
    EvidenceMissing.
    """
    path = place_of(by, person)
    if not may_mend(by, path):
        raise NotPermitted
    require_unmerged(person)
    require_past(on, at)
    if on < person.birth_on:
        raise DayBeforeBirth(day=format_date(on), name=person.name)
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.died_on is not None:
            raise AlreadyDead(name=locked.name, day=format_date(locked.died_on))
        proof = keep_evidence(
            by, at, evidence, owner_ref=person.ref, path=path, what=PROOF_OF_DEATH,
            subject_id=person.pk,
        )  # fmt: skip
        _call("members_end_all(%s, %s, %s)", person.pk, on + timedelta(days=1), str(EndReason.DIED))
        locked.died_on, locked.death_recorded_at = on, at
        locked.death_recorded_by_token, locked.death_undone_by_token = by.person_token, ""
        locked.death_evidence_ref = proof
        _save_death(locked)
        after = {"on": on.isoformat(), "proof": proof}
        record_person(by, at, "record_death", person, path, after=after)
    return locked


def undo_death(*, by: Officer, at: datetime, person: Person) -> Person:
    """Takes a wrong record of a death back: another officer than who made it. Places that ended
    with it stand again. Writes audit. Refuses NotVisible, NotPermitted, NotDead, UndoneByRecorder.
    """
    path = place_of(by, person)
    if not may_mend(by, path):
        raise NotPermitted
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.died_on is None:
            raise NotDead(name=locked.name)
        if locked.death_recorded_by_token == by.person_token:
            raise UndoneByRecorder
        before = {"on": locked.died_on.isoformat(), "proof": locked.death_evidence_ref}
        locked.died_on, locked.death_recorded_at = None, None
        locked.death_undone_by_token, locked.death_evidence_ref = by.person_token, ""
        _save_death(locked)
        _call("members_reopen_after_death(%s)", person.pk)
        record_person(by, at, "undo_death", person, path, before=before)
    return locked


def _save_death(person: Person) -> None:
    person.save(
        update_fields=[
            "died_on",
            "death_recorded_at",
            "death_recorded_by_token",
            "death_undone_by_token",
            "death_evidence_ref",
        ]
    )


def _standing(organisation: Organisation, person_ids: Collection[int]) -> list[Employment]:
    """The open places of these people at a unit as workers, locked. Raises NotAtUnit."""
    wanted = set(person_ids)
    found = Employment.objects.filter(
        organisation=organisation, person_id__in=wanted, ends_before__isnull=True
    )
    places = list(found.select_for_update().order_by("pk"))
    if missing := wanted - {place.person_id for place in places}:
        stray = Person.objects.filter(pk__in=missing).values_list("name", flat=True).first()
        raise NotAtUnit(count=len(missing), unit=organisation.name, name=stray or "…")
    return places


def _dependants(organisation: Organisation, parent_ids: Collection[int]) -> list[Employment]:
    """The places of children none of whose parents stays at the unit."""
    going = set(parent_ids)
    here = Employment.objects.filter(organisation=organisation, ends_before__isnull=True)
    workers = here.exclude(form=EmploymentForm.DEPENDANT).exclude(person_id__in=going)
    ties = FamilyTie.objects.filter(ended_at__isnull=True)
    kept = ties.filter(parent_id__in=workers.values("person_id")).values("child_id")
    children = ties.filter(parent_id__in=going).exclude(child_id__in=kept).values("child_id")
    found = here.filter(form=EmploymentForm.DEPENDANT, person_id__in=children)
    return list(found.exclude(person_id__in=going).select_for_update().order_by("pk"))


def _end(place_ids: Sequence[int], ends_before: date, reason: EndReason) -> None:
    """On the day it began at the earliest: registering may have come after the fact."""
    Employment.objects.filter(pk__in=place_ids).update(
        ends_before=Greatest(F("starts_on"), ends_before), end_reason=reason
    )


def _digest(places: Sequence[Employment]) -> str:
    return digest_of(place.person_id for place in places)


def _record(by: Officer, at: datetime, act: str, *units: tuple[Organisation, dict]) -> None:
    acts = [Act(act, "organisation", unit.code, unit.path, after=about) for unit, about in units]
    record_acts(by=by, at=at, acts=acts)


def _call(function: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", list(values))
