"""What every page of the console knows: who is logged in, where the work is, what is unread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from huzhu.console.access import identify
from huzhu.kernel.scope import acting_in
from huzhu.notices.queries import unread_count
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.rules import Officer

OVERSEERS = (Role.OFFICE_DIRECTOR, Role.AUDITOR)
FINANCE = (Role.FINANCE_OFFICER,)
COMPLIANCE = (Role.COMPLIANCE_OFFICER,)
REVIEWERS = (Role.CLAIMS_OFFICER, Role.DEPARTMENT_HEAD, Role.COMPLIANCE_OFFICER)
SUPERVISORS = (Role.COUNTY_HANDLER, Role.CITY_OFFICER, *COMPLIANCE, *OVERSEERS)
EVERYBODY = tuple(role for role in Role if role != Role.SYSTEM_ADMINISTRATOR)


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: the name of its address, who works there."""

    name: str
    label: Any
    icon: str
    roles: tuple[Role, ...]


GROUPS: tuple[tuple[Any, tuple[Place, ...]], ...] = (
    ("", (Place("todo", _("To do"), "checklist", tuple(Role)),)),
    (
        _("Enrolment"),
        (
            Place("units", _("Units"), "building", (*HANDLERS, *COMPLIANCE, *OVERSEERS)),
            Place("rosters", _("Rosters"), "file-spreadsheet", (*HANDLERS, *OVERSEERS)),
            Place("renewals", _("Renewals"), "refresh", (*HANDLERS, *COMPLIANCE, *OVERSEERS)),
            Place("covers", _("Covers"), "shield-check", EVERYBODY),
            Place("members", _("Members"), "users", EVERYBODY),
        ),
    ),
    (
        _("Benefits"),
        (
            Place("claims", _("Claims"), "file-text", (*HANDLERS, *REVIEWERS, *OVERSEERS)),
            Place(
                "settlements",
                _("Settlement lists"),
                "building-hospital",
                (Role.COUNTY_HANDLER, Role.CITY_OFFICER, *REVIEWERS, *OVERSEERS),
            ),
            Place("payments", _("Payments"), "building-bank", (*FINANCE, *OVERSEERS)),
        ),
    ),
    (
        _("Money"),
        (
            Place("receipts", _("Receipts"), "receipt", (*FINANCE, *HANDLERS, *OVERSEERS)),
            Place(
                "funding",
                _("Who pays"),
                "pig-money",
                (*FINANCE, *HANDLERS, *COMPLIANCE, *OVERSEERS, Role.DEPARTMENT_HEAD),
            ),
            Place("statements", _("Bank statements"), "file-upload", (*FINANCE, *OVERSEERS)),
            Place("matching", _("Matching"), "arrows-join", (*FINANCE, *OVERSEERS)),
            Place("refunds", _("Refunds"), "arrow-back-up", (*FINANCE, *OVERSEERS)),
            Place("arrears", _("Arrears"), "clock-exclamation", (*FINANCE, *HANDLERS, *OVERSEERS)),
            Place("ledger", _("Ledger"), "book-2", (*FINANCE, *COMPLIANCE, *OVERSEERS)),
        ),
    ),
    (
        _("Overview"),
        (
            Place("quality", _("Data quality"), "stethoscope", SUPERVISORS),
            Place("terms", _("Terms"), "gavel", EVERYBODY),
            Place("statistics", _("Statistics"), "chart-bar", EVERYBODY),
            Place("organisations", _("Organisations"), "sitemap", EVERYBODY),
            Place("audit", _("Audit trail"), "history", (*COMPLIANCE, *OVERSEERS)),
        ),
    ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context `shell`, worked out when first used; None where nobody is logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": None}
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    """Also for an address that no view answers: a page that is not there looks like one that may
    not be seen."""
    if getattr(request, "officer", None) is None:
        identify(request)
    officer: Officer = request.officer
    return {
        "groups": navigation(officer, request.path),
        "name": officer.label,
        "offices": _offices(officer),
        "unread": _unread(officer),
        "notices_url": _address("notices"),
        "is_administrator": officer.holds(Role.SYSTEM_ADMINISTRATOR),
    }


def navigation(officer: Officer, path: str) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Headings with the entries this officer works with; a room that is not there is left out."""
    groups = []
    for heading, places in GROUPS:
        lines = [
            {
                "url": url,
                "label": place.label,
                "icon": place.icon,
                "is_current": path == url or (place.name != "todo" and path.startswith(url)),
            }
            for place in places
            if officer.holds(*place.roles) and (url := _address(place.name))
        ]
        if lines:
            groups.append((heading, lines))
    return groups


def _address(name: str) -> str:
    try:
        return reverse(f"console:{name}")
    except NoReverseMatch:
        return ""


def _offices(officer: Officer) -> str:
    """The appointments in words, at most three of them."""
    words = [f"{held.organisation_name} · {Role(held.role).label}" for held in officer.held]
    return "\n".join([*words[:3], *(["…"] if len(words) > 3 else [])])


def _unread(officer: Officer) -> int:
    if not officer.has_business_scope:
        return 0
    with acting_in(officer.scope):
        return unread_count(officer.scope)
