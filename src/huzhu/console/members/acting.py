"""Forms about one member: a change asked for, a place, a death, a family, a consent, a merging.

Each act is a page with its form and the address it is sent to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.members.forms import (
    ChangeForm,
    ConsentForm,
    DeathForm,
    MergeForm,
    PlaceForm,
    TieForm,
)
from huzhu.console.members.pages import dress
from huzhu.console.members.views import member
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.references import check_reference, normalise_reference
from huzhu.members import actions, queries
from huzhu.members.enums import EndReason, TieKind
from huzhu.members.models import Person
from huzhu.members.permissions import may_mend
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisation_by_code, search_units


@dataclass(frozen=True)
class Page:
    """One act: its form, its words, its button."""

    form: type[forms.Form]
    title: Any
    hint: Any
    button: Any


PAGES = {
    "change": Page(
        ChangeForm,
        gettext_lazy("Ask for a change"),
        gettext_lazy("Another officer of the county or above decides after a look at the proof."),
        gettext_lazy("Ask"),
    ),
    "place": Page(
        PlaceForm,
        gettext_lazy("Move or end"),
        gettext_lazy("Covers stay as they are until they end."),
        gettext_lazy("Record"),
    ),
    "death": Page(
        DeathForm,
        gettext_lazy("Record a death"),
        gettext_lazy("All places of the person end with that day. Another officer can undo it."),
        gettext_lazy("Record"),
    ),
    "tie": Page(
        TieForm,
        gettext_lazy("Add to the family"),
        gettext_lazy("It stays unconfirmed until the county has looked at the proof."),
        gettext_lazy("Add"),
    ),
    "consent": Page(
        ConsentForm,
        gettext_lazy("Record a consent"),
        gettext_lazy("Sensitive data and data of children under 14 are agreed to apart."),
        gettext_lazy("Record"),
    ),
    "merge": Page(
        MergeForm,
        gettext_lazy("Same person as …"),
        gettext_lazy("Another officer decides. Nothing of either record is lost."),
        gettext_lazy("Ask for the merging"),
    ),
}  # fmt: skip


@officer_view()
@require_safe
def act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    """The form of an act, as it was typed if it was refused."""
    return _page(request, ref, act)


def _page(request: HttpRequest, ref: str, act: str, form: forms.Form | None = None) -> HttpResponse:
    person = queries.person_by_ref(request.scope, ref)
    dress(request, person)
    if not may_mend(request.officer, person.places[0].org_path):
        raise NotPermitted
    if form is None:
        form = _form(request, person, act, request.typed or None)
    page = PAGES[act]
    context = {"person": person, "form": form, "page": page, "act": act,
               "send": f"console:member_{act}_send"}  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "console/members/act.html", context, status=status)


def _form(request: HttpRequest, person: Person, act: str, data: Any, files: Any = None) -> Any:
    options: dict[str, Any] = {"initial": {"other": request.GET.get("with", "")}}
    if act == "place":
        standing = queries.employments_of(request.scope, person).filter(ends_before__isnull=True)
        options = {"places": [(p.organisation.code, p.organisation.name) for p in standing]}
    if act == "change":
        options = {"initial": {"identity_kind": person.identity_kind}}
    return PAGES[act].form(data, files, **options)


Sent = Callable[[HttpRequest, Person, Any], str]


def _sending(done: Sent) -> Callable[..., HttpResponse]:
    """A view that sends an act's form: `done` does it and says what was done, "" for a fault that
    it has put into the form."""

    @officer_view(again=act)
    @sensitive_post_parameters("identity_number", "phone", "other")
    @require_POST
    def send(request: HttpRequest, ref: str, act: str) -> HttpResponse:
        person = queries.person_by_ref(request.scope, ref)
        form = _form(request, person, act, request.POST, request.FILES)
        said = done(request, person, form) if form.is_valid() else ""
        if not said:
            return _page(request, ref, act, form)
        messages.success(request, said)
        return redirect("console:member", ref=ref)

    return send


@_sending
def send_change(request: HttpRequest, person: Person, form: ChangeForm) -> str:
    change = actions.request_change(
        by=request.officer,
        at=request.at,
        person=person,
        wanted=form.wanted(person),
        why=form.cleaned_data["why"],
        evidence=form.evidence,
    )
    return _("%(ref)s waits for another officer.") % {"ref": change.ref}


@_sending
def send_place(request: HttpRequest, person: Person, form: PlaceForm) -> str:
    source = organisation_by_code(request.scope, form.cleaned_data["unit"])
    return settle_places(request, form, source, [person.pk])


def settle_places(
    request: HttpRequest, form: forms.Form, source: Organisation, person_ids: list[int]
) -> str:
    """Moves people or ends their places, as the form says; "" with a fault in the form."""
    given, by, at = form.cleaned_data, request.officer, request.at
    if given["what"] != EndReason.MOVED:
        count = actions.end_employments(
            by=by, at=at, organisation=source, person_ids=person_ids, last_on=given["on"],
            reason=EndReason(given["what"]),
        )  # fmt: skip
        return _("%(count)s places ended.") % {"count": count}
    target = unit_named(request, given["target"])
    if target is None:
        form.add_error("target", _("No single unit of your area has this code or name."))
        return ""
    count = actions.move_people(
        by=by, at=at, person_ids=person_ids, source=source, target=target, on=given["on"]
    )
    return _("%(count)s people moved to %(unit)s.") % {"count": count, "unit": target.name}


def unit_named(request: HttpRequest, text: str) -> Organisation | None:
    """The one unit of this code or full name; None for none or several."""
    wanted = text.strip()
    found = search_units(request.scope, wanted) if wanted else []
    same = [unit for unit in found if wanted.upper() == unit.code or wanted == unit.name]
    return same[0] if len({unit.pk for unit in same}) == 1 else None


@_sending
def send_death(request: HttpRequest, person: Person, form: DeathForm) -> str:
    actions.record_death(
        by=request.officer,
        at=request.at,
        person=person,
        on=form.cleaned_data["on"],
        evidence=form.evidence,
    )
    return _("The death was recorded.")


@_sending
def send_tie(request: HttpRequest, person: Person, form: TieForm) -> str:
    given = form.cleaned_data
    other = _person_named(request, given["other"])
    if other is None:
        form.add_error("other", _("Nobody in your area has this number."))
        return ""
    child, parent = (other, person) if given["role"] == "child" else (person, other)
    actions.state_tie(
        by=request.officer, at=request.at, child=child, parent=parent, kind=TieKind(given["kind"])
    )
    return _("The tie was recorded; it waits for its proof.")


@_sending
def send_consent(request: HttpRequest, person: Person, form: ConsentForm) -> str:
    place = queries.employments_of(request.scope, person)[0]
    count = actions.record_consents(
        by=request.officer,
        at=request.at,
        organisation=place.organisation,
        person_ids=[person.pk],
        agreed=form.agreed,
        evidence=form.evidence,
        guardian_name=form.cleaned_data["guardian_name"],
    )
    return _("%(count)s consents recorded.") % {"count": count}


@_sending
def send_merge(request: HttpRequest, person: Person, form: MergeForm) -> str:
    other = _person_named(request, form.cleaned_data["other"])
    if other is None:
        form.add_error("other", _("Nobody in your area has this number."))
        return ""
    change = actions.request_merge(
        by=request.officer,
        at=request.at,
        keep=person,
        drop=other,
        why=form.cleaned_data["why"],
        evidence=form.evidence,
    )
    return _("%(ref)s waits for another officer.") % {"ref": change.ref}


def _person_named(request: HttpRequest, text: str) -> Person | None:
    """By member number, or by a whole number that one person of the area has."""
    if check_reference(text):
        try:
            return queries.person_by_ref(request.scope, normalise_reference(text))
        except NotVisible:
            return None
    is_number = any(character.isdigit() for character in text)
    found = list(queries.find_people(request.scope, text)[:2]) if is_number else []
    return found[0] if len(found) == 1 else None


@officer_view(again=member)
@require_POST
def undo_death(request: HttpRequest, ref: str) -> HttpResponse:
    person = queries.person_by_ref(request.scope, ref)
    actions.undo_death(by=request.officer, at=request.at, person=person)
    messages.success(request, _("The record of the death was undone."))
    return redirect("console:member", ref=ref)


@officer_view(again=member)
@require_POST
def settle_tie(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """Confirms or ends a tie of this person."""
    person = queries.person_by_ref(request.scope, ref)
    tie = _chosen(queries.ties_of(request.scope, person), request.POST.get("tie"))
    upload = request.FILES.get("file")
    if what == "confirm":
        evidence = actions.Evidence(upload.name or "", upload.read()) if upload else None
        actions.confirm_tie(by=request.officer, at=request.at, tie_id=tie.pk, evidence=evidence)
        messages.success(request, _("The tie was confirmed."))
    else:
        actions.end_tie(by=request.officer, at=request.at, tie_id=tie.pk)
        messages.success(request, _("The tie was ended."))
    return redirect("console:member", ref=ref)


@officer_view(again=member)
@require_POST
def withdraw_consent(request: HttpRequest, ref: str) -> HttpResponse:
    """Withdraws a consent from today on."""
    person = queries.person_by_ref(request.scope, ref)
    consent = _chosen(queries.consents_of(request.scope, person), request.POST.get("consent"))
    actions.withdraw_consent(
        by=request.officer, at=request.at, consent_id=consent.pk, on=civil_date(request.at)
    )
    messages.success(request, _("The consent was withdrawn."))
    return redirect("console:member", ref=ref)


def _chosen(found: Any, number: str | None) -> Any:
    """Raises NotVisible for what is not this person's."""
    one = found.filter(pk=number).first() if (number or "").isdigit() else None
    if one is None:
        raise NotVisible
    return one
