"""Who pays: the rules that hold for a place, the budgets behind them, and what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from huzhu.enrolment.enums import BudgetState, FundingKind, OrderState
from huzhu.enrolment.models import (
    BudgetEntry,
    BudgetOrder,
    FundingBudget,
    FundingRule,
    GiftProgramme,
)
from huzhu.enrolment.queries.lines import within_or_above
from huzhu.enrolment.rules import Funding, FundingTerm, Terms, funding_by, funding_of_gift
from huzhu.enrolment.rules.funding import line_of
from huzhu.kernel.scope import Scope, only, within
from huzhu.organisations.enums import OrganisationKind
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisations
from huzhu.organisations.rules import Officer
from huzhu.plans.errors import NoEditionInForce
from huzhu.plans.queries import edition_in_force, terms_of

Place = tuple[str, str, date]
"""A path, a plan's code, and the first day of the covers."""


# ── who pays ──────────────────────────────────────────────────────────────────────────────────


def funding_of(
    scope: Scope,
    organisation: Organisation,
    plan_code: str,
    on: date,
    gift: GiftProgramme | None = None,
) -> Funding:
    """Who pays for covers of a unit that begin on a day; the donor all of it, where it is a gift.

    The rules of the nearest organisation that has any for the plan on that day, in their order.
    """
    if gift is not None:
        return funding_of_gift(gift.budget_id)
    place = (organisation.path, plan_code, on)
    return fundings_of(scope, [place])[place]


def who_pays(
    scope: Scope, organisation: Organisation, plan_code: str, on: date
) -> list[tuple[str, int, dict[str, int]]]:
    """(tier, fee, parts by source) of one share of an ordinary person of no particular group; empty
    where no edition is in force on the day."""
    funding = funding_of(scope, organisation, plan_code, on)
    try:
        terms = Terms.of(terms_of(edition_in_force(plan_code, on)), on)
    except NoEditionInForce:
        return []
    return [(t.name, t.fee_fen, dict(funding.parts(t, t.fee_fen))) for t in terms.tiers]


def fundings_of(scope: Scope, places: Iterable[Place]) -> dict[Place, Funding]:
    """`funding_of` for many places at once, in one query. The database shows whoever is enrolled
    below which rules stand above; `scope` is whose question it is."""
    wanted = set(places)
    if not wanted:
        return {}
    lines = {path: line_of(path) for path, _, _ in wanted}
    rows = FundingRule.objects.filter(
        org_path__in=set().union(*lines.values()), plan_code__in={plan for _, plan, _ in wanted}
    ).order_by("priority", "id")
    by_place: dict[tuple[str, str], list[FundingRule]] = defaultdict(list)
    for row in rows:
        by_place[row.org_path, row.plan_code].append(row)
    return {
        (path, plan, on): _nearest(by_place, lines[path], plan, on) for path, plan, on in wanted
    }


def _nearest(
    rules: dict[tuple[str, str], list[FundingRule]], line: list[str], plan: str, on: date
) -> Funding:
    for path in reversed(line):
        held = [rule for rule in rules.get((path, plan), ()) if _holds(rule, on)]
        if held:
            return funding_by(tuple(_term(rule) for rule in held))
    return funding_by(())


def _holds(rule: FundingRule, on: date) -> bool:
    return rule.starts_on <= on and (rule.ends_before is None or on < rule.ends_before)


def _term(rule: FundingRule) -> FundingTerm:
    return FundingTerm(
        source=rule.source,
        kind=rule.kind,
        amount_fen=rule.amount_fen,
        rate=rule.rate,
        ceiling_fen=rule.ceiling_fen,
        person_class=rule.person_class,
        group=rule.group,
        budget_id=rule.budget_id,
        when_exhausted=rule.when_exhausted,
    )


def charged_budgets(
    scope: Scope, wanted: Iterable[tuple[str, int, date]]
) -> dict[tuple[str, int, date], FundingBudget]:
    """For each (path, budget that a rule names, day): the budget of its tree that is nearest to
    the place and open on the day. A place for which there is none is left out."""
    asked = set(wanted)
    if not asked:
        return {}
    named = FundingBudget.objects.in_bulk({budget for _, budget, _ in asked})
    roots = {budget.root_id or budget.pk for budget in named.values()}
    lines = {path: line_of(path) for path, _, _ in asked}
    rows = FundingBudget.objects.filter(
        Q(root__in=roots) | Q(pk__in=roots),
        org_path__in=set().union(*lines.values()),
        state=BudgetState.OPEN,
    ).select_related("root")
    by_place = {(row.root_id or row.pk, row.org_path): row for row in rows}
    found = {}
    for path, budget_id, on in asked:
        named_one = named.get(budget_id)
        if named_one is None:
            continue
        root = named_one.root_id or named_one.pk
        for above in reversed(lines[path]):
            row = by_place.get((root, above))
            if row and row.starts_on <= on < row.ends_before:
                found[path, budget_id, on] = row
                break
    return found


# ── budgets ───────────────────────────────────────────────────────────────────────────────────


def budgets(scope: Scope, **filters: Any) -> QuerySet[FundingBudget]:
    """By place, then the newest first. Filters: `source`, `state`, `root` (a budget: its tree),
    `only_tops`; empty ones do nothing."""
    found = FundingBudget.objects.filter(within(scope)).select_related("organisation", "parent")
    if source := filters.get("source"):
        found = found.filter(source=source)
    if state := filters.get("state"):
        found = found.filter(state=state)
    if root := filters.get("root"):
        found = found.filter(Q(pk=root.root_id or root.pk) | Q(root=root.root_id or root.pk))
    if filters.get("only_tops"):
        found = found.filter(parent__isnull=True)
    return found.order_by("org_path", "-id")


def budgets_for_rules(scope: Scope, **filters: Any) -> QuerySet[FundingBudget]:
    """Budgets that a rule of the scope can name: its own, and those above it. Filters: `ref`,
    `state`, `parent` (None: at the top of their trees; what they allocated is found by place)."""
    found = FundingBudget.objects.filter(within_or_above(scope), **filters)
    return found.select_related("organisation").order_by("org_path", "-id")


def budget_by_ref(scope: Scope, ref: str) -> FundingBudget:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(budgets(scope).filter(ref=ref))


def entries_of_budget(scope: Scope, budget: FundingBudget) -> QuerySet[BudgetEntry]:
    """The journal, the newest first."""
    found = BudgetEntry.objects.filter(within(scope), budget=budget)
    return found.select_related("other", "order", "due__enrolment").order_by("-id")


def orders_of_budget(scope: Scope, budget: FundingBudget) -> QuerySet[BudgetOrder]:
    """Amounts asked for and decided, the newest first."""
    return BudgetOrder.objects.filter(within(scope), budget=budget).order_by("-id")


def orders_to_decide(scope: Scope, officer: Officer) -> QuerySet[BudgetOrder]:
    """Amounts that somebody else asked for, the oldest first; the role is asked by the act."""
    found = BudgetOrder.objects.filter(within(scope), state=OrderState.ASKED)
    return (
        found.exclude(asked_by_token=officer.person_token)
        .select_related("budget__organisation")
        .order_by("id")
    )


def budget_differences() -> list[tuple[str, str]]:
    """(reference, fault) of budgets whose sums do not equal their journal, their children's or
    their dues', everywhere; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ref, fault FROM enrolment_budget_differences() ORDER BY 1, 2")
        return cursor.fetchall()


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def funding_rules(scope: Scope, **filters: Any) -> QuerySet[FundingRule]:
    """By place, plan and order. Filters: `organisation` (itself), `plan`, `on` (in force), and
    `on_or_after` (in force on a day or later)."""
    found = FundingRule.objects.filter(within(scope)).select_related("organisation", "budget")
    if organisation := filters.get("organisation"):
        found = found.filter(organisation=organisation)
    if plan := filters.get("plan"):
        found = found.filter(plan_code=plan)
    if on := filters.get("on"):
        found = found.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=on), starts_on__lte=on)
    if day := filters.get("on_or_after"):
        found = found.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day))
    return found.order_by("org_path", "plan_code", "priority", "id")


def rule_by_ref(scope: Scope, ref: str) -> FundingRule:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(funding_rules(scope).filter(ref=ref))


# ── a subsidy at a glance ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class AtAGlance:
    """One budget of a tree. `persons` are the workers of the units below it, `entitled_fen` what
    the rule would pay for all of them; None where the rule names no sum for each person."""

    budget: FundingBudget
    depth: int
    persons: int
    entitled_fen: int | None

    @property
    def used_share(self) -> Fraction:
        """What is allocated, reserved or spent, of the amount."""
        amount = self.budget.amount_fen
        return Fraction(amount - self.budget.left_fen, amount) if amount else Fraction(0)


def budget_tree(scope: Scope, top: FundingBudget) -> list[AtAGlance]:
    """The budgets of a tree within the scope, each above its own, with persons and entitlement."""
    rows = list(budgets(scope, root=top).order_by("org_path", "id"))
    per_person = entitlement_fen(scope, top)
    persons = workers_below(scope, [row.organisation for row in rows])
    first = min((row.org_path.count("/") for row in rows), default=0)
    return [
        AtAGlance(
            row,
            row.org_path.count("/") - first,
            persons[row.organisation_id],
            None if per_person is None else persons[row.organisation_id] * per_person,
        )
        for row in rows
    ]


def entitlement_fen(scope: Scope, budget: FundingBudget) -> int | None:
    """What the latest rule that names the tree pays for a person at most: its sum or its ceiling.

    None without such a rule, or where it pays by the fee without a ceiling.
    """
    tree = FundingBudget.objects.filter(
        Q(pk=budget.root_id or budget.pk) | Q(root=budget.root_id or budget.pk)
    )
    rule = FundingRule.objects.filter(budget__in=tree).order_by("org_path", "-id").first()
    if rule is None:
        return None
    if rule.kind in (FundingKind.PER_PERSON, FundingKind.PER_SHARE):
        return min(rule.amount_fen, rule.ceiling_fen or rule.amount_fen)
    return rule.ceiling_fen


def workers_below(scope: Scope, places: Iterable[Organisation]) -> dict[int, int]:
    """Recorded staff of the units in force below each organisation, those within the scope."""
    counted = list(
        organisations(scope)
        .filter(kind=OrganisationKind.UNIT, ends_before__isnull=True)
        .order_by()
        .values_list("city_id", "county_id")
        .annotate(staff=Sum("staff_count"))
    )
    return {place.pk: _staff(place, counted) for place in places}


def _staff(place: Organisation, counted: Iterable[tuple[int | None, int | None, int]]) -> int:
    if place.kind == OrganisationKind.UNIT:
        return place.staff_count
    is_top = place.kind == OrganisationKind.OFFICE
    return sum(n for city, county, n in counted if is_top or place.pk in (city, county))
