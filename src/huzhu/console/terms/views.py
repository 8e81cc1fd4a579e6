"""The shelf of plans and editions, one edition as it is read, and trying it on an event."""

from __future__ import annotations

import json
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benefit_terms import json_schema
from huzhu.console.access import officer_view
from huzhu.console.terms.faults import shown_faults
from huzhu.console.terms.forms import DuplicateForm, NewDraftForm, skeleton
from huzhu.console.terms.ruling import articles_read, assumed_in, parameters_read
from huzhu.console.terms.trying import try_context
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.periods import add_months
from huzhu.plans import actions, queries
from huzhu.plans.models import DraftEdition, PublishedEdition
from huzhu.plans.permissions import WRITERS, may_write

LARGEST_CHECK = 900_000


@officer_view()
@require_safe
def shelf_page(request: HttpRequest) -> HttpResponse:
    """Every published edition by plan, and the drafts of one's own office."""
    by_plan: dict[str, list] = {}
    for held in queries.shelf(civil_date(request.at)):
        by_plan.setdefault(held.published.plan.code, []).append(held)
    plans = [(plan, by_plan[plan.code]) for plan in queries.plans() if plan.code in by_plan]
    context = {
        "plans": plans,
        "drafts": list(queries.drafts(request.scope)[:100]),
        "may_write": may_write(request.officer),
        "new_form": NewDraftForm(request.typed or None),
    }
    return render(request, "console/terms/shelf.html", context)


@officer_view()
@require_safe
def edition_page(request: HttpRequest) -> HttpResponse:
    """The articles with their rules in words, parameters, lists and papers; as published."""
    published = _asked(request)
    edition = queries.terms_of(published)
    context = {
        "published": published,
        "shelved": queries.shelved(published, civil_date(request.at)),
        "may_write": may_write(request.officer),
        "duplicate_form": DuplicateForm(
            request.typed or None,
            initial={"effective_from": _next_month(request)},
        ),
        **read_context(edition, request.lang),
    }
    return render(request, "console/terms/edition.html", context)


def read_context(edition, language: str) -> dict[str, object]:
    """What the page of an edition or of a draft shows of its terms."""
    return {
        "edition": edition,
        "title": edition.title_en if language == "en" else edition.title_zh,
        "articles": articles_read(edition, language),
        "parameters": parameters_read(edition, language),
        "assumed": assumed_in(edition),
        "lists": edition.lists,
        "papers": edition.checklist,
    }


@officer_view()
@require_safe
def try_page(request: HttpRequest) -> HttpResponse:
    published = _asked(request)
    _text, cases = queries.source_of_edition(published)
    context = {
        "published": published,
        "may_keep": may_write(request.officer),
        "duplicate_form": DuplicateForm(initial={"effective_from": _next_month(request)}),
        **try_context(request, queries.terms_of(published), cases),
    }
    return render(request, "console/terms/try.html", context)


def _duplicate_asked(request: HttpRequest) -> DraftEdition | HttpResponse:
    """The draft made from the edition that the page names, or the page with what is missing."""
    published = queries.edition_by_version(
        request.POST.get("plan", ""), request.POST.get("base", "")
    )
    form = DuplicateForm(request.POST)
    if not form.is_valid():
        return _incomplete(request, published, form)
    return actions.duplicate_edition(
        by=request.officer, at=request.at, digest=published.digest, **form.cleaned_data
    )


@officer_view(*WRITERS)
@require_POST
def duplicate(request: HttpRequest) -> HttpResponse:
    draft = _duplicate_asked(request)
    if isinstance(draft, HttpResponse):
        return draft
    messages.success(request, _("A draft was made. The published edition stays as it is."))
    return redirect("console:draft", ref=draft.ref)


@officer_view(*WRITERS)
@require_POST
def keep_case(request: HttpRequest) -> HttpResponse:
    """A case for a published edition: it is kept in a draft made from it."""
    draft = _duplicate_asked(request)
    if isinstance(draft, HttpResponse):
        return draft
    actions.keep_case(
        by=request.officer,
        at=request.at,
        draft_ref=draft.ref,
        name=request.POST.get("name", "")[:80] or _("Tried"),
        facts=facts_typed(request),
    )
    messages.success(request, _("The case was kept in a new draft."))
    return redirect("console:draft", ref=draft.ref)


def facts_typed(request: HttpRequest) -> dict[str, object]:
    """The facts that the page of the trial sent along."""
    try:
        facts = json.loads(request.POST.get("facts", "{}"), parse_float=str)
    except ValueError:
        facts = {}
    return facts if isinstance(facts, dict) else {}


@officer_view(*WRITERS, again=shelf_page)
@require_POST
def new_draft(request: HttpRequest) -> HttpResponse:
    form = NewDraftForm(request.POST)
    if not form.is_valid():
        request.typed = request.POST
        request.method = "GET"
        response = shelf_page.__wrapped__(request)
        response.status_code = 422
        return response
    data = form.cleaned_data
    draft = actions.start_draft(by=request.officer, at=request.at, text=skeleton(**data))
    return redirect("console:draft", ref=draft.ref)


@officer_view()
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of an edition, for the editor's completions."""
    return JsonResponse(json_schema())


@officer_view(*WRITERS)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What is wrong with a text as it stands in the editor; nothing is kept."""
    text, cases = request.POST.get("text", ""), request.POST.get("cases", "")
    checked = queries.check_terms(text[:LARGEST_CHECK], cases[:LARGEST_CHECK])
    faults = shown_faults(checked.faults)
    context = {"faults": faults, "case_count": checked.cases, "edition": checked.edition}
    html = render_to_string("console/terms/faults_part.html", context, request)
    return JsonResponse({"faults": faults, "html": html})


def _next_month(request: HttpRequest) -> date:
    """Terms begin on the first of a month, and not before they are written."""
    return add_months(civil_date(request.at).replace(day=1), 1)


def _asked(request: HttpRequest) -> PublishedEdition:
    """The edition that the address names. Raises NotVisible."""
    plan, version = request.GET.get("plan", ""), request.GET.get("version", "")
    if not plan or not version:
        raise NotVisible
    return queries.edition_by_version(plan, version)


def _incomplete(
    request: HttpRequest, published: PublishedEdition, form: DuplicateForm
) -> HttpResponse:
    edition = queries.terms_of(published)
    context = {
        "published": published,
        "shelved": queries.shelved(published, civil_date(request.at)),
        "may_write": True,
        "duplicate_form": form,
        **read_context(edition, request.lang),
    }
    return render(request, "console/terms/edition.html", context, status=422)
