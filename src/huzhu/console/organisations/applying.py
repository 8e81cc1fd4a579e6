"""The handler's side: a draft is begun, written, given its papers, filed, withdrawn."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.console.access import officer_view
from huzhu.console.organisations.forms import AccountForm, UnitFilter, proposal_of
from huzhu.console.organisations.pages import (
    BINDING,
    TITLES,
    application_context,
    bodies,
    forms_for,
    merger_candidates,
)
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible, Refusal
from huzhu.organisations import actions, queries
from huzhu.organisations.enums import (
    HANDLERS,
    ApplicationKind,
    OrganisationKind,
    Role,
    UnitPaperKind,
)
from huzhu.organisations.errors import ApplicationFaulty
from huzhu.organisations.models import UnitApplication
from huzhu.organisations.permissions import ABOVE_UNITS, may_file, may_open_account
from huzhu.ui.excel import file_response

READERS = (*HANDLERS, Role.OFFICE_DIRECTOR, Role.AUDITOR, Role.COMPLIANCE_OFFICER)
PDF = "application/pdf"


@officer_view(*READERS)
@require_safe
def application(request: HttpRequest, ref: str) -> HttpResponse:
    return application_page(request, queries.application_by_ref(request.scope, ref))


def application_page(
    request: HttpRequest, found: UnitApplication, status: int = 200
) -> HttpResponse:
    """One application on one page; after a refused filing with what is to be mended."""
    refusal = request.refusal
    faults = refusal.values["faults"] if isinstance(refusal, ApplicationFaulty) else ()
    context = application_context(
        request.officer, found, civil_date(request.at), request.lang, faults
    )
    return render(request, "console/organisations/application.html", context, status=status)


@officer_view(*ABOVE_UNITS)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The registration form; sent, it becomes a draft whatever is still wrong with it."""
    if request.method == "POST" and request.POST.get("place"):
        place = queries.organisation_by_code(request.scope, request.POST["place"])
        return _begun(request, ApplicationKind.REGISTER, place=place)
    typed = proposal_of(request.POST)
    context = {
        **forms_for(ApplicationKind.REGISTER, typed, (), request.lang),
        "title": TITLES[ApplicationKind.REGISTER],
        "bodies": bodies(request.officer),
        "place_code": request.GET.get("place", ""),
        "place_missing": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "console/organisations/apply.html", context, status=status)


@officer_view(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, code: str, kind: ApplicationKind) -> HttpResponse:
    """A change of a unit: its form, filled with what stands; sent, it becomes a draft."""
    unit = queries.organisation_by_code(request.scope, code)
    if unit.kind != OrganisationKind.UNIT:
        raise NotVisible
    if not may_file(request.officer, kind, unit.path):
        raise NotPermitted
    if request.method == "POST":
        return _begun(request, kind, unit=unit)
    search = UnitFilter(request.GET or None)
    text = search.cleaned_data["text"] if search.is_valid() else ""
    typed = {} if kind == ApplicationKind.CHANGE_HANDLER else queries.proposal_from(
        request.scope, unit
    )  # fmt: skip
    context = {
        **forms_for(kind, typed, (), request.lang),
        "title": TITLES[kind],
        "unit": unit,
        "handler_now": queries.handler_of(request.scope, unit, civil_date(request.at)),
        "may_open_account": may_open_account(request.officer, unit.path),
    }
    if kind == ApplicationKind.MERGE:
        candidates = merger_candidates(request.officer, unit, text)
        context |= {"search": search, "candidates": candidates, "text": text}
    return render(request, "console/organisations/apply.html", context)


def _begun(request: HttpRequest, kind: ApplicationKind, **about: Any) -> HttpResponse:
    made = actions.begin_application(
        by=request.officer, at=request.at, kind=kind, proposal=proposal_of(request.POST), **about
    )
    messages.success(request, _("Saved. Give it its papers, then file it."))
    return redirect("console:unit_application", ref=made.ref)


@officer_view(*HANDLERS, again=application)
@require_POST
def save(request: HttpRequest, ref: str) -> HttpResponse:
    """Saves what was typed and the papers; with the button “file” it files it as well.

    A refused paper or filing leaves saved what could be saved.
    """
    by, at, place = request.officer, request.at, None
    if request.POST.get("place"):
        place = queries.organisation_by_code(request.scope, request.POST["place"])
    actions.save_application(
        by=by, at=at, application_ref=ref, proposal=proposal_of(request.POST), place=place
    )
    try:
        _add_papers(request, ref)
        if request.POST.get("then") == "file":
            actions.submit_application(by=by, at=at, application_ref=ref)
            messages.success(request, _("%(ref)s was filed with the city.") % {"ref": ref})
    except (NotVisible, NotPermitted):
        raise
    except Refusal as refusal:
        request.refusal = refusal
        found = queries.application_by_ref(request.scope, ref)
        return application_page(request, found, status=422)
    return redirect("console:unit_application", ref=ref)


def _add_papers(request: HttpRequest, ref: str) -> None:
    kind = request.POST.get("paper_kind", "")
    papers = [
        actions.NewUnitPaper(
            kind=kind if kind in UnitPaperKind.values else UnitPaperKind.OTHER,
            file_name=upload.name or "",
            content=upload.read(),
        )
        for upload in request.FILES.getlist("file")
    ]
    if papers:
        actions.add_unit_papers(
            by=request.officer, at=request.at, application_ref=ref, papers=papers
        )


@officer_view(*HANDLERS, again=application)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    actions.withdraw_application(by=request.officer, at=request.at, application_ref=ref)
    messages.success(request, _("%(ref)s was withdrawn.") % {"ref": ref})
    return redirect("console:unit_application", ref=ref)


@officer_view(*READERS)
@require_safe
def binding_form(request: HttpRequest, ref: str) -> HttpResponse:
    """The form that binds the handler, to be printed, stamped and given back."""
    found = queries.application_by_ref(request.scope, ref)
    if found.kind not in BINDING:
        raise NotVisible
    pdf = queries.binding_form_pdf(
        request.scope, found, on=civil_date(request.at), language=request.lang
    )
    return file_response(pdf, f"{found.ref}.pdf", PDF, inline=True)


@officer_view(*READERS)
@require_safe
def paper(request: HttpRequest, ref: str, paper_ref: str) -> HttpResponse:
    """A picture or a PDF of this application, opened in the browser and kept nowhere."""
    found = queries.application_by_ref(request.scope, ref)
    given = queries.papers_of(request.scope, found).filter(attachment_ref=paper_ref).first()
    if given is None:
        raise NotVisible
    attachment = attachment_by_ref(request.scope, given.attachment_ref)
    return file_response(
        open_file(attachment), attachment.file_name, attachment.content_type, inline=True
    )


@officer_view(*ABOVE_UNITS)
@require_http_methods(["GET", "HEAD", "POST"])
def handler_account(request: HttpRequest, code: str) -> HttpResponse:
    """Opens an account for a handler to be; the password is shown once and must be changed."""
    place = queries.organisation_by_code(request.scope, code)
    if not may_open_account(request.officer, place.path):
        raise NotPermitted
    form = AccountForm(request.POST or None)
    context: dict[str, Any] = {"place": place, "form": form}
    if form.is_valid():
        password = secrets.token_urlsafe(12)
        try:
            context["account"] = actions.open_handler_account(
                by=request.officer,
                at=request.at,
                place=place,
                username=form.cleaned_data["username"],
                display_name=form.cleaned_data["name"],
                identity_number=form.cleaned_data["identity_number"],
                password=password,
            )
            context["password"] = password
        except (NotVisible, NotPermitted):
            raise
        except Refusal as refusal:
            request.refusal = refusal
    status = 422 if request.method == "POST" and "account" not in context else 200
    return render(request, "console/organisations/account.html", context, status=status)
