"""What is asked for: from when to when, told apart by what, and of which place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from huzhu.analytics.enums import GroupBy
from huzhu.kernel.periods import Period, add_months
from huzhu.kernel.scope import Scope
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisation_by_code

GROUPS = ((GroupBy.CITY, _("City")), (GroupBy.COUNTY, _("County")), (GroupBy.PLAN, _("Plan")))
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)
_DAY = {
    "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "required": False,
    "validators": [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
}


@dataclass(frozen=True)
class Asked:
    """The question: `place` is the organisation whose subtree is looked at, None for all of the
    officer's own."""

    period: Period
    group: GroupBy
    place: Organisation | None
    scope: Scope


class PeriodForm(forms.Form):
    """Lives in the address. Nothing chosen means this year by city."""

    first = forms.DateField(label=_("From"), **_DAY)
    last = forms.DateField(label=_("Up to and including"), **_DAY)
    group = forms.ChoiceField(label=_("Grouped by"), choices=GROUPS, required=False)
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day lies before the first one."))
        return values

    def asked(self, scope: Scope, today: date) -> Asked:
        """Raises NotVisible for a place outside the scope. What cannot be read is left out."""
        self.is_valid()
        values = self.cleaned_data
        year = Period.year_of(values.get("first") or values.get("last") or today)
        first, last = values.get("first") or year.starts_on, values.get("last") or year.last_day
        period = Period(first, last + timedelta(days=1)) if first <= last else year
        place = organisation_by_code(scope, code) if (code := values.get("place")) else None
        narrowed = Scope((place.path,), scope.account_id) if place else scope
        return Asked(period, GroupBy(values.get("group") or GroupBy.CITY), place, narrowed)


def presets(today: date) -> list[tuple[Any, Period]]:
    """The periods that are asked for most."""
    year = Period.year_of(today)
    quarter = Period.months(date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), 3)
    return [
        (_("This year"), year),
        (_("Last year"), Period.months(add_months(year.starts_on, -12), 12)),
        (_("This quarter"), quarter),
        (_("This month"), Period.month_of(today)),
    ]
