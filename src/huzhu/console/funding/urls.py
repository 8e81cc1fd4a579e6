from django.urls import path

from huzhu.console.funding import budgets, gifts, rules

_BUDGET = "funding/budgets/<reference:ref>/"
_GIFT = "funding/gifts/<reference:ref>/"

urlpatterns = [
    path("funding/", budgets.budget_list, name="funding"),
    path("funding/budgets/new/", budgets.new, name="budget_new"),
    path(_BUDGET, budgets.budget, name="budget"),
    path(f"{_BUDGET}allocate", budgets.allocate, name="budget_allocate"),
    path(f"{_BUDGET}return", budgets.give_back, name="budget_return"),
    path(f"{_BUDGET}adjust", budgets.adjust, name="budget_adjust"),
    path(f"{_BUDGET}approve", budgets.approve, name="budget_approve"),
    path(f"{_BUDGET}refuse", budgets.refuse, name="budget_refuse"),
    path(f"{_BUDGET}money", budgets.money, name="budget_money"),
    path("funding/rules/", rules.rule_list, name="funding_rules"),
    path("funding/rules/new/", rules.new, name="funding_rule_new"),
    path("funding/rules/<reference:ref>/end", rules.end, name="funding_rule_end"),
    path("funding/gifts/", gifts.gift_list, name="gifts"),
    path("funding/gifts/new/", gifts.new, name="gift_new"),
    path("funding/groups/", gifts.groups, name="employment_groups"),
    path(_GIFT, gifts.gift, name="gift"),
    path(f"{_GIFT}approve", gifts.approve, name="gift_approve"),
    path(f"{_GIFT}suspend", gifts.suspend, name="gift_suspend"),
    path(f"{_GIFT}resume", gifts.resume, name="gift_resume"),
    path(f"{_GIFT}close", gifts.close, name="gift_close"),
    path(f"{_GIFT}proofs", gifts.add_proof, name="gift_proof_add"),
    path(f"{_GIFT}proofs/<reference:paper_ref>", gifts.proof, name="gift_proof"),
]
