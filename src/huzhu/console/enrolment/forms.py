"""What is typed on the pages of enrolment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huzhu.enrolment.enums import CoverStatus, RosterState
from huzhu.kernel.periods import add_months
from huzhu.kernel.scope import Scope
from huzhu.kernel.text import clean_name
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisations
from huzhu.plans.queries import plans

_LAST = "\U0010ffff"


def plan_choices() -> list[tuple[str, str]]:
    from django.utils.translation import get_language

    is_english = (get_language() or "").startswith("en")
    return [
        (plan.code, f"{plan.code} {plan.name_en if is_english else plan.name_zh}")
        for plan in plans()
    ]


def places_named(scope: Scope, text: str):
    """Organisations of the scope by code, or by the beginning of the name, in path order."""
    cleaned = clean_name(text)
    by_code = organisations(scope).filter(code=cleaned.upper())
    if by_code.exists():
        return by_code
    return organisations(scope).filter(name__gte=cleaned, name__lt=cleaned + _LAST)


class UploadForm(forms.Form):
    """Which plan, from which day, and the file."""

    plan_code = forms.ChoiceField(label=_("Plan"))
    starts_on = forms.DateField(
        label=_("First day of cover"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("One day for everybody in the file."),
    )
    file = forms.FileField(
        label=_("Roster file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("Excel (.xlsx, .xls) or .csv; at most 200,000 rows."),
    )

    gift = forms.ChoiceField(
        label=_("Gift programme"),
        required=False,
        help_text=_("Only for people whom a programme covers; its plan and conditions count."),
    )

    def __init__(self, *args: Any, today=None, gifts=(), **kwargs: Any) -> None:
        """`gifts` are the programmes open for the unit; without any, none is asked for."""
        super().__init__(*args, **kwargs)
        self.fields["plan_code"].choices = [("", gettext("Choose a plan")), *plan_choices()]
        if gifts:
            named = [(gift.ref, f"{gift.name} · {gift.plan_code}") for gift in gifts]
            self.fields["gift"].choices = [("", gettext("None")), *named]
        else:
            del self.fields["gift"]
        if today is not None:
            self.fields["starts_on"].initial = add_months(today.replace(day=1), 1)


class RenewalListForm(forms.Form):
    """For which plan, from which day."""

    plan_code = forms.ChoiceField(label=_("Plan"))
    starts_on = forms.DateField(
        label=_("First day of cover"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan_code"].choices = plan_choices()


class UnitFilter(forms.Form):
    q = forms.CharField(
        label=_("Unit"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name or code"), "data-autofocus": ""}),
    )


class _PlaceFilter(forms.Form):
    """Filters that live in the address; `place` is resolved within the officer's scope."""

    unit = forms.CharField(
        label=_("Unit or county"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name or code")}),
    )
    plan = forms.ChoiceField(label=_("Plan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [("", gettext("All")), *plan_choices()]

    def filters(self, scope: Scope) -> dict[str, Any]:
        """For the query; `is_nowhere` where a place was named that nobody in scope bears."""
        values = dict(self.cleaned_data) if self.is_bound and self.is_valid() else {}
        unit = values.pop("unit", "")
        place: Organisation | None = places_named(scope, unit).first() if unit else None
        return {**values, "organisation": place, "is_nowhere": bool(unit) and place is None}


class RosterFilter(_PlaceFilter):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *RosterState.choices]
    )


class CoverFilter(_PlaceFilter):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *CoverStatus.choices]
    )
    on = forms.DateField(
        label=_("In force on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("Name or cover number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


def last_day(ends_before):
    """The last day that belongs to a period, as documents print it."""
    return ends_before - timedelta(days=1)
