"""One draft: its editor, what is wrong with it, its difference, and its way to publication."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benefit_terms import diff as raw_diff
from huzhu.console.access import officer_view
from huzhu.console.terms.diffing import changes
from huzhu.console.terms.faults import shown_faults
from huzhu.console.terms.forms import ReasonForm, SaveForm
from huzhu.console.terms.trying import try_context
from huzhu.console.terms.views import facts_typed, read_context
from huzhu.plans import actions, queries
from huzhu.plans.models import DraftEdition
from huzhu.plans.permissions import acts_open_to

SHOWN = ("save", "submit", "recall", "withdraw", "replay")


@officer_view()
@require_safe
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    """The editor with the faults of what it holds. After a refusal it holds what was typed."""
    found = queries.draft_by_ref(request.scope, ref)
    held = queries.current_revision(request.scope, found)
    typed = request.typed or {}
    text, cases = typed.get("text", held.text), typed.get("cases", held.cases)
    checked = queries.check_terms(text, cases)
    context = {
        **head(request, found, "draft"),
        "text": text,
        "cases": cases,
        "held": held,
        "faults": shown_faults(checked.faults),
        "case_count": checked.cases,
        "edition": checked.edition,
        "is_clean": checked.is_clean,
        "revisions": list(queries.revisions_of(request.scope, found).defer("text", "cases")[:20]),
        "replays": list(queries.replays_of(request.scope, found).defer("report")[:5]),
        "reason_form": ReasonForm(request.typed or None),
    }
    return render(request, "console/terms/draft.html", context)


def head(request: HttpRequest, found: DraftEdition, tab: str) -> dict[str, object]:
    """What every page of a draft shows above its own: where it stands, and what may be done."""
    acts = acts_open_to(request.officer, found)
    had_a_hand = queries.wrote_in(request.scope, found, request.officer.person_token)
    return {
        "draft": found,
        "base": queries.base_of(found),
        "tab": tab,
        **{f"may_{act}": act in acts for act in SHOWN},
        "may_decide": "publish" in acts and not had_a_hand,
        "is_own": "publish" in acts and had_a_hand,
    }


@officer_view(again=draft)
@require_POST
def save(request: HttpRequest, ref: str) -> HttpResponse:
    queries.draft_by_ref(request.scope, ref)
    form = SaveForm(request.POST)
    if form.is_valid():
        actions.save_draft(by=request.officer, at=request.at, draft_ref=ref, **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("The document is empty or too large; it was not saved."))
    return redirect("console:draft", ref=ref)


@officer_view()
@require_safe
def read(request: HttpRequest, ref: str) -> HttpResponse:
    """The draft as it would be read once published."""
    found, edition = _readable(request, ref)
    context = head(request, found, "read") | {"edition": None}
    if edition is not None:
        context |= read_context(edition, request.lang)
    return render(request, "console/terms/draft_read.html", context)


@officer_view()
@require_safe
def diff(request: HttpRequest, ref: str) -> HttpResponse:
    """What changes against the edition the draft was made from."""
    found, edition = _readable(request, ref)
    context = head(request, found, "diff") | {"edition": edition}
    base = context["base"]
    if edition is not None and base is not None:
        old = queries.terms_of(base)
        context |= {
            "changes": changes(old, edition, request.lang),
            "raw": raw_diff(old, edition),
        }
    return render(request, "console/terms/draft_diff.html", context)


@officer_view()
@require_safe
def try_draft(request: HttpRequest, ref: str) -> HttpResponse:
    found, edition = _readable(request, ref)
    context = head(request, found, "try") | {"edition": None}
    if edition is not None:
        cases = queries.current_revision(request.scope, found).cases
        context |= try_context(request, edition, cases)
        context["may_keep"] = context["may_save"]
    return render(request, "console/terms/try.html", context)


@officer_view(again=try_draft)
@require_POST
def keep_case(request: HttpRequest, ref: str) -> HttpResponse:
    queries.draft_by_ref(request.scope, ref)
    actions.keep_case(
        by=request.officer,
        at=request.at,
        draft_ref=ref,
        name=request.POST.get("name", "")[:80] or _("Tried"),
        facts=facts_typed(request),
    )
    messages.success(request, _("The case was kept; it stands at the end of the cases."))
    return redirect("console:draft", ref=ref)


@officer_view(again=draft)
@require_POST
def submit(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.draft_by_ref(request.scope, ref)
    revision = request.POST.get("revision", "")
    actions.submit_draft(
        by=request.officer,
        at=request.at,
        draft_ref=ref,
        revision=int(revision) if revision.isdigit() else found.revision,
    )
    messages.success(request, _("Submitted. Another officer publishes it."))
    return redirect("console:draft", ref=ref)


@officer_view(again=draft)
@require_POST
def recall(request: HttpRequest, ref: str) -> HttpResponse:
    actions.recall_draft(by=request.officer, at=request.at, draft_ref=ref)
    return redirect("console:draft", ref=ref)


@officer_view(again=draft)
@require_POST
def send_back(request: HttpRequest, ref: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    actions.return_draft(by=request.officer, at=request.at, draft_ref=ref, reason=reason)
    messages.success(request, _("Returned to its author."))
    return redirect("console:draft", ref=ref)


@officer_view(again=draft)
@require_POST
def publish(request: HttpRequest, ref: str) -> HttpResponse:
    published = actions.publish_draft(by=request.officer, at=request.at, draft_ref=ref)
    messages.success(request, _("Published. From now on nothing of it can be changed."))
    query = urlencode({"plan": published.plan.code, "version": published.version})
    response = redirect("console:terms_edition")
    response["Location"] += f"?{query}"
    return response


@officer_view(again=draft)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    actions.withdraw_draft(by=request.officer, at=request.at, draft_ref=ref)
    messages.success(request, _("The draft was withdrawn; it stays on file."))
    return redirect("console:terms")


def _readable(request: HttpRequest, ref: str):
    """The draft, and the edition it says; None while it cannot be read."""
    found = queries.draft_by_ref(request.scope, ref)
    held = queries.current_revision(request.scope, found)
    return found, queries.readable(held.text)
