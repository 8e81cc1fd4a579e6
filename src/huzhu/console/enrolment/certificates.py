"""Certificates of cover: handed out, printed, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.enrolment import actions, queries
from huzhu.enrolment.permissions import may_certify
from huzhu.ui.excel import file_response


@officer_view()
@require_POST
def issue(request: HttpRequest, ref: str) -> HttpResponse:
    """For one cover: the certificate that stands, or a new one."""
    made = actions.issue_certificate(by=request.officer, at=request.at, cover_ref=ref)
    return redirect("console:certificate", ref=made.ref)


@officer_view()
@require_POST
def issue_list(request: HttpRequest, ref: str) -> HttpResponse:
    """For everybody of an enrolment, masked."""
    made = actions.issue_list_certificate(by=request.officer, at=request.at, enrolment_ref=ref)
    return redirect("console:certificate", ref=made.ref)


@officer_view()
@require_safe
def certificate(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.certificate_by_ref(request.scope, ref)
    of = found.cover or found.enrolment
    context = {
        "certificate": found,
        "of": of,
        "plan": of.edition.plan,
        "page": _page(request),
        "may_revoke": found.revoked_at is None and may_certify(request.officer, found.org_path),
    }
    return render(request, "console/enrolment/certificate.html", context)


@officer_view(again=certificate)
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The PDF, shown in the browser."""
    found = queries.certificate_by_ref(request.scope, ref)
    actions.require_standing(found)
    content = queries.certificate_pdf(
        request.scope, found, language=request.lang, address=_page(request)
    )
    name = _("Certificate") + f" {found.ref}.pdf"
    return file_response(content, name, "application/pdf", inline=True)


@officer_view(again=certificate)
@require_POST
def revoke(request: HttpRequest, ref: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    actions.revoke_certificate(
        by=request.officer, at=request.at, certificate_ref=ref, reason=reason
    )
    messages.success(request, _("The certificate was revoked."))
    return redirect("console:certificate", ref=ref)


def _page(request: HttpRequest) -> str:
    """Where outsiders verify a code."""
    return request.build_absolute_uri(reverse("verify"))
