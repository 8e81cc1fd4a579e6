"""The rules of who pays, and money that comes in for a budget."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from huzhu.audit.actions import record_act
from huzhu.enrolment.enums import BudgetState, FundingKind, FundingSource, WhenExhausted
from huzhu.enrolment.errors import (
    BudgetAmountNotPositive,
    BudgetNotOnTop,
    RuleAmountWrong,
    RuleBudgetNeeded,
    RuleBudgetsDiffer,
    RuleBudgetUnfit,
    RuleEnded,
)
from huzhu.enrolment.models import FundingBudget, FundingRule
from huzhu.enrolment.permissions import may_allocate, may_keep_budgets
from huzhu.enrolment.queries import budget_by_ref, funding_rules, rule_by_ref
from huzhu.enrolment.rules import FundingTerm
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.money import yuan
from huzhu.ledger.actions import Line, Posting, post_transactions
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.models import Transaction
from huzhu.ledger.queries import book_ids_for
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference

OWN_POCKET = (FundingSource.UNIT, FundingSource.MEMBER)
NEED_A_BUDGET = (FundingSource.SUBSIDY, FundingSource.DONOR)


def set_funding_rule(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    plan_code: str,
    term: FundingTerm,
    starts_on: date,
    ends_before: date | None = None,
    priority: int = 1,
) -> FundingRule:
    """Adds a rule of who pays for a plan's covers that begin from a day on, below a union.

    One transaction: rule, audit. The rules of the nearest union that has any hold alone, so a
    union's first rule sets those above it aside. Refuses NotPermitted, RuleAmountWrong,
    RuleBudgetNeeded (subsidy and donor), RuleBudgetUnfit, RuleBudgetsDiffer.
    """
    if not may_allocate(by, organisation.path):
        raise NotPermitted
    _require_amount(term)
    budget = _budget(term, organisation, plan_code)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        _require_one_budget(by, organisation, plan_code, term, starts_on)
        rule = FundingRule.objects.create(
            ref=allocate_reference(prefix="FR", at=at),
            organisation=organisation,
            org_path=organisation.path,
            plan_code=plan_code,
            source=term.source,
            kind=term.kind,
            amount_fen=term.amount_fen,
            rate=term.rate,
            ceiling_fen=term.ceiling_fen,
            person_class=term.person_class,
            group=term.group,
            priority=priority,
            starts_on=starts_on,
            ends_before=ends_before,
            budget=budget,
            when_exhausted=term.when_exhausted,
            made_by_id=by.account_id,
            made_by_label=by.label[:80],
            made_at=at,
        )
        _audit(by, at, "set_funding_rule", rule, {"kind": term.kind, "source": term.source})
    return rule


def end_funding_rule(*, by: Officer, at: datetime, rule_ref: str, ends_before: date) -> FundingRule:
    """Covers that begin on that day or later are not paid for by this rule any more.

    What is enrolled stays as it is. One transaction: lock, rule, audit. Refuses NotVisible,
    NotPermitted, RuleEnded (before that day already).
    """
    seen = rule_by_ref(by.scope, rule_ref)
    if not may_allocate(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        rule = FundingRule.objects.select_for_update().get(pk=seen.pk)
        if rule.ends_before is not None and rule.ends_before <= ends_before:
            raise RuleEnded(ref=rule.ref, on=rule.ends_before)
        rule.ends_before = max(ends_before, rule.starts_on)
        rule.save(update_fields=["ends_before"])
        _audit(by, at, "end_funding_rule", rule, {"ends_before": rule.ends_before.isoformat()})
    return rule


def receive_fund_money(
    *,
    by: Officer,
    at: datetime,
    budget_ref: str,
    amount_fen: int,
    received_on: date,
    bank_reference: str,
) -> Transaction:
    """Money of a donor or a subsidy has come to the bank: bank to the restricted fund.

    The fund is the budget at the top of a tree. One transaction: ledger, audit; the same bank
    reference again changes nothing. Refuses NotVisible, NotPermitted, BudgetNotOnTop,
    BudgetAmountNotPositive, NoBook and what the ledger refuses.
    """
    budget = budget_by_ref(by.scope, budget_ref)
    if not may_keep_budgets(by, budget.org_path):
        raise NotPermitted
    if budget.parent_id is not None:
        raise BudgetNotOnTop(budget=budget.name, ref=budget.ref)
    if amount_fen <= 0:
        raise BudgetAmountNotPositive(amount=yuan(amount_fen))
    place = budget.org_path
    posting = Posting(
        book_id=book_ids_for(by.scope, [place])[place],
        org_path=place,
        kind=TransactionKind.FUND_RECEIVED,
        source=f"{TransactionKind.FUND_RECEIVED}:{bank_reference.strip()[:60]}",
        effective_on=received_on,
        memo=f"专项资金 {budget.ref} {budget.name}",
        lines=(
            Line(AccountCode.BANK, amount_fen, place, budget.plan_code, budget.ref),
            Line(
                AccountCode.FUNDS_FOR_CONTRIBUTIONS, -amount_fen, place, budget.plan_code,
                budget.ref,
            ),
        ),
    )  # fmt: skip
    with transaction.atomic():
        posted = post_transactions(by=by, at=at, postings=[posting])[0]
        record_act(
            by=by,
            at=at,
            act="receive_fund_money",
            object_type="funding_budget",
            object_ref=budget.ref,
            org_path=place,
            after={"transaction": posted.ref, "amount_fen": amount_fen},
        )
    return posted


def _require_amount(term: FundingTerm) -> None:
    """Raises RuleAmountWrong."""
    if term.ceiling_fen is not None and term.ceiling_fen <= 0:
        raise RuleAmountWrong(what="上限应大于零", what_en="the ceiling must be above nought")
    if term.kind in (FundingKind.PER_SHARE, FundingKind.PER_PERSON):
        if term.amount_fen <= 0 or term.rate:
            raise RuleAmountWrong(what="应填大于零的金额", what_en="a sum above nought is needed")
    elif term.kind == FundingKind.PERCENT:
        if not 0 < term.rate <= 10_000 or term.amount_fen:
            raise RuleAmountWrong(
                what="应填 0 到 100 之间的百分数", what_en="a percentage up to 100 is needed"
            )
    elif term.amount_fen or term.rate:
        raise RuleAmountWrong(what="余额不填数额", what_en="the rest has no amount of its own")


def _budget(term: FundingTerm, organisation: Organisation, plan_code: str) -> FundingBudget | None:
    """The budget that the rule names, which may be held above. Raises RuleBudgetNeeded,
    RuleBudgetUnfit."""
    if term.budget_id is None:
        if term.source in NEED_A_BUDGET:
            raise RuleBudgetNeeded(source=FundingSource(term.source).label)
        return None
    budget = FundingBudget.objects.get(pk=term.budget_id)
    unfit = _unfit(budget, term, organisation, plan_code)
    if unfit:
        raise RuleBudgetUnfit(budget=budget.name, ref=budget.ref, why=unfit[0], why_en=unfit[1])
    return budget


def _unfit(
    budget: FundingBudget, term: FundingTerm, organisation: Organisation, plan_code: str
) -> tuple[str, str] | None:
    if term.source in OWN_POCKET:
        return "单位和个人自行缴纳，不用预算", "units and members pay out of their own pocket"
    if budget.state != BudgetState.OPEN:
        return "预算尚未批准", "it is not open"
    if budget.source != term.source:
        return "资金来源不同", "it is of another source"
    if budget.plan_code not in ("", plan_code):
        return "预算只用于另一方案", "it is for another plan"
    if budget.person_class not in ("", term.person_class):
        return "预算只用于另一类人员", "it is for another class of person"
    if not organisation.path.startswith(budget.org_path):
        return "预算不是本单位或上级的", "it is not held here or above"
    return None


def _require_one_budget(
    by: Officer, organisation: Organisation, plan_code: str, term: FundingTerm, on: date
) -> None:
    """One source is paid from one budget, and goes one way when it is exhausted."""
    held = funding_rules(by.scope, organisation=organisation, plan=plan_code)
    for other in held.filter(source=term.source):
        if other.ends_before is not None and other.ends_before <= on:
            continue
        same = (other.budget_id, other.when_exhausted) == (term.budget_id, term.when_exhausted)
        if not same:
            raise RuleBudgetsDiffer(
                source=FundingSource(term.source).label,
                ref=other.budget.ref if other.budget else WhenExhausted(other.when_exhausted).label,
            )


def _audit(
    by: Officer, at: datetime, act: str, rule: FundingRule, after: dict[str, object]
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="funding_rule",
        object_ref=rule.ref,
        org_path=rule.org_path,
        after={"plan": rule.plan_code, **after},
    )
