"""Fields that forms of several rooms share: a day, an amount of money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language

from huzhu.kernel.errors import Refusal
from huzhu.kernel.money import parse_yuan


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class YuanField(forms.CharField):
    """Yuan as people write it; cleaned to whole fen, None where it may be left out."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attributes), max_length=24, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_yuan(text)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.text(get_language() or "zh")) from None
