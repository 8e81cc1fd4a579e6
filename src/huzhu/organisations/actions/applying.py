"""A handler's side of an application: kept as typed, given its papers, filed, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from huzhu.accounts.models import Account
from huzhu.attachments.actions import NewFile, keep_files
from huzhu.attachments.rules import PAPERS
from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import within
from huzhu.organisations.enums import (
    ApplicationKind,
    ApplicationState,
    OrganisationKind,
    UnitPaperKind,
)
from huzhu.organisations.errors import (
    AlreadyUnderReview,
    ApplicationFaulty,
    ApplicationStale,
    NoHandlingBody,
    NoUnit,
    UnitEnded,
)
from huzhu.organisations.lifecycle import state_after
from huzhu.organisations.models import Organisation, UnitApplication, UnitPaper, UnitProfile
from huzhu.organisations.permissions import may_file
from huzhu.organisations.queries import judge_application, parts_of, profile_of
from huzhu.organisations.rules import FIELDS, Officer, read_handler
from huzhu.requests.actions import allocate_reference

LONGEST = 400
ONE_UNDER_REVIEW = "organisations_unitapplication_one_under_review"
_BINDS = (ApplicationKind.REGISTER, ApplicationKind.CHANGE_HANDLER, ApplicationKind.MERGE)

_FROM_A_VERSION = (ApplicationKind.EDIT, ApplicationKind.MERGE, ApplicationKind.SPLIT)


@dataclass(frozen=True, slots=True)
class NewUnitPaper:
    """A paper for an application; `kind` is a value of UnitPaperKind."""

    kind: str
    file_name: str
    content: bytes = field(repr=False)


def begin_application(
    *,
    by: Officer,
    at: datetime,
    kind: ApplicationKind,
    proposal: Mapping[str, Any],
    place: Organisation | None = None,
    unit: Organisation | None = None,
) -> UnitApplication:
    """Keeps what was typed as a draft; nothing of it is judged yet.

    A registration names the handling body (`place`), everything else the unit; of a merger, the
    one it is begun from. Writes audit. Refuses NotPermitted, NoHandlingBody, NoUnit, UnitEnded.
    """
    body = place if kind == ApplicationKind.REGISTER else _body_of(unit)
    if body is None:
        raise NotVisible
    if body.kind == OrganisationKind.UNIT:
        raise NoHandlingBody(name=body.name)
    profile = profile_of(by.scope, unit) if unit else None
    with transaction.atomic():
        application = UnitApplication(
            ref=allocate_reference(prefix="A", at=at),
            kind=kind,
            place=body,
            organisation=unit,
            base_version=profile.version if profile else 0,
            made_by_token=by.person_token,
            created_at=at,
        )
        _put(by, application, proposal)
        if not may_file(by, kind, application.org_path):
            raise NotPermitted
        application.save()
        record_application(by, at, "begin_unit_application", application, {"kind": str(kind)})
    return application


def save_application(
    *,
    by: Officer,
    at: datetime,
    application_ref: str,
    proposal: Mapping[str, Any],
    place: Organisation | None = None,
) -> UnitApplication:
    """Replaces what a draft or a returned application says; who saves it last cannot decide it.

    `place` puts a registration under another body. Writes audit with the fields that changed.
    Refuses NotVisible, NotPermitted, WrongApplicationState, NoHandlingBody.
    """
    with transaction.atomic():
        application = locked_application(by, application_ref)
        _require_filer(by, application)
        application.state = state_after("save", application.state)
        if place is not None and application.kind == ApplicationKind.REGISTER:
            if place.kind == OrganisationKind.UNIT:
                raise NoHandlingBody(name=place.name)
            application.place = place
        before = application.proposal
        _put(by, application, proposal)
        _require_filer(by, application)
        application.save()
        UnitPaper.objects.filter(application=application).update(org_path=application.org_path)
        after = application.proposal
        changed = sorted(name for name in FIELDS if before.get(name) != after.get(name))
        record_application(by, at, "save_unit_application", application, {"fields": changed})
    return application


def add_unit_papers(
    *, by: Officer, at: datetime, application_ref: str, papers: Sequence[NewUnitPaper]
) -> list[UnitPaper]:
    """Keeps papers of a draft or a returned application: all, or none; in the order given.

    Writes audit. Refuses NotVisible, NotPermitted, WrongApplicationState, what attachments refuse.
    """
    with transaction.atomic():
        application = locked_application(by, application_ref)
        _require_filer(by, application)
        state_after("add_paper", application.state)
        files = [_file(application, paper) for paper in papers]
        kept = keep_files(by=by, at=at, files=files)
        made = UnitPaper.objects.bulk_create(
            UnitPaper(
                application=application,
                org_path=file.org_path,
                kind=UnitPaperKind(paper.kind),
                attachment_ref=file.ref,
                file_name=file.file_name,
                added_by_id=by.account_id,
                added_at=at,
            )
            for paper, file in zip(papers, kept, strict=True)
        )
        for paper in made:
            after = {"kind": paper.kind, "file": paper.attachment_ref}
            record_application(by, at, "add_unit_paper", application, after)
    return made


def submit_application(*, by: Officer, at: datetime, application_ref: str) -> UnitApplication:
    """Judges an application and puts it before the city.

    Writes audit. Refuses NotVisible, NotPermitted, WrongApplicationState, UnitEnded,
    ApplicationStale, AlreadyUnderReview, and ApplicationFaulty, whose values hold `faults` and
    `papers`.
    """
    with transaction.atomic():
        application = locked_application(by, application_ref)
        _require_filer(by, application)
        application.state = state_after("submit", application.state)
        require_current(application)
        _require_undisputed(application, parts_of(by.scope, application))
        judged = judge_application(by.scope, application, on=civil_date(at))
        if not judged.is_ready:
            count = len(judged.faults) + len(judged.papers)
            raise ApplicationFaulty(
                ref=application.ref, count=count, faults=judged.faults, papers=judged.papers
            )
        application.filed_by_id, application.filed_at = by.account_id, at
        application.filed_by_token, application.filed_by_label = by.person_token, by.label
        application.handler_token = _handler_token(application)
        application.decided_by_id, application.decided_at = None, None
        application.decided_by_token = application.decided_by_label = application.reason = ""
        _save_as_the_only_one(application)
        record_application(by, at, "submit_unit_application", application, {})
    return application


def withdraw_application(*, by: Officer, at: datetime, application_ref: str) -> UnitApplication:
    """Takes an application back for good. Writes audit.

    Refuses NotVisible, NotPermitted, WrongApplicationState.
    """
    with transaction.atomic():
        application = locked_application(by, application_ref)
        _require_filer(by, application)
        application.state = state_after("withdraw", application.state)
        application.save(update_fields=["state"])
        record_application(by, at, "withdraw_unit_application", application, {})
    return application


def locked_application(by: Officer, ref: str) -> UnitApplication:
    """The application, locked until the transaction ends. Raises NotVisible."""
    found = (
        UnitApplication.objects.select_for_update(of=("self",))
        .select_related("place", "organisation")
        .filter(within(by.scope), ref=ref)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def require_current(application: UnitApplication) -> None:
    """Raises UnitEnded, or ApplicationStale where another change took effect in between."""
    unit = application.organisation
    if unit is None:
        return
    if unit.ends_before is not None:
        raise UnitEnded(name=unit.name)
    if application.kind in _FROM_A_VERSION and _version_of(unit) != application.base_version:
        raise ApplicationStale(name=unit.name)


def _version_of(unit: Organisation) -> int:
    """How often the unit's particulars have changed; 0 for one without."""

    return (
        UnitProfile.objects.filter(organisation=unit).values_list("version", flat=True).first() or 0
    )


def record_application(
    by: Officer, at: datetime, act: str, application: UnitApplication, after: dict[str, Any]
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="unit_application",
        object_ref=application.ref,
        org_path=application.org_path,
        after=after,
    )


def _body_of(unit: Organisation | None) -> Organisation | None:
    if unit is None:
        return None
    if unit.kind != OrganisationKind.UNIT:
        raise NoUnit(name=unit.name)
    if unit.ends_before is not None:
        raise UnitEnded(name=unit.name)
    return unit.parent


def _put(by: Officer, application: UnitApplication, proposal: Mapping[str, Any]) -> None:
    application.proposal = _kept(proposal)
    unit = application.organisation
    application.name = str(application.proposal.get("name") or (unit.name if unit else ""))[:120]
    application.edited_by_token = by.person_token
    application.org_path = _path_of(by, application)


def _kept(proposal: Mapping[str, Any]) -> dict[str, Any]:
    """Known fields only, as texts (codes of the parts as a list), none of them endless."""
    kept: dict[str, Any] = {}
    for name in FIELDS:
        value = proposal.get(name)
        if isinstance(value, list | tuple):
            kept[name] = [str(part).strip()[:24] for part in value][:30]
        elif value not in (None, ""):
            kept[name] = str(value).strip()[:LONGEST]
    return kept


def _path_of(by: Officer, application: UnitApplication) -> str:
    """Where it belongs: a new unit's body, the unit itself, what lies above all that merge."""
    unit = application.organisation
    if application.kind == ApplicationKind.REGISTER or unit is None:
        return application.place.path
    if application.kind != ApplicationKind.MERGE:
        return unit.path
    paths = [application.place.path, *(part.path for part in parts_of(by.scope, application))]
    parts = [path.strip("/").split("/") for path in paths]
    common = []
    for ids in zip(*parts, strict=False):
        if len(set(ids)) > 1:
            break
        common.append(ids[0])
    return f"/{'/'.join(common)}/"


def _require_filer(by: Officer, application: UnitApplication) -> None:
    if not may_file(by, application.kind, application.org_path):
        raise NotPermitted


def _require_undisputed(application: UnitApplication, parts: Sequence[Organisation]) -> None:
    """None of the units concerned may stand in another application under review."""
    ids = [part.pk for part in parts]
    other = (
        UnitApplication.objects.filter(organisation__in=ids, state=ApplicationState.SUBMITTED)
        .exclude(pk=application.pk)
        .select_related("organisation")
        .first()
    )
    if other is not None and other.organisation is not None:
        raise AlreadyUnderReview(name=other.organisation.name)


def _save_as_the_only_one(application: UnitApplication) -> None:
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        if ONE_UNDER_REVIEW in str(error) and application.organisation is not None:
            raise AlreadyUnderReview(name=application.organisation.name) from error
        raise


def _handler_token(application: UnitApplication) -> str:
    username, _name, _faults = read_handler(application.proposal, is_required=False)
    if not username or application.kind not in _BINDS:
        return ""
    return Account.objects.get(username=username).person_token


def _file(application: UnitApplication, paper: NewUnitPaper) -> NewFile:
    return NewFile(
        content=paper.content,
        file_name=paper.file_name,
        owner_type="unit_application",
        owner_ref=application.ref,
        org_path=application.org_path,
        wanted=PAPERS,
    )
