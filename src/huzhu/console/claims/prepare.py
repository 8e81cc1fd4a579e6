"""From a person found to a claim filed. Everything typed is saved first and judged afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.claims import actions, queries
from huzhu.claims.enums import PaperKind
from huzhu.claims.models import Claim
from huzhu.console.access import officer_view
from huzhu.console.claims.forms import EventForm, PersonSearch
from huzhu.console.claims.views import claim as claim_view
from huzhu.console.claims.views import claim_page
from huzhu.enrolment.queries import covers_of_person
from huzhu.kernel.errors import NotPermitted, NotVisible, Refusal
from huzhu.members.models import Person
from huzhu.members.queries import employments_of, find_people, identity_masked, person_by_ref
from huzhu.organisations.enums import HANDLERS
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisation_by_code

MOST_FOUND = 20


@officer_view(*HANDLERS)
@require_safe
def find_person(request: HttpRequest) -> HttpResponse:
    """Whose claim it is: found by name or number, with the unit to tell namesakes apart."""
    form = PersonSearch(request.GET or None)
    text = form.cleaned_data["text"].strip() if form.is_valid() else ""
    people = find_people(request.scope, text)[:MOST_FOUND] if text else []
    found = [
        (person, identity_masked(person), employments_of(request.scope, person).first())
        for person in people
    ]
    context = {"form": form, "text": text, "found": found, "is_cut": len(found) == MOST_FOUND}
    return render(request, "console/claims/find_person.html", context)


def _event_page(request: HttpRequest, person_ref: str) -> HttpResponse:
    person = person_by_ref(request.scope, person_ref)
    units = [employment.organisation for employment in employments_of(request.scope, person)]
    context = {
        "person": person,
        "identity": identity_masked(person),
        "units": list(dict.fromkeys(units)),
        "covers": covers_of_person(request.scope, person.pk)[:12],
        "form": EventForm(request.typed) if request.typed else EventForm(initial=_usual()),
    }
    return render(request, "console/claims/open.html", context)


@officer_view(*HANDLERS, again=officer_view(*HANDLERS)(_event_page))
@require_http_methods(["GET", "HEAD", "POST"])
def open_draft(request: HttpRequest, person_ref: str) -> HttpResponse:
    """The event as typed becomes a draft; what is wrong in it is said on the claim's own page."""
    if request.method != "POST":
        return _event_page(request, person_ref)
    person = person_by_ref(request.scope, person_ref)
    claim = actions.open_claim(
        by=request.officer,
        at=request.at,
        person=person,
        organisation=_unit_of(request, person),
        event=EventForm(request.POST).event(),
    )
    messages.success(request, _("Saved as draft %(ref)s.") % {"ref": claim.ref})
    return redirect("console:claim", ref=claim.ref)


@officer_view(*HANDLERS, again=claim_view)
@require_POST
def save_draft(request: HttpRequest, ref: str) -> HttpResponse:
    """Saves event and papers; with the button “file” it files the claim as well.

    A refused paper or filing leaves saved what could be saved.
    """
    by, at = request.officer, request.at
    actions.amend_claim(by=by, at=at, claim_ref=ref, event=EventForm(request.POST).event())
    try:
        _add_papers(request, ref)
        if request.POST.get("then") == "file":
            done = actions.file_claim(by=by, at=at, claim_ref=ref)
            messages.success(request, _("%(ref)s was filed.") % {"ref": done.ref})
    except (NotVisible, NotPermitted):
        raise
    except Refusal as refusal:
        return _refused(request, queries.claim_by_ref(request.scope, ref), refusal)
    return redirect("console:claim", ref=ref)


def _refused(request: HttpRequest, claim: Claim, refusal: Refusal) -> HttpResponse:
    request.refusal = refusal
    return claim_page(request, claim, status=422)


def _add_papers(request: HttpRequest, ref: str) -> None:
    kind = request.POST.get("paper_kind", "")
    for upload in request.FILES.getlist("file"):
        actions.add_paper(
            by=request.officer,
            at=request.at,
            claim_ref=ref,
            kind=kind if kind in PaperKind.values else PaperKind.OTHER,
            file_name=upload.name,
            content=upload.read(),
        )


def _unit_of(request: HttpRequest, person: Person) -> Organisation:
    """The unit chosen, which must be one of the person's; the latest if none was."""
    units = {e.organisation.code: e.organisation for e in employments_of(request.scope, person)}
    code = request.POST.get("unit") or next(iter(units), "")
    if code not in units:
        raise NotVisible
    return organisation_by_code(request.scope, code)


def _usual() -> dict[str, str]:
    """What most claims say: a stay for an illness, with nothing beyond the usual parts."""
    rare = ("large_paid", "over_limit", "above_cap", "other_reimbursed")
    return {"kind": "inpatient", "cause": "illness", **dict.fromkeys(rare, "0")}
