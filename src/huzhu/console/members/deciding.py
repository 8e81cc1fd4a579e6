"""Requests about members: the list, one of them, and what another officer decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.members.forms import Changes
from huzhu.console.members.pages import dress
from huzhu.kernel.pagination import page_of, uncounted_page_of
from huzhu.members import actions, queries
from huzhu.members.enums import ChangeKind, ChangeState
from huzhu.members.permissions import APPROVERS, may_approve, may_mend
from huzhu.organisations.enums import HANDLERS

READERS = tuple(dict.fromkeys((*HANDLERS, *APPROVERS)))


@officer_view(*READERS)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Requests, the newest first, or with `mine=1` those that wait for this officer."""
    only_mine = "mine" in request.GET
    form = Changes(request.GET)
    found = queries.changes(request.scope)
    if only_mine:
        found = queries.changes_to_decide(request.scope, request.officer)
    elif form.is_valid() and form.cleaned_data["state"]:
        found = found.filter(state=form.cleaned_data["state"])
    context = {
        "page": page_of(found, request.GET.get("page")),
        "form": form,
        "only_mine": only_mine,
        "is_decider": request.officer.holds(*APPROVERS),
    }
    return render(request, "console/members/changes.html", context)


@officer_view(*READERS)
@require_safe
def change(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.change_by_ref(request.scope, ref)
    for person in filter(None, (found.person, found.other)):
        dress(request, person)
    officer, paths = request.officer, [p for p in (found.org_path, found.other_path) if p]
    is_open = found.state == ChangeState.REQUESTED
    is_mine = found.made_by_token == officer.person_token
    context = {
        "change": found,
        "parts": queries.parts_of(request.scope, found),
        "may_decide": is_open and not is_mine and all(may_approve(officer, p) for p in paths),
        "may_withdraw": is_open and may_mend(officer, found.org_path),
        "is_mine": is_open and is_mine,
    }
    return render(request, "console/members/change.html", context)


@officer_view(*READERS, again=change)
@require_POST
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.change_by_ref(request.scope, ref)
    do = actions.merge_people if found.kind == ChangeKind.MERGE else actions.approve_change
    do(by=request.officer, at=request.at, change_ref=ref)
    messages.success(request, _("%(ref)s was approved and is in effect.") % {"ref": ref})
    return redirect("console:member_change_request", ref=ref)


@officer_view(*READERS, again=change)
@require_POST
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    actions.refuse_change(
        by=request.officer, at=request.at, change_ref=ref, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("%(ref)s was refused.") % {"ref": ref})
    return redirect("console:member_change_request", ref=ref)


@officer_view(*READERS, again=change)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    actions.withdraw_change(by=request.officer, at=request.at, change_ref=ref)
    messages.success(request, _("%(ref)s was withdrawn.") % {"ref": ref})
    return redirect("console:member_change_request", ref=ref)


@officer_view(*READERS)
@require_safe
def doubles(request: HttpRequest) -> HttpResponse:
    """Records that are likely one person, most in common first."""
    page = uncounted_page_of(queries.likely_doubles(request.scope), request.GET.get("page"), 25)
    for double in page.items:
        dress(request, double.older)
        dress(request, double.newer)
    return render(request, "console/members/doubles.html", {"page": page})


@officer_view(*READERS)
@require_safe
def families(request: HttpRequest) -> HttpResponse:
    """Ties whose proof nobody has looked at."""
    page = page_of(queries.ties_to_confirm(request.scope), request.GET.get("page"))
    return render(request, "console/members/families.html", {"page": page})
