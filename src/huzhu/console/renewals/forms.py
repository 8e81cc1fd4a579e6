"""What is typed on the pages of the renewal season."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huzhu.console.enrolment.forms import plan_choices
from huzhu.kernel.periods import Period, add_months

DAY = {"type": "date"}
LEVELS = {"city": "city_id", "county": "county_id", "unit": "organisation_id"}
_LAPSED_DAYS = 30


class SeasonFilter(forms.Form):
    """Which covers: those that end in so many months from now, and those that ended lately."""

    months = forms.ChoiceField(
        label=_("Ends within"),
        required=False,
        choices=[(n, _("%(months)s months") % {"months": n}) for n in ("3", "1", "2", "6", "12")],
    )
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    by = forms.ChoiceField(
        label=_("Counted by"),
        required=False,
        choices=[("unit", _("Unit")), ("county", _("County")), ("city", _("City"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [("", gettext("All")), *plan_choices()]

    def chosen(self, today: date, by: str) -> tuple[Period, list[str], str]:
        """The window, the plans (none: all) and the level; `by` is the level unless one is said."""
        values = self.cleaned_data if self.is_valid() else {}
        start = today - timedelta(days=_LAPSED_DAYS)
        window = Period(start, add_months(today, int(values.get("months") or 3)))
        plan = values.get("plan")
        return window, [plan] if plan else [], values.get("by") or by


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    plans = forms.MultipleChoiceField(label=_("Plans"), widget=forms.CheckboxSelectMultiple)
    window_from = forms.DateField(label=_("Covers that end from"), widget=forms.DateInput(DAY))
    window_to = forms.DateField(label=_("to, the last day"), widget=forms.DateInput(DAY))
    first_day = forms.DateField(
        label=_("First day of the new cover"),
        required=False,
        widget=forms.DateInput(DAY),
        help_text=_("Empty: each unit goes on where its covers end."),
    )
    remind_every_days = forms.IntegerField(
        label=_("Remind every so many days"), min_value=1, max_value=90, initial=7
    )

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plans"].choices = plan_choices()
        if today is not None:
            first = today.replace(day=1)
            self.fields["window_from"].initial = first.isoformat()
            last = add_months(first, 3) - timedelta(days=1)
            self.fields["window_to"].initial = last.isoformat()

    def clean(self) -> dict[str, Any]:
        """The day before a new cover starts is the last one of the old: `ends_before` follows."""
        values = super().clean() or {}
        start, end = values.get("window_from"), values.get("window_to")
        if start and end and end < start:
            self.add_error("window_to", gettext("This day lies before the first one."))
        elif start and end:
            day = timedelta(days=1)
            values["window"] = Period(start + day, end + day + day)
        return values


class LinesFilter(forms.Form):
    text = forms.CharField(
        label=_("Name or cover number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    line = forms.ChoiceField(
        label=_("People shown"),
        required=False,
        choices=[
            ("", _("All")),
            ("unchanged", _("Unchanged")),
            ("changed", _("Changed")),
            ("left", _("Not going on")),
        ],
    )


class JoinerForm(forms.Form):
    """One new person; the fields are named like a roster's columns."""

    name = forms.CharField(label=_("Full name"), max_length=60)
    identity = forms.CharField(label=_("Identity number"), max_length=24)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    shares = forms.CharField(label=_("Shares"), max_length=6, required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    insured = forms.ChoiceField(
        label=_("Basic medical insurance"),
        required=False,
        choices=[("是", _("yes")), ("否", _("no"))],
    )

    def __init__(self, *args: Any, tiers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tiers:
            self.fields["tier"].choices = [(tier, tier) for tier in tiers]
        else:
            del self.fields["tier"]

    def cells(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}
