"""The city's side: an application put into effect, or returned with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.console.access import officer_view
from huzhu.console.organisations.applying import application
from huzhu.organisations import actions
from huzhu.organisations.permissions import DECIDERS


@officer_view(*DECIDERS, again=application)
@require_POST
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    done = actions.approve_application(by=request.officer, at=request.at, application_ref=ref)
    messages.success(request, _("%(ref)s was approved and is in effect.") % {"ref": done.ref})
    return redirect("console:unit_application", ref=ref)


@officer_view(*DECIDERS, again=application)
@require_POST
def send_back(request: HttpRequest, ref: str) -> HttpResponse:
    actions.return_application(
        by=request.officer,
        at=request.at,
        application_ref=ref,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("%(ref)s was returned.") % {"ref": ref})
    return redirect("console:unit_application", ref=ref)
