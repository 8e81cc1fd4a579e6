"""A paper beside what was read of it: looked at, corrected, confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huzhu.claims import actions, queries
from huzhu.claims.permissions import may_confirm
from huzhu.console.access import officer_view
from huzhu.console.claims import desk
from huzhu.console.claims.told import reading_context
from huzhu.console.claims.views import READERS
from huzhu.ui.excel import file_response

JPEG = "image/jpeg"


def _page(request: HttpRequest, ref: str, paper_ref: str) -> HttpResponse:
    claim = queries.claim_by_ref(request.scope, ref)
    row = queries.recognition_of(request.scope, paper_ref, claim=claim)
    context = {
        "claim": claim,
        "row": row,
        "may_confirm": may_confirm(request.officer, row.org_path),
        **reading_context(request.scope, claim, row),
    }
    return render(request, "console/claims/reading.html", context)


@officer_view(*READERS, again=officer_view(*READERS)(_page))
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, ref: str, paper_ref: str) -> HttpResponse:
    """The paper with its fields; sent back, the fields as the officer left them are confirmed."""
    if request.method != "POST":
        return _page(request, ref, paper_ref)
    actions.confirm_recognition(
        by=request.officer,
        at=request.at,
        claim_ref=ref,
        paper_ref=paper_ref,
        typed=request.POST.dict(),
    )
    messages.success(request, _("Confirmed; empty fields of the draft were filled from the paper."))
    return redirect("console:claim", ref=ref)


@officer_view(*READERS)
@require_safe
def reading_page(request: HttpRequest, ref: str, paper_ref: str) -> HttpResponse:
    """One page (`?page=`, from 0) upright as it was read, kept nowhere."""
    claim = queries.claim_by_ref(request.scope, ref)
    row = queries.recognition_of(request.scope, paper_ref, claim=claim)
    number = request.GET.get("page", "0")
    if not number.isdecimal():
        raise Http404
    try:
        content = queries.page_shown(request.scope, row, int(number))
    except (ValueError, IndexError) as error:
        raise Http404 from error
    return file_response(content, f"{paper_ref}-{number}.jpg", JPEG, inline=True)


@officer_view(*READERS)
@require_safe
def paper_states(request: HttpRequest, ref: str) -> HttpResponse:
    """The list of papers with how far they are read, asked for again while one waits."""
    claim = queries.claim_by_ref(request.scope, ref)
    context = {"claim": claim, **desk.papers_context(request.scope, claim)}
    return render(request, "console/claims/paper_list.html", context)
