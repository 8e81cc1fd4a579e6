"""What is typed on the pages of members."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, identity number or mobile number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "data-autofocus": ""}
        ),
    )


class AccountForm(forms.Form):
    bank_name = forms.CharField(label=_("Bank"), max_length=60)
    number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name as on the identity card"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
