"""What is typed on the pages of settlement lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huzhu.claims.queries import lane_columns
from huzhu.kernel.scope import Scope
from huzhu.organisations.enums import OrganisationKind
from huzhu.organisations.queries import organisations

_PLACES = (OrganisationKind.OFFICE, OrganisationKind.CITY, OrganisationKind.COUNTY)
_NOT_GIVEN = _("Not in the list")


class SourceForm(forms.Form):
    """A bureau and where its lists are brought."""

    place = forms.ChoiceField(
        label=_("Place"),
        help_text=_("People covered below this place are found in the lists."),
    )
    name = forms.CharField(label=_("Bureau"), max_length=120, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = organisations(scope).filter(kind__in=_PLACES).order_by("path")
        self.fields["place"].choices = [(place.code, place.name) for place in places]


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("Settlement list"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("Excel (.xlsx, .xls) or .csv as the bureau gives it; at most 500,000 rows."),
    )


class RulesForm(forms.Form):
    """The published rules of the lanes."""

    longest_days = forms.CharField(
        label=_("Days in hospital"), help_text=_("A longer stay goes to an officer.")
    )
    most_yuan = forms.CharField(
        label=_("Large claim from (yuan)"),
        help_text=_("From this sum on an officer looks at it; 0 for no limit."),
    )
    account_days = forms.CharField(
        label=_("Age of the account (days)"),
        help_text=_("An older payout account is confirmed first."),
    )
    diseases = forms.CharField(
        label=_("Possible critical illness (ICD-10)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Categories or ranges, such as C00-C97; these go to an officer."),
    )
    elsewhere_to_officer = forms.BooleanField(
        label=_("Treatment out of town goes to an officer"), required=False
    )
    relief_to_officer = forms.BooleanField(
        label=_("Other relief received goes to an officer"), required=False
    )


class MappingForm(forms.Form):
    """Which column of the list stands for which item."""

    def __init__(
        self, *args: Any, headers: Sequence[str], guess: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        is_english = (get_language() or "").startswith("en")
        choices = [("", _NOT_GIVEN), *((header, header) for header in headers)]
        for column in lane_columns():
            self.fields[column.field] = forms.ChoiceField(
                label=column.en if is_english else column.zh,
                choices=choices,
                required=False,
                initial=guess.get(column.field, ""),
                help_text=_("Needed") if column.is_needed else "",
            )


class StayFilter(forms.Form):
    text = forms.CharField(
        label=_("Name or stay number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    lane = forms.CharField(required=False, widget=forms.HiddenInput)
