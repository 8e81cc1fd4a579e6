"""The first page: what waits for me; and what I was told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import account_view, officer_view, without_scope
from huzhu.console.todo.waiting import waiting_for
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.notices.actions import mark_read
from huzhu.notices.queries import notices_of

SHOWN_BESIDE = 8


@require_safe
@account_view
def todo(request: HttpRequest) -> HttpResponse:
    """Where everybody lands after logging in, also those without business data."""
    if not request.officer.has_business_scope:
        return without_scope(request)
    return _business(request)


@officer_view()
def _business(request: HttpRequest) -> HttpResponse:
    context = {
        "waiting": waiting_for(request.officer),
        "today": civil_date(request.at),
        "notices": list(notices_of(request.officer.scope)[:SHOWN_BESIDE]),
    }
    return render(request, "console/todo/todo.html", context)


@require_safe
@officer_view()
def notices(request: HttpRequest) -> HttpResponse:
    page = page_of(notices_of(request.officer.scope), request.GET.get("page"))
    return render(request, "console/todo/notices.html", {"page": page})


@require_POST
@officer_view()
def notices_read(request: HttpRequest) -> HttpResponse:
    """Marks one notice (`notice=id`) or all unread ones as read."""
    scope = request.officer.scope
    unread = notices_of(scope).filter(read_at=None)
    wanted = request.POST.get("notice", "")
    if wanted.isdecimal():
        unread = unread.filter(pk=int(wanted))
    for notice_id in unread.values_list("pk", flat=True):
        mark_read(account_id=request.officer.account_id, notice_id=notice_id, at=request.at)
    return redirect("console:notices")
