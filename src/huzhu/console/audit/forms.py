"""What a reader of the trail may filter by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.console.audit.labels import ACTS, OBJECTS


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _all_or(labels: dict) -> list[tuple[str, object]]:
    return [("", _("All")), *labels.items()]


class TrailFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Object"), required=False, choices=_all_or(OBJECTS))
    ref = forms.CharField(label=_("Its number"), required=False, max_length=80)
    act = forms.ChoiceField(label=_("Act"), required=False, choices=_all_or(ACTS))
    officer = forms.CharField(label=_("Officer"), required=False, max_length=60)
    first = forms.DateField(label=_("From"), required=False, widget=_day_input())
    last = forms.DateField(label=_("To"), required=False, widget=_day_input())
