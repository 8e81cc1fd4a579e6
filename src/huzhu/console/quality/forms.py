"""Filters of findings, and what somebody decides on one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.console.enrolment.forms import places_named
from huzhu.enrolment.enums import FindingState, QualityCheck
from huzhu.kernel.scope import Scope

OUTCOMES = [(s.value, s.label) for s in FindingState if s != FindingState.OPEN]


class CheckFilter(forms.Form):
    check = forms.ChoiceField(
        label=_("Check"), required=False, choices=[("", _("All")), *QualityCheck.choices]
    )

    def chosen(self) -> str:
        return self.cleaned_data.get("check", "") if self.is_valid() else ""


class FindingFilter(CheckFilter):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *FindingState.choices]
    )
    unit = forms.CharField(
        label=_("Unit or county"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name or code")}),
    )
    handler = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def filters(self, scope: Scope) -> dict[str, Any]:
        """For the query; `is_nowhere` where a place was named that nobody in scope bears."""
        values = dict(self.cleaned_data) if self.is_valid() else {}
        unit = values.pop("unit", "")
        place = places_named(scope, unit).first() if unit else None
        return {**values, "organisation": place, "is_nowhere": bool(unit) and place is None}


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What was found out"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
