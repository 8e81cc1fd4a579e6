"""Applications about units: finding them, judging what they say, showing what would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huzhu.accounts.models import Account
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.scope import Scope, within
from huzhu.organisations.enums import (
    ApplicationKind,
    ApplicationState,
    UnitForm,
    UnitPaperKind,
)
from huzhu.organisations.formats import BindingForm, render_binding_form
from huzhu.organisations.models import Organisation, UnitApplication, UnitPaper, UnitProfile
from huzhu.organisations.queries.names import Alike, alike_elsewhere, alike_here
from huzhu.organisations.queries.tree import line_above, organisations
from huzhu.organisations.queries.units import handler_of, profile_of
from huzhu.organisations.rules import (
    NEARLY_SAME,
    PROFILE_FIELDS,
    Fault,
    Officer,
    fault,
    normalise_credit_code,
    papers_missing,
    read_handler,
    read_parts,
    read_split,
    read_unit,
)

_WITH_PROFILE = (ApplicationKind.REGISTER, ApplicationKind.EDIT, ApplicationKind.MERGE)
_COUNT_FIELDS = ("counted_on", "proof_kind")


@dataclass(frozen=True)
class Judged:
    """What stands in the way of filing: faults by field, papers still to be given; and the units
    with similar names."""

    faults: list[Fault] = field(default_factory=list)
    papers: list[UnitPaperKind] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return not (self.faults or self.papers)


@dataclass(frozen=True)
class Comparison:
    """One particular as it stands and as it is proposed."""

    field: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def applications(scope: Scope) -> QuerySet[UnitApplication]:
    """Applications of a scope, the newest first."""
    found = UnitApplication.objects.filter(within(scope)).select_related("place", "organisation")
    return found.order_by("-id")


def application_by_ref(scope: Scope, ref: str) -> UnitApplication:
    """Raises NotVisible, whether it is not there or not to be seen."""
    found = applications(scope).filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def applications_to_decide(scope: Scope, officer: Officer) -> QuerySet[UnitApplication]:
    """What the officer may decide: filed, and neither written nor filed by the same person."""
    token = officer.person_token
    found = applications(scope).filter(state=ApplicationState.SUBMITTED)
    for maker in ("made_by_token", "edited_by_token", "filed_by_token", "handler_token"):
        found = found.exclude(**{maker: token})
    return found.order_by("filed_at", "id")


def applications_to_complete(scope: Scope) -> QuerySet[UnitApplication]:
    """What the city returned."""
    return applications(scope).filter(state=ApplicationState.RETURNED).order_by("decided_at", "id")


def papers_of(scope: Scope, application: UnitApplication) -> QuerySet[UnitPaper]:
    return UnitPaper.objects.filter(within(scope), application=application).order_by("id")


def papers_in_effect(scope: Scope, unit: Organisation) -> QuerySet[UnitPaper]:
    """The papers behind what stands about a unit, the latest first."""
    found = UnitPaper.objects.filter(
        within(scope), application__organisation=unit, application__state=ApplicationState.APPROVED
    )
    return found.select_related("application").order_by("-id")


def parts_of(scope: Scope, application: UnitApplication) -> list[Organisation]:
    """The units of a merger that can be seen and are in force, in the order chosen."""
    codes = read_parts(application.proposal)[0]
    found = organisations(scope).filter(code__in=codes, kind="unit", ends_before__isnull=True)
    by_code = {unit.code: unit for unit in found}
    return [by_code[code] for code in codes if code in by_code]


def proposal_from(scope: Scope, unit: Organisation) -> dict[str, str]:
    """A unit's particulars as they stand, as a form shows them; without the day and proof of its
    headcount, which are told anew."""
    profile = profile_of(scope, unit)
    plain = {
        "name": unit.name,
        "staff_count": str(unit.staff_count),
        "women_count": str(unit.women_count),
    }
    if profile is None:
        return plain
    names = [name for name in PROFILE_FIELDS if name not in plain and name not in _COUNT_FIELDS]
    values = {name: getattr(profile, name) for name in names}
    return plain | {name: _plain(value) for name, value in values.items()}


def comparison_of(scope: Scope, application: UnitApplication) -> list[Comparison]:
    """Particulars before and after, of a change; of anything else what is proposed."""
    before: Mapping[str, str] = {}
    is_open = application.state != ApplicationState.APPROVED
    if application.kind == ApplicationKind.EDIT and application.organisation and is_open:
        before = proposal_from(scope, application.organisation)
    after = application.proposal
    return [
        Comparison(name, before.get(name, ""), str(after.get(name) or ""))
        for name in PROFILE_FIELDS
    ]


def judge_application(scope: Scope, application: UnitApplication, *, on: date) -> Judged:
    """Everything that stands in the way of filing on a day; changes nothing."""
    kind, typed = ApplicationKind(application.kind), application.proposal
    faults: list[Fault] = []
    alike: list[Alike] = []
    is_counted = kind in _WITH_PROFILE and _is_counted(scope, application)
    if kind in _WITH_PROFILE:
        faults += read_unit(typed, on=on, is_counted=is_counted)[1]
        alike = _alike(scope, application)
        faults += _name_faults(typed, alike) + _credit_faults(scope, application)
    if kind == ApplicationKind.MERGE:
        faults += read_parts(typed)[2] + _unseen_parts(scope, application)
    if kind == ApplicationKind.SPLIT:
        faults += read_split(typed)[2]
    if kind == ApplicationKind.EDIT and not faults and not _changes(scope, application):
        faults.append(fault("name", "nothing_changed"))
    username, name, wrong = read_handler(typed, is_required=kind == ApplicationKind.CHANGE_HANDLER)
    if kind not in (ApplicationKind.EDIT, ApplicationKind.SPLIT):
        faults += wrong or _handler_faults(scope, application, username, name, on)
    missing = papers_missing(
        kind,
        set(papers_of(scope, application).values_list("kind", flat=True)),
        has_handler=bool(username) and kind not in (ApplicationKind.EDIT, ApplicationKind.SPLIT),
        is_counted=is_counted,
        is_legal_person=typed.get("form") != UnitForm.JOINT,
    )
    return Judged(faults, missing, alike)


def binding_form_pdf(
    scope: Scope, application: UnitApplication, *, on: date, language: str
) -> bytes:
    """The form that binds a handler, to be printed, signed, stamped and given back."""
    unit = application.organisation
    username, name, _faults = read_handler(application.proposal, is_required=True)
    now = handler_of(scope, unit, on) if unit else None
    form = BindingForm(
        ref=application.ref,
        unit=str(application.proposal.get("name") or (unit.name if unit else "")),
        code=unit.code if unit else "",
        above=[node.name for node in line_above(unit)] if unit else [application.place.name],
        old_handler=now.account.display_name if now else "",
        new_handler=name,
        username=username,
        printed_on=on,
    )
    return render_binding_form(form, language)


def _account_of(username: str, name: str) -> Account | None:
    """The open account with this user name, if it is in this person's name."""
    return Account.objects.filter(username=username, display_name=name, is_active=True).first()


def _is_counted(scope: Scope, application: UnitApplication) -> bool:
    """Whether the headcount is told anew: always, but for an edit that leaves it as it is."""
    typed, unit = application.proposal, application.organisation
    if application.kind != ApplicationKind.EDIT or unit is None:
        return True
    numbers = (str(typed.get("staff_count")), str(typed.get("women_count")))
    is_other = numbers != (str(unit.staff_count), str(unit.women_count))
    return is_other or bool(typed.get("counted_on"))


def _changes(scope: Scope, application: UnitApplication) -> bool:
    return any(part.is_changed for part in comparison_of(scope, application))


def _alike(scope: Scope, application: UnitApplication) -> list[Alike]:
    """A name that stays has no duplicates to be asked about."""
    name, unit = str(application.proposal.get("name") or ""), application.organisation
    if application.kind == ApplicationKind.EDIT and unit is not None and unit.name == name:
        return []
    left_out = [unit.pk] if unit else []
    if application.kind == ApplicationKind.MERGE:
        left_out += [part.pk for part in parts_of(scope, application)]
    return alike_here(scope, name, leaving_out=left_out) + alike_elsewhere(scope, name)


def _name_faults(typed: Mapping[str, Any], alike: list[Alike]) -> list[Fault]:
    nearly = [unit for unit in alike if unit.likeness >= NEARLY_SAME]
    if nearly and not str(typed.get("distinct_because") or "").strip():
        return [fault("name", "alike")]
    return []


def _credit_faults(scope: Scope, application: UnitApplication) -> list[Fault]:
    """A code of another unit of one's own view; one elsewhere is refused when it is approved."""
    code = normalise_credit_code(str(application.proposal.get("credit_code") or ""))
    taken = UnitProfile.objects.filter(within(scope), credit_code=code, in_force=True)
    if application.kind == ApplicationKind.MERGE:
        taken = taken.exclude(organisation__in=parts_of(scope, application))
    elif application.organisation is not None:
        taken = taken.exclude(organisation=application.organisation)
    return [fault("credit_code", "credit_taken", value=code)] if code and taken.exists() else []


def _unseen_parts(scope: Scope, application: UnitApplication) -> list[Fault]:
    seen = {unit.code for unit in parts_of(scope, application)}
    codes = read_parts(application.proposal)[0]
    return [fault("parts", "part_unknown", value=code) for code in codes if code not in seen]


def _handler_faults(
    scope: Scope, application: UnitApplication, username: str, name: str, on: date
) -> list[Fault]:
    if not username:
        return []
    account = _account_of(username, name)
    if account is None:
        return [fault("handler_username", "account_unknown", value=username)]
    unit = application.organisation
    if application.kind == ApplicationKind.CHANGE_HANDLER and unit is not None:
        now = handler_of(scope, unit, on)
        if now is not None and now.account_id == account.pk:
            return [fault("handler_username", "handler_same", value=username)]
    return []


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
