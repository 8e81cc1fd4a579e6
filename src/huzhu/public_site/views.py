"""The page where anybody checks a certificate of cover."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huzhu.enrolment.enums import CertificateStanding
from huzhu.enrolment.queries import certified_by_code
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.scope import Scope, acting_in
from huzhu.kernel.text import is_english
from huzhu.public_site.limits import is_asking_too_often

NOBODY = Scope(("/-/",))  # a prefix that no path has: the page sees no row of any table
TONES = {
    CertificateStanding.VALID: "good",
    CertificateStanding.NOT_YET: "wait",
    CertificateStanding.ENDED: "neutral",
    CertificateStanding.VOID: "bad",
    CertificateStanding.REPLACED: "bad",
}


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """What a code says today. Every wrong code is answered alike."""
    typed, at = request.GET.get("c", "").strip()[:80], now()
    context = {"typed": typed, "lang": "en" if is_english(get_language() or "zh") else "zh"}
    status = 200
    if typed and is_asking_too_often(request, "verify", at):
        context["is_too_often"], status = True, 429
    elif typed:
        with acting_in(NOBODY):
            found = certified_by_code(NOBODY, typed, civil_date(at))
        context |= {"found": found, "tone": TONES[found.standing] if found else "", "at": at}
    response = render(request, "public_site/verify.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
