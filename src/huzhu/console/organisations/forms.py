"""How units are searched, and what is typed about them: kept as typed, right or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huzhu.organisations.enums import (
    ApplicationKind,
    ApplicationState,
    HeadcountProof,
    Industry,
    UnitForm,
    UnitLevel,
    UnitPaperKind,
)
from huzhu.organisations.rules import FIELDS, MOST_PARTS, Fault

NOTHING = ("", "—")


class UnitFilter(forms.Form):
    text = forms.CharField(
        label=_("Name or code"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class UnitsFilter(UnitFilter):
    """The list of all units of a jurisdiction."""

    show = forms.ChoiceField(
        label=_("Which units"),
        required=False,
        choices=[("", _("In force")), ("all", _("Ended ones too"))],
    )


class ApplicationFilter(UnitFilter):
    """The list of applications."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *ApplicationKind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *ApplicationState.choices]
    )

    def chosen(self) -> dict[str, str]:
        """The filters that hold something valid; a wrong one does nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _text(label: Any, *, hint: Any = "", longest: int = 120, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(
        label=label, required=False, max_length=longest, help_text=hint, widget=widget
    )


def _choice(label: Any, choices: Iterable[Any], *, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[NOTHING, *choices], help_text=hint
    )


def _day(label: Any, *, hint: Any = "") -> forms.CharField:
    return _text(label, hint=hint, longest=20, type="date")


def _count(label: Any, *, hint: Any = "") -> forms.CharField:
    return _text(label, hint=hint, longest=9, inputmode="numeric")


class ProposalForm(forms.Form):
    """Shows what was typed, and what was found wrong with it: it judges nothing itself."""

    def __init__(
        self, typed: Mapping[str, Any], faults: Iterable[Fault] = (), language: str = "zh"
    ) -> None:
        super().__init__(dict(typed))
        self.found, self.language = list(faults), language

    def full_clean(self) -> None:
        self.cleaned_data: dict[str, Any] = {}
        self._errors = ErrorDict()
        for fault in self.found:
            said = self._errors.setdefault(fault.field, ErrorList())
            said.append(fault.text(self.language))


class ProfileForm(ProposalForm):
    name = _text(_("Full name of the unit"), hint=_("As on the approval; no abbreviation."))
    level = _choice(_("Level it belongs to"), UnitLevel.choices)
    form = _choice(_("Form of the union"), UnitForm.choices)
    industry = _choice(_("Industry"), Industry.choices)
    credit_code = _text(
        _("Unified social credit code"), hint=_("18 characters, as on the certificate."), longest=30
    )
    approval_number = _text(_("Number of the approval"), longest=60)
    approved_on = _day(_("Approved on"))
    certificate_number = _text(_("Number of the legal-person certificate"), longest=40)
    certificate_from = _day(_("Valid from"))
    certificate_until = _day(_("Valid until"))
    address = _text(_("Address"), longest=160)
    telephone = _text(
        _("Office telephone"), hint=_("A landline with its area code; nobody's mobile."), longest=20
    )
    staff_count = _count(_("Staff"))
    women_count = _count(_("Women among them"))
    counted_on = _day(_("Counted on"), hint=_("A day of this month or the last."))
    proof_kind = _choice(_("Proof of headcount"), HeadcountProof.choices)
    distinct_because = _text(
        _("Why it is not one of the similar units"),
        hint=_("Only where similar names are shown."),
        longest=200,
    )


class HandlerForm(ProposalForm):
    handler_username = _text(
        _("User name of the handler"),
        hint=_("An account that exists already, in the handler's real name."),
        longest=64,
        autocapitalize="none",
    )
    handler_name = _text(_("Real name of the handler"), longest=64)


class SplitForm(ProposalForm):
    """Whether the old unit goes on, and up to six new ones."""

    goes_on = _choice(
        _("The unit that divides"), [("yes", _("goes on beside the new ones")), ("no", _("ends"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTS + 1):
            self.fields |= {
                f"part_name_{number}": _text(_("Name")),
                f"part_credit_code_{number}": _text(_("Credit code"), longest=30),
                f"part_staff_count_{number}": _count(_("Staff")),
                f"part_women_count_{number}": _count(_("Women")),
            }

    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The new units, each with its number and four fields."""
        names = ("name", "credit_code", "staff_count", "women_count")
        return [
            (number, [self[f"part_{name}_{number}"] for name in names])
            for number in range(1, MOST_PARTS + 1)
        ]


class PaperForm(forms.Form):
    paper_kind = forms.ChoiceField(
        label=_("Kind of paper"), required=False, choices=UnitPaperKind.choices
    )
    file = forms.FileField(
        label=_("PDF or picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, wanted: Iterable[UnitPaperKind] = ()) -> None:
        first = next(iter(wanted), None)
        super().__init__(initial={"paper_kind": first} if first else None)


class AccountForm(forms.Form):
    """An account for somebody who is to be bound as handler."""

    name = forms.CharField(label=_("Real name"), max_length=60)
    identity_number = forms.CharField(
        label=_("Identity number"),
        max_length=24,
        help_text=_("Checked and forgotten; only its keyed hash is kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        help_text=_("4 to 64 small letters, digits, dots or dashes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


def proposal_of(posted: QueryDict) -> dict[str, Any]:
    """What a form about a unit says; the units of a merger are ticked, or written as codes."""
    typed: dict[str, Any] = {name: posted.get(name, "") for name in FIELDS if name in posted}
    parts = [*posted.getlist("parts"), *posted.get("more_parts", "").replace(",", " ").split()]
    if parts:
        typed["parts"] = [code.upper() for code in parts]
    return typed
