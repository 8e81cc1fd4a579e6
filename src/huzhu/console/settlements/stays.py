"""One settled stay: what the bureau told, where it was sorted and why, and what is done with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.claims import actions, queries
from huzhu.claims.models import SettledStay
from huzhu.claims.permissions import IMPORTERS, may_import_settlements
from huzhu.console.access import officer_view
from huzhu.console.settlements.sources import SEEN_BY


@officer_view(*SEEN_BY)
@require_safe
def stay(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.settled_stay_by_ref(request.scope, ref)
    judged = actions.judged_now(request.officer, request.at, found)
    context = {
        "stay": found,
        "cells": queries.cells_of_stay(found),
        "reasons": queries.reasons_in_words(found, request.lang),
        "bill": queries.bill_in_words(found, request.lang),
        "former": list(queries.former_stays(request.scope, found)),
        "plans": [
            (one.edition.plan, one.decision, queries.words_of(one, request.lang)) for one in judged
        ],
        "acts": _acts(request, found),
    }
    return render(request, "console/settlements/stay.html", context)


def _acts(request: HttpRequest, found: SettledStay) -> set[str]:
    """What this officer may do with the stay as it stands."""
    if not may_import_settlements(request.officer, found.org_path):
        return set()
    return queries.acts_on_stay(found)


@officer_view(*IMPORTERS, again=stay)
@require_POST
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    made = actions.claim_stay(by=request.officer, at=request.at, stay_ref=ref)
    messages.success(request, _("A draft was made of the settlement; complete and file it."))
    return redirect("console:claim", ref=made.ref)


@officer_view(*IMPORTERS, again=stay)
@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    actions.close_stay(by=request.officer, at=request.at, stay_ref=ref, reason=reason)
    return redirect("console:stay", ref=ref)


@officer_view(*IMPORTERS, again=stay)
@require_POST
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    actions.reopen_stay(by=request.officer, at=request.at, stay_ref=ref)
    return redirect("console:stay", ref=ref)


@officer_view(*IMPORTERS, again=stay)
@require_POST
def accept(request: HttpRequest, ref: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    actions.accept_change(by=request.officer, at=request.at, stay_ref=ref, reason=reason)
    return redirect("console:stay", ref=ref)
