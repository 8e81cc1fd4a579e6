"""How units below an organisation are searched."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UnitFilter(forms.Form):
    text = forms.CharField(
        label=_("Name or code"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
