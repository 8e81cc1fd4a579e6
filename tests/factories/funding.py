"""Budgets, rules of who pays, and people enrolled under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from factories.enrolment import STARTS_ON, collecting, publish_plan
from factories.members import new_person
from factories.tree import Tree, make_tree
from huzhu.enrolment import actions
from huzhu.enrolment.actions import Joining, enrol_people
from huzhu.enrolment.enums import FundingKind, FundingSource
from huzhu.enrolment.models import Enrolment, FundingBudget, FundingRule, GiftProgramme
from huzhu.enrolment.queries import funding_of, gift_terms
from huzhu.enrolment.rules import FundingTerm, relaxed
from huzhu.kernel.scope import everything
from huzhu.ledger.actions import open_book
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Held, Officer, service
from huzhu.vault import actions as vault


def officer(number: int, role: Role, over: Organisation) -> Officer:
    """As `officer_of` would return it; no account stands behind."""
    held = Held(role, over.path, over.pk, over.name)
    return Officer(9100 + number, f"{role}-{number}", "test", f"token-{number}", (held,))


@dataclass
class Purse:
    """A province with an open book, two who keep its budgets, and a city's officer."""

    tree: Tree
    finance: Officer
    director: Officer
    city: Officer
    handler: Officer

    @property
    def unit(self) -> Organisation:
        return self.tree["王益区一厂"]


def make_purse(at) -> Purse:
    tree = make_tree()
    publish_plan(at)
    open_book(by=service("test"), at=at, organisation=tree.office, name="省办事处")
    return Purse(
        tree,
        officer(1, Role.FINANCE_OFFICER, tree.office),
        officer(2, Role.OFFICE_DIRECTOR, tree.office),
        officer(3, Role.CITY_OFFICER, tree["铜川市"]),
        officer(4, Role.COUNTY_HANDLER, tree["王益区"]),
    )


def proposed_budget(purse: Purse, at, amount_fen: int, **others) -> FundingBudget:
    values = {
        "organisation": purse.tree.office,
        "source": FundingSource.SUBSIDY,
        "name": "省级补贴",
        "starts_on": date(2026, 1, 1),
        "ends_before": date(2027, 1, 1),
        "reason": "年度安排",
    }
    return actions.create_budget(
        by=purse.finance, at=at, amount_fen=amount_fen, **(values | others)
    )


def open_budget(purse: Purse, at, amount_fen: int, **others) -> FundingBudget:
    made = proposed_budget(purse, at, amount_fen, **others)
    return actions.approve_order(by=purse.director, at=at, budget_ref=made.ref)


def subsidy_rule(
    purse: Purse, at, budget: FundingBudget, amount_fen: int = 875, **others
) -> FundingRule:
    term = {
        "source": budget.source,
        "kind": FundingKind.PER_PERSON,
        "amount_fen": amount_fen,
        "budget_id": budget.pk,
    }
    organisation = others.pop("organisation", budget.organisation)
    return actions.set_funding_rule(
        by=purse.finance,
        at=at,
        organisation=organisation,
        plan_code=others.pop("plan_code", "ZY"),
        term=FundingTerm(**(term | others)),
        starts_on=date(2026, 1, 1),
    )


def enrolled(
    unit: Organisation,
    at,
    count: int,
    *,
    start: int = 1,
    plan: str = "ZY",
    by: Officer | None = None,
    starts_on: date = STARTS_ON,
) -> Enrolment:
    """People enrolled with the parts that the rules of their place give."""
    with collecting():
        return enrol_people(
            by=by or service("test"),
            at=at,
            organisation=unit,
            plan_code=plan,
            starts_on=starts_on,
            people=[Joining(new_person(number)) for number in range(start, start + count)],
        )


def sums(budget: FundingBudget) -> tuple[int, int, int, int]:
    """(amount, allocated, reserved, spent) as the database has them."""
    budget.refresh_from_db()
    return budget.amount_fen, budget.allocated_fen, budget.reserved_fen, budget.spent_fen


def make_gift(purse: Purse, at, budget: FundingBudget | None = None, **others) -> GiftProgramme:
    """A draft of the office's for couriers and drivers: 100 places, inpatient cover."""
    budget = budget or open_budget(purse, at, 100 * 9_500, source=FundingSource.DONOR)
    values = {
        "name": "百万赠送",
        "donor": "省职工帮扶基金会",
        "plan_code": "ZY",
        "budget_ref": budget.ref,
        "quota_persons": 100,
        "groups": ["courier", "truck_driver"],
        "starts_on": date(2026, 1, 1),
        "ends_before": date(2026, 7, 1),
    }
    organisation = others.pop("organisation", purse.tree.office)
    return actions.create_gift(
        by=purse.finance,
        at=at,
        organisation=organisation,
        gift=actions.NewGift(**(values | others)),
    )


def open_gift(purse: Purse, at, budget: FundingBudget | None = None, **others) -> GiftProgramme:
    made = make_gift(purse, at, budget, **others)
    return actions.approve_gift(by=purse.director, at=at, gift_ref=made.ref)


def given(
    gift: GiftProgramme,
    unit: Organisation,
    at,
    count: int,
    *,
    start: int = 1,
    group: str = "courier",
    starts_on: date = STARTS_ON,
) -> Enrolment:
    """People of a unit covered by a programme, as a posting writes it: places, covers, dues."""
    from huzhu.enrolment.actions.cells import OpenedRow
    from huzhu.enrolment.actions.enrol import enrol
    from huzhu.enrolment.actions.lots import Destination, Lot
    from huzhu.enrolment.rules import Terms
    from huzhu.plans.queries import edition_in_force, terms_of

    by, scope = service("test"), everything()
    edition = edition_in_force(gift.plan_code, starts_on)
    terms = relaxed(Terms.of(terms_of(edition), starts_on), gift_terms(scope, gift))
    funding = funding_of(scope, unit, gift.plan_code, starts_on, gift)
    tier = terms.tiers[0]
    fee = terms.fee_fen(tier, 1)
    rows = [
        OpenedRow(
            person=(person := new_person(n)),
            digest=vault.blind_index("identity", person.identity.indexed),
            shares=1,
            tier=tier.name,
            fee_fen=fee,
            parts=funding.parts(tier, fee),
            group=group,
        )
        for n in range(start, start + count)
    ]
    with transaction.atomic(), collecting():
        lot = Lot(Destination(unit, edition, terms), rows, gift=gift)
        (made,) = enrol(by, at, [lot])
    return made
