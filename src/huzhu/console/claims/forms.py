"""What is typed about claims. An event keeps every character typed, also one that is wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.claims.enums import ClaimState, EventKind, PaperKind
from huzhu.kernel.errors import Refusal
from huzhu.kernel.money import parse_yuan, yuan_plain
from huzhu.kernel.text import half_width

DATES = ("occurred_on", "admitted_on", "discharged_on", "diagnosed_on")
AMOUNTS = (
    "total", "pool_paid", "large_paid", "deductible", "proportional", "class_b_first",
    "self_funded", "over_limit", "above_cap", "other_reimbursed",
)  # fmt: skip
PARTS = AMOUNTS[1:9]
SEVERITIES = (
    ("severe", _("Severe")),
    ("mild", _("Mild")),
    ("in_situ", _("In situ")),
    ("none", _("None of these")),
)
HOSPITAL_GRADES = (
    ("3", _("Third grade")),
    ("2", _("Second grade")),
    ("1", _("First grade or none")),
)
NOTHING = ("", "—")


class ClaimFilter(forms.Form):
    """What the list shows; it lives in the address."""

    text = forms.CharField(
        label=_("Name or reference"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    place = forms.CharField(label=_("County or unit"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *ClaimState.choices]
    )
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[
            ("", _("All")),
            ("late", _("Overdue")),
            ("today", _("Due today or overdue")),
            ("soon", _("Due within three days")),
        ],
    )

    lane = forms.ChoiceField(
        label=_("Lane"), required=False, choices=[("", _("All")), ("gift", _("Given cover"))]
    )

    def __init__(self, *args: Any, plans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [("", _("All")), *plans]

    def chosen(self) -> dict[str, str]:
        """The filters that hold something valid; a wrong one does nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PersonSearch(forms.Form):
    text = forms.CharField(
        label=_("Name, identity number or phone"), required=False, max_length=60,
        help_text=_("The beginning of the name, or the whole number."),
        widget=forms.TextInput(attrs={"type": "search", "autofocus": True}),
    )  # fmt: skip


class YuanField(forms.CharField):
    """An amount in yuan as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            try:
                if parse_yuan(value) < 0:
                    raise forms.ValidationError(_("An amount is not below nought."))
            except Refusal as refusal:
                raise forms.ValidationError(_("Write it in yuan, such as 1234.56.")) from refusal


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)


class EventForm(forms.Form):
    """The event of a claim; money in yuan. `event()` takes what was typed, right or wrong."""

    kind = forms.ChoiceField(label=_("What happened"), choices=EventKind.choices)
    cause = forms.ChoiceField(
        label=_("Cause"),
        required=False,
        choices=[NOTHING, ("illness", _("Illness")), ("accident", _("Accident"))],
    )
    occurred_on = _day(_("Occurred on"))
    admitted_on = _day(_("Admitted on"))
    discharged_on = _day(_("Discharged on"))
    diagnosed_on = _day(_("Diagnosed on"))
    hospital_grade = forms.ChoiceField(
        label=_("Grade of the hospital"),
        required=False,
        choices=[
            NOTHING,
            ("3", _("Third grade")),
            ("2", _("Second grade")),
            ("1", _("First grade or none")),
        ],
    )
    icd10 = forms.CharField(label=_("Diagnosis code (ICD-10)"), required=False, max_length=12)
    diagnosis = forms.CharField(label=_("Diagnosis in words"), required=False, max_length=120)
    severity = forms.ChoiceField(
        label=_("Severity"), required=False, choices=[NOTHING, *SEVERITIES],
        help_text=_("For a listed disease; a reviewer may change it."),
    )  # fmt: skip
    disability_grade = forms.ChoiceField(
        label=_("Disability grade"),
        required=False,
        choices=[NOTHING, *((str(grade), str(grade)) for grade in range(1, 11))],
    )
    total = YuanField(label=_("Total of the bill"))
    pool_paid = YuanField(label=_("Paid by the pool"))
    large_paid = YuanField(label=_("Paid by large-sum insurance"))
    deductible = YuanField(label=_("Deductible"))
    proportional = YuanField(label=_("Proportional self-pay"))
    class_b_first = YuanField(label=_("Class B, paid first"))
    self_funded = YuanField(label=_("Wholly self-funded"))
    over_limit = YuanField(label=_("Over the price limit"))
    above_cap = YuanField(label=_("Above the public cap"))
    other_reimbursed = YuanField(label=_("Reimbursed by others"))

    def event(self) -> dict[str, Any]:
        """The "event" part of the facts. What cannot be read stays as typed, for the filing to
        name it and the form to show it again."""
        typed = {name: str(self.data.get(name, "")).strip() for name in self.fields}
        code = half_width(typed["icd10"]).upper()
        diagnosis = {"icd10": code, "name": typed["diagnosis"], "severity": typed["severity"]}
        bill = {f"{name}_fen": _fen(typed[name]) for name in AMOUNTS}
        return {
            "kind": typed["kind"],
            "cause": typed["cause"] or None,
            **{name: typed[name] or None for name in DATES},
            "hospital_grade": typed["hospital_grade"] or None,
            "disability_grade": _whole(typed["disability_grade"]),
            "diagnosis": _or_none({name: value or None for name, value in diagnosis.items()}),
            "bill": _or_none(bill),
        }


def typed_from(event: dict[str, Any]) -> dict[str, str]:
    """An event as the form's data: the reverse of `EventForm.event`."""
    diagnosis, bill = event.get("diagnosis") or {}, event.get("bill") or {}
    typed = {name: event.get(name) for name in ("kind", "cause", "hospital_grade", *DATES)}
    typed["disability_grade"] = event.get("disability_grade")
    typed["icd10"] = diagnosis.get("icd10")
    typed["diagnosis"] = diagnosis.get("name")
    typed["severity"] = diagnosis.get("severity")
    typed |= {name: _yuan(bill.get(f"{name}_fen")) for name in AMOUNTS}
    return {name: "" if value is None else str(value) for name, value in typed.items()}


class PaperForm(forms.Form):
    paper_kind = forms.ChoiceField(label=_("Kind of paper"), choices=PaperKind.choices)
    file = forms.FileField(
        label=_("Paper"), required=False,
        help_text=_("PDF, JPEG or PNG, up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )  # fmt: skip


class ReclassifyForm(forms.Form):
    severity = forms.ChoiceField(label=_("Severity"), choices=SEVERITIES)
    severity_reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


def _fen(text: str) -> int | str | None:
    if not text:
        return None
    try:
        return parse_yuan(text)
    except Refusal:
        return text


def _yuan(fen: object) -> object:
    return yuan_plain(fen) if isinstance(fen, int) else fen


def _whole(text: str) -> int | str | None:
    return int(text) if text.isdecimal() else text or None


def _or_none(values: dict[str, Any]) -> dict[str, Any] | None:
    return values if any(value is not None for value in values.values()) else None
