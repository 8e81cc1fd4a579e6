"""Rosters of a scope, their rows, and how a unit would stand with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.enrolment.enums import CoverStatus, RosterState
from huzhu.enrolment.formats import (
    Template,
    columns_for,
    read_tables,
    template_workbook,
    with_reasons,
)
from huzhu.enrolment.models import Cover, RosterImport, RosterPlan, RosterRow
from huzhu.enrolment.queries.covered import covers
from huzhu.enrolment.rules import Participation, Terms, participation
from huzhu.enrolment.rules.standing import DAYS_BACK
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import Scope, only, within
from huzhu.organisations.models import Organisation
from huzhu.plans.models import PublishedEdition
from huzhu.plans.queries import editions_at, editions_of, plan_by_code, plan_names, terms_of

_SAID = """
SELECT DISTINCT ON (who, plan_code) coalesce(identity_hash, content_hash) AS who, plan_code,
  content_hash FROM enrolment_rosterrow WHERE roster_id = %s ORDER BY who, plan_code
"""
_CHANGES = f"""
WITH a AS ({_SAID}), b AS ({_SAID})
SELECT count(*) FILTER (WHERE a.who IS NULL) AS added,
       count(*) FILTER (WHERE a.content_hash <> b.content_hash) AS altered,
       count(*) FILTER (WHERE a.content_hash = b.content_hash) AS same,
       count(*) FILTER (WHERE b.who IS NULL) AS dropped
FROM a FULL JOIN b USING (who, plan_code)
"""


def rosters(scope: Scope, **filters: Any) -> QuerySet[RosterImport]:
    """The newest first. Filters: `organisation`, `plan`, `state`; empty ones do nothing."""
    found = (
        RosterImport.objects.filter(within(scope))
        .select_related("organisation", "edition")
        .defer("edition__canonical")
    )
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
    """An .xlsx of the uploaded sheets and rows with a column of reasons."""
    attachment = attachment_by_ref(scope, roster.attachment_ref)
    tables = read_tables(open_file(attachment), roster.file_name, plans=plan_names())
    rows = roster_rows(scope, roster).values_list("sheet_no", "row_no", "errors", "warnings")
    reasons: dict[tuple[int, int], dict[str, None]] = {}
    for sheet_no, row_no, errors, warnings in rows:
        lines = reasons.setdefault((sheet_no, row_no), {})
        lines.update(dict.fromkeys(_reasons(errors + warnings, language)))
    return with_reasons(tables, {where: "\n".join(lines) for where, lines in reasons.items()})


def roster_template(plan_code: str, on: date) -> bytes:
    """An empty .xlsx for the edition of a plan that is in force on a day, or of its newest.

    Raises NotVisible for a plan nobody published.
    """
    plan = plan_by_code(plan_code)
    edition = editions_at(on).get(plan_code) or only(editions_of(plan_code))
    terms = Terms.of(terms_of(edition), on)
    return template_workbook(Template(f"{plan.code} {plan.name_zh}", columns_for(terms)))


def roster_plans(scope: Scope, roster: RosterImport) -> QuerySet[RosterPlan]:
    """What a checked roster brings to each plan, by plan code."""
    return (
        RosterPlan.objects.filter(within(scope), roster=roster)
        .select_related("edition__plan", "roster__organisation", "roster__gift")
        .defer("edition__canonical")
        .order_by("plan_code")
    )


def previous_roster(scope: Scope, roster: RosterImport) -> RosterImport | None:
    """The file before this one that was read for the same unit and day."""
    return (
        rosters(scope)
        .filter(organisation=roster.organisation, starts_on=roster.starts_on, pk__lt=roster.pk)
        .filter(state__in=[RosterState.CHECKED, RosterState.POSTED, RosterState.DISCARDED])
        .filter(rows_total__gt=0)
        .first()
    )


def rosters_waiting_beside(scope: Scope, org_path: str) -> int:
    """Files of the same city (or industry) that are not checked yet."""
    office, city = org_path.strip("/").split("/")[:2] if org_path.count("/") > 2 else (org_path, "")
    place = Scope((f"/{office}/{city}/" if city else org_path,))
    waiting = RosterImport.objects.filter(within(scope), within(place))
    return waiting.filter(state__in=[RosterState.RECEIVED, RosterState.CHECKING]).count()


def changes_since(scope: Scope, before: RosterImport, after: RosterImport) -> dict[str, int]:
    """How the rows of two files compare: {added, altered, same, dropped}.

    A person's row is the same if it says the same, in whichever place, else altered; a row whose
    number cannot be read is known by all that it says.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [before.pk, after.pk])
        names = [column.name for column in cursor.description or ()]
        return dict(zip(names, cursor.fetchone() or (), strict=True))


def left_out(scope: Scope, plan: RosterPlan) -> QuerySet[Cover]:
    """Whom the unit covers under the plan in the roster's period (or, if nobody, covered until
    shortly before) and who does not stand in the file; the covers, by name."""
    listed = RosterRow.objects.filter(
        roster=plan.roster, plan_code=plan.plan_code, identity_hash__isnull=False
    )
    base = covers_to_compare(scope, plan.roster, plan.edition, plan.ends_before)
    missing = base.exclude(person__identity_hash__in=listed.values("identity_hash"))
    return missing.order_by("person__name", "ref")


def covers_to_compare(
    scope: Scope, roster: RosterImport, edition: PublishedEdition, ends_before: date
) -> QuerySet[Cover]:
    """The unit's covers under a plan that overlap the roster's period; if there are none, those
    that ended shortly before it."""
    own = Cover.objects.filter(
        within(scope), organisation=roster.organisation, plan=edition.plan
    ).exclude(status=CoverStatus.VOID)
    now = own.filter(starts_on__lt=ends_before, ends_before__gt=roster.starts_on)
    since = roster.starts_on - timedelta(days=DAYS_BACK)
    last = own.filter(ends_before__gte=since, ends_before__lte=roster.starts_on)
    return (now if now.exists() else last).select_related("person")


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
        covers(scope, plan=edition.plan.code)
        .filter(organisation=organisation, status__in=(CoverStatus.PENDING, CoverStatus.ACTIVE))
        .filter(starts_on__lt=period.ends_before, ends_before__gt=period.starts_on)
        .count()
    )
    return participation(
        terms_of(edition).participation,
        have=joining + already,
        staff=organisation.staff_count,
        women=organisation.women_count,
    )


def _reasons(findings: Iterable[dict[str, Any]], language: str) -> list[str]:
    return [f"「{item['column']}」{item[language]}" for item in findings]
