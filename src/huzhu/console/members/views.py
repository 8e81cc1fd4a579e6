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

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.console.access import officer_view
from huzhu.console.members.forms import AccountForm, SearchForm
from huzhu.console.members.pages import dress, member_context
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.pagination import uncounted_page_of
from huzhu.members import actions, queries
from huzhu.members.permissions import APPROVERS
from huzhu.organisations.enums import HANDLERS
from huzhu.ui.excel import file_response

DIGITS_OF_A_NUMBER = 4


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
            dress(request, person)
    context = {
        "form": form,
        "page": page,
        "is_number": is_number,
        "is_handler": request.officer.holds(*HANDLERS, *APPROVERS),
    }
    return render(request, "console/members/members.html", context)


@officer_view()
@require_safe
def member(request: HttpRequest, ref: str) -> HttpResponse:
    person = queries.person_by_ref(request.scope, ref)
    return render(request, "console/members/member.html", member_context(request, person))


@officer_view(again=member)
@require_POST
def reveal(request: HttpRequest, ref: str) -> HttpResponse:
    """The page with whole numbers, once; the look is on the record before it is answered."""
    person = queries.person_by_ref(request.scope, ref)
    numbers = actions.reveal_numbers(by=request.officer, at=request.at, person=person)
    context = {**member_context(request, person), "numbers": numbers}
    return render(request, "console/members/member.html", context)


@officer_view(again=member)
@sensitive_post_parameters("number")
@require_POST
def change_account(request: HttpRequest, ref: str) -> HttpResponse:
    person = queries.person_by_ref(request.scope, ref)
    form = AccountForm(request.POST)
    if not form.is_valid():
        context = {**member_context(request, person), "account_form": form}
        return render(request, "console/members/member.html", context, status=422)
    actions.change_payout_account(
        by=request.officer, at=request.at, person=person, **form.cleaned_data
    )
    messages.success(request, _("The payout account was changed."))
    return redirect("console:member", ref=ref)


@officer_view()
@require_safe
def paper(request: HttpRequest, ref: str, paper_ref: str) -> HttpResponse:
    """A proof or a signed consent of this person, opened in the browser and kept nowhere."""
    person = queries.person_by_ref(request.scope, ref)
    if paper_ref not in queries.papers_of(request.scope, person):
        raise NotVisible
    attachment = attachment_by_ref(request.scope, paper_ref)
    return file_response(
        open_file(attachment), attachment.file_name, attachment.content_type, inline=True
    )
