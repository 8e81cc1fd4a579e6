"""What is typed about budgets, rules and gift programmes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huzhu.enrolment.enums import (
    FundingKind,
    FundingSource,
    GiftProofKind,
    GiftState,
    WhenExhausted,
)
from huzhu.kernel.text import is_english
from huzhu.members.enums import PersonClass
from huzhu.plans.queries import plans
from huzhu.ui.fields import DayField, YuanField

BUDGETED = (
    FundingSource.SUBSIDY, FundingSource.DONOR, FundingSource.UPPER_UNION, FundingSource.UNION,
)  # fmt: skip
_SOURCES = [(source.value, source.label) for source in BUDGETED]
_EVERYBODY = [("", _("Everybody")), *PersonClass.choices]


def plan_choices() -> list[tuple[str, str]]:
    english = is_english(get_language() or "zh")
    return [(p.code, f"{p.code} {p.name_en if english else p.name_zh}") for p in plans()]


class BudgetFilter(forms.Form):
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", _("All")), *_SOURCES]
    )

    def chosen(self) -> str:
        return self.cleaned_data.get("source", "") if self.is_valid() else ""


class BudgetForm(forms.Form):
    """A budget at the top of a tree; another person approves its amount."""

    place = forms.ChoiceField(label=_("Held by"))
    source = forms.ChoiceField(label=_("Source"), choices=_SOURCES)
    name = forms.CharField(label=_("Name"), max_length=80)
    amount_fen = YuanField(label=_("Amount (yuan)"))
    starts_on = DayField(label=_("First day"), help_text=_("Of the covers that it pays for."))
    ends_before = DayField(label=_("Ends before"))
    plan_code = forms.ChoiceField(label=_("Plan"), required=False)
    person_class = forms.ChoiceField(label=_("For whom"), required=False, choices=_EVERYBODY)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, places: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place.code, place.name) for place in places]
        self.fields["plan_code"].choices = [("", _("Every plan")), *plan_choices()]


class AllocateForm(forms.Form):
    place = forms.ChoiceField(label=_("Union below"))
    amount_fen = YuanField(label=_("Amount (yuan)"))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, places: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place.code, place.name) for place in places]


class ReturnForm(forms.Form):
    amount_fen = YuanField(label=_("Amount (yuan)"))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class AdjustForm(forms.Form):
    amount_fen = YuanField(
        label=_("More, or with a minus less (yuan)"), help_text=_("Another person approves it.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class MoneyForm(forms.Form):
    amount_fen = YuanField(label=_("Amount (yuan)"))
    received_on = DayField(label=_("Received on"))
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=60)


class RuleFilter(forms.Form):
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    show = forms.ChoiceField(
        label=_("Which rules"),
        required=False,
        choices=[("", _("In force now")), ("all", _("Ended ones too"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [("", _("All")), *plan_choices()]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RuleForm(forms.Form):
    """Who pays how much of a plan's fee below a union."""

    place = forms.ChoiceField(label=_("Union"), help_text=_("For its units and all below it."))
    plan_code = forms.ChoiceField(label=_("Plan"))
    source = forms.ChoiceField(label=_("Who pays"), choices=FundingSource.choices)
    kind = forms.ChoiceField(label=_("How much"), choices=FundingKind.choices)
    amount_fen = YuanField(label=_("Sum (yuan)"), required=False)
    percent = forms.DecimalField(
        label=_("Percentage"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    ceiling_fen = YuanField(label=_("At most for a person (yuan)"), required=False)
    person_class = forms.ChoiceField(label=_("For whom"), required=False, choices=_EVERYBODY)
    group = forms.ChoiceField(label=_("Employment group"), required=False)
    budget = forms.ChoiceField(label=_("Budget"), required=False)
    when_exhausted = forms.ChoiceField(
        label=_("When the budget is exhausted"), choices=WhenExhausted.choices
    )
    priority = forms.IntegerField(label=_("Order"), min_value=1, max_value=99, initial=1)
    starts_on = DayField(label=_("For covers that begin from"))
    ends_before = DayField(label=_("Ends before"), required=False)

    def __init__(
        self,
        *args: Any,
        places: Iterable[Any],
        budgets: Iterable[Any],
        groups: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place.code, place.name) for place in places]
        self.fields["plan_code"].choices = plan_choices()
        self.fields["group"].choices = [("", _("All")), *groups]
        self.fields["budget"].choices = [("", "—")] + [
            (b.ref, f"{b.name} · {b.organisation.name} · {b.get_source_display()}") for b in budgets
        ]


class EndRuleForm(forms.Form):
    ends_before = DayField(label=_("Ends before"))


class GiftFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *GiftState.choices]
    )

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class GiftForm(forms.Form):
    """A programme as it is proposed."""

    place = forms.ChoiceField(label=_("Organiser"), help_text=_("For its units and all below it."))
    name = forms.CharField(label=_("Name"), max_length=80)
    donor = forms.CharField(label=_("Donor"), max_length=80)
    budget_ref = forms.ChoiceField(label=_("The donor's budget"))
    plan_code = forms.ChoiceField(label=_("Plan"))
    quota_persons = forms.IntegerField(label=_("Places"), min_value=1)
    shares = forms.IntegerField(label=_("Shares for each person"), min_value=1, initial=1)
    starts_on = DayField(label=_("Takes people from"))
    ends_before = DayField(label=_("Ends before"))
    groups = forms.MultipleChoiceField(
        label=_("For whom"), widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"})
    )
    age_from = forms.IntegerField(label=_("Age from"), required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(
        label=_("Age to"), required=False, min_value=0, max_value=120,
        help_text=_("Empty: as the terms have it."),
    )  # fmt: skip
    waives_participation = forms.BooleanField(
        label=_("Nobody else of the unit need join"), required=False, initial=True
    )
    waives_basic_medical = forms.BooleanField(
        label=_("Basic medical insurance is not asked for"), required=False
    )
    proofs = forms.MultipleChoiceField(
        label=_("Proofs to be handed in first"),
        required=False,
        choices=GiftProofKind.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )
    claim_papers = forms.MultipleChoiceField(
        label=_("Papers that are enough for a claim"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
        help_text=_("None chosen: all that the terms ask for."),
    )

    def __init__(
        self,
        *args: Any,
        places: Iterable[Any],
        budgets: Iterable[Any],
        groups: Iterable[tuple[str, str]],
        papers: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place.code, place.name) for place in places]
        self.fields["budget_ref"].choices = [
            (b.ref, f"{b.name} · {b.organisation.name}") for b in budgets
        ]
        self.fields["plan_code"].choices = plan_choices()
        self.fields["groups"].choices = list(groups)
        self.fields["claim_papers"].choices = list(papers)


class ProofForm(forms.Form):
    place = forms.CharField(
        label=_("Unit, by its code or name"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    group = forms.ChoiceField(label=_("Employment group"))
    kind = forms.ChoiceField(label=_("Kind of proof"), choices=GiftProofKind.choices)
    file = forms.FileField(label=_("Proof"), help_text=_("PDF, picture or list."))

    def __init__(self, *args: Any, groups: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = list(groups)


class GroupForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Small letters, digits and underscores.")
    )
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
