"""What is typed in the officers' place for terms, facts apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget)


class DuplicateForm(forms.Form):
    """A draft made from a published edition."""

    version = forms.CharField(
        label=_("Version of the new edition"), max_length=40,
        help_text=_("Such as the year from which it holds."),
    )  # fmt: skip
    effective_from = _day(_("For covers that start from"))


class NewDraftForm(forms.Form):
    """A draft of a plan that is on no shelf yet."""

    plan = forms.RegexField(
        r"^[A-Z][A-Z0-9-]{0,11}$", label=_("Code of the plan"), max_length=12,
        help_text=_("Capital letters, such as ZY."),
    )  # fmt: skip
    title = forms.CharField(label=_("Name of the plan"), max_length=60)
    version = forms.CharField(label=_("Version"), max_length=40)
    effective_from = _day(_("For covers that start from"))


class SaveForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Terms"), strip=False, max_length=400_000)
    cases = forms.CharField(label=_("Cases"), strip=False, required=False, max_length=400_000)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("What has to change"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class YearsForm(forms.Form):
    """Which claims on file a draft is run over."""

    first_year = forms.TypedChoiceField(label=_("From the year"), coerce=int)
    last_year = forms.TypedChoiceField(label=_("To the year"), coerce=int)

    def __init__(self, *args: Any, years: list[tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(year, f"{year} ({count:,})") for year, count in years]
        self.fields["first_year"].choices = self.fields["last_year"].choices = named
        if years:
            self.initial = {"first_year": years[-1][0], "last_year": years[0][0], **self.initial}


class ClaimsFileForm(forms.Form):
    file = forms.FileField(
        label=_("Claims file (Parquet)"),
        widget=forms.FileInput(attrs={"accept": ".parquet"}),
        help_text=_("One row a claim, as `huzhu export_claims` writes it; at most 64 MB."),
    )


def skeleton(plan: str, title: str, version: str, effective_from: date) -> str:
    """The first lines of an edition, for an author to go on from."""
    return f"""language: 1
plan: {plan}
version: "{version}"
title:
  zh: {title}
  en: {title}
effective:
  from: {effective_from}

parameters: {{}}

articles:
  - number: "1"
    title: {{zh: 宗旨, en: Purpose}}
    text: 职工互助互济，减轻困难。
    no_clause_needed: 说明宗旨，不产生金额
  - number: "2"
    title: {{zh: 保障期, en: Period of cover}}
    text: 保障期一年；事件应发生在保障期内。
    clauses:
      - {{kind: period, id: period, says: [保障期一年], length: 1 year}}
      - {{kind: event_inside_cover, id: inside_cover, says: [事件应发生在保障期内]}}
"""
