"""Finding a person, and all that is known of him or her here. Numbers never stand in an address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.enrolment.forms import last_day
from huzhu.console.members.forms import AccountForm, NameForm, SearchForm
from huzhu.enrolment.queries import covers_of_person
from huzhu.kernel.pagination import page_of, uncounted_page_of
from huzhu.members import actions, queries
from huzhu.members.models import Person
from huzhu.members.permissions import may_mend, may_unmask

DIGITS_OF_A_NUMBER = 7


@officer_view()
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """A name goes into the address; a number is answered at once and stays out of it."""
    form = SearchForm(request.POST if request.method == "POST" else request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    is_number = sum(character.isdigit() for character in text) >= DIGITS_OF_A_NUMBER
    if request.method == "POST" and text and not is_number:
        return redirect(f"{reverse('console:members')}?{urlencode({'q': text})}")
    page = None
    if text:
        found = queries.find_people(request.scope, text)
        page = uncounted_page_of(found, request.GET.get("page"))
        for person in page.items:
            _dress(request, person)
    context = {"form": form, "page": page, "is_number": is_number}
    return render(request, "console/members/members.html", context)


@officer_view()
@require_safe
def member(request: HttpRequest, ref: str) -> HttpResponse:
    person = queries.person_by_ref(request.scope, ref)
    return render(request, "console/members/member.html", _context(request, person))


@officer_view(again=member)
@require_POST
def reveal(request: HttpRequest, ref: str) -> HttpResponse:
    """The page with whole numbers, once; the look is on the record before it is answered."""
    person = queries.person_by_ref(request.scope, ref)
    numbers = actions.reveal_numbers(by=request.officer, at=request.at, person=person)
    context = {**_context(request, person), "numbers": numbers}
    return render(request, "console/members/member.html", context)


@officer_view(again=member)
@sensitive_post_parameters("number")
@require_POST
def change_account(request: HttpRequest, ref: str) -> HttpResponse:
    person = queries.person_by_ref(request.scope, ref)
    form = AccountForm(request.POST)
    if not form.is_valid():
        context = {**_context(request, person), "account_form": form}
        return render(request, "console/members/member.html", context, status=422)
    actions.change_payout_account(
        by=request.officer, at=request.at, person=person, **form.cleaned_data
    )
    messages.success(request, _("The payout account was changed."))
    return redirect("console:member", ref=ref)


@officer_view(again=member)
@require_POST
def correct_name(request: HttpRequest, ref: str) -> HttpResponse:
    person = queries.person_by_ref(request.scope, ref)
    form = NameForm(request.POST)
    if not form.is_valid():
        context = {**_context(request, person), "name_form": form}
        return render(request, "console/members/member.html", context, status=422)
    actions.correct_name(by=request.officer, at=request.at, person=person, **form.cleaned_data)
    messages.success(request, _("The name was corrected."))
    return redirect("console:member", ref=ref)


def _context(request: HttpRequest, person: Person) -> dict[str, object]:
    _dress(request, person)
    covers = page_of(covers_of_person(request.scope, person.pk), request.GET.get("page"))
    for cover in covers.items:
        cover.last_day = last_day(cover.ends_before)
    path = person.places[0].org_path
    return {
        "person": person,
        "account": queries.current_payout_account(request.scope, person),
        "covers": covers,
        "may_unmask": may_unmask(request.officer, path),
        "may_mend": may_mend(request.officer, path),
        "account_form": AccountForm(initial=request.typed),
        "name_form": NameForm(initial=request.typed or {"name": person.name}),
    }


def _dress(request: HttpRequest, person: Person) -> None:
    """Masked numbers and places, as pages show them."""
    person.identity_shown = queries.identity_masked(person)
    person.phone_shown = queries.phone_masked(person)
    person.places = list(queries.employments_of(request.scope, person))
