"""The rules of who pays, by organisation and plan, with what they come to for one person."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.funding.budgets import READERS, rulers
from huzhu.console.funding.forms import EndRuleForm, RuleFilter, RuleForm
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import BudgetState, FundingKind, FundingSource
from huzhu.enrolment.models import FundingRule
from huzhu.enrolment.permissions import PURSES, may_allocate
from huzhu.kernel.clock import civil_date
from huzhu.kernel.money import percent
from huzhu.members.enums import PersonClass
from huzhu.organisations.queries import organisation_by_code


@officer_view(*READERS)
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """Grouped by organisation and plan, with who pays of one person's fee today."""
    form, today = RuleFilter(request.GET), civil_date(request.at)
    chosen = form.chosen()
    on = None if chosen.get("show") == "all" else today
    found = queries.funding_rules(request.scope, plan=chosen.get("plan"), on_or_after=on)
    names = dict(_groups(request, only_active=False))
    groups = []
    for (place, plan), rules in groupby(found, lambda rule: (rule.organisation, rule.plan_code)):
        held = [_dressed(rule, names) for rule in rules]
        groups.append(
            {
                "place": place,
                "plan": plan,
                "rules": held,
                "comes_to": [
                    (tier, fee, {FundingSource(s).label: fen for s, fen in parts.items()})
                    for tier, fee, parts in queries.who_pays(request.scope, place, plan, today)
                ],
                "may_end": may_allocate(request.officer, place.path),
            }
        )
    context = {
        "form": form,
        "groups": groups,
        "today": today,
        "may_make": bool(rulers(request.officer)),
    }
    return render(request, "console/funding/rules.html", context)


@officer_view(*PURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = RuleForm(
        request.POST or None,
        places=rulers(request.officer),
        budgets=queries.budgets_for_rules(request.scope, state=BudgetState.OPEN, parent=None),
        groups=_groups(request),
        initial={"starts_on": civil_date(request.at), "priority": 1},
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "console/funding/rule_new.html", {"form": form}, status=status)
    values = form.cleaned_data
    made = actions.set_funding_rule(
        by=request.officer,
        at=request.at,
        organisation=organisation_by_code(request.scope, values["place"]),
        plan_code=values["plan_code"],
        term=_term(request, values),
        starts_on=values["starts_on"],
        ends_before=values["ends_before"],
        priority=values["priority"],
    )
    messages.success(request, _("Rule %(ref)s stands.") % {"ref": made.ref})
    return redirect("console:funding_rules")


@officer_view(*PURSES)
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    form = EndRuleForm(request.POST)
    day = form.cleaned_data["ends_before"] if form.is_valid() else civil_date(request.at)
    actions.end_funding_rule(by=request.officer, at=request.at, rule_ref=ref, ends_before=day)
    messages.success(request, _("Rule %(ref)s ends.") % {"ref": ref})
    return redirect("console:funding_rules")


def _dressed(rule: FundingRule, names: dict[str, str]) -> FundingRule:
    """With its percentage and its people in words."""
    rule.percent_text = percent(Fraction(rule.rate, 10_000))
    whom = [str(PersonClass(rule.person_class).label)] if rule.person_class else []
    rule.for_whom = " · ".join([*whom, *([names[rule.group]] if rule.group else [])])
    return rule


def _term(request: HttpRequest, values) -> actions.FundingTerm:
    """Only the amount that the kind asks for is taken."""
    kind = values["kind"]
    is_sum = kind in (FundingKind.PER_PERSON, FundingKind.PER_SHARE)
    rate = int((values["percent"] or 0) * 100) if kind == FundingKind.PERCENT else 0
    return actions.FundingTerm(
        source=values["source"],
        kind=kind,
        amount_fen=(values["amount_fen"] or 0) if is_sum else 0,
        rate=rate,
        ceiling_fen=values["ceiling_fen"],
        person_class=values["person_class"],
        group=values["group"],
        budget_id=_budget(request, values["budget"]),
        when_exhausted=values["when_exhausted"],
    )


def _budget(request: HttpRequest, ref: str) -> int | None:
    return queries.budgets_for_rules(request.scope, ref=ref).get().pk if ref else None


def _groups(request: HttpRequest, *, only_active: bool = True) -> list[tuple[str, str]]:
    return [
        (group.code, group.name_en if request.lang == "en" else group.name_zh)
        for group in queries.employment_groups(only_active=only_active)
    ]
