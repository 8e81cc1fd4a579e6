"""Rosters of a scope, their rows, and how a unit would stand with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.enrolment.enums import CoverStatus
from huzhu.enrolment.formats import read_table, template_workbook, with_reasons
from huzhu.enrolment.models import RosterImport, RosterRow
from huzhu.enrolment.queries.covered import covers
from huzhu.enrolment.rules import Participation, participation
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import Scope, only, within
from huzhu.organisations.models import Organisation
from huzhu.plans.models import PublishedEdition
from huzhu.plans.queries import plan_by_code, terms_of


def rosters(scope: Scope, **filters: Any) -> QuerySet[RosterImport]:
    """The newest first. Filters: `organisation`, `plan`, `state`; empty ones do nothing."""
    found = RosterImport.objects.filter(within(scope)).select_related("organisation", "edition")
    if organisation := filters.get("organisation"):
        found = found.filter(within(Scope((organisation.path,))))
    if plan := filters.get("plan"):
        found = found.filter(plan_code=plan)
    if state := filters.get("state"):
        found = found.filter(state=state)
    return found.order_by("-created_at", "-id")


def roster_by_ref(scope: Scope, ref: str) -> RosterImport:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(rosters(scope).filter(ref=ref))


def roster_rows(
    scope: Scope, roster: RosterImport, *, only_faulty: bool = False
) -> QuerySet[RosterRow]:
    """In the order of the file."""
    found = RosterRow.objects.filter(within(scope), roster=roster)
    return (found.filter(is_good=False) if only_faulty else found).order_by("row_no")


def roster_with_reasons(scope: Scope, roster: RosterImport, language: str = "zh") -> bytes:
    """An .xlsx of the uploaded rows with a column of reasons."""
    attachment = attachment_by_ref(scope, roster.attachment_ref)
    table = read_table(open_file(attachment), roster.file_name)
    rows = roster_rows(scope, roster).values_list("row_no", "errors", "warnings")
    reasons = {no: _reason(errors + warnings, language) for no, errors, warnings in rows}
    return with_reasons(table, reasons)


def roster_template(plan_code: str) -> bytes:
    """An empty .xlsx for a plan. Raises NotVisible for a plan nobody published."""
    plan = plan_by_code(plan_code)
    return template_workbook(plan.code, plan.name_zh)


def participation_of(
    scope: Scope,
    organisation: Organisation,
    edition: PublishedEdition,
    period: Period,
    *,
    joining: int,
) -> Participation | None:
    """How the unit would stand with so many more people; those covered already count too."""
    already = (
        covers(scope, plan=edition.plan.code, status=CoverStatus.ACTIVE)
        .filter(organisation=organisation)
        .filter(starts_on__lt=period.ends_before, ends_before__gt=period.starts_on)
        .count()
    )
    return participation(
        terms_of(edition).participation,
        have=joining + already,
        staff=organisation.staff_count,
        women=organisation.women_count,
    )


def _reason(findings: Iterable[dict[str, Any]], language: str) -> str:
    lines = [f"「{item['column']}」{item[language]}" for item in findings]
    return "\n".join(lines)
