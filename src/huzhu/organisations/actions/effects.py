"""What each kind of application does to the tree once it is approved.

A unit is never moved: what merges or divides ends where it stands, with its covers and claims
below it, and names the unit that new ones go to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from huzhu.accounts.models import Account
from huzhu.kernel.errors import NotVisible
from huzhu.organisations.actions.appointments import bind_handler
from huzhu.organisations.actions.tree import (
    create_organisation,
    end_organisation,
    rename_organisation,
)
from huzhu.organisations.enums import (
    ApplicationKind,
    OrganisationKind,
    SuccessionKind,
)
from huzhu.organisations.errors import UnitEnded
from huzhu.organisations.models import (
    Headcount,
    Organisation,
    Succession,
    UnitApplication,
    UnitProfile,
)
from huzhu.organisations.queries import handler_of, headcounts_of, parts_of
from huzhu.organisations.rules import (
    NewUnit,
    Officer,
    UnitData,
    read_handler,
    read_parts,
    read_split,
    read_unit,
)
from huzhu.requests.actions import allocate_reference

Effect = Callable[[Officer, datetime, UnitApplication, date], tuple[Organisation, int | None]]
_PROFILE = (
    "level", "form", "industry", "credit_code", "approval_number", "approved_on",
    "certificate_number", "certificate_from", "certificate_until", "address", "telephone",
)  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """How many people there were on a day, and how that is known."""

    on: date
    staff: int
    women: int
    proof_kind: str = ""


def put_into_effect(
    by: Officer, at: datetime, application: UnitApplication, on: date
) -> tuple[Organisation, int | None]:
    """The unit that results, and the account bound to it if one was."""
    return _EFFECTS[ApplicationKind(application.kind)](by, at, application, on)


def _register(
    by: Officer, at: datetime, application: UnitApplication, on: date
) -> tuple[Organisation, int | None]:
    data = read_unit(application.proposal, on=on)[0]
    unit = _create(by, at, application, data, on)
    return unit, _bind(by, at, application, unit, on)


def _edit(
    by: Officer, at: datetime, application: UnitApplication, on: date
) -> tuple[Organisation, int | None]:
    unit = _locked(by, application)
    _change(by, at, application, unit, read_unit(application.proposal, on=on)[0])
    return unit, None


def _change_handler(
    by: Officer, at: datetime, application: UnitApplication, on: date
) -> tuple[Organisation, int | None]:
    unit = _locked(by, application)
    return unit, _bind(by, at, application, unit, on)


def _merge(
    by: Officer, at: datetime, application: UnitApplication, on: date
) -> tuple[Organisation, int | None]:
    """Into one of the units, or all of them into a new one."""
    codes, into, _faults = read_parts(application.proposal)
    parts = _locked_parts(by, application, codes)
    data = read_unit(application.proposal, on=on)[0]
    ending = [part for part in parts if part.code != into]
    UnitProfile.objects.filter(organisation__in=ending).update(in_force=False)
    if into:
        unit = next(part for part in parts if part.code == into)
        _change(by, at, application, unit, data)
    else:
        unit = _create(by, at, application, data, on)
    for part in ending:
        _succeed(at, application, part, unit, SuccessionKind.MERGE, on)
        end_organisation(by=by, at=at, organisation=part, ends_before=on, successor=unit)
    bound = _bind(by, at, application, unit, on)
    if bound is None and (held := handler_of(by.scope, unit, on)) is not None:
        _bind_to_ended(by, at, held.account, ending, on)
    return unit, bound


def _split(
    by: Officer, at: datetime, application: UnitApplication, on: date
) -> tuple[Organisation, int | None]:
    """Into new units; the old one goes on beside them, or ends and is succeeded by the first."""
    old = _locked(by, application)
    parts, goes_on, _faults = read_split(application.proposal)
    if not goes_on:
        UnitProfile.objects.filter(organisation=old).update(in_force=False)
    made = [_part(by, at, application, old, part, on) for part in parts]
    for unit in made:
        _succeed(at, application, old, unit, SuccessionKind.SPLIT, on)
    if not goes_on:
        end_organisation(by=by, at=at, organisation=old, ends_before=on, successor=made[0])
    return old, None


_EFFECTS: dict[ApplicationKind, Effect] = {
    ApplicationKind.REGISTER: _register,
    ApplicationKind.EDIT: _edit,
    ApplicationKind.CHANGE_HANDLER: _change_handler,
    ApplicationKind.MERGE: _merge,
    ApplicationKind.SPLIT: _split,
}


def _bind_to_ended(
    by: Officer, at: datetime, account: Account, ended: list[Organisation], on: date
) -> None:
    """The handler who takes over sees what stays under the ended units."""
    for unit in ended:
        bind_handler(by=by, at=at, account=account, unit=unit, on=on)


def _create(
    by: Officer, at: datetime, application: UnitApplication, data: UnitData, on: date
) -> Organisation:
    unit = create_organisation(
        by=by,
        at=at,
        parent=application.place,
        kind=OrganisationKind.UNIT,
        code=allocate_reference(prefix="U", at=at),
        name=data.name,
        starts_on=on,
        staff_count=data.staff_count,
        women_count=data.women_count,
    )
    values = {name: getattr(data, name) for name in _PROFILE}
    UnitProfile.objects.create(organisation=unit, org_path=unit.path, changed_at=at, **values)
    _count(by, at, application, unit, _counted(data, data.counted_on or on))
    return unit


def _change(
    by: Officer, at: datetime, application: UnitApplication, unit: Organisation, data: UnitData
) -> None:
    if unit.name != data.name:
        rename_organisation(by=by, at=at, organisation=unit, name=data.name)
    profile = UnitProfile.objects.filter(organisation=unit).first()
    if profile is None:
        profile = UnitProfile(organisation=unit, org_path=unit.path, version=0)
    for name in _PROFILE:
        setattr(profile, name, getattr(data, name))
    profile.version, profile.changed_at = profile.version + 1, at
    profile.save()
    if data.counted_on is None:
        return
    if headcounts_of(by.scope, unit).filter(counted_on__gt=data.counted_on).first() is None:
        unit.staff_count, unit.women_count = data.staff_count, data.women_count
        unit.save(update_fields=["staff_count", "women_count"])
    _count(by, at, application, unit, _counted(data, data.counted_on))


def _part(
    by: Officer,
    at: datetime,
    application: UnitApplication,
    old: Organisation,
    part: NewUnit,
    on: date,
) -> Organisation:
    """A unit that a division leaves: it inherits what the old one is; its own certificate comes by
    a change of particulars."""
    unit = create_organisation(
        by=by,
        at=at,
        parent=application.place,
        kind=OrganisationKind.UNIT,
        code=allocate_reference(prefix="U", at=at),
        name=part.name,
        starts_on=on,
        staff_count=part.staff_count,
        women_count=part.women_count,
    )
    before = UnitProfile.objects.filter(organisation=old).first()
    if before is not None:
        UnitProfile.objects.create(
            organisation=unit,
            org_path=unit.path,
            level=before.level,
            form=before.form,
            industry=before.industry,
            address=before.address,
            credit_code=part.credit_code,
            changed_at=at,
        )
    _count(by, at, application, unit, Counted(on, part.staff_count, part.women_count))
    return unit


def _counted(data: UnitData, on: date) -> Counted:
    return Counted(on, data.staff_count, data.women_count, data.proof_kind)


def _count(
    by: Officer,
    at: datetime,
    application: UnitApplication,
    unit: Organisation,
    counted: Counted,
) -> None:
    Headcount.objects.create(
        organisation=unit,
        org_path=unit.path,
        counted_on=counted.on,
        staff_count=counted.staff,
        women_count=counted.women,
        proof_kind=counted.proof_kind,
        application=application,
        recorded_by_id=by.account_id,
        recorded_at=at,
    )


def _succeed(
    at: datetime,
    application: UnitApplication,
    old: Organisation,
    new: Organisation,
    kind: SuccessionKind,
    on: date,
) -> None:
    Succession.objects.create(
        org_path=old.path,
        successor_path=new.path,
        predecessor=old,
        predecessor_name=old.name,
        successor=new,
        successor_name=new.name,
        kind=kind,
        happened_on=on,
        application=application,
        recorded_at=at,
    )


def _bind(
    by: Officer, at: datetime, application: UnitApplication, unit: Organisation, on: date
) -> int | None:
    username, _name, _faults = read_handler(application.proposal, is_required=False)
    if not username:
        return None
    account = Account.objects.get(username=username)
    bind_handler(by=by, at=at, account=account, unit=unit, on=on)
    return account.pk


def _locked(by: Officer, application: UnitApplication) -> Organisation:
    unit = Organisation.objects.select_for_update().filter(pk=application.organisation_id).first()
    if unit is None:
        raise NotVisible
    if unit.ends_before is not None:
        raise UnitEnded(name=unit.name)
    return unit


def _locked_parts(
    by: Officer, application: UnitApplication, codes: list[str]
) -> list[Organisation]:
    """All the units that merge, still in force, locked in the order of their numbers."""
    found = parts_of(by.scope, application)
    locked = list(
        Organisation.objects.select_for_update()
        .filter(pk__in=[unit.pk for unit in found], ends_before__isnull=True)
        .order_by("pk")
    )
    if len(locked) < len(codes):
        gone = next((unit for unit in found if unit.pk not in {u.pk for u in locked}), None)
        raise UnitEnded(name=gone.name if gone else "、".join(codes))
    return locked
