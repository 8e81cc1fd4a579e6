"""The people of one unit, and what is recorded of many of them at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.members.acting import settle_places
from huzhu.console.members.deciding import READERS
from huzhu.console.members.forms import ConsentForm, GoingForm
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.members import actions, queries
from huzhu.members.enums import ConsentChannel, ConsentKind
from huzhu.members.permissions import may_register
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisation_by_code

A_PAGE = 100


@officer_view(*READERS)
@require_safe
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands at the unit, with the consents that are missing."""
    return _page(request, code)


def _page(request: HttpRequest, code: str, **forms: Any) -> HttpResponse:
    unit = organisation_by_code(request.scope, code)
    page = page_of(queries.people_at(request.scope, unit), request.GET.get("page"), A_PAGE)
    ids = [place.person_id for place in page.items]
    missing = queries.missing_consents(request.scope, ids, civil_date(request.at))
    for place in page.items:
        place.person.identity_shown = queries.identity_masked(place.person)
        kinds = missing.get(place.person_id, [])
        place.missing = [str(ConsentKind(kind).label) for kind in kinds]
    context = {
        "unit": unit,
        "page": page,
        "may_act": may_register(request.officer, unit.path),
        "place_form": GoingForm(request.typed or None),
        "consent_form": ConsentForm(
            request.typed or None, initial={"channel": ConsentChannel.UNIT_LIST}
        ),
        **forms,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "console/members/unit.html", context, status=status)


@officer_view(*READERS, again=people)
@require_POST
def settle(request: HttpRequest, code: str) -> HttpResponse:
    """Moves the people ticked, or ends their places."""
    unit, form = organisation_by_code(request.scope, code), GoingForm(request.POST)
    ids = _ticked(request, unit)
    said = settle_places(request, form, unit, ids) if form.is_valid() and ids else ""
    if not said:
        if not ids:
            messages.error(request, _("Tick the people it is about."))
        return _page(request, code, place_form=form)
    messages.success(request, said)
    return redirect("console:unit_people", code=code)


@officer_view(*READERS, again=people)
@require_POST
def consents(request: HttpRequest, code: str) -> HttpResponse:
    """Records one signed list for the people ticked, or for all of the unit."""
    unit = organisation_by_code(request.scope, code)
    form = ConsentForm(request.POST, request.FILES)
    everybody = queries.people_at(request.scope, unit).values_list("person_id", flat=True)
    ids = set(everybody) if "all" in request.POST else set(_ticked(request, unit))
    if not form.is_valid() or not ids:
        if not ids:
            messages.error(request, _("Tick the people it is about."))
        return _page(request, code, consent_form=form)
    count = actions.record_consents(
        by=request.officer,
        at=request.at,
        organisation=unit,
        person_ids=ids,
        agreed=form.agreed,
        evidence=form.evidence,
        guardian_name=form.cleaned_data["guardian_name"],
    )
    messages.success(request, _("%(count)s consents recorded.") % {"count": count})
    return redirect("console:unit_people", code=code)


def _ticked(request: HttpRequest, unit: Organisation) -> list[int]:
    """Ids by the member numbers ticked, of people who stand at the unit."""
    refs = request.POST.getlist("who")
    found = queries.people_at(request.scope, unit).filter(person__ref__in=refs)
    return list(dict.fromkeys(found.values_list("person_id", flat=True)))
