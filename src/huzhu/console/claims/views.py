"""The claims desk: the list, one claim on one page, and the reviewers' acts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.attachments.actions import open_file
from huzhu.claims import actions, queries
from huzhu.claims.models import Claim
from huzhu.console.access import officer_view
from huzhu.console.claims import desk, listing
from huzhu.console.claims.forms import (
    ClaimFilter,
    EventForm,
    PaperForm,
    ReclassifyForm,
    typed_from,
)
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.ui.excel import excel_response, file_response

REVIEWERS = (Role.CLAIMS_OFFICER, Role.DEPARTMENT_HEAD, Role.COMPLIANCE_OFFICER)
READERS = (*HANDLERS, *REVIEWERS, Role.OFFICE_DIRECTOR, Role.AUDITOR)
PDF = "application/pdf"


@officer_view(*READERS)
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """All claims of the jurisdiction, or with `mine=1` those that wait for this officer."""
    form = ClaimFilter(request.GET, plans=listing.plan_choices(request.lang))
    today, only_mine = civil_date(request.at), request.GET.get("mine") == "1"
    found = listing.found(request.officer, form.chosen(), today, only_mine=only_mine)
    if request.GET.get("export") == "xlsx":
        rows = listing.exported(found)
        return excel_response(_("Claims") + f" {today}.xlsx", listing.HEADINGS, rows)
    page = page_of(found, request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": listing.lines(page.items, today, request.lang),
        "only_mine": only_mine,
        "is_reviewer": request.officer.holds(*REVIEWERS),
        "is_handler": request.officer.holds(*HANDLERS),
    }
    return render(request, "console/claims/claims.html", context)


@officer_view(*READERS)
@require_safe
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    return claim_page(request, queries.claim_by_ref(request.scope, ref))


def claim_page(request: HttpRequest, found: Claim, status: int = 200) -> HttpResponse:
    """One claim on one page; after a refusal with what was typed."""
    context = desk.claim_context(request.officer, found, request.at, request.lang)
    typed = request.typed or {}
    if context["may"].prepare:
        kept = typed if "kind" in typed else typed_from(context["event"])
        context |= {"event_form": EventForm(kept), "paper_form": PaperForm()}
    severity = (context["event"].get("diagnosis") or {}).get("severity")
    context["reclassify_form"] = ReclassifyForm(
        initial={"severity": typed.get("severity") or severity, **_reason_of(typed)}
    )
    return render(request, "console/claims/claim.html", context, status=status)


def _reason_of(typed) -> dict[str, str]:
    return {"severity_reason": typed.get("severity_reason", "")}


@officer_view(*REVIEWERS, again=claim)
@require_POST
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    """Then on to the next claim that waits."""
    done = actions.approve_claim(by=request.officer, at=request.at, claim_ref=ref)
    return _on_to_next(request, done, _("%(ref)s approved.") % {"ref": done.ref})


@officer_view(*REVIEWERS, again=claim)
@require_POST
def send_back(request: HttpRequest, ref: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    done = actions.return_claim(by=request.officer, at=request.at, claim_ref=ref, reason=reason)
    return _on_to_next(request, done, _("%(ref)s returned.") % {"ref": done.ref})


@officer_view(*REVIEWERS, again=claim)
@require_POST
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    done = actions.refuse_claim(by=request.officer, at=request.at, claim_ref=ref, reason=reason)
    return _on_to_next(request, done, _("%(ref)s refused.") % {"ref": done.ref})


@officer_view(*REVIEWERS, again=claim)
@require_POST
def reclassify(request: HttpRequest, ref: str) -> HttpResponse:
    queries.claim_by_ref(request.scope, ref)
    actions.reclassify_claim(
        by=request.officer,
        at=request.at,
        claim_ref=ref,
        severity=request.POST.get("severity", ""),
        reason=request.POST.get("severity_reason", ""),
    )
    messages.success(request, _("The severity was changed and the claim adjudicated again."))
    return redirect("console:claim", ref=ref)


@officer_view(*REVIEWERS, again=claim)
@require_POST
def adjudicate(request: HttpRequest, ref: str) -> HttpResponse:
    actions.adjudicate_claim(by=request.officer, at=request.at, claim_ref=ref)
    messages.success(request, _("The claim was adjudicated again."))
    return redirect("console:claim", ref=ref)


@officer_view(*READERS)
@require_safe
def explanation(request: HttpRequest, ref: str) -> HttpResponse:
    """Why this amount, in `language` and for `audience`."""
    found = queries.claim_by_ref(request.scope, ref)
    language = _language(request)
    audience = "member" if request.GET.get("audience") == "member" else "reviewer"
    text = queries.explanation(request.scope, found, language, audience)
    context = {"claim": found, "text": text, "language": language, "audience": audience}
    return render(request, "console/claims/explanation.html", context)


@officer_view(*READERS)
@require_safe
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """The decision letter, in the page's language or the one asked for."""
    found = queries.claim_by_ref(request.scope, ref)
    pdf = queries.letter_pdf(request.scope, found, _language(request))
    return file_response(pdf, f"{found.ref}.pdf", PDF, inline=True)


@officer_view(*READERS)
@require_safe
def exported_facts(request: HttpRequest, ref: str) -> HttpResponse:
    """The pseudonymous facts of each plan's decision, for checking it by the command line."""
    found = queries.claim_by_ref(request.scope, ref)
    facts = queries.facts_of(request.scope, found)
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{found.ref}-facts.json"'
    return response


@officer_view(*READERS)
@require_safe
def paper(request: HttpRequest, ref: str, paper_ref: str) -> HttpResponse:
    """A picture or a PDF of this claim, opened in the browser and kept nowhere."""
    found = queries.claim_by_ref(request.scope, ref)
    attachment = desk.picture_or_pdf(request.scope, found, paper_ref)
    return file_response(
        open_file(attachment), attachment.file_name, attachment.content_type, inline=True
    )


def _on_to_next(request: HttpRequest, done: Claim, said: str) -> HttpResponse:
    messages.success(request, said)
    ref = desk.next_to_review(request.officer, done)
    return redirect("console:claim", ref=ref) if ref else redirect("console:claims")


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language")
    return wanted if wanted in ("zh", "en") else request.lang
