"""Findings of a scope: by check with their trend, by unit, by handler, one by one, as a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from huzhu.enrolment.enums import FindingState, QualityCheck
from huzhu.enrolment.formats.quality import Sheet, quality_workbook
from huzhu.enrolment.models import QualityFinding, QualitySnapshot
from huzhu.kernel.scope import ROOT, Scope, only, within
from huzhu.organisations.models import Organisation

TREND_DAYS = 60
_PACK_AT_MOST = 50_000


@dataclass
class CheckStanding:
    """One check: open findings, covers concerned on the last day, of so many, and the trend."""

    check: QualityCheck
    open: int = 0
    decided: int = 0
    found: int = 0
    base: int = 0
    trend: list[tuple[date, int, int]] = field(default_factory=list)


def findings(scope: Scope, **filters: Any) -> QuerySet[QualityFinding]:
    """The newest first. Filters: `check`, `state`, `organisation` (and below), `handler` (account
    id, 0 for none)."""
    found = QualityFinding.objects.filter(within(scope)).select_related("organisation")
    if check := filters.get("check"):
        found = found.filter(check_code=check)
    if state := filters.get("state"):
        found = found.filter(state=state)
    if organisation := filters.get("organisation"):
        found = found.filter(within(Scope((organisation.path,))))
    if (handler := filters.get("handler")) is not None:
        found = found.filter(handler_id=handler or None)
    return found.order_by("-last_seen_on", "-number", "id")


def finding_by_ref(scope: Scope, ref: str) -> QualityFinding:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(findings(scope).filter(ref=ref))


def quality_overview(scope: Scope) -> list[CheckStanding]:
    """Every check in the order of the list, with its trend at the places of the scope."""
    by_check = {check: CheckStanding(check) for check in QualityCheck}
    rows = findings(scope).order_by().values("check_code", "state").annotate(n=Count("id"))
    for row in rows:
        one = by_check[QualityCheck(row["check_code"])]
        if row["state"] == FindingState.OPEN:
            one.open += row["n"]
        else:
            one.decided += row["n"]
    for snapshot in _trend(scope):
        one = by_check[QualityCheck(snapshot["check_code"])]
        one.found, one.base = snapshot["found_there"], snapshot["base_there"]
        one.trend.append((snapshot["day"], one.found, one.base))
    return list(by_check.values())


def _trend(scope: Scope) -> QuerySet[QualitySnapshot, dict[str, Any]]:
    """The last days' sums over the scope's own places, day by day."""
    at_top = QualitySnapshot.objects.filter(within(scope), organisation__in=_tops(scope))
    last = at_top.order_by("-day").values_list("day", flat=True).first()
    first = (last or date.min) - timedelta(days=TREND_DAYS) if last else date.max
    return (
        at_top.filter(day__gt=first)
        .order_by("day")
        .values("day", "check_code")
        .annotate(found_there=Sum("found"), base_there=Sum("base"))
    )


def _tops(scope: Scope) -> QuerySet[Organisation]:
    if ROOT in scope.paths:
        return Organisation.objects.filter(parent__isnull=True)
    return Organisation.objects.filter(path__in=scope.paths)


def findings_by_unit(scope: Scope, check: str = "") -> QuerySet[QualityFinding, dict[str, Any]]:
    """Units with open findings: `open`, `people` concerned and `checks`, the most first."""
    return _counted(scope, check, "organisation_id", "organisation__name", "organisation__code")


def findings_by_handler(scope: Scope, check: str = "") -> QuerySet[QualityFinding, dict[str, Any]]:
    """The same by who uploaded the rosters; None where a list came without a file."""
    return _counted(scope, check, "handler_id", "handler_label")


def _counted(scope: Scope, check: str, *by: str) -> QuerySet[QualityFinding, dict[str, Any]]:
    return (
        findings(scope, check=check, state=FindingState.OPEN)
        .order_by()
        .values(*by)
        .annotate(
            open=Count("id"), concerned=Sum("number"), checks=Count("check_code", distinct=True)
        )
        .filter(Q(open__gt=0))
        .order_by("-open", *by)
    )


def quality_pack(scope: Scope, *, place: str, on: date, language: str) -> bytes:
    """One .xlsx: a cover sheet with all checks, then a sheet of findings for each."""
    with override("en" if language == "en" else "zh-hans"):
        standings = quality_overview(scope)
        cover: list[list[object]] = [
            [_("Data quality of enrolment")],
            [_("Place or unit"), place],
            [_("Day"), on.isoformat()],
            [_("Findings open"), sum(one.open for one in standings)],
            [],
            [_("Check"), _("Undecided"), _("Decided"), _("Covers concerned"), _("Covers in force")],
        ]
        cover += [[str(s.check.label), s.open, s.decided, s.found, s.base] for s in standings]
        header = [
            _("Finding"), _("Unit"), _("Unit code"), _("Handler"), _("People"), _("What was found"),
            _("First seen"), _("Last seen"), _("State"), _("Reason"), _("Decided by"),
            _("Members"), _("Covers"),
        ]  # fmt: skip
        sheets = (
            Sheet(str(one.check.label), _lines(scope, one.check, language))
            for one in standings
            if one.open or one.decided
        )
        return quality_workbook(_("Cover sheet"), cover, header, sheets)


def _lines(scope: Scope, check: QualityCheck, language: str) -> Iterator[list[object]]:
    found = findings(scope, check=check)[:_PACK_AT_MOST]
    for one in found.iterator(chunk_size=2_000):
        yield [
            one.ref, one.organisation.name, one.organisation.code, one.handler_label, one.number,
            one.detail_en if language == "en" else one.detail_zh, one.first_seen_on.isoformat(),
            one.last_seen_on.isoformat(), str(FindingState(one.state).label), one.reason,
            one.decided_by_label, " ".join(dict.fromkeys(p["person"] for p in one.people)),
            " ".join(p["cover"] for p in one.people),
        ]  # fmt: skip
