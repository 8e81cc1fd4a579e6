"""Budgets that pay parts of contributions, the journal that moves them, and the rules of who pays.

The sums of a budget are changed by nobody but the database itself, when a row is added to the
journal: so they always equal the journal, and a check refuses what the money does not reach for.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.enrolment.enums import (
    BudgetEntryKind,
    BudgetState,
    FundingKind,
    FundingSource,
    OrderState,
    WhenExhausted,
)
from huzhu.kernel.fields import FenField, PathField, ReferenceField, below
from huzhu.kernel.triggers import append_only

_BY_JOURNAL = """
IF TG_OP = 'INSERT' THEN
    IF NEW.amount_fen <> 0 OR NEW.allocated_fen <> 0 OR NEW.reserved_fen <> 0
       OR NEW.spent_fen <> 0 THEN
        RAISE EXCEPTION 'budget % begins empty: its sums come by its journal', NEW.ref
            USING ERRCODE = 'HZ006';
    END IF;
ELSIF current_user <> 'huzhu_resolver'
      AND (NEW.amount_fen, NEW.allocated_fen, NEW.reserved_fen, NEW.spent_fen)
          IS DISTINCT FROM
          (OLD.amount_fen, OLD.allocated_fen, OLD.reserved_fen, OLD.spent_fen) THEN
    RAISE EXCEPTION 'the sums of budget % change by its journal only', NEW.ref
        USING ERRCODE = 'HZ006';
END IF;
RETURN NEW;
"""


class FundingBudget(models.Model):
    """Money that one organisation has for parts of contributions, or for those below it to have.

    A tree: `root` is the budget at its top, None for that one itself. `allocated_fen` is what the
    children have been given; what is left is amount less allocated, reserved and spent.
    An empty `plan_code` or `person_class` means any.
    """

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    source = models.CharField(max_length=12, choices=FundingSource.choices)
    name = models.CharField(max_length=80)
    plan_code = models.CharField(max_length=12, blank=True)
    person_class = models.CharField(max_length=12, blank=True)
    starts_on = models.DateField()
    ends_before = models.DateField()
    amount_fen = FenField(default=0)
    allocated_fen = FenField(default=0)
    reserved_fen = FenField(default=0)
    spent_fen = FenField(default=0)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=BudgetState.choices, default=BudgetState.PROPOSED
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org_path", "source"], name="enrolment_budget_by_place")]
        constraints = [
            models.CheckConstraint(
                name="enrolment_budget_within_amount",
                condition=Q(amount_fen__gte=F("allocated_fen") + F("reserved_fen") + F("spent_fen"))
                & Q(allocated_fen__gte=0, reserved_fen__gte=0, spent_fen__gte=0),
            ),
            models.CheckConstraint(
                name="enrolment_budget_ends_after_start",
                condition=Q(ends_before__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="enrolment_budget_parent_and_root",
                condition=Q(parent__isnull=True, root__isnull=True)
                | Q(parent__isnull=False, root__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["root", "organisation"], name="enrolment_budget_once_a_place"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="enrolment_budget_by_journal",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_BY_JOURNAL,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.allocated_fen - self.reserved_fen - self.spent_fen


class BudgetOrder(models.Model):
    """An amount that one person asks for and another one approves: a new budget's, or a change.

    One open order a budget.
    """

    budget = models.ForeignKey(FundingBudget, on_delete=models.PROTECT, related_name="orders")
    org_path = PathField()
    amount_fen = FenField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.ASKED)
    asked_by_id = models.BigIntegerField()
    asked_by_token = models.CharField(max_length=64)
    asked_by_label = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_token = models.CharField(max_length=64, blank=True)
    decided_by_label = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget"],
                condition=Q(state=OrderState.ASKED),
                name="enrolment_budgetorder_one_open",
            ),
            models.CheckConstraint(
                name="enrolment_budgetorder_not_nought", condition=~Q(amount_fen=0)
            ),
            models.CheckConstraint(
                name="enrolment_budgetorder_decided_by_another",
                condition=Q(state=OrderState.ASKED)
                | (~Q(decided_by_token="") & ~Q(decided_by_token=F("asked_by_token"))),
            ),
        ]


_NO_MONEY_BUT = {
    name: Q(**{f"{other}_fen": 0 for other in ("amount", "allocated", "reserved", "spent")
               if other not in name})
    for name in (("amount",), ("allocated",), ("reserved",), ("reserved", "spent"))
}  # fmt: skip
_GIVEN = Q(kind=BudgetEntryKind.ALLOCATE) & (
    (_NO_MONEY_BUT["amount",] & Q(amount_fen__gt=0))
    | (_NO_MONEY_BUT["allocated",] & Q(allocated_fen__gt=0))
)
_GIVEN_BACK = Q(kind=BudgetEntryKind.RETURN) & (
    (_NO_MONEY_BUT["amount",] & Q(amount_fen__lt=0))
    | (_NO_MONEY_BUT["allocated",] & Q(allocated_fen__lt=0))
)


class BudgetEntry(models.Model):
    """One movement of a budget, as what it adds to each of the budget's sums; never changed.

    `org_path` is the place it concerns: of a reservation the unit's, else the budget's own.
    """

    budget = models.ForeignKey(FundingBudget, on_delete=models.PROTECT, related_name="entries")
    org_path = PathField()
    kind = models.CharField(max_length=10, choices=BudgetEntryKind.choices)
    amount_fen = FenField(default=0)
    allocated_fen = FenField(default=0)
    reserved_fen = FenField(default=0)
    spent_fen = FenField(default=0)
    other = models.ForeignKey(FundingBudget, null=True, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(
        BudgetOrder, null=True, on_delete=models.PROTECT, related_name="entries"
    )
    due = models.ForeignKey(
        "enrolment.ContributionDue", null=True, on_delete=models.PROTECT, related_name="entries"
    )
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["due"],
                condition=Q(kind=BudgetEntryKind.RESERVE),
                name="enrolment_budgetentry_reserved_once",
            ),
            models.UniqueConstraint(
                fields=["due"],
                condition=Q(kind__in=[BudgetEntryKind.SPEND, BudgetEntryKind.RELEASE]),
                name="enrolment_budgetentry_settled_once",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(order__isnull=False),
                name="enrolment_budgetentry_order_once",
            ),
            models.CheckConstraint(
                name="enrolment_budgetentry_of_its_kind",
                condition=(
                    Q(kind=BudgetEntryKind.OPEN, amount_fen__gt=0) & _NO_MONEY_BUT["amount",]
                )
                | (Q(kind=BudgetEntryKind.ADJUST) & ~Q(amount_fen=0) & _NO_MONEY_BUT["amount",])
                | _GIVEN
                | _GIVEN_BACK
                | (Q(kind=BudgetEntryKind.RESERVE, reserved_fen__gt=0) & _NO_MONEY_BUT["reserved",])
                | (
                    Q(kind=BudgetEntryKind.SPEND, spent_fen__gt=0, reserved_fen=-F("spent_fen"))
                    & _NO_MONEY_BUT["reserved", "spent"]
                )
                | (
                    Q(kind=BudgetEntryKind.RELEASE, reserved_fen__lt=0) & _NO_MONEY_BUT["reserved",]
                ),
            ),
            models.CheckConstraint(
                name="enrolment_budgetentry_names_its_cause",
                condition=Q(
                    kind__in=[
                        BudgetEntryKind.RESERVE,
                        BudgetEntryKind.SPEND,
                        BudgetEntryKind.RELEASE,
                    ],
                    due__isnull=False,
                )
                | Q(kind__in=[BudgetEntryKind.OPEN, BudgetEntryKind.ADJUST], order__isnull=False)
                | Q(
                    kind__in=[BudgetEntryKind.ALLOCATE, BudgetEntryKind.RETURN], other__isnull=False
                ),
            ),
        ]
        indexes = [models.Index(fields=["budget", "id"], name="enrolment_entry_by_budget")]
        triggers = append_only("enrolment_budgetentry")


class FundingRule(models.Model):
    """Who pays how much of a plan's fee below one organisation, from a day on.

    `rate` is in basis points of the fee, `ceiling_fen` for each person. The rules of the nearest
    organisation that has any for the plan hold, in the order of `priority`. Only `ends_before`
    is ever changed.
    """

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    plan_code = models.CharField(max_length=12)
    source = models.CharField(max_length=12, choices=FundingSource.choices)
    kind = models.CharField(max_length=12, choices=FundingKind.choices)
    amount_fen = FenField(default=0)
    rate = models.IntegerField(default=0)
    ceiling_fen = FenField(null=True)
    person_class = models.CharField(max_length=12, blank=True)
    group = models.CharField(max_length=20, blank=True)
    priority = models.IntegerField(default=1)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    budget = models.ForeignKey(FundingBudget, null=True, on_delete=models.PROTECT, related_name="+")
    when_exhausted = models.CharField(
        max_length=10, choices=WhenExhausted.choices, default=WhenExhausted.REFUSE
    )
    made_by_id = models.BigIntegerField(null=True)
    made_by_label = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org_path", "plan_code"], name="enrolment_rule_by_place")]
        constraints = [
            models.CheckConstraint(
                name="enrolment_fundingrule_says_how_much",
                condition=Q(kind__in=["per_share", "per_person"], amount_fen__gt=0, rate=0)
                | Q(kind="percent", amount_fen=0, rate__gt=0, rate__lte=10_000)
                | Q(kind="rest", amount_fen=0, rate=0),
            ),
            models.CheckConstraint(
                name="enrolment_fundingrule_ceiling_positive",
                condition=Q(ceiling_fen__isnull=True) | Q(ceiling_fen__gt=0),
            ),
            models.CheckConstraint(
                name="enrolment_fundingrule_ends_not_before_start",
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")),
            ),
        ]
